"""Finding whom to contact: how often the right person is named first, by kind of question, and how long it takes.

Held against three simpler ways, on the same questions and the same choice among a topic's contacts: SQLite's full text
search (FTS5, bm25) alone, rapidfuzz's WRatio alone, and exact keywords. Each of them gets the words of all fields of
every contact. Where they have to say "I don't know" they may use a limit that suits them best.
"""

import gc
import random
import re
import sqlite3
import statistics
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from bench.figures import Figure, Turns, figure
from bench.questions import Asked, Row, by_rule, misspelled, questions, rows
from bot.directory.finding import find, vocabulary_of
from bot.directory.tokens import content, fillers, key
from storage.database import Database
from storage.directory import Directory
from storage.migrating import upgrade
from storage.people import Organisations, Person
from storage.records import Session

KINDS: Final = ("plain", "sentence", "typo", "synonym", "region or product", "unknown")
GOALS: Final = {
    "plain": 0.98,
    "sentence": 0.98,
    "synonym": 0.98,
    "typo": 0.95,
    "region or product": 0.97,
    "unknown": 0.95,
}
SETS: Final = {"": "a first company", "second_": "a second company", "third_": "a third company"}
FEW: Final = 1_000
MANY: Final = 100_000
NOW: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)

Way = Callable[[str], str]
"""From a question to whom it names first, or "" for nobody."""


def measure(folder: Path, turns: Turns) -> list[Figure]:
    figures: list[Figure] = []
    for name, called in SETS.items():
        asked = questions(name)
        directory = rows(name)
        if name:
            asked += by_rule(directory, asked)
        figures += _rightness(folder, called, directory, asked)
    return figures + _speed(folder, turns)


# Rightness


def _rightness(folder: Path, called: str, directory: list[Row], asked: Sequence[Asked]) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / f'{key(called)}.db'}")
    upgrade(database)
    ways = {
        "FTS5 bm25": full_text(directory, asked),
        "WRatio": likeness(directory, asked),
        "keywords": keywords(directory),
    }
    with database.write() as session:
        kept = _kept(session, directory)
    with database.read() as session:
        ours = shares(asked, lambda text: _first(text, Directory(session, kept[0]), kept[1]), show=called)
    theirs = {way: shares(asked, say) for way, say in ways.items()}
    database.close()
    for kind in KINDS:
        goal = f"{called}, {kind} ({sum(each.kind == kind for each in asked)})"
        yield figure(goal, ours[kind], "%", ("the goal", GOALS[kind] * 100), least=1)
        for way, found in theirs.items():
            yield figure(f"  {way}", found[kind], "%", ("the goal", GOALS[kind] * 100))


def shares(asked: Sequence[Asked], say: Way, show: str = "") -> dict[str, float]:
    """Of each kind of question, how many of a hundred name the right person first."""
    right, all_ = Counter[str](), Counter[str]()
    for each in asked:
        said = say(each.question)
        right[each.kind] += said == each.expected
        all_[each.kind] += 1
        if show and said != each.expected:
            print(
                f"  {show}: {each.question!r} should be {each.expected or 'nobody'}, is {said or 'nobody'}",
                file=sys.stderr,
            )
    return {kind: 100 * right[kind] / max(all_[kind], 1) for kind in KINDS}


def _first(text: str, directory: Directory, people: dict[int, str]) -> str:
    _, answer = find(text, directory)
    return people[answer.matches[0].candidate.person] if answer.matches else ""


def _kept(session: Session, directory: list[Row]) -> tuple[int, dict[int, str]]:
    """Keep a directory; returns the organisation and who is who."""
    organisation = Organisations(session).add("Bench").id or 0
    records = Directory(session, organisation)
    people: dict[str, int] = {}
    topics: dict[str, int] = {}
    for row in directory:
        if row.who not in people:
            people[row.who] = records.add(Person(organisation=organisation, name=row.who)).id or 0
        if row.topic not in topics:
            found = {key(each): each for each in row.synonyms}
            topics[row.topic] = records.add_topic(row.topic, key(row.topic), found).id or 0
    records.add_contacts([_contact(row, topics[row.topic], people[row.who]) for row in directory])
    return organisation, {person: who for who, person in people.items()}


