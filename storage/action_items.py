"""Action items: who does what by when. They stay on record, done, dropped or declined."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col, select

from storage.records import Records, moment, organisation_key

OPEN = ("asked", "accepted")


class ActionItem(SQLModel, table=True):
    """Something that somebody has been asked to do."""

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_whose", "organisation", "owner", "state"),
        Index("ix_action_item_due", "organisation", "state", "due"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    what: str
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    due: date
    """A day of the owner's own calendar."""
    state: str = "asked"
    """asked (its owner has not answered yet), accepted, declined, done, dropped."""
    proposed: date | None = None
    """Another day that its owner has proposed, and nobody has answered to."""
    words: str = ""
    """The note of whoever did it, or why it was dropped or declined."""
    asked_by: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    series: int | None = Field(default=None, foreign_key="meeting_series.id", index=True, ondelete="SET NULL")
    """Whose agendas it is on until it is done; None: on all of them."""
    meeting: int | None = Field(default=None, foreign_key="meeting.id", index=True, ondelete="SET NULL")
    """In which it was agreed."""
    item: int | None = Field(default=None, foreign_key="agenda_item.id", index=True, ondelete="SET NULL")
    url: str = ""
    """The message that it came from."""
    reminders: int = 0
    """How many have gone out since it was due."""
    created: datetime = moment()
    closed: datetime | None = moment(nullable=True, default=None)


class ActionItems(Records):
    """The action items of one organisation."""

    def get(self, item: int) -> ActionItem | None:
        row = self.session.get(ActionItem, item)
        return row if row is not None and row.organisation == self.organisation else None

    def locked(self, item: int) -> ActionItem | None:
        """One that is about to change: of two who change it at once, one comes after the other."""
        query = select(ActionItem).where(ActionItem.organisation == self.organisation, ActionItem.id == item)
        return self.session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()

    def of_owner(self, person: int, *states: str) -> Sequence[ActionItem]:
        """Somebody's, in these states; the first due goes first."""
        query = select(ActionItem).where(
            ActionItem.organisation == self.organisation,
            ActionItem.owner == person,
            col(ActionItem.state).in_(states or OPEN),
        )
        return self.session.exec(query.order_by(col(ActionItem.due), col(ActionItem.id))).all()
