"""What is on agendas, or waits for one: items, votes and comments.

Changes come after a lock (`Meetings.locked`, or `locked_series` where an item is of no meeting yet), and everything is
read anew after it: what this transaction read before may be of yesterday.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, update
from sqlmodel import SQLModel, col, delete, or_, select

from storage.meetings import AgendaComment, AgendaItem, AgendaVote, Meeting
from storage.people import CHUNK
from storage.records import Records

_ANEW = {"populate_existing": True}
NOT_HELD = ("missed", "skipped")


class Agendas(Records):
    """The agendas of one organisation."""

    def open_meeting(self, series: int, now: datetime) -> Meeting | None:
        """The meeting whose agenda is out and may be changed: the next one that begins."""
        query = select(Meeting).where(
            Meeting.organisation == self.organisation,
            Meeting.series == series,
            Meeting.state == "open",
            col(Meeting.starts) > now,
        )
        found = self.session.exec(query.order_by(col(Meeting.starts)).limit(1).execution_options(**_ANEW))
        return found.first()

    def item(self, item: int) -> AgendaItem | None:
        query = select(AgendaItem).where(AgendaItem.organisation == self.organisation, AgendaItem.id == item)
        return self.session.exec(query.execution_options(**_ANEW)).one_or_none()

    def of_meeting(self, meeting: int) -> Sequence[AgendaItem]:
        """All of a meeting's, dropped ones too, the oldest first."""
        query = select(AgendaItem).where(AgendaItem.organisation == self.organisation, AgendaItem.meeting == meeting)
        return self.session.exec(query.order_by(col(AgendaItem.id)).execution_options(**_ANEW)).all()

    def waiting(self, series: int) -> Sequence[AgendaItem]:
        """What waits for the next agenda of a series, the oldest first.

        That is what was added since the last one, what that had no time for, and what people had added to a meeting
        that did not take place.
        """
        query = (
            select(AgendaItem)
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting), isouter=True)
            .where(
                AgendaItem.organisation == self.organisation,
                AgendaItem.series == series,
                AgendaItem.state == "on",
                or_(
                    col(AgendaItem.meeting).is_(None),
                    col(AgendaItem.left_out),
                    (col(AgendaItem.source) == "added") & col(Meeting.state).in_(NOT_HELD),
                ),
            )
        )
        return self.session.exec(query.order_by(col(AgendaItem.id)).execution_options(**_ANEW)).all()

    # Many at once

    def add_many(self, like: AgendaItem, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep many new items: each is `like`, but for what it says itself."""
        if rows:
            blank = like.model_dump(exclude={"id"})
            self.session.connection().execute(insert(AgendaItem), [{**blank, **row} for row in rows])

    def change_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let many items be as their row says, all of them in the same columns; "id" names the item.

        To be read anew afterwards.
        """
        if rows:
            self.session.flush()
            table = SQLModel.metadata.tables["agenda_item"]
            names = [name for name in rows[0] if name != "id"]
            mine = (table.c.id == bindparam("of")) & (table.c.organisation == self.organisation)
            query = update(table).where(mine).values({name: bindparam(f"to_{name}") for name in names})
            told = [{"of": row["id"], **{f"to_{name}": row[name] for name in names}} for row in rows]
            self.session.connection().execute(query, told)

    # Votes and comments

    def votes(self, items: Collection[int]) -> Mapping[int, int]:
        """How many want each of these talked about."""
        return self._counted(AgendaVote, items)

    def comment_counts(self, items: Collection[int]) -> Mapping[int, int]:
        return self._counted(AgendaComment, items)

    def _counted(self, table: type[AgendaVote] | type[AgendaComment], items: Collection[int]) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for some in _chunks(items):
            query = select(table.item, func.count()).where(
                table.organisation == self.organisation, col(table.item).in_(some)
            )
            found |= dict(self.session.exec(query.group_by(col(table.item))).all())
        return found

    def voters(self, item: int) -> Sequence[int]:
        """Who wants it talked about, the first first."""
        query = select(AgendaVote.person).where(AgendaVote.organisation == self.organisation, AgendaVote.item == item)
        return self.session.exec(query.order_by(col(AgendaVote.id))).all()

    def vote(self, item: int, person: int) -> None:
        if person not in self.voters(item):
            self.add(AgendaVote(organisation=self.organisation, item=item, person=person))

    def take_back(self, item: int, person: int) -> None:
        mine = (col(AgendaVote.item) == item) & (col(AgendaVote.person) == person)
        self.session.exec(delete(AgendaVote).where(col(AgendaVote.organisation) == self.organisation, mine))

    def comments(self, item: int) -> Sequence[AgendaComment]:
        """The oldest first."""
        query = select(AgendaComment).where(AgendaComment.organisation == self.organisation, AgendaComment.item == item)
        return self.session.exec(query.order_by(col(AgendaComment.id))).all()


def _chunks(values: Iterable[int]) -> Iterable[list[int]]:
    held = sorted(set(values))
    return (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))