def _contact(row: Row, topic: int, person: int) -> dict[str, object]:
    fields = {field: getattr(row, field) for field in ("region", "product", "segment", "account")}
    keys = {f"{field}_key": key(value) for field, value in fields.items()}
    return {"topic": topic, "person": person, "step": row.step, **fields, **keys}


# Simpler ways


def _texts(directory: list[Row]) -> list[tuple[str, str]]:
    """Who, and all words of a contact; synonyms are the topic's, not the line's."""
    synonyms: defaultdict[str, str] = defaultdict(str)
    for row in directory:
        synonyms[row.topic] += " " + " ".join(row.synonyms)
    return [
        (row.who, " ".join((row.topic, synonyms[row.topic], row.region, row.product, row.segment, row.account)))
        for row in directory
    ]


def _limited(asked: Sequence[Asked], score: Callable[[str], tuple[float, str]]) -> Way:
    """The best contact, or nobody below the limit with which most questions are answered right."""
    found = {each.question: score(each.question) for each in asked}
    limits = sorted({points for points, _ in found.values()})

    def right(limit: float) -> int:
        return sum(
            (found[each.question][1] if found[each.question][0] >= limit else "") == each.expected for each in asked
        )

    best = max(limits, key=right)
    return lambda text: found[text][1] if found[text][0] >= best else ""


def full_text(directory: list[Row], asked: Sequence[Asked]) -> Way:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE contact USING fts5(who UNINDEXED, words, tokenize='porter unicode61')")
    base.executemany("INSERT INTO contact VALUES (?, ?)", _texts(directory))

    def score(text: str) -> tuple[float, str]:
        words = " OR ".join(f'"{each}"' for each in re.findall(r"\w+", text))
        query = "SELECT -bm25(contact), who FROM contact WHERE contact MATCH ? ORDER BY 1 DESC LIMIT 1"
        found = base.execute(query, (words,)).fetchone() if words else None
        return (found[0], found[1]) if found else (0.0, "")

    return _limited(asked, score)


def likeness(directory: list[Row], asked: Sequence[Asked]) -> Way:
    texts = _texts(directory)

    def score(text: str) -> tuple[float, str]:
        lower = text.lower()
        return max((fuzz.WRatio(lower, words.lower()), who) for who, words in texts)

    return _limited(asked, score)


def keywords(directory: list[Row]) -> Way:
    """The contact that has most of the question's words, filling words aside."""
    texts = [(who, set(content(words))) for who, words in _texts(directory)]

    def say(text: str) -> str:
        words = {each for each in content(text) if each not in fillers()}
        most = max(texts, key=lambda each: len(each[1] & words))
        return most[0] if most[1] & words else ""

    return say


# Speed


