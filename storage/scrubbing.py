"""What was destroyed leaves no copy behind: not in a corner of the file, not in the log of the last writes.

SQLite overwrites deleted rows (`secure_delete`). But where a page was divided or joined, older copies of rows may stand
in what is unused space of it now, and the write-ahead log holds pages as they were. So once something was destroyed the
file is written anew and the log is emptied. Until that is done the file itself says so (`user_version`), set in the
very transaction that destroyed it: a crash in between forgets nothing.

PostgreSQL keeps deleted rows until it vacuums; that is asked of it at once. docs/privacy.md says what else there is.
"""

from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

MARK: Final = "truce_scrub"
"""Where a session says that something was destroyed."""
PATIENCE: Final = 200
"""Milliseconds that SQLite waits for whoever is in the way; it is tried again after a while, or the next commit."""
_CLEAN, _FOUL, _LOG_LEFT = range(3)
"""What `user_version` says: nothing to do; all is to do; the file is clean, the log isn't."""
_TABLES: Final = ("answer", "remark", "tally", "turnout", "wave_key", "participant", "inbox", "timer", "delivery")


def scrub_after(session: Session) -> None:
    """Let the database be scrubbed when this transaction is committed."""
    session.info[MARK] = True
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={_FOUL}")


def is_foul(engine: Engine) -> bool:
    """Whether there was a crash before the scrubbing. PostgreSQL vacuums by itself, sooner or later."""
    if engine.dialect.name != "sqlite":
        return False
    try:
        with engine.connect() as connection:
            return bool(connection.exec_driver_sql("PRAGMA user_version").scalar_one() != _CLEAN)
    except DBAPIError:
        return True


def scrub(engine: Engine) -> bool:
    """Leave no copy of what was destroyed. False: somebody is in the way, it is to be tried again."""
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            return _sqlite(driver) if connection.dialect.name == "sqlite" else _postgresql(driver)
    except (DBAPIError, engine.dialect.loaded_dbapi.Error):
        return False


def _sqlite(driver: Any) -> bool:
    usual = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
    driver.execute("PRAGMA temp_store=MEMORY")  # what is still open must not be copied into a temporary file
    try:
        if driver.execute("PRAGMA user_version").fetchone()[0] == _FOUL:
            driver.execute("VACUUM")
            driver.execute(f"PRAGMA user_version={_LOG_LEFT}")
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            driver.execute(f"PRAGMA user_version={_CLEAN}")
        return not busy
    finally:
        driver.execute("PRAGMA temp_store=DEFAULT")
        driver.execute(f"PRAGMA busy_timeout={usual}")


def _postgresql(driver: Any) -> bool:
    driver.autocommit = True
    try:
        driver.execute(f"VACUUM (SKIP_LOCKED) {', '.join(_TABLES)}")
    finally:
        driver.autocommit = False
    return True
