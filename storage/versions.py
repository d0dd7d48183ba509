"""The states that records were in, as rules look at them again: page by page, the one before, the last ninety days."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from storage.deals import Version
from storage.records import Records


class State(NamedTuple):
    """A state of a record."""

    subject: int
    moment: datetime
    facts: Mapping[str, Any]


class Versions(Records):
    """The states of one organisation's records."""

    def before_last(self, kind: str, subject: int) -> State | None:
        """Of the states that rules have looked at, or look at now, the last but one."""
        found = self._considered(kind).where(Version.subject == subject).order_by(col(Version.id).desc()).limit(2)
        rows = self.session.exec(found).all()
        return _state(rows[1]) if len(rows) > 1 else None

    def page(self, kind: str, *, after: int, most: int) -> Sequence[State]:
        """The last state of each record that rules have looked at: the next so many records after this id."""
        last = (
            select(func.max(col(Version.id)))
            .where(
                Version.organisation == self.organisation,
                Version.kind == kind,
                col(Version.considered),
                col(Version.subject) > after,
            )
            .group_by(col(Version.subject))
            .order_by(col(Version.subject))
            .limit(most)
        )
        query = select(Version).where(col(Version.id).in_(last)).order_by(col(Version.subject))
        return [_state(each) for each in self.session.exec(query)]

    def since(self, kind: str, moment: datetime, most: int) -> tuple[Mapping[int, State], Sequence[State], bool]:
        """What those records were like before, by record; the states since then, oldest first; whether these are all.

        Of more than `most` only the newest.
        """
        own = (Version.organisation == self.organisation, Version.kind == kind)
        newest = select(Version.id).where(*own, col(Version.moment) >= moment).order_by(col(Version.id).desc())
        numbers = self.session.exec(newest.limit(most + 1)).all()
        if not numbers:
            return {}, (), True
        first = numbers[:most][-1] or 0
        subjects = select(Version.subject).where(*own, col(Version.id) >= first)
        before = (
            select(func.max(col(Version.id)))
            .where(*own, col(Version.id) < first, col(Version.subject).in_(subjects))
            .group_by(col(Version.subject))
        )
        columns = select(Version.subject, Version.moment, Version.facts)
        known = (State(*row) for row in self.session.exec(columns.where(*own, col(Version.id).in_(before))))
        states = self.session.exec(columns.where(*own, col(Version.id) >= first).order_by(col(Version.id)))
        return {each.subject: each for each in known}, [State(*row) for row in states], len(numbers) <= most

    def _considered(self, kind: str) -> Any:
        return select(Version).where(
            Version.organisation == self.organisation, Version.kind == kind, col(Version.considered)
        )


def _state(row: Version) -> State:
    return State(row.subject, row.moment, row.facts)
