"""Connecting a CRM from the command line, and what could not be read."""

import asyncio
import io
import sys
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from adapters.clock import SystemClock
from adapters.web import gates
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from bot.core import Truce as Core
from bot.routes import ROUTES
from storage.database import Database
from storage.people import Organisations
from storage.reports import Connections
from storage.sealing import Sealer
from tests.adapters.cli.conftest import Ran, Truce
from tests.fakes import crm

SECRET = "a secret of the tests that is long enough to be one"


@pytest.fixture
def given(sqlite_database: Database, url: str) -> dict[str, str]:
    with sqlite_database.write() as session:
        Organisations(session).add("Brightwater")
    return {"DATABASE_URL": url, "PUBLIC_URL": crm.PUBLIC, "TRUCE_SECRET": SECRET}


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What stands on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def value(told: Ran, label: str) -> str:
    return next(line.partition(f"{label}: ")[2] for line in told.out.splitlines() if f"{label}: " in line).strip()


def send(database: Database, posted: crm.Posted) -> int:
    clock = SystemClock()
    truce = Core(database, clock, ROUTES)
    hooks = Webhooks(truce, database, clock, Metrics(database, clock), Sealer(SECRET), crm.PUBLIC)
    answer = asyncio.run(posted.to(Starlette(routes=hooks.routes())))
    truce.close()
    return answer.status_code


def test_hubspot_is_connected_with_what_was_typed(
    truce: Truce, given: dict[str, str], sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "the client secret", "pat-token")
    told = truce("connect", "hubspot", "--account", "62515", "--field", "region=sales_region", **given)
    assert told.code == 0, told.err
    assert value(told, "Target URL") == "https://truce.example/webhooks/hubspot"
    assert "the client secret" not in told.out
    now = SystemClock().now()
    assert (
        send(sqlite_database, crm.hubspot([crm.changed(1, "amount", "5", now)], secret="the client secret", at=now))
        == 200
    )
    with sqlite_database.read() as session:
        row = Connections(session).find("hubspot", "62515")
    assert row is not None
    assert "secret" not in row.sealed_secret
    assert Sealer(SECRET).open(row.sealed_token) == "pat-token"
    assert "hubspot:62515  last heard" in truce("connections", **given).out


def test_changing_the_wiring_keeps_secrets_and_what_was_wired(
    truce: Truce, given: dict[str, str], sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "the client secret", "pat-token")
    truce("connect", "hubspot", "--account", "62515", "--field", "region=sales_region", **given)
    typed(monkeypatch, "", "")
    words = (
        "--owner",
        "7=Olga@brightwater.example",
        "--name",
        "stage:3=Negotiation",
        "--won",
        "77",
        "--currency",
        "eur",
    )
    assert truce("connect", "hubspot", "--account", "62515", *words, **given).code == 0
    with sqlite_database.read() as session:
        row = Connections(session).find("hubspot", "62515")
    assert row is not None
    assert Sealer(SECRET).open(row.sealed_secret) == "the client secret"
    for kept in ("sales_region", "olga@brightwater.example", "Negotiation", "77", "EUR"):
        assert kept in row.fields


