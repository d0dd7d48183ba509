"""What other systems have sent, as it came, and the connections that may send.

A report is stored before its sender is answered. One that can't be read stays, and is shown to the administrator.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, func
from sqlmodel import Column, Field, Session, SQLModel, col, select

from storage.records import Records, moment, organisation_key


class Connection(SQLModel, table=True):
    """A system that may report, and whose it is. Its secrets are encrypted with a key made from TRUCE_SECRET."""

    __table_args__ = (UniqueConstraint("system", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    system: str
    """hubspot, salesforce, pipedrive or generic."""
    external: str
    """Whom its messages name: HubSpot's portal, Salesforce's organisation (18 characters), Pipedrive's user name of
    the webhook, the id of our own key."""
    sealed_secret: str
    """What its messages are verified with."""
    sealed_token: str = ""
    """What its records can be fetched with; empty: what comes is all there is."""
    address: str = ""
    """Where its records are fetched, where that differs by customer."""
    fields: str = "{}"
    """Which of the sender's own fields is which of ours, as JSON: {"discount": "hs_discount"}."""
    added: datetime = moment()
    heard: datetime | None = moment(nullable=True, default=None)
    """When it last sent something genuine."""


class Report(SQLModel, table=True):
    """One message of a system, as it came."""

    __table_args__ = (
        UniqueConstraint("organisation", "system", "key"),
        Index("ix_report_state", "organisation", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    connection: int = Field(foreign_key="connection.id", index=True, ondelete="CASCADE")
    system: str
    key: str
    """The sender's id of it; a digest of the body where it has none."""
    received: datetime = moment(index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    media_type: str = ""
    state: str = "taken"
    """taken, unreadable (what it says can't be understood) or dismissed (an administrator has seen it)."""
    trouble: str = ""
    """Why it can't be understood, in words for the administrator, without any of its contents."""


class Connections:
    """All connections: the sender is known before the organisation is."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, system: str, external: str) -> Connection | None:
        query = select(Connection).where(Connection.system == system, Connection.external == external)
        return self.session.exec(query).one_or_none()

    def of(self, organisation: int) -> Sequence[Connection]:
        query = select(Connection).where(Connection.organisation == organisation)
        return self.session.exec(query.order_by(Connection.system, Connection.external)).all()

    def add(self, row: Connection) -> Connection:
        self.session.add(row)
        self.session.flush()
        return row


class Reports(Records):
    """What one organisation's systems have sent."""

    def by_key(self, system: str, key: str) -> Report | None:
        query = select(Report).where(
            Report.organisation == self.organisation, Report.system == system, Report.key == key
        )
        return self.session.exec(query).one_or_none()

    def unreadable(self, most: int) -> Sequence[Report]:
        query = select(Report).where(Report.organisation == self.organisation, Report.state == "unreadable")
        return self.session.exec(query.order_by(col(Report.id).desc()).limit(most)).all()

    def count_unreadable(self) -> int:
        query = select(func.count(col(Report.id))).where(
            Report.organisation == self.organisation, Report.state == "unreadable"
        )
        return self.session.exec(query).one()
