"""`truce serve` as a whole hears a CRM, fetches what it names, and counts it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import select

from adapters.clock import SystemClock
from adapters.crm.wiring import Wiring
from storage.database import Database
from storage.deals import Deal
from storage.people import Organisations
from storage.reports import Connection, Connections
from storage.sealing import Sealer
from tests.adapters.test_serving import SECRET, serving, settings_for, until
from tests.fakes.crm import HUBSPOT_PORTAL, PUBLIC, changed, hubspot
from tests.fakes.crm_api import FakeHubSpot
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(limits=False) as made:
        yield made


async def test_a_server_hears_hubspot_and_fetches(sqlite_database: Database, slack: FakeSlack) -> None:
    clock, fake, sealer = SystemClock(), FakeHubSpot("pat"), Sealer(SECRET)
    fake.deals["17"] = {"dealname": "Acme renewal", "amount": "2100000", "deal_currency_code": "EUR"}
    fake.updated["17"] = clock.now()
    settings = settings_for(sqlite_database, slack, PUBLIC_URL=PUBLIC)
    with fake.in_thread():
        async with serving(settings, sqlite_database) as app:
            await asyncio.to_thread(_connect, sqlite_database, sealer, fake, clock)
            event = changed(17, "amount", "2100000", clock.now())
            answer = await hubspot([event], secret="theirs", at=clock.now()).to(app)
            assert (answer.status_code, answer.json()) == (200, {"stored": True})
            assert await until(lambda: _names(sqlite_database)) == ["Acme renewal"]
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://truce") as client:
                told = (await client.get("/metrics")).text
    assert 'truce_webhooks_total{became="taken",system="hubspot"} 1.0' in told
    assert "truce_reports_unreadable 0.0" in told


def _connect(database: Database, sealer: Sealer, fake: FakeHubSpot, clock: SystemClock) -> None:
    with database.write() as session:
        Connections(session).add(
            Connection(
                organisation=Organisations(session).all()[0].id or 0,
                system="hubspot",
                external=str(HUBSPOT_PORTAL),
                sealed_secret=sealer.seal("theirs"),
                sealed_token=sealer.seal(fake.token),
                address=fake.url,
                fields=Wiring().model_dump_json(),
                added=clock.now(),
            )
        )


def _names(database: Database) -> list[str]:
    with database.read() as session:
        return [deal.name for deal in session.exec(select(Deal))]
