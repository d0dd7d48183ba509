"""The driver's own cursor in a session's transaction, for what is said for every event.

SQLAlchemy finds a session's connection anew each time it is asked, which takes longer than SQLite takes to answer. So
it is kept, for as long as the same transaction lasts and nothing in it has failed.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import Dialect
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

HELD: Final = "truce_driver"


class Driver(NamedTuple):
    """The cursor, in this transaction only. Whoever uses it reads all that it finds."""

    cursor: Any
    dialect: Dialect
    transaction: SessionTransaction


def driver(session: Session) -> Driver:
    """The driver's cursor in the session's transaction, which begins here if it has not. Raises as the session does."""
    held: Driver | None = session.info.get(HELD)
    innermost = session.get_nested_transaction() or session.get_transaction()
    if held is not None and innermost is held.transaction and innermost.is_active:
        return held
    connection = session.connection()  # says SAVEPOINT, too, where one has yet to be said
    innermost = session.get_nested_transaction() or session.get_transaction()
    assert innermost is not None  # noqa: S101  the line above began one
    held = session.info[HELD] = Driver(connection.connection.cursor(), connection.dialect, innermost)
    return held
