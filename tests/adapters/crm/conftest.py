"""A Truce that four systems are connected to: the real routes, core and database; only time is moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from adapters.clock import MovableClock
from adapters.crm.wiring import Wiring
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from bot.core import Truce
from bot.routes import ROUTES
from storage.database import Database
from storage.deals import BusinessAccount, Deal, Review, Submission, Version
from storage.people import Organisation, People, Person
from storage.reports import Connection, Connections, Report
from storage.sealing import Sealer
from tests.fakes import crm

NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
SECRETS = {
    "hubspot": "hubspot-client-secret-of-the-tests",
    "salesforce": "salesforce-token-of-the-tests",
    "pipedrive": "pipedrive-password-of-the-tests",
    "generic": "generic-secret-of-the-tests",
}
EXTERNALS = {
    "hubspot": str(crm.HUBSPOT_PORTAL),
    "salesforce": crm.SALESFORCE_ORG,
    "pipedrive": crm.PIPEDRIVE_USER,
    "generic": "key-of-the-tests",
}
SEALER = Sealer("a secret of the tests that is long enough to be one")
WIRING: Mapping[str, Wiring] = {
    "hubspot": Wiring(fields={"region": "sales_region", "discount": "discount_rate*100"}),
    "salesforce": Wiring(fields={"region": "Region__c", "owner_email": "Owner_Email__c"}),
    "pipedrive": Wiring(
        fields={"region": "a1b2c3", "segment": "d4e5f6"},
        owners={"18487521": "olga@brightwater.example"},
        names={"stage": {"2": "Negotiation"}, "segment": {"42": "Retail"}},
    ),
}


@dataclass
class House:
    """What the tests talk to, and what they look into afterwards."""

    app: Starlette
    truce: Truce
    database: Database
    clock: MovableClock
    metrics: Metrics
    organisation: int

    async def send(self, posted: crm.Posted) -> tuple[int, str]:
        answer = await posted.to(self.app)
        return answer.status_code, answer.text

    def deals(self) -> list[Deal]:
        with self.database.read() as session:
            return list(session.exec(select(Deal).order_by(Deal.id)))  # type: ignore[arg-type]

    def deal(self, external: str) -> Deal:
        return next(each for each in self.deals() if each.external == external)

    def amounts(self) -> list[Decimal | None]:
        """Of every state that deals were in, in the order in which they were."""
        with self.database.read() as session:
            rows = session.exec(select(Version).order_by(Version.id))  # type: ignore[arg-type]
            return [None if row.facts["amount"] is None else Decimal(row.facts["amount"]) for row in rows]

    def reports(self) -> list[Report]:
        with self.database.read() as session:
            return list(session.exec(select(Report).order_by(Report.id)))  # type: ignore[arg-type]

    def accounts(self) -> list[BusinessAccount]:
        with self.database.read() as session:
            return list(session.exec(select(BusinessAccount)))

    def reviews(self) -> list[Review]:
        with self.database.read() as session:
            return list(session.exec(select(Review)))

    def submissions(self) -> list[Submission]:
        with self.database.read() as session:
            return list(session.exec(select(Submission)))

    def counted(self, system: str, became: str) -> float:
        return (
            self.metrics.registry.get_sample_value("truce_webhooks_total", {"system": system, "became": became}) or 0.0
        )


def connect(database: Database, organisation: int, system: str, *, token: str = "", address: str = "") -> int:
    with database.write() as session:
        row = Connections(session).add(
            Connection(
                organisation=organisation,
                system=system,
                external=EXTERNALS[system],
                sealed_secret=SEALER.seal(SECRETS[system]),
                sealed_token=SEALER.seal(token) if token else "",
                address=address,
                fields=WIRING.get(system, Wiring()).model_dump_json(),
                added=NOW,
            )
        )
        return row.id or 0


def build(database: Database) -> House:
    with database.write() as session:
        company = Organisation(name="Brightwater", zone="Europe/Vienna", country="AT", currency="USD")
        session.add(company)
        session.flush()
        organisation = company.id or 0
        olga = Person(organisation=organisation, name="Olga Berg", email="olga@brightwater.example", side="sales")
        People(session, organisation).add(olga)
    clock = MovableClock(NOW)
    metrics = Metrics(database, clock)
    truce = Truce(database, clock, ROUTES, observer=metrics.observe)
    webhooks = Webhooks(truce, database, clock, metrics, SEALER, crm.PUBLIC)
    return House(Starlette(routes=webhooks.routes()), truce, database, clock, metrics, organisation)


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    """All four are connected, without tokens."""
    made = build(sqlite_database)
    for system in SECRETS:
        connect(sqlite_database, made.organisation, system)
    yield made
    made.truce.close()
