"""The events that were handled, each with its reply: a repeat gets the same reply again and changes nothing."""

from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.records import moment
from storage.statements import Statement


class Handled(SQLModel, table=True):
    """`about` names what the event was about ("wave 3"), so that its traces can be removed together."""

    __tablename__ = "inbox"

    organisation: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    about: str = Field(default="", index=True)
    reply: str


_FIND = Statement(
    select(Handled.reply).where(
        col(Handled.organisation) == bindparam("organisation"), col(Handled.key) == bindparam("key")
    )
)
_ADD = Statement(insert(SQLModel.metadata.tables["inbox"]))


class Inbox:
    """Not an organisation's own repository: the organisation 0 keeps what comes before one is known."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, organisation: int, key: str) -> str | None:
        """The reply to the event if it was handled before."""
        found = _FIND.first(self.session, organisation=organisation, key=key)
        return str(found[0]) if found else None

    def add(self, organisation: int, key: str, at: datetime, reply: str, about: str) -> None:
        """Keep the event's id; an IntegrityError says that somebody else handled it meanwhile."""
        row = {"organisation": organisation, "key": key, "at": at, "about": about, "reply": reply}
        _ADD.run(self.session, row)

    def forget_about(self, organisation: int, about: str, most: int | None = None) -> int:
        """Remove all that is about something, or so many at a time; returns how many that were."""
        mine = col(Handled.organisation) == organisation, col(Handled.about) == about
        gone = delete(Handled).where(*mine)
        if most is not None:
            gone = gone.where(col(Handled.key).in_(select(Handled.key).where(*mine).limit(most)))
        return self.session.connection().execute(gone).rowcount

    def forget_before(self, organisation: int, moment: datetime) -> None:
        """Repeats come within hours; ids older than the retention can't come again."""
        self.session.exec(delete(Handled).where(col(Handled.organisation) == organisation, col(Handled.at) < moment))
