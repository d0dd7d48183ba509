"""Salesforce's outbound messages and a Flow's callouts."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.crm.salesforce import eighteen
from adapters.waking import Waker
from bot.deals.reported import AT_ONCE
from tests.adapters.crm.conftest import NOW, SECRETS, House
from tests.fakes.crm import SALESFORCE_ORG, callout, outbound

TOKEN = SECRETS["salesforce"]
DEAL = "0065e00000ZkM3hAAF"


def opportunity(**more: Any) -> dict[str, Any]:
    return {
        "Id": DEAL,
        "AccountId": "0015e00000ZkM3hAAF",
        "Amount": "2100000.0",
        "CloseDate": "2027-03-31",
        "CurrencyIsoCode": "USD",
        "IsClosed": "false",
        "IsWon": "false",
        "Name": "Acme & Söhne <renewal>",
        "Probability": "40.0",
        "StageName": "Negotiation/Review",
        "SystemModstamp": "2027-01-11T07:55:00.000Z",
        "Region__c": "DACH",
        "Owner_Email__c": "Olga@Brightwater.example",
        **more,
    }


def acked(text: str) -> bool:
    root = ET.fromstring(text)  # noqa: S314  our own answer
    found = root.find(
        "{http://schemas.xmlsoap.org/soap/envelope/}Body/"
        "{http://soap.sforce.com/2005/09/outbound}notificationsResponse/{http://soap.sforce.com/2005/09/outbound}Ack"
    )
    assert found is not None
    return found.text == "true"


async def test_an_outbound_message_is_recorded_and_acknowledged(house: House) -> None:
    status, told = await house.send(outbound(opportunity(), token=TOKEN))
    assert (status, acked(told)) == (200, True)
    deal = house.deal(DEAL)
    assert (deal.name, deal.amount, deal.currency) == ("Acme & Söhne <renewal>", Decimal(2100000), "USD")
    assert (deal.stage, deal.region, deal.state) == ("Negotiation/Review", "DACH", "open")
    assert deal.probability == 40
    assert (deal.owner_email, deal.owner is not None) == ("olga@brightwater.example", True)
    assert str(deal.close_date) == "2027-03-31"


async def test_a_hundred_notifications_come_at_once(house: House) -> None:
    records = [opportunity(Id=eighteen(f"0065e00000{number:05}")) for number in range(100)]
    assert (await house.send(outbound(*records, token=TOKEN)))[0] == 200
    assert len(house.deals()) == AT_ONCE, "nobody waits long for a large one"
    waker = Waker(house.database, house.clock, house.truce)
    while await waker.run_due():
        pass
    assert len(house.deals()) == 100
    (report,) = house.reports()
    assert (report.state, report.pending) == ("taken", "")


async def test_late_and_repeated_messages_change_nothing(house: House) -> None:
    newer = outbound(opportunity(), token=TOKEN)
    older = outbound(opportunity(Amount="1900000", SystemModstamp="2027-01-11T07:50:00.000Z"), token=TOKEN)
    for message in (newer, older, newer, older):
        assert acked((await house.send(message))[1])
    assert house.deal(DEAL).amount == 2100000
    assert house.amounts() == [2100000]
    assert len(house.reports()) == 2


async def test_won_lost_and_removed(house: House) -> None:
    for minute, (more, state) in enumerate(
        [
            ({"IsWon": "true", "IsClosed": "true"}, "won"),
            ({"IsClosed": "true"}, "lost"),
            ({}, "open"),
            ({"IsDeleted": "true"}, "removed"),
        ]
    ):
        stamp = f"2027-01-11T07:{minute:02}:00.000+0000"
        await house.send(outbound(opportunity(SystemModstamp=stamp, **more), token=TOKEN))
        assert house.deal(DEAL).state == state


async def test_an_organisation_of_15_characters_is_the_same(house: House) -> None:
    short = outbound(opportunity(), token=TOKEN, organisation=SALESFORCE_ORG[:15])
    short = replace(short, path=short.path.replace(SALESFORCE_ORG, SALESFORCE_ORG[:15]))
    assert (await house.send(short))[0] == 200
    assert house.deal(DEAL).amount == 2100000


async def test_what_has_no_value_says_so(house: House) -> None:
    await house.send(outbound(opportunity(), token=TOKEN))
    await house.send(outbound(opportunity(Amount=None, SystemModstamp="2027-01-11T07:59:00.000Z"), token=TOKEN))
    assert house.deal(DEAL).amount is None


async def test_an_account_has_its_name(house: House) -> None:
    account = {"Id": "0015e00000ZkM3hAAF", "Name": "Acme Corporation", "SystemModstamp": "2027-01-11T07:55:00.000Z"}
    await house.send(outbound(account, token=TOKEN, kind="Account"))
    await house.send(outbound(opportunity(), token=TOKEN))
    (kept,) = house.accounts()
    assert (kept.name, house.deal(DEAL).account) == ("Acme Corporation", kept.id)


async def test_a_session_that_comes_along_is_not_kept(house: House) -> None:
    await house.send(outbound(opportunity(), token=TOKEN, session="00D5e!AQ4secret"))
    (report,) = house.reports()
    assert report.state == "taken"
    assert b"AQ4secret" not in report.body


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<soapenv:Envelope",
        b"<a/>",
        b'<?xml version="1.0" encoding="no-such-thing"?><a/>',
        b"<a>" * 100_000,
    ],
)
async def test_what_is_no_outbound_message_is_kept_and_acknowledged(house: House, body: bytes) -> None:
    status, told = await house.send(outbound(token=TOKEN).but(body))
    assert (status, acked(told)) == (200, True)
    (report,) = house.reports()
    assert (report.state, report.body) == ("unreadable", body)
    assert "passwd" not in report.trouble


async def test_a_message_of_another_organisation_is_not_recorded(house: House) -> None:
    await house.send(outbound(opportunity(), token=TOKEN, organisation="00D000000000001AAA"))
    assert house.deals() == []
    assert [row.state for row in house.reports()] == ["unreadable"]


@pytest.mark.parametrize("token", ["", "another", TOKEN[:-1], TOKEN + "x", "ümläut"])
async def test_without_the_token_nothing_is_taken(house: House, token: str) -> None:
    for posted in (outbound(opportunity(), token=token), callout(opportunity(), token=token)):
        assert (await house.send(posted))[0] == 401
    assert (house.reports(), house.deals()) == ([], [])


async def test_a_callout_needs_its_token_in_a_header(house: House) -> None:
    posted = callout(opportunity(), token=TOKEN)
    bare = replace(posted, path=f"{posted.path}&token={TOKEN}", headers={"Content-Type": "application/json"})
    assert (await house.send(bare))[0] == 401


async def test_a_callout_is_recorded_once(house: House) -> None:
    record = opportunity(Amount=2100000.0, attributes={"type": "Opportunity"}, IsClosed=False, IsWon=False)
    for _ in range(2):
        status, _ = await house.send(callout(record, token=TOKEN, key="interview-77"))
        assert status == 200
    assert house.amounts() == [2100000]
    status, told = await house.send(callout(record, token=TOKEN, key="interview-77"))
    assert "repeat" in told


async def test_a_callout_without_an_idempotency_key_is_shown(house: House) -> None:
    posted = callout(opportunity(), token=TOKEN)
    status, told = await house.send(posted.but(posted.body.replace(b"idempotencyKey", b"nothing")))
    assert (status, "idempotencyKey" in told) == (200, True)
    assert house.deals() == []


async def test_news_from_the_future_is_not_believed(house: House) -> None:
    stamp = (NOW + timedelta(days=2)).isoformat()
    _, _ = await house.send(outbound(opportunity(SystemModstamp=stamp), token=TOKEN))
    assert house.deals() == []
    assert [row.state for row in house.reports()] == ["unreadable"]
