"""The shape of the database: which revision it has, which one this program needs, and the way there.

Comes in: an open database. Goes out: the same one, in one transaction, at the newest revision. A table's file in
`storage/` is found by itself; after changing one, `python -m storage.migrating "what changed"` writes the revision.
"""

import importlib
import pkgutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlmodel import SQLModel

import storage
from storage.database import Database

HEAD: Final = "head"
_ONE_AT_A_TIME: Final = 7_427_823
"""PostgreSQL's advisory lock under which one replica migrates and the others wait; any number would do."""


class MigrationError(Exception):
    """The database can't be brought to the needed shape; the text says what to do."""


def tables() -> MetaData:
    """All tables of all capabilities."""
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        if not module.ispkg:
            importlib.import_module(module.name)
    return SQLModel.metadata


def revisions() -> list[str]:
    """All revisions there are, the first one first."""
    found = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in found][::-1]


def needed() -> str:
    """The revision that this program needs."""
    return revisions()[-1]


def current(database: Database) -> str:
    """The revision that the database has; empty for a new one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def problem(database: Database) -> str:
    """What is wrong with the shape of the database and how to mend it; empty when nothing is."""
    known, has = revisions(), current(database)
    if has == known[-1]:
        return ""
    if has and has not in known:
        return f"The database was made by a newer Truce (revision {has}). Install that version, or restore a backup."
    return "The database is new, or of an older version. Run `truce db upgrade`."


def upgrade(database: Database, to: str = HEAD) -> None:
    """Bring the database to a revision. All of it happens, or nothing. Raises MigrationError for a newer database."""
    has, known = current(database), revisions()
    if has and has not in known:
        raise MigrationError(problem(database))
    with _alone(database) as connection:
        command.upgrade(_config(connection), to)


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """One transaction that nobody else migrates in.

    SQLite changes a table by building it anew: with foreign keys on, dropping the old one would remove the rows that
    refer to it. They are off meanwhile, and checked before the commit.
    """
    engine = database.engine.execution_options(truce_writes=True)
    with engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
                    raise MigrationError(f"A row of {broken[0][0]!r} refers to one that is gone. Nothing was changed.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def write_revision(message: str, folder: Path) -> Path:
    """Write the revision that leads from the newest one to the tables as they are now; `folder` is for a scratch file.

    It is a draft by comparison: renamed columns and moved data are for a person to put in.
    """
    database = Database(f"sqlite:///{folder / 'draft.db'}")
    known = revisions()
    try:
        if known:
            upgrade(database)
        with _alone(database) as connection:
            made = command.revision(
                _config(connection), message, autogenerate=True, rev_id=f"{len(known) + 1:04}", head=HEAD
            )
    finally:
        database.close()
    if isinstance(made, Sequence) or made is None:
        raise MigrationError("Nothing was written.")
    return Path(made.path)


def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_revision(sys.argv[1] if len(sys.argv) > 1 else "change", Path(folder))
    sys.stdout.write(f"Wrote {path.name}. Read it before you trust it.\n")


if __name__ == "__main__":
    _main()
