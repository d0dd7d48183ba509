"""Links under which a calendar program reads meetings. Of each only a digest is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, or_, select, union

from storage.meetings import AgendaComment, AgendaItem, AgendaVote, DigestReader, Meeting, Series, Solved
from storage.records import Records, moment, organisation_key


class CalendarLink(SQLModel, table=True):
    """Whoever has it may read: one series, or all that are somebody's business."""

    __tablename__ = "calendar_link"

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    digest: str = Field(unique=True)
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    """Whose it is."""
    series: int | None = Field(default=None, foreign_key="meeting_series.id", index=True, ondelete="CASCADE")
    """None: all of that person's."""
    created: datetime = moment()
    revoked: datetime | None = moment(nullable=True, default=None)


class CalendarLinks(Records):
    """The links of one organisation."""

    def of_person(self, person: int) -> Sequence[CalendarLink]:
        """Those that work, the oldest first."""
        query = select(CalendarLink).where(
            CalendarLink.organisation == self.organisation,
            CalendarLink.person == person,
            col(CalendarLink.revoked).is_(None),
        )
        return self.session.exec(query.order_by(col(CalendarLink.id))).all()

    def revoke(self, person: int, series: int | None, now: datetime) -> int:
        """Let the links to this, of this person, work no more. Returns how many did."""
        found = [each for each in self.of_person(person) if each.series == series]
        for each in found:
            each.revoked = now
            self.add(each)
        return len(found)

    def series_of(self, person: int) -> Sequence[Series]:
        """The series that are somebody's business, but for ended ones, by name.

        Those that they own, or are told of in their digest, or whose agenda they took part in: with an item of theirs,
        a vote, a comment, or with what they said of a meeting afterwards.
        """
        on_items = select(AgendaItem.series).join
        shared = (
            select(DigestReader.series).where(DigestReader.person == person),
            select(AgendaItem.series).where(or_(AgendaItem.owner == person, AgendaItem.added_by == person)),
            on_items(AgendaVote, col(AgendaVote.item) == AgendaItem.id).where(AgendaVote.person == person),
            on_items(AgendaComment, col(AgendaComment.item) == AgendaItem.id).where(AgendaComment.person == person),
            select(Meeting.series).join(Solved, col(Solved.meeting) == Meeting.id).where(Solved.person == person),
        )
        mine = or_(Series.owner == person, Series.co_owner == person, col(Series.id).in_(union(*shared)))
        query = select(Series).where(Series.organisation == self.organisation, Series.state != "ended", mine)
        return self.session.exec(query.order_by(Series.name, col(Series.id))).all()


def link_of(session: Session, digest: str) -> CalendarLink | None:
    """A link that works, of whichever organisation."""
    query = select(CalendarLink).where(CalendarLink.digest == digest, col(CalendarLink.revoked).is_(None))
    return session.exec(query).one_or_none()
