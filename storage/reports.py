"""What other systems have sent, as it came, and the connections that may send.

A report is stored before its sender is answered. One that can't be read stays, and is shown to the administrator.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, func, update
from sqlalchemy.exc import DataError as ContentError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from storage.records import Records, moment, organisation_key

__all__ = ["Connection", "Connections", "ContentError", "Report", "Reports"]


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
    """How its records are read, as JSON: adapters.crm.wiring.Wiring."""
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
    """Why it can't be understood, as JSON of Words for the administrator, without any of its contents."""
    pending: str = ""
    """What it says and is not recorded yet, as JSON: of records that are being fetched, or the next pages of many."""


class Connections:
    """All connections: the sender is known before the organisation is."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, system: str, external: str) -> Connection | None:
        query = select(Connection).where(Connection.system == system, Connection.external == external)
        return self.session.exec(query).one_or_none()

    def get(self, connection: int) -> Connection | None:
        return self.session.get(Connection, connection)

    def of(self, organisation: int) -> Sequence[Connection]:
        query = select(Connection).where(Connection.organisation == organisation)
        return self.session.exec(query.order_by(Connection.system, Connection.external)).all()

    def of_system(self, system: str, most: int) -> Sequence[Connection]:
        """Those that a message may be from which doesn't say so; none where there are more than so many."""
        query = select(Connection).where(Connection.system == system).order_by(Connection.external)
        found = self.session.exec(query.limit(most + 1)).all()
        return found if len(found) <= most else []

    def add(self, row: Connection) -> Connection:
        self.session.add(row)
        self.session.flush()
        return row

    def remove(self, row: Connection) -> None:
        self.session.delete(row)
        self.session.flush()


class Reports(Records):
    """What one organisation's systems have sent."""

    def get(self, report: int) -> Report | None:
        row = self.session.get(Report, report)
        return row if row is not None and row.organisation == self.organisation else None

    def by_key(self, system: str, key: str) -> Report | None:
        query = select(Report).where(
            Report.organisation == self.organisation, Report.system == system, Report.key == key
        )
        return self.session.exec(query).one_or_none()

    def connection(self, connection: int) -> Connection | None:
        row = self.session.get(Connection, connection)
        return row if row is not None and row.organisation == self.organisation else None

    def connections(self) -> Sequence[Connection]:
        return Connections(self.session).of(self.organisation)

    def heard(self, connection: int, now: datetime) -> None:
        """It has sent something genuine."""
        known = update(Connection).where(
            col(Connection.id) == connection, col(Connection.organisation) == self.organisation
        )
        self.session.connection().execute(known.values(heard=now))

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What happens within is undone if it raises, and nothing else is."""
        with self.session.begin_nested():
            yield

    def unreadable(self, most: int, *, before: int = 0) -> Sequence[Report]:
        """The newest that could not be read; those below this id, where one is given."""
        query = select(Report).where(Report.organisation == self.organisation, Report.state == "unreadable")
        if before:
            query = query.where(col(Report.id) < before)
        return self.session.exec(query.order_by(col(Report.id).desc()).limit(most)).all()

    def count_unreadable(self) -> int:
        query = select(func.count(col(Report.id))).where(
            Report.organisation == self.organisation, Report.state == "unreadable"
        )
        return self.session.exec(query).one()

    def forget_bodies(self, before: datetime, most: int) -> int:
        """What was taken, or dismissed, before then loses its body, so many at a time; returns how many did."""
        old = select(Report.id).where(
            Report.organisation == self.organisation,
            col(Report.state) != "unreadable",
            col(Report.received) < before,
            col(Report.body) != b"",
        )
        emptied = update(Report).where(col(Report.id).in_(old.limit(most))).values(body=b"", pending="")
        return self.session.connection().execute(emptied).rowcount
