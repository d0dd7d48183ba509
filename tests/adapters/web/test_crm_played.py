"""The playground's CRM: what a visitor says of a deal comes in as a signed report, like any CRM's."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlmodel import select

from adapters.clock import MovableClock
from adapters.web.company import Company, read_company
from adapters.web.crm_played import PlayedCrm
from adapters.web.sample import ensure_sample
from bot.core import Truce
from bot.routes import ROUTES
from storage.database import Database
from storage.deals import Deal
from storage.reports import Connection, Report
from tests.adapters.crm.conftest import NOW

SAID = {"name": "Acme renewal", "amount": "2,100,000 EUR", "region": "DACH", "owner": "", "state": "open"}


def company_of(database: Database) -> Company:
    ensure_sample(database, NOW)
    found = read_company(database)
    assert found is not None
    return found


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def truce(sqlite_database: Database, clock: MovableClock) -> Iterator[Truce]:
    """Closed whatever becomes of the test: a writer that lives on would be in the way of the next one's file."""
    truce = Truce(sqlite_database, clock, ROUTES)
    yield truce
    truce.close()


async def test_a_deal_is_reported_changed_and_offered_as_it_is(
    sqlite_database: Database, truce: Truce, clock: MovableClock
) -> None:
    company = company_of(sqlite_database)
    crm = PlayedCrm(truce, sqlite_database, clock)
    form = crm.form(company, "EUR")
    seller = next(each for each in company.people if each.side == "sales")
    told = await crm.report(form, SAID | {"owner": seller.user}, company)
    assert told.errors is None
    assert told.sentence == "The CRM says: Acme renewal is open, at 2,100,000 EUR."
    clock.move_to(NOW.replace(hour=11))
    told = await PlayedCrm(truce, sqlite_database, clock).report(form, SAID | {"amount": "1,800,000"}, company)
    assert "1,800,000 EUR" in told.sentence, "another program, with a key of its own"
    with sqlite_database.read() as session:
        (deal,) = session.exec(select(Deal).where(Deal.name == SAID["name"]))
        assert (deal.name, deal.amount, deal.currency, deal.region) == (
            "Acme renewal",
            Decimal(1_800_000),
            "EUR",
            "DACH",
        )
        assert [row.state for row in session.exec(select(Report))] == ["taken", "taken"]
    again = crm.form(company, "EUR")
    assert [getattr(field, "initial", "") for field in again.fields[:3]] == ["Acme renewal", "1,800,000 EUR", "DACH"]


async def test_two_pages_may_report_at_once(sqlite_database: Database, truce: Truce, clock: MovableClock) -> None:
    """Before anything was reported: the connection is made once."""
    company = company_of(sqlite_database)
    crm = PlayedCrm(truce, sqlite_database, clock)
    form = crm.form(company, "EUR")
    told = await asyncio.gather(*(crm.report(form, SAID | {"name": f"Deal {n}"}, company) for n in range(8)))
    assert [each.errors for each in told] == [None] * 8
    with sqlite_database.read() as session:
        assert len(session.exec(select(Connection)).all()) == 1
        assert {row.state for row in session.exec(select(Report))} == {"taken"}


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", "lots"), ("name", ""), ("state", "maybe"), ("owner", "nobody")]
)
async def test_what_makes_no_sense_stays_in_the_form(
    sqlite_database: Database, truce: Truce, clock: MovableClock, field: str, typed: str
) -> None:
    company = company_of(sqlite_database)
    crm = PlayedCrm(truce, sqlite_database, clock)
    told = await crm.report(crm.form(company, "EUR"), SAID | {field: typed}, company)
    assert told.errors is not None
    assert set(told.errors) == {field}
    with sqlite_database.read() as session:
        assert session.exec(select(Report)).all() == []
