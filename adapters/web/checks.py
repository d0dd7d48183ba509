"""What must be right before this program takes events: the database, its shape, and the core's writers."""

import threading
from collections.abc import Callable

from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from storage.database import Database


def database_answers(database: Database) -> Callable[[], str]:
    def check() -> str:
        try:
            with database.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception as error:  # noqa: BLE001  whatever the driver raises; its words may hold the address
            return f"The database does not answer ({type(error).__name__})."
        return ""

    return check


def database_is_migrated(database: Database) -> Callable[[], str]:
    def check() -> str:
        missing = set(SQLModel.metadata.tables) - set(inspect(database.engine).get_table_names())
        return "The database is of an older version. Run `truce db upgrade`." if missing else ""

    return check


def writers_live() -> str:
    """The core's writer threads, by their names."""
    found = [each for each in threading.enumerate() if each.name.startswith("truce-writer-")]
    return "" if found and all(each.is_alive() for each in found) else "The core has stopped. Restart Truce."
