"""What the database itself promises, on each engine."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import Database, StorageError, normalised
from storage.lock import InUseError, alone
from storage.people import Organisation, Organisations, People, Person

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def company(database: Database, name: str = "Brightwater") -> int:
    with database.write() as session:
        return Organisations(session).add(name).id or 0


def test_a_moment_comes_back_as_it_went_in(database: Database) -> None:
    vienna = NOON.astimezone(timezone(timedelta(hours=1)))
    home = company(database)
    with database.write() as session:
        People(session, home).add(Person(organisation=home, name="Alice", away_until=vienna))
    with database.read() as session:
        (alice,) = People(session, home).all()
    assert alice.away_until == NOON
    assert alice.away_until.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    home = company(database)
    with pytest.raises((StatementError, ValueError), match="time zone"), database.write() as session:
        People(session, home).add(Person(organisation=home, name="Alice", away_until=NOON.replace(tzinfo=None)))


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            Organisations(session).add("Brightwater")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert Organisations(session).all() == []


def test_a_savepoint_takes_back_only_its_own(database: Database) -> None:
    with database.write() as session:
        Organisations(session).add("Kept")
        savepoint = session.begin_nested()
        Organisations(session).add("Taken back")
        savepoint.rollback()
    with database.read() as session:
        assert [each.name for each in Organisations(session).all()] == ["Kept"]


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        People(session, 404).add(Person(organisation=404, name="Nobody's"))


def test_a_company_goes_with_all_that_is_its_own(database: Database) -> None:
    home = company(database)
    with database.write() as session:
        People(session, home).add(Person(organisation=home, name="Alice"))
    with database.write() as session:
        session.delete(session.get_one(Organisation, home))
    with database.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM person")).scalar_one() == 0


def test_an_error_does_not_show_what_was_stored(database: Database) -> None:
    home = company(database)
    with database.write() as session:
        People(session, home).add(Person(organisation=home, name="Alice", email="alice@example.com"))
    with pytest.raises(StorageError) as caught, database.write() as session:
        People(session, home).add(Person(organisation=home, name="Alice", email="alice@example.com"))
    # PostgreSQL tells the key after "DETAIL", which is why logs hold the type of an error only
    assert "Alice" not in str(caught.value).partition("DETAIL")[0]


def test_writers_on_sqlite_wait_for_each_other(sqlite_database: Database) -> None:
    """Both read before they write: without the lock at the beginning one would fail, or overwrite the other."""
    home = company(sqlite_database)

    def count_up() -> None:
        for _ in range(25):
            with sqlite_database.write() as session:
                organisation = session.get_one(Organisation, home)
                organisation.attention_budget += 1
                session.add(organisation)

    before = 3
    both = [threading.Thread(target=count_up) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with sqlite_database.read() as session:
        assert session.get_one(Organisation, home).attention_budget == before + 50


def test_a_reader_is_not_held_up_by_a_writer(sqlite_database: Database) -> None:
    company(sqlite_database)
    with sqlite_database.write() as writing:
        Organisations(writing).add("Not yet there")
        with sqlite_database.read() as reading:
            assert len(Organisations(reading).all()) == 1


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_sqlite_is_durable_and_forgets_for_good(sqlite_database: Database, pragma: str, value: object) -> None:
    with sqlite_database.engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_what_was_deleted_is_not_left_in_the_file(sqlite_database: Database) -> None:
    home = company(sqlite_database, "A name that shall be forgotten")
    file = Path(sqlite_database.url.removeprefix("sqlite:///"))
    with sqlite_database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert b"shall be forgotten" in file.read_bytes()
    with sqlite_database.write() as session:
        session.delete(session.get_one(Organisation, home))
    with sqlite_database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert b"shall be forgotten" not in file.read_bytes()


def test_one_server_a_file(sqlite_database: Database, tmp_path: Path) -> None:
    with alone(sqlite_database):
        with pytest.raises(InUseError, match="stop that one first"), alone(sqlite_database):
            pass
        other = Database(f"sqlite:///{tmp_path / 'another.db'}")
        with alone(other):
            pass
        other.close()
    with alone(sqlite_database):
        pass


def test_postgresql_serves_many(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    with alone(one), alone(other), one.engine.connect() as here, other.engine.connect() as there:
        assert (here.scalar(text("SELECT 1")), there.scalar(text("SELECT 1"))) == (1, 1)
    one.close()
    other.close()


@pytest.mark.parametrize("given", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_every_spelling_of_postgresql_gets_our_driver(given: str) -> None:
    assert normalised(given) == "postgresql+psycopg://u:p@h/d"
