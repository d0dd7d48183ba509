"""Pipedrive's webhooks, version 2."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.adapters.crm.conftest import NOW, SECRETS, House
from tests.fakes.crm import Posted, pipedrive, pipedrive_deal

PASSWORD = SECRETS["pipedrive"]


def sent(deal: dict[str, object] | None, minutes_ago: float = 1, **more: object) -> Posted:
    return pipedrive(deal, password=PASSWORD, at=NOW - timedelta(minutes=minutes_ago), **more)  # type: ignore[arg-type]


async def test_a_deal_with_its_own_fields(house: House) -> None:
    deal = pipedrive_deal(
        7,
        value=2100000.5,
        custom_fields={
            "a1b2c3": {"type": "varchar", "value": "DACH"},
            "d4e5f6": {"type": "enum", "id": 42},
            "f00": {"type": "monetary", "value": 3, "currency": "EUR"},
            "bar": None,
        },
    )
    status, _ = await house.send(sent(deal, entity_id=7, action="create", previous=None))
    assert status == 200
    kept = house.deal("7")
    assert (kept.name, kept.amount, kept.currency, kept.state) == ("Acme renewal", Decimal("2100000.5"), "USD", "open")
    assert (kept.region, kept.segment, kept.stage) == ("DACH", "Retail", "Negotiation")
    assert kept.probability == 40
    assert (kept.owner_email, kept.owner is not None) == ("olga@brightwater.example", True)


async def test_disorder_and_repeats(house: House) -> None:
    newer = sent(pipedrive_deal(value=2400000), 1, id="b")
    older = sent(pipedrive_deal(value=1800000), 2, id="a")
    for each in (newer, older, older, newer):
        assert (await house.send(each))[0] == 200
    assert house.amounts() == [2400000]
    assert len(house.reports()) == 2


async def test_a_deleted_deal_has_no_data(house: House) -> None:
    await house.send(sent(pipedrive_deal(), 2))
    status, _ = await house.send(sent(None, action="delete", previous=pipedrive_deal()))
    assert status == 200
    assert house.deal("1").state == "removed"
    await house.send(sent(pipedrive_deal(), 3))
    assert house.deal("1").state == "removed", "what was said before changes nothing"


async def test_won_and_lost(house: House) -> None:
    for minutes, status in ((4, "won"), (3, "lost"), (2, "open")):
        await house.send(sent(pipedrive_deal(status=status), minutes))
        assert house.deal("1").state == status


async def test_an_organization_is_an_account(house: House) -> None:
    await house.send(sent({"id": 5, "name": "Acme Corporation"}, entity="organization", entity_id=5))
    await house.send(sent(pipedrive_deal()))
    (account,) = house.accounts()
    assert (account.name, house.deal("1").account) == ("Acme Corporation", account.id)


async def test_other_things_and_other_versions_are_shown(house: House) -> None:
    await house.send(sent({"id": 3}, entity="person", entity_id=3))
    posted = sent(pipedrive_deal())
    await house.send(posted.but(posted.body.replace(b'"2.0"', b'"1.0"')))
    await house.send(sent(pipedrive_deal(8), entity_id=9))
    assert [row.state for row in house.reports()] == ["unreadable"] * 3
    assert house.deals() == []


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Basic dHJ1Y2UtaG9vaw==", "Bearer x", "Basic /////w==", "Basic " + "YTpi" * 30_000],
)
async def test_who_is_not_known_leaves_nothing(house: House, header: str) -> None:
    genuine = sent(pipedrive_deal())
    headers = dict(genuine.headers) | {"Authorization": header}
    assert (await house.send(replace(genuine, headers=headers)))[0] == 401
    wrong = pipedrive(pipedrive_deal(), password="another", at=NOW)
    assert (await house.send(wrong))[0] == 401
    assert (house.reports(), house.deals()) == ([], [])
