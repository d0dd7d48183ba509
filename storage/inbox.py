"""The events that were handled, each with its reply: a repeat gets the same reply again and changes nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.records import moment


class Handled(SQLModel, table=True):
    """`about` names what the event was about ("wave 3"), so that its traces can be removed together."""

    __tablename__ = "inbox"

    organisation: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    about: str = Field(default="", index=True)
    reply: str


# Every event asks these, so they are put together once.
_FIND = select(Handled.key, Handled.reply).where(
    col(Handled.organisation) == bindparam("organisation"), col(Handled.key).in_(bindparam("keys", expanding=True))
)
_ADD = insert(SQLModel.metadata.tables["inbox"])


class Inbox:
    """Not an organisation's own repository: the organisation 0 keeps what comes before one is known."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, organisation: int, keys: Sequence[str]) -> dict[str, str]:
        """The replies of those that were handled before, by key."""
        return dict(self.session.exec(_FIND, params={"organisation": organisation, "keys": list(keys)}).all())

    def add(self, organisation: int, key: str, at: datetime, reply: str, about: str) -> None:
        """Keep the event's id; an IntegrityError says that somebody else handled it meanwhile."""
        row = {"organisation": organisation, "key": key, "at": at, "about": about, "reply": reply}
        self.session.connection().execute(_ADD, row)

    def forget_about(self, organisation: int, about: str) -> None:
        self.session.exec(delete(Handled).where(col(Handled.organisation) == organisation, col(Handled.about) == about))

    def forget_before(self, organisation: int, moment: datetime) -> None:
        """Repeats come within hours; ids older than the retention can't come again."""
        self.session.exec(delete(Handled).where(col(Handled.organisation) == organisation, col(Handled.at) < moment))
