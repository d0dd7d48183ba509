"""What must be right before this program takes events: the database, its shape, and the core's writers."""

import threading
from collections.abc import Callable

from sqlalchemy import text

from storage.database import Database
from storage.migrating import problem


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
        return problem(database)

    return check


def writers_live() -> str:
    """The core's writer threads, by their names."""
    found = [each for each in threading.enumerate() if each.name.startswith("truce-writer-")]
    return "" if found and all(each.is_alive() for each in found) else "The core has stopped. Restart Truce."
