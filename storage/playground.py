"""The chat of the playground: a platform of our own, which keeps its rooms' messages here.

A room is "@user" (somebody's direct messages with Truce) or "#name" (a channel).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, or_, select, update

from storage.records import Records, moment, organisation_key

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
        """What this user sees in a room, the oldest first."""
        query = select(WebMessage).where(
            WebMessage.organisation == self.organisation,
            WebMessage.room == room,
            or_(WebMessage.only_for == "", WebMessage.only_for == user),
        )
        return self.session.exec(query.order_by(col(WebMessage.at), col(WebMessage.number))).all()

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
