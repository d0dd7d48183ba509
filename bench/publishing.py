"""Publishing: how long it takes to make the result of a million answers, to destroy these, and to read it later.

Publishing is what happens at closing: reading the running sums, computing what may be published, and storing it. It is
held against the database adding up the same million rows once, in one bare statement, and telling nobody.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from sqlmodel import SQLModel

from bench.figures import Figure, Turns, figure, medians
from bot.pulse.results import Asked, Result, compute
from bot.pulse.scoring import SIDES, added_up
from storage.answer_tables import WaveKey
from storage.answers import AT_ONCE, Answers
from storage.database import Database
from storage.migrating import upgrade
from storage.people import Organisations
from storage.pulse import Pulses, Wave
from storage.sums import Change, Row, RunningSums

FEW: Final = 500
MANY: Final = 50_000
"""People, who rate twenty statements each."""
NOW: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)
ONE_AGGREGATE: Final = "one bare SQL aggregate of the rows"
BARE: Final = (
    "SELECT side, statement, count(*), sum(rating), sum(rating * rating) FROM answer WHERE wave = ? "
    "GROUP BY side, statement"
)


def measure(folder: Path, turns: Turns) -> list[Figure]:
    file = folder / "publishing.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    with database.write() as session:
        organisation = Organisations(session).add("Brightwater").id or 0
    few, many = _answered(database, organisation, FEW), _answered(database, organisation, MANY)
    publish(database, organisation, few)
    published = [
        (_seconds(lambda: publish(database, organisation, many)), _seconds(lambda: aggregate(file, many)))
        for _ in range(turns.rounds)
    ]
    read = [
        (_seconds(lambda: _read(database, organisation, many)), _seconds(lambda: _read(database, organisation, few)))
        for _ in range(turns.rounds * 20)
    ]
    chunks = list(_destroyed(database, organisation, many))
    scrubbed = _seconds(lambda: _scrub(database))
    database.close()
    (ours, theirs), (of_many, of_few) = medians(published), medians(read)
    size = f"{MANY * 20:,} answers"
    return [
        figure(f"publishing a wave of {size}", ours * 1000, "ms", (ONE_AGGREGATE, theirs * 1000), most=1),
        figure(f"destroying {size}, in all", sum(chunks) * 1000, "ms", (ONE_AGGREGATE, theirs * 1000)),
        figure("the longest that this holds the writer", max(chunks) * 1000, "ms", ("half a second", 500), most=1),
        figure("leaving no copy of them in the file", scrubbed * 1000, "ms", (ONE_AGGREGATE, theirs * 1000)),
        figure(f"reading the result of {size}", of_many * 1000, "ms", ("ten milliseconds", 10), most=1),
        figure("the same", of_many * 1000, "ms", (f"the result of {FEW * 20:,} answers", of_few * 1000), most=1.5),
    ]


def publish(database: Database, organisation: int, wave: int) -> None:
    """What closing does before it destroys anything."""
    with database.write() as session:
        pulses = Pulses(session, organisation)
        row = pulses.wave(wave)
        assert row is not None
        people = {"sales": MANY, "marketing": MANY, "other": MANY}
        asked = Asked(
            title=row.title,
            opened=NOW.date(),
            closed=NOW.date(),
            invited={side: people[side] for side in SIDES},
            minimum=row.minimum,
        )
        answers = Answers(session, organisation)
        row.result = compute(asked, added_up(answers.tallies(wave), answers.turnouts(wave))).model_dump_json()
        session.add(row)


def aggregate(file: Path, wave: int) -> None:
    connection = sqlite3.connect(file)
    assert len(connection.execute(BARE, (wave,)).fetchall()) == 3 * 20
    connection.close()


def _read(database: Database, organisation: int, wave: int) -> None:
    with database.read() as session:
        row = Pulses(session, organisation).wave(wave)
        assert row is not None
        assert Result.model_validate_json(row.result).groups


def _destroyed(database: Database, organisation: int, wave: int) -> Iterator[float]:
    """Seconds of each transaction that destroys some."""
    done = False

    def some() -> None:
        nonlocal done
        with database.write() as session:
            done = Answers(session, organisation).destroy(wave, most=AT_ONCE)

    while not done:
        yield _seconds(some)


def _scrub(database: Database) -> None:
    assert database.scrub()


def _answered(database: Database, organisation: int, people: int) -> int:
    """A wave that so many have answered, with its running sums."""
    luck = random.Random(people)  # noqa: S311  answers of a bench
    with database.write() as session:
        wave = Wave(organisation=organisation, title="Bench", opened=NOW, closes=NOW, minimum=5)
        number = Pulses(session, organisation).add(wave).id or 0
        session.add(WaveKey(wave=number, organisation=organisation, secret=luck.randbytes(32)))
        session.flush()
        into = insert(SQLModel.metadata.tables["answer"])
        change = Change.none()
        rows = []
        for person in range(people):
            side, token = SIDES[person % 3], f"{luck.getrandbits(256):064x}"
            ratings = {statement: luck.randint(1, 5) for statement in range(1, 21)}
            change.count(Row(organisation, number, side, whole=True), ratings, 1)
            about = {"organisation": organisation, "wave": number, "token": token, "side": side, "at": NOW}
            rows += [about | {"statement": statement, "rating": rating} for statement, rating in ratings.items()]
            if len(rows) >= 20_000 or person == people - 1:
                session.connection().execute(into, rows)
                rows = []
        RunningSums(session).change(number, change)
    return number


def _seconds(what: Callable[[], None]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
