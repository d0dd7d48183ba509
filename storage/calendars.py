"""Links under which a calendar program reads meetings. Of each only a digest is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

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


def link_of(session: Session, digest: str) -> CalendarLink | None:
    """A link that works, of whichever organisation."""
    query = select(CalendarLink).where(CalendarLink.digest == digest, col(CalendarLink.revoked).is_(None))
    return session.exec(query).one_or_none()
