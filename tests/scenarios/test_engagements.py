"""The right people in, on time, on the record: a big deal from the CRM to the digest. On each platform, and on both."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.driver import Where, World, a_world
from tests.scenarios.company import csv
from tests.scenarios.engaging import (
    BRAND_MANAGER,
    OWNER,
    a_rule,
    becomes,
    connected,
    hubspot_says,
    named_for,
    optional,
    picked,
    states,
    utc,
)

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
THURSDAY = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)
"""Ten in Vienna. After the weekend comes Easter Monday, and in the night to Sunday the clocks go forward."""
ASKED = "Acme rollout: you are asked in"


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_big_deal_from_the_crm_to_the_digest(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, THURSDAY) as world:
        await world.hires(csv())
        app = connected(world)
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        await grows(world, app)
        await is_handed_on(world)
        await falls_and_rises(world, app)
        await nobody_answers(world)
        await is_on_the_record(world)
        assert world.problems() == []


async def grows(world: World, app: Starlette) -> None:
    """From 1.9 to 2.1 million in three events: out of order, one of them twice."""
    olga = world.person(BRAND_MANAGER)
    await hubspot_says(
        world,
        app,
        becomes(world, "dealname", "Acme rollout", 60),
        becomes(world, "deal_currency_code", "USD", 60),
        becomes(world, "hubspot_owner_id", "7", 60),
    )
    below, above, other = (
        becomes(world, "amount", "1900000", 30),
        becomes(world, "amount", "2100000", 10),
        becomes(world, "dealstage", "contractsent", 20),
    )
    olga.sees_not("Acme rollout")
    for events in ((above,), (below, other), (above,)):
        await hubspot_says(world, app, *events)
    assert olga.count(ASKED) == 1
    alert = olga.sees(ASKED)
    for words in ("Brand manager on big deals", "2.100.000", "Please answer by", "Why you: Olga Petrova", OWNER):
        assert words in alert.text, words


async def is_handed_on(world: World) -> None:
    """To a colleague, who is in; the owner is told."""
    olga, rosa, carla = (world.person(name) for name in (BRAND_MANAGER, "Rosa Stein", OWNER))
    await olga.clicks("Hand to...")
    olga.form("Acme rollout")
    chosen = {"Who should it be?": picked(world, olga, "Rosa Stein"), optional(olga, "Why they?"): "She knows Acme"}
    await olga.submits(chosen)
    olga.sees("Rosa Stein has this now.")
    rosa.sees("Olga Petrova handed this to you.")
    assert "She knows Acme" in rosa.sees(ASKED).text
    carla.sees_not("is in on Acme rollout")
    await rosa.clicks("I'm in")
    rosa.sees("You are in, since")
    carla.sees("Rosa Stein is in on Acme rollout")
    olga.sees("Rosa Stein is in.")
    assert states(world) == ["met"]


async def falls_and_rises(world: World, app: Starlette) -> None:
    """On Friday at three, in Vienna: one new alert."""
    olga, rosa = world.person(BRAND_MANAGER), world.person("Rosa Stein")
    await world.time.comes(utc("2027-03-26 14:00"))
    await hubspot_says(world, app, becomes(world, "amount", "2400000", 10))
    await hubspot_says(world, app, becomes(world, "amount", "1800000", 20))
    assert olga.count(ASKED) == 0, "what is older came later: it never fell"
    await hubspot_says(world, app, becomes(world, "amount", "1800000", 5))
    await hubspot_says(world, app, becomes(world, "amount", "2400000", 0))
    assert olga.count(ASKED) == 1
    assert rosa.count(ASKED) == 0
    assert states(world) == ["met", "open"]


async def nobody_answers(world: World) -> None:
    """Friday has two hours and a half left, Monday none: six of eight hours are over on Tuesday at half past twelve."""
    olga, mia = world.person(BRAND_MANAGER), world.person("Mia Frost")
    await world.time.comes(utc("2027-03-30 10:29"))
    olga.sees_not("Still open: Acme rollout")
    await world.time.comes(utc("2027-03-30 10:31"))
    assert olga.count("Still open: Acme rollout") == 1
    await world.time.comes(utc("2027-03-30 12:29"))
    mia.sees_not("nobody has answered in time")
    assert states(world)[1] == "open"
    await world.time.comes(utc("2027-03-30 12:31"))
    assert mia.count("Acme rollout: nobody has answered in time") == 1
    assert "Olga Petrova did not answer so far" in mia.sees("nobody has answered in time").text
    assert states(world) == ["met", "overdue"]
    assert "The deadline was" in olga.sees(ASKED).text


async def is_on_the_record(world: World) -> None:
    """Overdue it stays, in the record and in the digest of the Monday after."""
    mia, rosa = world.person("Mia Frost"), world.person("Rosa Stein")
    await mia.clicks("Record")
    shown = mia.sees("Acme rollout: the record").text
    for words in (
        *("Overdue", "the rule fired", "Olga Petrova was asked", "Olga Petrova was reminded"),
        *("the deadline of Olga Petrova passed without an answer", "Mia Frost was told that nobody had answered"),
    ):
        assert words in shown, words
    await world.time.comes(utc("2027-04-05 08:00"))
    digest = mia.sees("Your Monday digest")
    assert "One waits though its deadline has passed" in digest.text
    assert "Acme rollout" in digest.text
    assert mia.count("nobody has answered in time") == 1, "once a level"
    await rosa.runs("engagements compliance")
    rosa.sees_not("How well rules are kept")
    await mia.runs("engagements compliance")
    assert "1 of 2 were met in time" in mia.sees("How well rules are kept").text
    await mia.clicks("Get a file")
    (file,) = await mia.hand.files()
    assert "2027-03,Brand manager on big deals,marketing,1,2,0.500,0,1,0,0,0," in file
