"""What a transaction changed, for the playground's "what just happened": tables and how often, never contents."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

_CHANGE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_VERBS = {"insert into": "added", "update": "changed", "delete from": "removed"}


@contextmanager
def watch(session: Session) -> Iterator[Counter[tuple[str, str]]]:
    """Count the changes made meanwhile, by (table, "added" | "changed" | "removed")."""
    seen: Counter[tuple[str, str]] = Counter()

    def note(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:  # noqa: ARG001
        if found := _CHANGE.match(statement):
            seen[found[2].lower(), _VERBS[found[1].lower()]] += max(cursor.rowcount, 0)

    connection = session.connection()
    event.listen(connection, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection, "after_cursor_execute", note)
