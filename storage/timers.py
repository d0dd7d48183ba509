"""Timers: what is to happen when. Unique by key, so that setting one twice sets it once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.records import Records, moment, organisation_key


class Timer(SQLModel, table=True):
    """`code` is the encoded payload. A timer that keeps failing stops at `parked` and is shown to the administrator."""

    __table_args__ = (UniqueConstraint("organisation", "kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    kind: str
    key: str
    due: datetime = moment(index=True)
    code: str
    about: str = Field(default="", index=True)
    attempts: int = 0
    parked: str = ""


class Timers(Records):
    def set(self, kind: str, key: str, due: datetime, code: str, about: str = "") -> None:
        """Set a timer, or move the one that has this key.

        One that another server is just handling is waited for: what it has not seen is looked at by a new one.
        """
        row = self._find(kind, key, lock=True)
        if row is None:
            self.add(Timer(organisation=self.organisation, kind=kind, key=key, due=due, code=code, about=about))
            return
        row.due, row.code, row.about, row.attempts, row.parked = due, code, about, 0, ""
        self.session.add(row)
        self.session.flush()

    def cancel(self, kind: str, key: str) -> None:
        self.session.exec(
            delete(Timer).where(
                col(Timer.organisation) == self.organisation, col(Timer.kind) == kind, col(Timer.key) == key
            )
        )

    def forget_about(self, about: str, most: int | None = None) -> int:
        """Remove all that is about something, or so many at a time; returns how many that were."""
        # "+ 0": by its index of organisations SQLite would go through all of an organisation's
        mine = col(Timer.organisation) + 0 == self.organisation, col(Timer.about) == about
        gone = delete(Timer).where(*mine)
        if most is not None:
            gone = gone.where(col(Timer.id).in_(select(Timer.id).where(*mine).limit(most)))
        return self.session.connection().execute(gone).rowcount

    def due_of(self, kind: str, key: str) -> datetime | None:
        row = self._find(kind, key)
        return row.due if row else None

    def keys(self, kind: str) -> Sequence[str]:
        """The keys of all timers of a kind."""
        query = select(Timer.key).where(Timer.organisation == self.organisation, Timer.kind == kind)
        return self.session.exec(query.order_by(Timer.key)).all()

    def _find(self, kind: str, key: str, *, lock: bool = False) -> Timer | None:
        query = select(Timer).where(Timer.organisation == self.organisation, Timer.kind == kind, Timer.key == key)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return self.session.exec(query).one_or_none()


class AllTimers:
    """The clock's view, across organisations."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def due(self, now: datetime, most: int) -> Sequence[Timer]:
        query = select(Timer).where(Timer.due <= now, Timer.parked == "").order_by(col(Timer.due), col(Timer.id))
        return self.session.exec(query.limit(most)).all()

    def next_due(self) -> datetime | None:
        query = select(Timer.due).where(Timer.parked == "").order_by(col(Timer.due)).limit(1)
        return self.session.exec(query).first()

    def claim(self, timer: int, now: datetime) -> Timer | None:
        """The timer, locked, if it is still there and due. Another replica's lock means that it is not ours."""
        query = select(Timer).where(Timer.id == timer, Timer.due <= now, Timer.parked == "")
        return self.session.exec(query.with_for_update(skip_locked=True)).one_or_none()

    def done(self, timer: Timer, due: datetime, code: str) -> None:
        """Remove it, unless its own handling has set it anew: for later, or, at once, for what comes next."""
        self.session.flush()
        self.session.exec(
            delete(Timer).where(col(Timer.id) == timer.id, col(Timer.due) == due, col(Timer.code) == code)
        )

    def parked(self) -> Sequence[Timer]:
        return self.session.exec(select(Timer).where(Timer.parked != "").order_by(col(Timer.due))).all()
