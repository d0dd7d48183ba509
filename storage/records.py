"""The shape of every repository: a session, and the one organisation whose rows it sees."""

from typing import Any, TypeVar

from sqlmodel import Field, Session, SQLModel

from storage.database import UtcDateTime

__all__ = ["Records", "Session", "moment", "organisation_key"]

Row = TypeVar("Row", bound=SQLModel)

# Every constraint has a name, the same on both engines, so that a migration can change it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Records:
    """Base of the repositories. Every query of a subclass names `self.organisation`."""

    def __init__(self, session: Session, organisation: int) -> None:
        self.session = session
        self.organisation = organisation

    def add(self, row: Row) -> Row:
        """Keep a new row; its id is there on return."""
        self.session.add(row)
        self.session.flush()
        return row


def moment(*, index: bool = False, nullable: bool = False, **more: Any) -> Any:
    """A column that holds a moment in UTC."""
    return Field(sa_type=UtcDateTime, index=index, nullable=nullable, **more)


def organisation_key() -> Any:
    return Field(foreign_key="organisation.id", index=True, ondelete="CASCADE")
