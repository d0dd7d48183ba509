"""Action items: who does what by when. They stay on record, done, dropped or declined."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Index, case, func
from sqlmodel import Field, SQLModel, col, or_, select

from storage.people import Person
from storage.records import Records, moment, organisation_key

OPEN: Final = ("asked", "accepted")
NOT_OVER: Final = (*OPEN, "declined")
"""What somebody must still do, or see to that somebody does."""


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

    # Lists

    def owned(self, people: Collection[int] | None, states: Collection[str], start: int, most: int) -> list[ActionItem]:
        """Those of some people, or of everybody, the first due first: a page of them."""
        query = select(ActionItem).where(*self._owned(people, states)).order_by(*_DUE)
        return list(self.session.exec(query.offset(start).limit(most)))

    def count_owned(self, people: Collection[int] | None, states: Collection[str]) -> int:
        return self.session.exec(select(func.count(col(ActionItem.id))).where(*self._owned(people, states))).one()

    def _owned(self, people: Collection[int] | None, states: Collection[str]) -> list[ColumnElement[bool]]:
        which = [col(ActionItem.organisation) == self.organisation, col(ActionItem.state).in_(states)]
        return which if people is None else [*which, col(ActionItem.owner).in_(people)]

    def of_side(self, side: str, states: Collection[str], start: int, most: int) -> list[ActionItem]:
        """Those whose owner is on a side, the first due first: a page of them."""
        query = select(ActionItem).where(*self._of_side(side, states)).order_by(*_DUE)
        return list(self.session.exec(query.offset(start).limit(most)))

    def count_of_side(self, side: str, states: Collection[str]) -> int:
        return self.session.exec(select(func.count(col(ActionItem.id))).where(*self._of_side(side, states))).one()

    def _of_side(self, side: str, states: Collection[str]) -> list[ColumnElement[bool]]:
        there = select(Person.id).where(Person.organisation == self.organisation, Person.side == side)
        return [*self._owned(None, states), col(ActionItem.owner).in_(there)]

    def asked_by(self, person: int, states: Collection[str], start: int, most: int) -> list[ActionItem]:
        """What somebody asked of others, the first due first: a page of them."""
        query = select(ActionItem).where(*self._asked_by(person, states)).order_by(*_DUE)
        return list(self.session.exec(query.offset(start).limit(most)))

    def count_asked_by(self, person: int, states: Collection[str]) -> int:
        return self.session.exec(select(func.count(col(ActionItem.id))).where(*self._asked_by(person, states))).one()

    def _asked_by(self, person: int, states: Collection[str]) -> list[ColumnElement[bool]]:
        others = or_(col(ActionItem.owner).is_(None), col(ActionItem.owner) != person)
        return [*self._owned(None, states), col(ActionItem.asked_by) == person, others]

    def count_to_settle(self, person: int) -> int:
        """How many that somebody asked for wait for their word: declined, or another day is proposed."""
        theirs = [col(ActionItem.organisation) == self.organisation, col(ActionItem.asked_by) == person]
        proposed = col(ActionItem.state).in_(OPEN) & col(ActionItem.proposed).is_not(None)
        query = select(func.count(col(ActionItem.id))).where(
            *theirs, or_(col(ActionItem.state) == "declined", proposed)
        )
        return self.session.exec(query).one()

    def count_late(self, person: int, before: date) -> int:
        """How many of somebody's are open though they were due before a day."""
        mine = [*self._owned((person,), OPEN), col(ActionItem.due) < before]
        return self.session.exec(select(func.count(col(ActionItem.id))).where(*mine)).one()

    def late_of_side(self, side: str, until: date, most: int) -> list[ActionItem]:
        """What people of a side have not done, though it was due by a day; the latest first to worry about."""
        query = select(ActionItem).where(*self._of_side(side, OPEN), col(ActionItem.due) <= until)
        return list(self.session.exec(query.order_by(*_DUE).limit(most)))

    def overdue(self, before: date, person: int, side: str, most: int) -> list[tuple[ActionItem, Person]]:
        """What is not done of what was due before a day, with its owner: somebody, who reports to them, or a side."""
        query = (
            select(ActionItem, Person)
            .join(Person, col(Person.id) == col(ActionItem.owner))
            .where(
                *self._owned(None, OPEN),
                col(ActionItem.due) < before,
                or_(
                    col(ActionItem.owner) == person,
                    col(Person.manager) == person,
                    (col(Person.side) == side) & (col(Person.side) != ""),
                ),
            )
            .order_by(*_DUE)
            .limit(most)
        )
        return [(item, owner) for item, owner in self.session.exec(query)]

    # Meetings

    def of_meeting(self, meeting: int) -> Sequence[ActionItem]:
        """What was agreed in it, in the order in which it was written down."""
        query = select(ActionItem).where(ActionItem.organisation == self.organisation, ActionItem.meeting == meeting)
        return self.session.exec(query.order_by(col(ActionItem.id))).all()

    def on_agendas(self, series: int, today: date, most: int) -> list[tuple[ActionItem, str]]:
        """What is neither done nor dropped, of a series or of none, with the names of the owners; late ones first."""
        query = (
            select(ActionItem, func.coalesce(Person.name, ""))
            .outerjoin(Person, col(Person.id) == col(ActionItem.owner))
            .where(
                *self._owned(None, NOT_OVER),
                or_(col(ActionItem.series) == series, col(ActionItem.series).is_(None)),
            )
            .order_by(case((col(ActionItem.due) < today, 0), else_=1), func.coalesce(Person.name, ""), *_DUE)
            .limit(most)
        )
        return [(item, name) for item, name in self.session.exec(query)]


_DUE: Final = (col(ActionItem.due), col(ActionItem.id))
