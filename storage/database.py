"""The database: SQLite (WAL, foreign keys, durable commits) or PostgreSQL, by one URL.

Comes in: a URL. Goes out: sessions, each one transaction. Writers on SQLite take the write lock when they begin, so
that a transaction never fails half way for having waited; other programs wait up to `BUSY_SECONDS`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError as StorageError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from storage import sums
from storage.driver import driver
from storage.scrubbing import MARK, is_foul, scrub

BUSY_SECONDS = 20

__all__ = ["Database", "StorageError", "TornError", "UtcDateTime", "normalised", "savepoint"]


class TornError(Exception):
    """The session failed at writing, and so all of its transaction is undone, not only the part that failed."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in, aware UTC moments out, on both engines.

    SQLite keeps them as text, which is written and read here: in a quarter of the time that SQLAlchemy takes for it.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone can't be stored")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """Such as "2026-03-02 09:00:00.000000": all of one length, so that they sort as they follow each other."""
    return None if value is None else _utc(value).isoformat(" ", "microseconds").removesuffix("+00:00")


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Database:
    """An open database. `write()` is a transaction that ends in a commit; `read()` never changes anything."""

    def __init__(self, url: str) -> None:
        self.url = normalised(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self._engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._writing = self._engine.execution_options(truce_writes=True)
        self._sessions = sessionmaker(class_=Session, expire_on_commit=False)
        sums.attend(self._sessions)
        self._foul: bool | None = None

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._sessions(bind=self._writing) as session:
            yield session
            session.commit()
        if MARK in session.info:
            self._foul = True

    @property
    def is_clean(self) -> bool:
        """Whether it is known that no copy is left of what was destroyed. If not, `scrub()`."""
        return self._foul is False

    def scrub(self) -> bool:
        """After a commit: leave no copy of what was destroyed. True when there is nothing (more) to do.

        False where somebody was in the way: try again after the next commit, or a short while.
        """
        if self._foul is None:
            self._foul = is_foul(self._engine)
        if self._foul:
            self._foul = not scrub(self._engine)
        return not self._foul

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._sessions(bind=self._engine) as session:
            yield session

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Undo what happens within if it raises; the session then forgets all that it has read.

    SQLAlchemy's own (`begin_nested`) costs as much as several statements, and every event needs one. Raises TornError
    instead of what was raised when there is nothing left to go on with; after a StorageError, too, nothing is.
    """
    pending = session.info.setdefault(sums.PENDING, [])
    kept = len(pending)
    driver(session).cursor.execute("SAVEPOINT event")
    try:
        yield
        session.flush()
    except StorageError:
        raise
    except BaseException as error:
        del pending[kept:]
        session.expunge_all()
        if not session.is_active:
            raise TornError from error
        driver(session).cursor.execute("ROLLBACK TO SAVEPOINT event")
        raise
    driver(session).cursor.execute("RELEASE SAVEPOINT event")


def normalised(url: str) -> str:
    """The URL with the driver that we bring: hosts hand out postgres:// and postgresql:// alike."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own begins too late for savepoints
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("truce_writes")
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