def _speed(folder: Path, turns: Turns) -> list[Figure]:
    asked = [each.question for name in SETS for each in questions(name)]
    few, many = _big(folder, FEW), _big(folder, MANY)
    _ask(few, asked), _ask(many, asked)
    small, large = [], []
    for _ in range(max(turns.rounds // 2, 1)):
        small += _ask(few, asked)
        large += _ask(many, asked)
    built, memory = _building(many)
    few[0].close()
    many[0].close()
    ours, theirs = statistics.median(large) * 1000, statistics.median(small) * 1000
    slow = statistics.quantiles(large, n=100)[-1] * 1000
    name = f"a lookup among {MANY:,} contacts"
    return [
        figure(f"{name}, median", ours, "ms", (f"among {FEW:,}", theirs), most=10),
        figure("the same", ours, "ms", ("ten milliseconds", 10), most=1),
        figure(f"{name}, 99 of 100", slow, "ms", ("fifty milliseconds", 50), most=1),
        figure("making their vocabulary anew", built * 1000, "ms", ("a second", 1000)),
        figure("memory of their vocabulary", memory / 2**20, "MiB", ("100 MiB", 100), most=1),
    ]


_Kept = tuple[Database, int, Sequence[str]]


def _big(folder: Path, size: int) -> _Kept:
    """A directory of so many contacts: 40 to 2,000 topics, half of the contacts for an account of their own."""
    luck = random.Random(size)  # noqa: S311  contacts of a bench
    database = Database(f"sqlite:///{folder / f'{size}.db'}")
    upgrade(database)
    base = rows("") + rows("second_")
    regions = [*sorted({row.region for row in base}), "France", "Brazil", "India", "Texas", "Lyon"]
    topics = [(row.topic, row.synonyms) for row in base if row.synonyms]
    topics += [(f"{_name(luck)} {_name(luck)}", (f"{_name(luck)} {_name(luck)}",)) for _ in range(size // 50)]
    with database.write() as session:
        organisation = Organisations(session).add("Bench").id or 0
        records = Directory(session, organisation)
        people = [records.add(Person(organisation=organisation, name=f"P{each}")).id or 0 for each in range(500)]
        numbers = [
            records.add_topic(f"{name}", key(name), {key(each): each for each in synonyms}).id or 0
            for name, synonyms in {key(topic): (topic, synonyms) for topic, synonyms in topics}.values()
        ]
        accounts = [f"{_name(luck).title()} {_name(luck).title()}" for _ in range(size // 2)]
        batch = []
        for each in range(size):
            region = luck.choice(regions)
            account = accounts[each // 2] if each % 2 else ""
            product = f"{_name(luck).title()} {each % 90}" if each % 20 == 0 else ""
            row = Row("", (), "", region, product, "", account, "")
            batch.append(_contact(row, numbers[each % len(numbers)], luck.choice(people)))
        unique = {tuple(sorted((name, str(value)) for name, value in row.items())): row for row in batch}
        for start in range(0, len(batch), 5_000):
            records.add_contacts(list(unique.values())[start : start + 5_000])
    hard = accounts[:: max(size // 200, 1)]
    return database, organisation, [f"{topics[at % len(topics)][0]} for {each}" for at, each in enumerate(hard)]


def _name(luck: random.Random) -> str:
    sounds = ("ba", "co", "du", "fe", "gi", "ha", "jo", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo")
    return "".join(luck.choice(sounds) for _ in range(luck.randint(2, 4))) + luck.choice(("n", "r", "s", "x", "l"))


def _ask(kept: _Kept, asked: Sequence[str]) -> list[float]:
    """Seconds for each question, in a transaction of its own; a tenth of them misspelled, a tenth for an account."""
    database, organisation, hard = kept
    luck = random.Random(7)  # noqa: S311  misspellings of a bench
    wrong = [misspelled(each, luck) for each in asked[::10]]
    found = []
    for text in (*asked, *wrong, *hard[:40]):
        with database.read() as session:
            began = time.perf_counter()
            find(text, Directory(session, organisation))
            found.append(time.perf_counter() - began)
    return found


def _building(kept: _Kept) -> tuple[float, float]:
    """Seconds for a vocabulary, and the bytes that it keeps."""
    database, organisation, _ = kept
    with database.write() as session:
        Directory(session, organisation).renew()
        session.commit()
    with database.read() as session:
        began = time.perf_counter()
        vocabulary_of(Directory(session, organisation))
        seconds = time.perf_counter() - began
    with database.write() as session:
        Directory(session, organisation).renew()
        session.commit()
    gc.collect()
    tracemalloc.start()
    with database.read() as session:
        assert vocabulary_of(Directory(session, organisation)).spelling.near("abcdefgh") is not None
    gc.collect()
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, memory
