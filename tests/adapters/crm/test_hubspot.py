"""HubSpot reports one property at a time, out of order and repeatedly; the deal is right all the same."""

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.adapters.crm.conftest import NOW, SECRETS, House
from tests.fakes.crm import HUBSPOT_PORTAL, Posted, changed, happened, hubspot

SECRET = SECRETS["hubspot"]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def posted(*events: object) -> Posted:
    return hubspot(list(events), secret=SECRET, at=NOW)


async def test_a_deal_is_put_together_from_its_properties(house: House) -> None:
    told = {
        "dealname": "Acme renewal",
        "amount": "2100000.50",
        "deal_currency_code": "USD",
        "dealstage": "contractsent",
        "hs_deal_stage_probability": "0.4",
        "closedate": "1806451200000",
        "sales_region": "DACH",
        "discount_rate": "0.125",
    }
    status, _ = await house.send(posted(*(changed(17, name, value, NOW - minutes(1)) for name, value in told.items())))
    assert status == 200
    deal = house.deal("17")
    assert (deal.name, deal.amount, deal.currency, deal.home_amount) == (
        "Acme renewal",
        Decimal("2100000.50"),
        "USD",
        Decimal("2100000.50"),
    )
    assert (deal.stage, deal.region) == ("contractsent", "DACH")
    assert (deal.probability, deal.discount) == (Decimal(40), Decimal("12.5"))
    assert str(deal.close_date) == "2027-03-31"
    assert len(house.amounts()) == 1, "what was told of one moment is one state"
    assert [row.state for row in house.reports()] == ["taken"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_order_of_arrival_makes_no_difference(house: House, order: tuple[int, ...]) -> None:
    events = [
        changed(17, "amount", "1900000", NOW - minutes(3)),
        changed(17, "deal_currency_code", "USD", NOW - minutes(3)),
        changed(17, "amount", "2100000", NOW - minutes(2)),
    ]
    for number in order:
        assert (await house.send(posted(events[number])))[0] == 200
    deal = house.deal("17")
    assert (deal.amount, deal.currency) == (Decimal(2100000), "USD")


async def test_what_comes_twice_changes_nothing(house: House) -> None:
    event = changed(17, "amount", "1900000", NOW - minutes(3))
    await house.send(posted(event))
    status, told = await house.send(posted(event | {"attemptNumber": 3}))
    assert (status, "repeat" in told) == (200, True)
    assert len(house.reports()) == 1
    assert len(house.amounts()) == 1
    assert house.counted("hubspot", "repeated") == 1


async def test_a_deal_that_is_won_reopened_and_deleted(house: House) -> None:
    for number, (name, value) in enumerate(
        [("dealname", "Acme"), ("dealstage", "closedwon"), ("dealstage", "contractsent"), ("dealstage", "closedlost")]
    ):
        await house.send(posted(changed(17, name, value, NOW - minutes(9 - number))))
        states = ["open", "won", "open", "lost"]
        assert house.deal("17").state == states[number]
    await house.send(posted(happened("deal.deletion", 17, NOW)))
    assert house.deal("17").state == "removed"


async def test_an_object_event_and_a_merge(house: House) -> None:
    event = changed(17, "dealname", "Acme", NOW - minutes(5)) | {
        "subscriptionType": "object.propertyChange",
        "objectTypeId": "0-3",
    }
    other = changed(18, "dealname", "Acme again", NOW - minutes(5))
    await house.send(posted(event, other))
    merged = happened("deal.merge", 17, NOW, primaryObjectId=17, mergedObjectIds=[18], newObjectId=17)
    assert (await house.send(posted(merged)))[0] == 200
    assert (house.deal("17").state, house.deal("18").state) == ("open", "removed")


async def test_one_event_that_makes_no_sense_does_not_take_the_others_along(house: House) -> None:
    status, told = await house.send(
        posted(
            changed(17, "amount", "lots", NOW - minutes(2)),
            changed(17, "dealname", "Acme", NOW - minutes(2)),
            happened("contact.creation", 5, NOW),
        )
    )
    assert status == 200
    assert "Item 1: amount should be a number" in told
    assert house.deal("17").name == "Acme"
    (report,) = house.reports()
    assert report.state == "unreadable"
    assert "lots" not in report.trouble


async def test_somebody_elses_portal_is_not_known(house: House) -> None:
    event = changed(17, "amount", "1900000", NOW) | {"portalId": 1}
    status, told = await house.send(posted(event))
    assert (status, "connect" in told) == (401, True)


@pytest.mark.parametrize("what", ["tampered", "truncated", "old", "unsigned", "wrong secret", "other address"])
async def test_what_is_not_genuine_leaves_nothing(house: House, what: str) -> None:
    event = [changed(17, "amount", "1900000", NOW)]
    genuine = hubspot(event, secret=SECRET, at=NOW)
    sent = {
        "tampered": genuine.but(genuine.body.replace(b"1900000", b"9900000")),
        "truncated": genuine.but(genuine.body[:-9]),
        "old": hubspot(event, secret=SECRET, at=NOW - minutes(5.1)),
        "unsigned": replace(genuine, headers={"Content-Type": "application/json"}),
        "wrong secret": hubspot(event, secret="another", at=NOW),
        "other address": hubspot(event, secret=SECRET, at=NOW, public="https://elsewhere.example"),
    }[what]
    status, told = await house.send(sent)
    assert status == 401, told
    assert (house.reports(), house.deals()) == ([], [])
    assert house.counted("hubspot", "refused") == 1
    assert (await house.send(genuine))[0] == 200


async def test_a_broken_body_that_is_genuine_is_kept(house: House) -> None:
    whole = hubspot([changed(17, "amount", "1900000", NOW)], secret=SECRET, at=NOW).body
    for body in (whole[:60], b"", b"[1, 2", b"\xff\xfe\x00", b'{"portalId": %d}' % HUBSPOT_PORTAL):
        status, told = await house.send(hubspot(body, secret=SECRET, at=NOW))
        assert status == 200, told
    assert {row.state for row in house.reports()} == {"unreadable"}
    assert len(house.reports()) == 5
    assert house.counted("hubspot", "unreadable") == 5
