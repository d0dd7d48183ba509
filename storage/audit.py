"""The audit trail: who changed which practice, and who tried what they may not. It only grows."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col, select

from storage.records import Records, moment, organisation_key


class Trail(SQLModel, table=True):
    """A line of the audit trail."""

    __table_args__ = (Index("ix_trail_moment", "organisation", "moment"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    moment: datetime = moment()
    person: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """Who did it; None: somebody on the command line, or a program."""
    platform: str = ""
    """Where they did it; empty: on the command line."""
    what: str
    """What was done: created, changed, switched on, switched off, removed, refused, forced, ..."""
    kind: str = ""
    """What it was done to: rule, gate, connection, ...; of a refusal the right that was missing."""
    name: str = ""
    words: str = ""
    """How it was before and is now, or what was tried."""


class Audit(Records):
    """The audit trail of one organisation."""

    def newest(self, most: int, *, kind: str | None = None) -> Sequence[Trail]:
        query = select(Trail).where(Trail.organisation == self.organisation)
        if kind is not None:
            query = query.where(Trail.kind == kind)
        return self.session.exec(query.order_by(col(Trail.id).desc()).limit(most)).all()

    def between(self, start: datetime, end: datetime, what: Collection[str], most: int) -> Sequence[Trail]:
        """What of these kinds was done from `start` until `end`, the oldest first; of very much the newest."""
        query = select(Trail).where(
            Trail.organisation == self.organisation,
            Trail.moment >= start,
            Trail.moment < end,
            col(Trail.what).in_(what),
        )
        return self.session.exec(query.order_by(col(Trail.id).desc()).limit(most)).all()[::-1]
