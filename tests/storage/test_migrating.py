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

from storage import migrating
from storage.database import Database
from storage.migrating import MigrationError, tables, upgrade

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
