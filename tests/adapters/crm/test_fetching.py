"""Where a token was given, the deal is fetched once its report is stored; if that fails, what came is used."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from adapters.crm.fetching import Fetching
from adapters.postman import Postman
from adapters.waking import Waker
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.outbox import Done, Outbox
from tests.adapters.crm.conftest import NOW, SEALER, SECRETS, House, build, connect
from tests.adapters.crm.test_salesforce import DEAL, opportunity
from tests.fakes.crm import changed, happened, hubspot, outbound
from tests.fakes.crm_api import FakeHubSpot, FakeSalesforce

MINUTE = timedelta(minutes=1)


class Far:
    """A house with a postman who fetches."""

    def __init__(self, house: House) -> None:
        self.house = house
        sources = {"crm": Fetching(house.database, SEALER, house.clock)}
        self.postman = Postman(house.database, {}, house.clock, house.truce, sources=sources)
        self.waker = Waker(house.database, house.clock, house.truce)

    async def settle(self) -> None:
        await self.postman.drain(self.house.clock.move_to)

    async def passes(self, much: timedelta) -> None:
        """Time passes, and what is due happens: timers, then fetches."""
        self.house.clock.move_to(self.house.clock.now() + much)
        await self.waker.run_due()
        await self.settle()

    async def reports(self, *events: object) -> None:
        now = self.house.clock.now()
        assert (await self.house.send(hubspot(list(events), secret=SECRETS["hubspot"], at=now)))[0] == 200

    def states(self) -> list[str]:
        with self.house.database.read() as session:
            return [row.state for row in session.exec(select(Delivery).where(Delivery.kind == "fetch"))]


@pytest.fixture
def hubspot_api() -> Iterator[FakeHubSpot]:
    fake = FakeHubSpot("pat-of-the-tests")
    fake.deals["17"] = {
        "dealname": "Acme renewal",
        "amount": "2100000",
        "deal_currency_code": "USD",
        "dealstage": "contractsent",
        "hs_deal_stage_probability": "0.4",
        "closedate": "2027-03-31T00:00:00Z",
        "hubspot_owner_id": "77",
        "sales_region": "DACH",
        "hs_is_closed_won": "false",
        "secret_note": "not asked for",
    }
    fake.updated["17"] = NOW
    fake.companies["5"], fake.company_of["17"] = "Acme Corporation", "5"
    fake.owners["77"] = "Olga@brightwater.example"
    with fake.in_thread():
        yield fake


@pytest.fixture
def far(sqlite_database: Database, hubspot_api: FakeHubSpot) -> Iterator[Far]:
    house = build(sqlite_database)
    connect(sqlite_database, house.organisation, "hubspot", token=hubspot_api.token, address=hubspot_api.url)
    yield Far(house)
    house.truce.close()


async def test_the_whole_deal_is_there_with_its_company_and_its_owner(far: Far) -> None:
    await far.reports(changed(17, "amount", "2100000", NOW - MINUTE))
    assert far.house.deals() == [], "rules are to see the whole deal first"
    await far.settle()
    deal, (account,) = far.house.deal("17"), far.house.accounts()
    assert (deal.name, deal.amount, deal.currency, deal.region) == ("Acme renewal", Decimal(2100000), "USD", "DACH")
    assert (str(deal.close_date), deal.state) == ("2027-03-31", "open")
    assert deal.probability == 40
    assert (account.name, deal.account) == ("Acme Corporation", account.id)
    assert (deal.owner_email, deal.owner is not None) == ("olga@brightwater.example", True)
    assert [row.state for row in far.house.reports()] == ["taken", "taken"]
    await far.passes(11 * MINUTE)
    assert len(far.house.amounts()) == 1, "what the report itself said is older, and changes nothing"


async def test_several_reports_of_a_moment_are_one_question(far: Far, hubspot_api: FakeHubSpot) -> None:
    for value in ("1900000", "2100000"):
        await far.reports(changed(17, "amount", value, NOW - MINUTE), changed(17, "dealname", value, NOW - MINUTE))
    await far.settle()
    assert sum("deals/17" in each for each in hubspot_api.asked) == 1


async def test_a_report_that_comes_while_the_deal_is_fetched_has_it_fetched_once_more(far: Far) -> None:
    await far.reports(changed(17, "amount", "1900000", NOW - 2 * MINUTE))
    with far.house.database.write() as session:
        (row,) = session.exec(select(Delivery).where(Delivery.kind == "fetch"))
        Outbox(session).lease([row.id], NOW, NOW + MINUTE)
    await far.reports(changed(17, "amount", "2100000", NOW - MINUTE))
    with far.house.database.write() as session:
        assert Outbox(session).sent([Done(row.id, 1, "fetch", "{}")], NOW), "the answer may be older than the report"
    await far.settle()
    assert far.states() == ["sent"]
    assert far.house.deal("17").amount == 2100000


async def test_a_later_change_is_fetched_again(far: Far, hubspot_api: FakeHubSpot) -> None:
    await far.reports(changed(17, "amount", "2100000", NOW - MINUTE))
    await far.settle()
    hubspot_api.deals["17"]["amount"] = "2400000"
    hubspot_api.updated["17"] = NOW + MINUTE
    far.house.clock.move_to(NOW + 2 * MINUTE)
    await far.reports(changed(17, "amount", "2400000", NOW + MINUTE))
    await far.settle()
    assert far.house.amounts() == [2100000, 2400000]


async def test_hubspot_is_out_of_order_and_asked_again(far: Far, hubspot_api: FakeHubSpot) -> None:
    hubspot_api.faults.extend([503, 429, 500])
    await far.reports(changed(17, "amount", "2100000", NOW - MINUTE))
    for _ in range(6):
        await far.passes(timedelta(seconds=20))
    assert far.house.deal("17").name == "Acme renewal"
    assert far.states() == ["sent"]


async def test_without_an_answer_what_came_is_used_after_ten_minutes(far: Far, hubspot_api: FakeHubSpot) -> None:
    hubspot_api.faults.extend([503] * 50)
    await far.reports(
        changed(17, "amount", "1900000", NOW - MINUTE), changed(17, "deal_currency_code", "USD", NOW - MINUTE)
    )
    await far.passes(9 * MINUTE)
    assert far.house.deals() == []
    await far.passes(2 * MINUTE)
    assert (far.house.deal("17").amount, far.house.deal("17").name) == (Decimal(1900000), "")
    hubspot_api.faults.clear()
    await far.passes(30 * MINUTE)
    assert (far.house.deal("17").amount, far.house.deal("17").name) == (Decimal(2100000), "Acme renewal")


async def test_what_made_no_sense_is_still_shown_when_the_rest_is_used(far: Far, hubspot_api: FakeHubSpot) -> None:
    hubspot_api.faults.extend([503] * 50)
    await far.reports(changed(17, "amount", "lots", NOW - MINUTE), changed(17, "dealname", "Acme", NOW - MINUTE))
    await far.passes(11 * MINUTE)
    assert far.house.deal("17").name == "Acme"
    assert [row.state for row in far.house.reports()] == ["unreadable"]


async def test_a_token_that_is_no_longer_good_waits_for_somebody(far: Far, hubspot_api: FakeHubSpot) -> None:
    good, hubspot_api.token = hubspot_api.token, "another"
    await far.reports(changed(17, "amount", "1900000", NOW - MINUTE))
    await far.settle()
    assert far.states() == ["held"]
    with far.house.database.read() as session:
        (row,) = Deliveries(session, far.house.organisation).troubled()
        assert "does not accept the token" in row.trouble
    hubspot_api.token = good
    with far.house.database.write() as session:
        Deliveries(session, far.house.organisation).release(NOW, workspace=("crm", "1"))
    await far.passes(MINUTE)
    assert far.house.deal("17").name == "Acme renewal"


async def test_a_deal_that_is_not_there_any_more(far: Far) -> None:
    await far.reports(changed(99, "dealname", "Gone", NOW - 2 * MINUTE))
    await far.settle()
    assert far.states() == ["failed"]
    await far.reports(happened("deal.deletion", 99, NOW - MINUTE))
    assert far.house.deal("99").state == "removed", "that needs no fetching"
    await far.passes(11 * MINUTE)
    assert (far.house.deal("99").name, far.house.deal("99").state) == ("Gone", "removed")


async def test_salesforce_tells_the_owner_and_the_account(sqlite_database: Database) -> None:
    fake = FakeSalesforce("consumer", "secret")
    record = opportunity(
        Amount=2400000.0,
        IsClosed=False,
        IsWon=False,
        Account={"Name": "Acme Corporation"},
        Owner={"Email": "olga@brightwater.example"},
        SystemModstamp="2027-01-11T07:58:00.000+0000",
    )
    fake.deals[DEAL] = {name: value for name, value in record.items() if name != "Owner_Email__c"}
    house = build(sqlite_database)
    with fake.in_thread():
        connect(sqlite_database, house.organisation, "salesforce", token="consumer secret", address=fake.url)
        far = Far(house)
        await house.send(outbound(opportunity(), token=SECRETS["salesforce"]))
        fake.faults.append(500)
        for _ in range(4):
            await far.passes(timedelta(seconds=10))
        assert far.states() == ["sent"]
        deal = house.deal(DEAL)
        assert (deal.currency, deal.owner_email) == ("USD", "olga@brightwater.example")
        assert deal.amount == 2400000
        assert [each.name for each in house.accounts()] == ["Acme Corporation"]
        assert {"Region__c", "CurrencyIsoCode", "Owner.Email", "SystemModstamp"} <= fake.fields

        fake.secret = "another"
        await house.send(outbound(opportunity(SystemModstamp="2027-01-11T08:00:00.000Z"), token=SECRETS["salesforce"]))
        await far.settle()
        assert far.states() == ["held"]
    house.truce.close()