def test_what_we_make_is_shown_once_and_works(truce: Truce, given: dict[str, str], sqlite_database: Database) -> None:
    told = truce("connect", "generic", **given)
    now = SystemClock().now()
    item = {"type": "deal", "id": "D-1", "at": now.isoformat(), "name": "Acme"}
    posted = crm.generic(item, key=value(told, "Key"), secret=value(told, "Secret"), at=now)
    assert send(sqlite_database, posted) == 200
    again = truce("connect", "generic", "--account", value(told, "Key"), **given)
    assert (value(again, "Secret"), send(sqlite_database, posted)) == ("(as it was)", 200)
    anew = truce("connect", "generic", "--account", value(told, "Key"), "--new-secret", **given)
    assert value(anew, "Secret") != value(told, "Secret")
    assert send(sqlite_database, posted) == 401

    told = truce("connect", "pipedrive", **given)
    user, password = value(told, "HTTP auth username"), value(told, "HTTP auth password")
    assert send(sqlite_database, crm.pipedrive(crm.pipedrive_deal(), password=password, at=now, user=user)) == 200

    told = truce("connect", "salesforce", "--account", crm.SALESFORCE_ORG[:15], **given)
    address = value(told, "Endpoint URL").removeprefix(crm.PUBLIC)
    record = {"Id": "0065e00000ZkM3hAAF", "Name": "Acme"}
    assert send(sqlite_database, replace(crm.outbound(record, token=""), path=address)) == 200
    assert value(told, "Header").startswith("Authorization: Bearer ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("connect", "sugar"), "can't be connected"),
        (("connect", "hubspot"), "Say which portal"),
        (("connect", "salesforce", "--account", "00D"), "Say which organization"),
        (("connect", "generic", "--field", "colour=red"), "no field of ours"),
        (("connect", "generic", "--field", "region"), "equals sign"),
        (("connect", "generic", "--owner", "7=olga"), "not an e-mail address"),
        (("connect", "generic", "--name", "3=Negotiation"), "--name stage:3"),
        (("connections", "--remove", "hubspot:1"), "is not connected"),
        (("reports", "--again", "7"), "does not wait"),
        (("reports", "show", "7"), "There is no report 7"),
    ],
)
def test_what_can_not_be_is_said_in_a_sentence(
    truce: Truce, given: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    told = truce(*words, **given)
    assert (told.code, said in " ".join(told.err.split())) == (2, True), told.err


def test_it_says_what_is_missing_first(truce: Truce, url: str) -> None:
    told = truce("connect", "generic", DATABASE_URL=url)
    assert told.code == 2
    assert "PUBLIC_URL" in told.err
    assert "TRUCE_SECRET" in told.err


def test_what_could_not_be_read_is_listed_shown_and_read_again(
    truce: Truce, given: dict[str, str], sqlite_database: Database
) -> None:
    made = truce("connect", "pipedrive", **given)
    user, password = value(made, "HTTP auth username"), value(made, "HTTP auth password")
    deal = crm.pipedrive_deal(probability=None, custom_fields={"a1": {"type": "double", "value": 1400}})
    truce("connect", "pipedrive", "--account", user, "--field", "probability=a1", **given)
    send(sqlite_database, crm.pipedrive(deal, password=password, at=SystemClock().now(), user=user))
    listed = truce("reports", **given).out
    assert "a1 should be between 0 and 100 per cent" in listed
    assert "Acme" not in listed
    assert "Acme renewal" in truce("reports", "show", "1", **given).out
    assert "still can't be read" in truce("reports", "--again", "all", **given).out
    truce("connect", "pipedrive", "--account", user, "--field", "probability=", **given)
    assert "1 taken, 0 still" in truce("reports", "--again", "1", **given).out
    assert "could be read" in truce("reports", **given).out


def test_a_connection_is_removed_and_no_longer_heard(
    truce: Truce, given: dict[str, str], sqlite_database: Database
) -> None:
    made = truce("connect", "pipedrive", **given)
    user, password = value(made, "HTTP auth username"), value(made, "HTTP auth password")
    posted = crm.pipedrive(crm.pipedrive_deal(), password=password, at=SystemClock().now(), user=user)
    assert send(sqlite_database, posted) == 200
    assert truce("connections", "--remove", f"pipedrive:{user}", **given).code == 0
    assert send(sqlite_database, posted) == 401
    assert "Nothing is connected" in truce("connections", **given).out


def test_a_program_is_let_ask_at_gates(truce: Truce, given: dict[str, str], sqlite_database: Database) -> None:
    said = truce("connect", "gates", **given).out
    token = next(line.split()[-1] for line in said.splitlines() if "Bearer" in line)
    app = Starlette(
        routes=gates.routes(sqlite_database, SystemClock(), lambda asked, _: {"id": asked, "cleared": True})
    )

    async def answers(token: str) -> tuple[int, bool]:
        async with AsyncClient(transport=ASGITransport(app), base_url="https://truce.example") as client:
            answer = await client.get("/api/gates/price-1", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()["cleared"]

    assert asyncio.run(answers(token)) == (200, True)
    assert asyncio.run(answers(token[:-1])) == (401, False)
    name = token.partition(".")[0]
    assert f"gates:{name}" in truce("connections", **given).out
    assert token not in truce("connections", **given).out
    truce("connections", "--remove", f"gates:{name}", **given)
    assert asyncio.run(answers(token)) == (401, False)
