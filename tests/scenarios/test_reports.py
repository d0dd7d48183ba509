"""What a CRM sends and nobody can read: an administrator sees why, mends it, and has it read again; others don't."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from adapters.crm.wiring import Wiring
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from storage.audit import Trail
from storage.deals import Deal
from storage.reports import Connection, Connections, Report
from storage.sealing import Sealer
from tests.driver import Where, World, a_world
from tests.fakes import crm
from tests.scenarios.company import csv

SEALER = Sealer("of the tests, and long enough for them")
PASSWORD = "the password at the webhook"
ADMINISTRATOR = "Alice Ober"


def connected(world: World, **fields: str) -> Starlette:
    """Pipedrive is connected; with a field that turns out to be none."""
    with world.database.write() as session:
        row = Connections(session).find("pipedrive", crm.PIPEDRIVE_USER) or Connection(
            organisation=world.organisation,
            system="pipedrive",
            external=crm.PIPEDRIVE_USER,
            sealed_secret=SEALER.seal(PASSWORD),
            added=world.time.now,
        )
        row.fields = Wiring(fields=fields).model_dump_json()
        Connections(session).add(row)
    metrics = Metrics(world.database, world.clock)
    hooks = Webhooks(world.truce, world.database, world.clock, metrics, SEALER, crm.PUBLIC)
    return Starlette(routes=hooks.routes())


async def reports(world: World, app: Starlette, number: int) -> None:
    deal = crm.pipedrive_deal(
        number, title=f"Secret deal {number}", custom_fields={"f1": {"type": "double", "value": 700}}
    )
    posted = crm.pipedrive(deal, password=PASSWORD, at=world.time.now, entity_id=number)
    assert (await posted.to(app)).status_code == 200


def deals(world: World) -> list[str]:
    with world.database.read() as session:
        return [row.name for row in session.exec(select(Deal))]


def states(world: World) -> list[str]:
    with world.database.read() as session:
        return [row.state for row in session.exec(select(Report).order_by(Report.id))]  # type: ignore[arg-type]


@pytest.mark.parametrize("where", ["web", "slack", "teams"])
async def test_what_could_not_be_read_is_mended_in_chat(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv().replace(",,head\n", ",,head;administrator\n", 1))
        alice = world.person(ADMINISTRATOR)
        app = connected(world, discount="f1")
        for number in range(1, 8):
            await reports(world, app, number)
        assert deals(world) == []

        home = await alice.hand.opens_home()
        assert "7 reports of your CRM could not be read" in home.text
        await alice.hand.clicks_on(home, "What came")
        await alice.runs("deals reports")
        listed = alice.sees("7 reports could not be read")
        assert "f1 should be between 0 and 100 per cent" in listed.text
        assert "Pipedrive is connected (truce-hook) and last sent something" in listed.text
        await alice.clicks("Look")
        shown = alice.sees("truce reports show 7 prints it")
        assert "Secret" not in shown.text
        await alice.clicks("Dismiss")
        alice.sees("Report 7 is dismissed.")
        assert states(world) == ["unreadable"] * 6 + ["dismissed"]

        connected(world)  # the field is mapped no more
        await alice.hand.clicks_on(listed, "Dismiss")  # of report 7, as the list was
        alice.sees("Somebody has dealt with report 7 already.")
        assert states(world).count("unreadable") == 6
        await alice.clicks("Try again")
        alice.sees("I am reading report 6 once more.")
        await world.settle()
        assert deals(world) == ["Secret deal 6"]
        assert states(world).count("taken") == 1
        with world.database.read() as session:
            assert {row.what for row in session.exec(select(Trail))} >= {"dismissed", "read again"}
        assert world.problems() == []


@pytest.mark.parametrize("where", ["slack", "teams"])
async def test_nobody_else_sees_or_does_any_of_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv().replace(",,head\n", ",,head;administrator\n", 1))
        alice, mia = world.person(ADMINISTRATOR), world.person("Mia Frost")
        app = connected(world, discount="f1")
        await reports(world, app, 1)
        assert "could not be read" not in (await mia.hand.opens_home()).text
        await mia.runs("deals reports")
        mia.sees_not("could not be read")
        home = await alice.hand.opens_home()
        await mia.hand.clicks_on(home, "What came")
        if where == "slack":
            mia.sees("That is for administrator")
        mia.sees_not("could not be read")
        assert states(world) == ["unreadable"]
        with world.database.read() as session:
            tried = [(row.what, row.kind, row.name) for row in session.exec(select(Trail).order_by(Trail.id))]  # type: ignore[arg-type]
        assert tried == [
            ("refused", "connect_systems", "deals"),
            ("refused", "connect_systems", "reports.list"),
        ]


async def test_bodies_of_what_was_taken_go_after_a_month(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        app = connected(world)
        posted = crm.pipedrive(crm.pipedrive_deal(1), password=PASSWORD, at=world.time.now)
        assert (await posted.to(app)).status_code == 200
        assert (await replace(posted, body=b"{}").to(app)).status_code == 200
        await world.time.passes(days=29)
        with world.database.read() as session:
            assert all(row.body for row in session.exec(select(Report)))
        await world.time.passes(days=3)
        with world.database.read() as session:
            bodies = {row.state: row.body for row in session.exec(select(Report))}
        assert bodies == {"taken": b"", "unreadable": b"{}"}
