"""The database gets its shape by migrations, which agree with the tables and lose no row."""

import threading
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, MetaData, Table, func, inspect, select, text
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary, Numeric, Time
from sqlmodel import select as choose

from storage import migrating
from storage.answer_tables import TurnedOut
from storage.answers import Answers
from storage.database import Database
from storage.migrating import MigrationError, tables, upgrade
from storage.pulse import Pulses, Wave
from storage.recounting import recount

REVISIONS = migrating.revisions()


def test_an_empty_database_gets_every_table(empty_database: Database) -> None:
    assert migrating.current(empty_database) == ""
    assert "truce db upgrade" in migrating.problem(empty_database)

    upgrade(empty_database)

    there = set(inspect(empty_database.engine).get_table_names())
    assert there == set(tables().tables) | {"alembic_version"}
    assert migrating.problem(empty_database) == ""


def test_migrations_lead_to_the_tables_as_the_code_has_them(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), tables())
    assert differences == [], "storage/ has changed: `make revision NAME=...`"


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_every_earlier_revision_survive(empty_database: Database, revision: str) -> None:
    upgrade(empty_database, revision)
    kept = _fill(empty_database)

    upgrade(empty_database)

    after = _reflected(empty_database)
    with empty_database.engine.connect() as connection:
        for name in kept & set(after.tables):
            found = connection.execute(select(func.count()).select_from(after.tables[name])).scalar_one()
            assert found == 1, f"the row in {name} is lost"
    assert migrating.current(empty_database) == REVISIONS[-1]


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    upgrade(empty_database)
    _fill(empty_database)
    upgrade(empty_database)
    with empty_database.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM person")).scalar_one() == 1


def test_two_that_upgrade_at_once_do_it_once(empty_database: Database) -> None:
    troubles: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(empty_database)
        except BaseException as trouble:  # noqa: BLE001  shown by the assertion below
            troubles.append(trouble)

    both = [threading.Thread(target=run) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert troubles == []
    assert migrating.problem(empty_database) == ""


def test_a_database_of_a_newer_truce_is_left_alone(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "newer Truce" in migrating.problem(empty_database)
    with pytest.raises(MigrationError, match="newer Truce"):
        upgrade(empty_database)


def test_foreign_keys_are_on_again_after_an_upgrade(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'truce.db'}")
    upgrade(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.close()


def test_surveys_from_before_they_recurred_go_on_as_they_were(empty_database: Database) -> None:
    """Wave 1 is closed; wave 2 is open, asks somebody else as well, and has been answered."""
    upgrade(empty_database, "0001")
    told = {1: dict.fromkeys(range(1, 21), 4), 2: dict.fromkeys(range(1, 21), 2), 3: {1: 5, 2: 1}}
    with empty_database.engine.begin() as connection:
        there = MetaData()
        there.reflect(connection)
        put = {
            name: there.tables[name].insert() for name in ("organisation", "person", "wave", "participant", "answer")
        }
        connection.execute(put["organisation"], _row(there.tables["organisation"]))
        people = [_row(there.tables["person"]) | {"id": number, "name": f"P{number}"} for number in told]
        connection.execute(put["person"], people)
        for number, state, asked in ((1, "closed", (1, 2)), (2, "open", (1, 2, 3))):
            wave = {"id": number, "kind": "assessment", "state": state, "result": "{}" if state == "closed" else ""}
            connection.execute(put["wave"], _row(there.tables["wave"]) | wave)
            participants = [
                {"id": number * 10 + each, "wave": number, "person": each, "side": "sales" if each < 3 else "marketing"}
                for each in asked
            ]
            connection.execute(put["participant"], [_row(there.tables["participant"]) | row for row in participants])
        for person, ratings in told.items():
            of = {"wave": 2, "token": f"t{person}", "side": "sales" if person < 3 else "marketing"}
            rows = [of | {"statement": number, "rating": rating} for number, rating in ratings.items()]
            connection.execute(put["answer"], [_row(there.tables["answer"]) | row for row in rows])

    upgrade(empty_database)

    with empty_database.read() as session:
        pulses, answers = Pulses(session, 1), Answers(session, 1)
        assert [
            (w.id, w.state, w.kind, w.family, w.questions, w.exact, w.named) for w in session.exec(choose(Wave))
        ] == [
            (1, "closed", "assessment", "statements", "", True, False),
            (2, "open", "assessment", "statements", "", False, False),
        ]
        assert [len(pulses.participants(number)) for number in (1, 2)] == [2, 3]
        assert answers.ratings(2, "t3") == {1: 5, 2: 1}
        assert answers.turnouts(2) == [
            TurnedOut("marketing", False, 1, 6, 36),
            TurnedOut("sales", True, 2, 120, 80**2 + 40**2),
        ]
        assert (answers.tallies(2), answers.turnouts(2)) == recount(answers, 2)
        assert (answers.tallies(1), answers.turnouts(1)) == ([], [])


def _reflected(database: Database) -> MetaData:
    metadata = MetaData()
    metadata.reflect(database.engine)
    return metadata


def _fill(database: Database) -> set[str]:
    """Put a row into each table, as it stands in the database; returns the tables' names."""
    metadata = _reflected(database)
    filled = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    with database.engine.begin() as connection:
        for table in filled:
            connection.execute(table.insert(), _row(table))
    return {table.name for table in filled}


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(column) for column in table.columns if not column.nullable}


def _value(column: Any) -> Any:
    if column.foreign_keys and not isinstance(column.type, Integer):
        return "1"
    match column.type:
        case Boolean():
            return False
        case DateTime():
            return datetime(2026, 3, 2, 9, tzinfo=UTC if column.type.timezone else None)
        case Date():
            return date(2026, 3, 2)
        case Time():
            return time(9)
        case LargeBinary():
            return b"1"
        case JSON():
            return {}
        case Integer() | Numeric():
            return 1
        case _:
            return "1"
