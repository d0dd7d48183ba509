"""The same on PostgreSQL, which is stricter about what a text or a number may be, and where writers meet."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.adapters.crm.conftest import NOW, SECRETS, House, build, connect
from tests.adapters.crm.mutations import run
from tests.conftest import MakeDatabase
from tests.fakes.crm import changed, hubspot, pipedrive, pipedrive_deal


@pytest.fixture
def house(new_postgresql: MakeDatabase) -> Iterator[House]:
    database = new_postgresql()
    made = build(database)
    for system in SECRETS:
        connect(database, made.organisation, system)
    yield made
    made.truce.close()


async def test_broken_messages_break_nothing_there(house: House) -> None:
    outcome = await run(house, range(20_001, 20_151))
    assert outcome.wrong == []
    assert outcome.states["taken"] > 5


async def test_many_reports_of_few_deals_at_once(house: House) -> None:
    """Whatever order they are taken in, the newest word counts, and each report is there once."""
    posted = []
    for number in range(40):
        at = NOW - timedelta(minutes=60 - number)
        event = changed(number % 3, "amount", str(1000 + number), at, event=number + 1)
        posted += [hubspot([event], secret=SECRETS["hubspot"], at=NOW)] * 2
        deal = pipedrive_deal(number % 2, value=number, title=f"Deal {number}")
        posted.append(pipedrive(deal, password=SECRETS["pipedrive"], at=at, entity_id=number % 2, id=f"m{number}"))
    answers = await asyncio.gather(*(house.send(each) for each in posted))
    assert {status for status, _ in answers} == {200}
    assert len(house.reports()) == 80
    amounts = {(deal.system, deal.external): deal.amount for deal in house.deals()}
    assert amounts == {
        ("hubspot", "0"): 1039,
        ("hubspot", "1"): 1037,
        ("hubspot", "2"): 1038,
        ("pipedrive", "0"): 38,
        ("pipedrive", "1"): 39,
    }
