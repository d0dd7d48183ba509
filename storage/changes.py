"""What a transaction changed, for the playground's "what just happened": tables and how often, never contents."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from storage.statements import TOLD

_CHANGE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_VERBS = {"insert into": "added", "update": "changed", "delete from": "removed"}


@contextmanager
def watch(session: Session) -> Iterator[Counter[tuple[str, str]]]:
    """Count the changes made meanwhile, by (table, "added" | "changed" | "removed")."""
    seen: Counter[tuple[str, str]] = Counter()

    def told(statement: str, rows: int) -> None:
        if found := _CHANGE.match(statement):
            seen[found[2].lower(), _VERBS[found[1].lower()]] += max(rows, 0)

    def note(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:  # noqa: ARG001
        told(statement, cursor.rowcount)

    connection = session.connection()
    event.listen(connection, "after_cursor_execute", note)
    session.info[TOLD] = told
    try:
        yield seen
    finally:
        del session.info[TOLD]
        event.remove(connection, "after_cursor_execute", note)
