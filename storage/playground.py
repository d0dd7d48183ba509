"""The chat of the playground: a platform of our own, which keeps its rooms' messages here.

A room is "@user" (somebody's direct messages with Truce) or "#name" (a channel).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, delete, or_, select, update

from storage.deals import Deal
from storage.deliveries import Delivery
from storage.inbox import Handled
from storage.people import Organisation
from storage.records import Records, moment, organisation_key
from storage.timers import Timer

TRUCE = ""
"""The author of what Truce itself says."""


class WebMessage(SQLModel, table=True):
    """`id` is the id of the delivery that it came by, so that a message sent twice is there once."""

    __tablename__ = "web_message"
    __table_args__ = (UniqueConstraint("id"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str
    organisation: int = organisation_key()
    workspace: str
    room: str = Field(index=True)
    thread: str = ""
    """The id of the message that it answers, in a channel."""
    author: str = TRUCE
    only_for: str = ""
    """The one user who sees it, where it was whispered."""
    text: str = ""
    """What a person wrote; Truce shows cards."""
    card: str = ""
    at: datetime = moment()
    changed_at: datetime = moment()
    version: int = 1
    seen: bool = False


class WebChats(Records):
    """The rooms of one organisation."""

    def room(self, room: str, user: str) -> Sequence[WebMessage]:
        """What this user sees in a room, in the order in which it came: messages bear the minute only."""
        query = select(WebMessage).where(
            WebMessage.organisation == self.organisation,
            WebMessage.room == room,
            or_(WebMessage.only_for == "", WebMessage.only_for == user),
        )
        return self.session.exec(query.order_by(col(WebMessage.number))).all()

    def get(self, message: str) -> WebMessage | None:
        query = select(WebMessage).where(WebMessage.organisation == self.organisation, WebMessage.id == message)
        return self.session.exec(query).one_or_none()

    def unread(self) -> dict[str, int]:
        """How many messages nobody has looked at yet, by room."""
        query = (
            select(WebMessage.room, func.count())
            .where(WebMessage.organisation == self.organisation, col(WebMessage.seen).is_(False))
            .group_by(WebMessage.room)
        )
        return dict(self.session.exec(query).all())

    def seen(self, room: str) -> None:
        self.session.connection().execute(
            update(WebMessage)
            .where(
                col(WebMessage.organisation) == self.organisation,
                col(WebMessage.room) == room,
                col(WebMessage.seen).is_(False),
            )
            .values(seen=True)
        )

    def change(self, message: str, card: str, at: datetime) -> bool:
        """Let a message look like this from now on; False if it is gone."""
        row = self.get(message)
        if row is None:
            return False
        row.card, row.changed_at = card, at
        row.version += 1
        self.add(row)
        return True


def message_of(session: Session, message: str) -> WebMessage | None:
    """A message by the id of its delivery, which is unique among all organisations."""
    return session.exec(select(WebMessage).where(WebMessage.id == message)).one_or_none()


# What the playground shows beside the chat, and how it starts over


class Upcoming(Records):
    """What is still to come in one organisation, and what could not be sent."""

    def timers(self, most: int) -> Sequence[Timer]:
        query = select(Timer).where(Timer.organisation == self.organisation).order_by(col(Timer.due), col(Timer.id))
        return self.session.exec(query.limit(most)).all()

    def deliveries(self, states: Sequence[str], most: int) -> Sequence[Delivery]:
        query = select(Delivery).where(
            Delivery.organisation == self.organisation, col(Delivery.state).in_(states), Delivery.kind != "roster"
        )
        return self.session.exec(query.order_by(col(Delivery.not_before), col(Delivery.created)).limit(most)).all()

    def counts(self) -> dict[str, int]:
        """How many timers, and how many deliveries in each state."""
        timers = select(func.count()).select_from(Timer).where(Timer.organisation == self.organisation)
        deliveries = (
            select(Delivery.state, func.count())
            .where(Delivery.organisation == self.organisation)
            .group_by(Delivery.state)
        )
        return {"timers": self.session.exec(timers).one(), **dict(self.session.exec(deliveries).all())}


def next_stop(session: Session, now: datetime) -> datetime | None:
    """When the next timer or waiting message comes due, after now."""
    timer = select(func.min(Timer.due)).where(Timer.parked == "", col(Timer.due) > now)
    message = select(func.min(Delivery.not_before)).where(Delivery.state == "waiting", col(Delivery.not_before) > now)
    stops = (session.exec(timer).one(), session.exec(message).one())
    return min((each for each in stops if each is not None), default=None)


def forget_everything(session: Session) -> None:
    """Remove all organisations with all that belongs to them."""
    session.exec(delete(Handled))
    session.exec(delete(Organisation))


def newest_deal(session: Session, organisation: int, system: str) -> Deal | None:
    """The deal of a system that was changed last."""
    query = select(Deal).where(Deal.organisation == organisation, Deal.system == system)
    return session.exec(query.order_by(col(Deal.changed).desc(), col(Deal.id).desc()).limit(1)).first()
