"""Our own JSON: several things at once, signed, with an idempotency key."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from adapters.web.webhooks import Webhooks
from tests.adapters.crm.conftest import EXTERNALS, NOW, SECRETS, House
from tests.fakes.crm import Posted, generic

KEY, SECRET = EXTERNALS["generic"], SECRETS["generic"]
AT = "2027-01-11T08:55:00+01:00"
DEAL = {"type": "deal", "id": "D-17", "at": AT, "name": "Acme renewal", "amount": "2100000.50", "currency": "usd"}


def posted(*items: Any, **more: Any) -> Posted:
    given: dict[str, Any] = {"key": KEY, "secret": SECRET, "at": NOW} | more
    return generic(*items, **given)


async def test_everything_at_once(house: House) -> None:
    status, told = await house.send(
        posted(
            DEAL | {"account_id": "A-1", "owner_email": "Olga@brightwater.example", "close_date": "2027-03-31"},
            {"type": "account", "id": "A-1", "at": AT, "name": "Acme Corporation", "segment": "Retail"},
            {
                "type": "review",
                "id": "R-1",
                "at": AT,
                "name": "Acme review",
                "account": "Acme Corporation",
                "starts": "2027-02-01T10:00:00+01:00",
                "attendees": ["olga@brightwater.example"],
            },
            {
                "type": "submission",
                "id": "S-1",
                "at": AT,
                "name": "Brochure",
                "kind": "collateral",
                "due": "2027-02-15",
            },
        )
    )
    assert (status, told) == (200, '{"stored":true}')
    deal, (account,), (review,) = house.deal("D-17"), house.accounts(), house.reviews()
    assert (deal.amount, deal.currency, deal.account) == (Decimal("2100000.50"), "USD", account.id)
    assert (account.name, review.account, review.kind) == ("Acme Corporation", account.id, "account review")
    assert [each.name for each in house.submissions()] == ["Brochure"]


async def test_a_key_counts_once(house: House) -> None:
    await house.send(posted(DEAL, id="m-1"))
    status, told = await house.send(posted(DEAL | {"amount": 1}, id="m-1"))
    assert (status, '"repeat":true' in told) == (200, True)
    assert house.deal("D-17").amount == Decimal("2100000.50")


async def test_a_bad_item_is_named_and_the_others_are_taken(house: House) -> None:
    bad = [
        DEAL | {"amount": "a lot"},
        DEAL | {"colour": "red"},
        DEAL | {"at": "yesterday"},
        DEAL | {"at": "2027-01-11T08:55:00"},
        DEAL | {"id": None},
        DEAL | {"state": "maybe"},
        DEAL | {"type": "lead"},
        "nonsense",
        DEAL | {"probability": 140},
        DEAL | {"amount": 10**19},
        DEAL | {"name": {"a": 1}},
    ]
    status, told = await house.send(posted(*bad, DEAL | {"id": "D-18"}))
    assert status == 200
    for number in range(1, len(bad) + 1):
        assert f"Item {number}:" in told
    assert "colour is no field of it; known are name" in told
    assert [each.external for each in house.deals()] == ["D-18"]
    (report,) = house.reports()
    assert report.state == "unreadable"
    assert "a lot" not in report.trouble


@pytest.mark.parametrize("what", ["tampered", "another key's id", "old", "future", "unsigned", "truncated", "retimed"])
async def test_what_is_not_genuine_is_refused(house: House, what: str) -> None:
    genuine = posted(DEAL)
    later = str(int((NOW + timedelta(minutes=1)).timestamp()))
    sent = {
        "tampered": genuine.but(genuine.body.replace(b"2100000", b"9100000")),
        "another key's id": posted(DEAL, key="somebody-else"),
        "old": posted(DEAL, at=NOW - timedelta(minutes=5, seconds=2)),
        "future": posted(DEAL, at=NOW + timedelta(minutes=6)),
        "unsigned": replace(genuine, headers={"X-Truce-Key": KEY}),
        "truncated": genuine.but(genuine.body[:-1]),
        "retimed": replace(genuine, headers=dict(genuine.headers) | {"X-Truce-Timestamp": later}),
    }[what]
    status, told = await house.send(sent)
    assert status == 401, told
    assert (house.reports(), house.deals()) == ([], [])


async def test_a_message_that_is_too_large_is_refused_by_its_size(house: House) -> None:
    status, told = await house.send(posted(body=b" " * (1024 * 1024 + 1)))
    assert (status, "1 MiB" in told) == (413, True)
    assert house.reports() == []


async def test_without_a_secret_or_an_address_it_is_told_to_come_again(house: House) -> None:
    bare = Webhooks(house.truce, house.database, house.clock, house.metrics, None, "")
    status, told = await replace(house, app=Starlette(routes=bare.routes())).send(posted(DEAL))
    assert (status, "TRUCE_SECRET" in told) == (503, True)


async def test_the_example_of_the_documentation_works(house: House) -> None:
    """docs/crm.md shows a program; it runs here as it stands, but for where it sends."""
    page = (Path(__file__).parents[3] / "docs" / "crm.md").read_text()
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    sent: dict[str, Any] = {}
    given = {
        "KEY": KEY,
        "SECRET": SECRET,
        "now": lambda: int(NOW.timestamp()),
        "send": lambda url, body, headers: sent.update(url=url, body=body, headers=headers),
    }
    exec(compile(program.partition("# Sending")[2], "docs/crm.md", "exec"), given)  # noqa: S102  our own page
    answer = await Posted("/webhooks/generic", sent["body"], sent["headers"]).to(house.app)
    assert (answer.status_code, answer.json()) == (200, {"stored": True})
    assert house.deals()
