"""Statements that every event asks: put together once for each engine, and run on the driver's own cursor.

They are written in SQLAlchemy's words like all others, so that names, types and both engines are looked after; but
asked the usual way they cost ten times what SQLite needs for them. A statement runs in the session's transaction,
after what the session has yet to write. Rows come back as plain tuples: nothing stays that could go stale.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

from storage.driver import driver

Row = tuple[Any, ...]

TOLD: Final = "truce_told"
"""Where a session keeps whom to tell of each of these statements: (its words, how many rows it concerned)."""


@dataclass(frozen=True)
class _Compiled:
    """A statement in the words of one engine. `into` and `out`: the values that travel otherwise than they are."""

    sql: str
    names: tuple[str, ...]
    """In their order in `sql`, where values are found by that; else empty."""
    into: tuple[tuple[str, Callable[[Any], Any]], ...]
    fixed: Mapping[str, Any]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, given: Mapping[str, Any]) -> Any:
        said = {**self.fixed, **given}
        for name, change in self.into:
            said[name] = change(said[name])
        return [said[name] for name in self.names] if self.names else said

    def row(self, row: Row) -> Row:
        values = list(row)
        for at, change in self.out:
            values[at] = change(values[at])
        return tuple(values)


def _many(cursor: Any, sql: str, rows: Sequence[Any]) -> int:
    """Change something for each of these, with a cursor that is closed at once. Returns how many rows that concerned.

    Python's sqlite3 lets a cursor hold on to what it did for many until it is closed or cleared away. The latter may
    happen in another thread, in the middle of the same statement on the same connection, and would break that.
    """
    with closing(cursor.connection.cursor()) as own:
        own.executemany(sql, rows)
        return max(int(own.rowcount), 0)


class Statement:
    """One statement, with named values. What the database refuses is raised as ever: StorageError and its kinds."""

    def __init__(self, query: ClauseElement) -> None:
        self._query = query
        self._compiled: dict[str, _Compiled] = {}  # by engine; what a statement compiles to never changes

    def rows(self, session: Session, **values: Any) -> list[Row]:
        """All that it finds."""
        return self._run(session, (values,))[1]

    def first(self, session: Session, **values: Any) -> Row | None:
        """The first that it finds, or None."""
        found = self._run(session, (values,))[1]
        return found[0] if found else None

    def run(self, session: Session, *each: Mapping[str, Any]) -> int:
        """Let it change something, once for each of these values. Returns how many rows that concerned."""
        return self._run(session, each)[0] if each else 0

    def _run(self, session: Session, each: Sequence[Mapping[str, Any]]) -> tuple[int, list[Row]]:
        session.flush()  # costs nothing where nothing waits to be written
        cursor, dialect, _ = driver(session)
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        found: list[Row] = []
        try:
            if len(each) == 1:
                cursor.execute(compiled.sql, compiled.values(each[0]))
                changed = max(cursor.rowcount, 0)
                if cursor.description:
                    found = cursor.fetchall()
            else:
                changed = _many(cursor, compiled.sql, [compiled.values(values) for values in each])
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                compiled.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        if told := session.info.get(TOLD):
            told(compiled.sql, changed)
        return changed, [compiled.row(row) for row in found] if compiled.out else found

    def _compile(self, dialect: Dialect) -> _Compiled:
        made = self._query.compile(dialect=dialect)
        assert isinstance(made, SQLCompiler)  # noqa: S101  a statement is never a table's definition
        binds = {name: bind for bind, name in made.bind_names.items()}
        into = [(name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in binds.items()]
        columns = getattr(self._query, "selected_columns", ())
        out = [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns]
        compiled = _Compiled(
            sql=str(made),
            names=tuple(made.positiontup or ()) if made.positional else (),
            into=tuple((name, change) for name, change in into if change),
            fixed={name: bind.value for name, bind in binds.items() if not bind.required},
            out=tuple((at, change) for at, change in enumerate(out) if change),
        )
        assert "POSTCOMPILE" not in compiled.sql, "a list of values has no fixed words: say it with or_()"  # noqa: S101
        self._compiled[dialect.name] = compiled
        return compiled
