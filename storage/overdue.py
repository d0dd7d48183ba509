"""Engagements that nobody has answered in time, many at once, with their rules and who is awaited."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, select

from storage.people import CHUNK
from storage.records import Records
from storage.rules import Ask, Engagement, Rule


class Overdue(Records):
    """What is overdue in one organisation."""

    def longest(self, most: int) -> Sequence[tuple[Engagement, Rule]]:
        """The ones overdue for longest, first."""
        query = (
            select(Engagement, Rule)
            .join(Rule, col(Rule.id) == col(Engagement.rule))
            .where(Engagement.organisation == self.organisation, Engagement.state == "overdue")
        )
        found = self.session.exec(query.order_by(col(Engagement.due), col(Engagement.id)).limit(most))
        return [(engagement, rule) for engagement, rule in found]

    def awaited(self, engagements: Collection[int]) -> Mapping[int, list[int]]:
        """Who is asked and has not answered, by engagement; the first asked first."""
        held, found = sorted(set(engagements)), dict[int, list[int]]()
        for start in range(0, len(held), CHUNK):
            query = select(Ask.engagement, Ask.person).where(
                Ask.organisation == self.organisation,
                col(Ask.engagement).in_(held[start : start + CHUNK]),
                col(Ask.state).in_(("asked", "declined")),
            )
            for engagement, person in self.session.exec(query.order_by(col(Ask.id))):
                found.setdefault(engagement, []).append(person)
        return found
