"""Somebody has the whole database: every byte of the file, its log and its shared memory. What do they find?

While a wave is open they find the answers and whose they are; that is how we know that the search works. Once it is
closed they find nothing, in rows, on free pages, or in the unused corners of pages. Comments are published, so they are
there, in shuffled order; but no token is, under which each was kept.
"""

import random
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel, select

from bot.conversation.events import Installed, MembersSeen, Profile
from bot.core import Truce
from bot.pulse.actions import AnswerAll, BringBack, CloseNow, Decline, Rate, StartAssessment
from bot.pulse.pseudonyms import new_secret, token
from bot.pulse.statements import STATEMENTS
from bot.pulse.waves import topic
from bot.routes import ROUTES
from storage.answer_tables import WaveKey
from storage.answers import AT_ONCE, Answers
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.inbox import Inbox
from storage.people import Organisations, Person
from storage.pulse import Participant, Pulses, Wave
from storage.timers import Timers
from tests.bot.people.house import MONDAY, TEAM, House
from tests.conftest import MakeDatabase

PEOPLE = tuple(f"U{number:03}" for number in range(120))
HEAD = PEOPLE[0]
PIECE = 12
"""So many characters of a token in a row are enough to know whose an answer is."""


class Attacked(House):
    """A company with a wave that everybody answers in some way, and a survey beside it that stays open."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.keys = (f"E{uuid.uuid4().hex}" for _ in iter(int, 1))
        self.file = Path(database.url.removeprefix("sqlite:///"))
        self.reports(Installed(**self.news(TEAM), name="Brightwater", organisation=self.organisation))
        members = tuple(Profile(user=user, name=f"Person {user}", email=f"{user}@x.example") for user in PEOPLE)
        self.reports(MembersSeen(**self.news(TEAM), members=members))
        with database.write() as session:
            for number, row in enumerate(session.exec(select(Person)).all()):
                row.side = ("sales", "marketing")[number % 2]
                session.add(row)
        self.makes(HEAD, "head")
        self.ids = {user: self.person(user).id or 0 for user in PEOPLE}
        self.survey, self.beside = self._opens_a_survey()

    def _opens_a_survey(self) -> tuple[int, bytes]:
        now, secret = self.clock.now(), new_secret()
        with self.database.write() as session:
            pulses, answers = Pulses(session, self.organisation), Answers(session, self.organisation)
            about: dict[str, Any] = {
                "organisation": self.organisation,
                "title": "Beside",
                "opened": now,
                "closes": now,
                "minimum": 3,
            }
            survey = pulses.add(Wave(kind="survey", family="pulse 9", **about)).id or 0
            answers.add(WaveKey(wave=survey, organisation=self.organisation, secret=secret))
            for person in self.ids.values():
                answers.add(Participant(organisation=self.organisation, wave=survey, person=person, side="sales"))
        return survey, secret

    def everybody_answers(self) -> None:
        values: dict[str, str | tuple[str, ...]]
        for number, user in enumerate(PEOPLE):
            self._meanwhile_answers_beside(user)
            match number % 6:
                case 0:
                    self.clicks(user, BringBack(wave=self.wave, days=1))
                case 1:
                    self.clicks(user, Decline(wave=self.wave))
                case 2 | 3:
                    for statement in (1, 7, 3):
                        self.clicks(user, Rate(wave=self.wave, statement=statement, rating=1 + number % 5))
                case _:
                    values = {str(each.number): str(1 + (number + each.number) % 5) for each in STATEMENTS}
                    self.fills_in(user, AnswerAll(wave=self.wave), values)
                    values["4"] = "1"
                    self.clicks(user, AnswerAll(wave=self.wave))
                    self.fills_in(user, AnswerAll(wave=self.wave), values)
            with self.database.write() as session:
                Answers(session, self.organisation).remark(
                    self.wave, self.token(user), "sales", {0: self.comment(user)}, self.clock.now()
                )

    def _meanwhile_answers_beside(self, user: str) -> None:
        mine = token(self.beside, self.ids[user])
        with self.database.write() as session:
            Answers(session, self.organisation).rate(self.survey, mine, "sales", {1: 2, 2: 3}, self.clock.now())

    def token(self, user: str) -> str:
        return token(self.secret, self.ids[user])

    @staticmethod
    def comment(user: str) -> str:
        return f"What {user} really thinks of it all"

    def starts(self) -> None:
        values: dict[str, str | tuple[str, ...]] = {
            "title": "Winter",
            "sides": ("sales", "marketing"),
            "days": "8",
            "minimum": "3",
        }
        self.fills_in(HEAD, StartAssessment(), values)
        self.passes()
        with self.database.read() as session:
            wave = Pulses(session, self.organisation).open_of_kind("assessment")
            assert wave is not None
            self.wave = wave.id or 0
            secret = Answers(session, self.organisation).secret(self.wave)
            assert secret is not None
            self.secret = secret

    def goes_out(self) -> None:
        """As the postman would record it."""
        with self.database.write() as session:
            for row in session.exec(select(Delivery).where(Delivery.state == "waiting")).all():
                row.state, row.external, row.sent_version = "sent", f"M{uuid.uuid4().hex}", row.version
                row.sent_at = row.not_before
                session.add(row)

    def closes(self) -> None:
        self.clicks(HEAD, CloseNow(wave=self.wave))
        self.passes()
        self.truce.close()  # after the click was answered the writer still scrubs; wait for that

    # The attack

    def files(self) -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in sorted(self.file.parent.glob(self.file.name + "*"))}

    def finds(self, what: dict[str, list[bytes]]) -> dict[str, int]:
        """How many of each kind of secret stand somewhere in the files."""
        everything = b"\n".join(self.files().values())
        return {kind: sum(each in everything for each in those) for kind, those in what.items()}

    def finds_in_rows(self, what: dict[str, list[bytes]]) -> dict[str, bool]:
        """Whether any of each kind of secret stands in any row of any table."""
        with self.database.read() as session:
            rows = [
                repr(row)
                for table in SQLModel.metadata.sorted_tables
                for row in session.connection().execute(table.select()).all()
            ]
        everything = "\n".join(rows)
        return {kind: any(_shown(each) in everything for each in those) for kind, those in what.items()}

    def vacuumed(self) -> set[str]:
        """The tables that PostgreSQL was told to vacuum."""
        with self.database.engine.connect() as connection:
            query = "SELECT relname FROM pg_stat_user_tables WHERE vacuum_count > 0"
            return set(connection.exec_driver_sql(query).scalars())

    def secrets(self) -> dict[str, list[bytes]]:
        with self.database.read() as session:
            events = session.connection().exec_driver_sql("SELECT key FROM inbox WHERE about != ''").scalars().all()
            sent = session.connection().exec_driver_sql("SELECT id FROM delivery WHERE about != ''").scalars().all()
        pieces = [
            self.token(user)[start : start + PIECE].encode() for user in PEOPLE for start in range(0, 64 - PIECE, PIECE)
        ]
        return {
            "key": [self.secret, self.secret[:8], self.secret[-8:]],
            "tokens": pieces,
            "events": [key.encode() for key in events],
            "deliveries": [key.encode() for key in sent],
            "marks": [f"wave {self.wave} invitation {person}".encode() for person in self.ids.values()],
        }


def _shown(secret: bytes) -> str:
    """As a row shows it."""
    try:
        return secret.decode("ascii")
    except UnicodeDecodeError:
        return repr(secret)[2:-1]


@pytest.fixture
def attacked(sqlite_database: Database) -> Iterator[Attacked]:
    company = Attacked(sqlite_database)
    yield company
    company.truce.close()


def test_the_file_tells_everything_before_closing_and_nothing_after(attacked: Attacked) -> None:
    attacked.starts()
    attacked.everybody_answers()
    attacked.passes(timedelta(days=5))
    attacked.goes_out()
    secrets = attacked.secrets()
    assert attacked.finds(secrets) == {kind: len(those) for kind, those in secrets.items()}
    attacked.closes()
    assert attacked.finds(secrets) == dict.fromkeys(secrets, 0)


def test_what_is_still_open_beside_it_is_not_touched(attacked: Attacked) -> None:
    attacked.starts()
    attacked.everybody_answers()
    attacked.closes()
    with attacked.database.read() as session:
        answers = Answers(session, attacked.organisation)
        assert answers.secret(attacked.survey) == attacked.beside
        assert answers.answered(attacked.survey) == {"sales": len(PEOPLE)}
        assert answers.ratings(attacked.survey, token(attacked.beside, attacked.ids[HEAD])) == {1: 2, 2: 3}


def test_whoever_reads_while_a_wave_closes_delays_the_scrubbing_and_no_more(attacked: Attacked) -> None:
    attacked.starts()
    attacked.everybody_answers()
    secrets = attacked.secrets()
    with attacked.database.read() as reading:
        reading.exec(select(Wave)).all()
        attacked.clicks(HEAD, CloseNow(wave=attacked.wave))
        attacked.clicks(HEAD, CloseNow(wave=attacked.wave))  # the writer gets to it only once it has given up
        assert sum(attacked.finds(secrets).values()), "the log still has what the reader may look at"
    attacked.closes()
    assert attacked.finds(secrets) == dict.fromkeys(secrets, 0)


def test_the_scrubbing_comes_by_itself_once_nobody_reads(attacked: Attacked) -> None:
    attacked.starts()
    attacked.everybody_answers()
    secrets = attacked.secrets()
    with attacked.database.read() as reading:
        reading.exec(select(Wave)).all()
        attacked.clicks(HEAD, CloseNow(wave=attacked.wave))
        attacked.clicks(HEAD, CloseNow(wave=attacked.wave))  # as above
        assert not attacked.database.is_clean
    _waits_until_clean(attacked.database)
    assert attacked.finds(secrets) == dict.fromkeys(secrets, 0)


def _waits_until_clean(database: Database) -> None:
    for _ in range(600):
        if database.is_clean:
            return
        time.sleep(0.05)
    raise AssertionError("the file was never scrubbed")


def test_a_crash_before_the_scrubbing_forgets_nothing(attacked: Attacked) -> None:
    attacked.starts()
    attacked.everybody_answers()
    secrets = attacked.secrets()
    with attacked.database.write() as session:  # as the core does, up to the commit and no further
        assert Answers(session, attacked.organisation).destroy(attacked.wave)
        Inbox(session).forget_about(attacked.organisation, topic(attacked.wave))
        Deliveries(session, attacked.organisation).forget_about(topic(attacked.wave))
        Timers(session, attacked.organisation).forget_about(topic(attacked.wave))
    assert sum(attacked.finds(secrets).values())
    attacked.truce.close()
    restarted = Database(attacked.database.url)
    truce = Truce(restarted, attacked.clock, ROUTES)  # nothing happens, and still it is done
    _waits_until_clean(restarted)
    assert attacked.finds(secrets) == dict.fromkeys(secrets, 0)
    truce.close()
    restarted.close()


def test_a_large_wave_is_closed_to_answers_at_once_and_seen_when_they_are_gone(attacked: Attacked) -> None:
    attacked.starts()
    row = {"organisation": attacked.organisation, "wave": attacked.wave, "side": "sales", "rating": 3}
    row |= {"at": attacked.clock.now()}
    rows = [row | {"token": f"t{number}", "statement": 1} for number in range(2 * AT_ONCE + 1)]
    with attacked.database.write() as session:
        session.connection().execute(insert(SQLModel.metadata.tables["answer"]), rows)
    attacked.clicks(HEAD, CloseNow(wave=attacked.wave))

    with attacked.database.read() as session:
        pulses, answers = Pulses(session, attacked.organisation), Answers(session, attacked.organisation)
        assert session.get_one(Wave, attacked.wave).state == "closing"
        assert answers.place(attacked.wave, attacked.ids[HEAD]) is None
        assert answers.secret(attacked.wave) is None
        assert pulses.newest_result() is None
        assert AT_ONCE < len(answers.tokens(attacked.wave)) < 2 * AT_ONCE, "with what else a page has removed"
    assert attacked.outbox("result") == []

    attacked.closes()
    with attacked.database.read() as session:
        pulses, answers = Pulses(session, attacked.organisation), Answers(session, attacked.organisation)
        newest = pulses.newest_result()
        assert newest is not None
        assert newest.id == attacked.wave
        assert answers.tokens(attacked.wave) == frozenset()
    assert len(attacked.outbox("result")) == len(PEOPLE)


@pytest.mark.parametrize("seed", [1, 3])
def test_corners_of_pages_that_other_waves_use_hold_nothing_either(sqlite_database: Database, seed: int) -> None:
    """Answers of three waves come in mixed; one wave's go. Without VACUUM, SQLite leaves some (seed 3)."""
    luck = random.Random(seed)
    now = MONDAY
    with sqlite_database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        pulses = Pulses(session, home)
        about: dict[str, Any] = {"organisation": home, "kind": "pulse", "opened": now, "closes": now, "minimum": 3}
        waves = [pulses.add(Wave(title=f"{number}", **about)).id or 0 for number in range(3)]
        tokens = {wave: [f"{luck.getrandbits(256):064x}" for _ in range(200)] for wave in waves}
        acts = [(wave, each, n) for wave in waves for each in tokens[wave] for n in range(luck.choice((3, 20)))]
        luck.shuffle(acts)
        rows = [
            {"organisation": home, "wave": wave, "token": mine, "statement": question, "side": "sales", "rating": 3}
            for wave, mine, question in acts
        ]
        session.connection().execute(insert(SQLModel.metadata.tables["answer"]), [row | {"at": now} for row in rows])
    with sqlite_database.write() as session:
        while not Answers(session, home).destroy(waves[1], most=500):
            pass
    assert sqlite_database.scrub()
    content = Path(sqlite_database.url.removeprefix("sqlite:///")).read_bytes()
    assert all(mine.encode() in content for mine in tokens[waves[0]])
    left = [
        mine for mine in tokens[waves[1]] for at in range(0, 52, PIECE) if mine[at : at + PIECE].encode() in content
    ]
    assert left == []


def test_on_postgresql_no_row_is_left(new_postgresql: MakeDatabase) -> None:
    company = Attacked(new_postgresql())
    company.starts()
    company.everybody_answers()
    company.passes(timedelta(days=5))
    company.goes_out()
    secrets = company.secrets()
    assert company.finds_in_rows(secrets) == dict.fromkeys(secrets, True)
    company.closes()
    assert company.finds_in_rows(secrets) == dict.fromkeys(secrets, False)
    assert {"answer", "remark", "tally", "turnout", "wave_key", "inbox", "delivery"} <= company.vacuumed()
