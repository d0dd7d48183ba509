"""Statements on the driver's own cursor, and savepoints in the driver's own words, on each engine."""

import gc
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from storage.arrivals import arrival
from storage.changes import watch
from storage.database import Database, TornError, savepoint
from storage.inbox import Inbox
from storage.people import Actor, Organisation, Organisations, People, Person, PersonAccount, Workspace
from storage.statements import Statement

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)

AWAY = Statement(
    columns(col(Person.name), col(Person.away_until), col(Person.left)).where(
        col(Person.organisation) == bindparam("organisation"), col(Person.away_until) <= bindparam("moment")
    )
)


def names(database: Database) -> list[str]:
    with database.read() as session:
        return [each.name for each in Organisations(session).all()]


def test_values_travel_as_they_do_with_the_session(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        session.add(Person(organisation=home, name="Alice", away_until=NOON))  # waits to be written
        session.add(Person(organisation=home, name="Bob", away_until=NOON + timedelta(days=1)))
        vienna = NOON.astimezone(timezone(timedelta(hours=1)))
        (row,) = AWAY.rows(session, organisation=home, moment=vienna)
        assert row == ("Alice", NOON, False)
        assert row[1].tzinfo is UTC
        assert AWAY.first(session, organisation=home, moment=NOON - timedelta(days=1)) is None


def test_what_the_database_refuses_is_raised_as_ever(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        Inbox(session).add(home, "Ev1", NOON, "secret words", "")
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        Inbox(session).add(home, "Ev1", NOON, "secret words", "")
    assert "secret words" not in str(caught.value)


def test_whoever_watches_hears_of_them(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        with watch(session) as seen:
            Inbox(session).add(home, "Ev1", NOON, "{}", "")
            Inbox(session).find(home, "Ev1")
        Inbox(session).add(home, "Ev2", NOON, "{}", "")
    assert seen == {("inbox", "added"): 1}


def test_who_acts_reads_as_their_company_unless_they_said_otherwise(database: Database) -> None:
    with database.write() as session:
        home = Organisation(name="Brightwater", zone="Europe/Vienna", language="de")
        session.add(home)
        session.flush()
        people = People(session, home.id or 0)
        alice = people.add(Person(organisation=people.organisation, name="Alice", zone="Asia/Tokyo"))
        people.add(
            PersonAccount(
                organisation=people.organisation,
                person=alice.id or 0,
                platform="slack",
                workspace="T1",
                external="U1",
            )
        )
        assert people.actor("slack", "T1", "U1") == (alice.id, "de", "Asia/Tokyo")
        assert people.actor("slack", "T1", "U2") is None


def test_an_event_learns_at_once_whose_it_is_whether_it_was_here_and_who_acts(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        session.add(Workspace(organisation=home, platform="slack", external="T1"))
        alice = People(session, home).add(Person(organisation=home, name="Alice", zone="Asia/Tokyo"))
        session.add(
            PersonAccount(organisation=home, person=alice.id or 0, platform="slack", workspace="T1", external="U1")
        )
        Inbox(session).add(home, "Ev1", NOON, "{}", "")
        known = Actor(alice.id or 0, "en", "Asia/Tokyo")
        assert arrival(session, "Ev1", "slack", "T1", "U1") == (home, "{}", known)
        assert arrival(session, "Ev2", "slack", "T1", "U1") == (home, None, known)
        assert arrival(session, "Ev1", "slack", "T1", "U2") == (home, "{}", None)
        assert arrival(session, "Ev1", "slack", "T1") == (home, "{}", None)
        assert arrival(session, "Ev1", "slack", "T2", "U1") is None


def test_a_statement_goes_with_the_transaction_that_it_was_said_in(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        nested = session.begin_nested()
        Inbox(session).add(home, "Ev1", NOON, "{}", "")
        nested.rollback()
        Inbox(session).add(home, "Ev2", NOON, "{}", "")
        session.commit()
        Inbox(session).add(home, "Ev3", NOON, "{}", "")
        session.rollback()
        found = [Inbox(session).find(home, key) for key in ("Ev1", "Ev2", "Ev3")]
    assert found == [None, "{}", None]


def test_a_savepoint_takes_back_only_its_own(database: Database) -> None:
    def fail() -> None:
        with savepoint(session):
            Organisations(session).add("Taken back")
            raise ZeroDivisionError

    with database.write() as session:
        Organisations(session).add("Before")
        with pytest.raises(ZeroDivisionError):
            fail()
        with savepoint(session):
            Organisations(session).add("After")
    assert names(database) == ["Before", "After"]


def test_a_session_that_failed_at_writing_says_that_nothing_is_left(database: Database) -> None:
    def fail() -> None:
        with savepoint(session):
            noon = NOON.replace(tzinfo=None)
            People(session, home).add(Person(organisation=home, name="Alice", away_until=noon))

    with database.write() as session:
        home = Organisations(session).add("Before").id or 0
        with pytest.raises(TornError):
            fail()
        session.rollback()
        Organisations(session).add("After")
    assert names(database) == ["After"]


ADD = Statement(
    insert(Organisation).values(Organisation(name="").model_dump(exclude={"id"}) | {"name": bindparam("of")})
)


def test_a_cursor_cleared_away_in_another_thread_breaks_nothing(database: Database) -> None:
    """Garbage is collected wherever it is noticed, also while the next transaction says the same statement."""
    done = threading.Event()

    def collect() -> None:
        while not done.is_set():
            gc.collect(0)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    collecting = threading.Thread(target=collect)
    collecting.start()
    try:
        for _ in range(50):
            with database.write() as session:
                ADD.run(session, *({"of": f"{number}"} for number in range(40)))
                session.info["itself"] = session  # so that nothing but the collection clears it away
                session.rollback()
    finally:
        done.set()
        collecting.join()
        sys.setswitchinterval(usual)
    assert names(database) == []
