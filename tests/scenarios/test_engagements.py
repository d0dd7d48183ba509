"""The right people in, on time, on the record: a big deal from the CRM to the digest. On each platform, and on both."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.driver import Where, World, a_world
from tests.scenarios.company import csv
from tests.scenarios.engaging import (
    BRAND_MANAGER,
    DEAL,
    OWNER,
    a_rule,
    asks,
    becomes,
    connected,
    engagements,
    hubspot_says,
    named_for,
    picked,
    record,
    states,
    trail,
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
        olga, rosa, carla, mia = (world.person(name) for name in (BRAND_MANAGER, "Rosa Stein", OWNER, "Mia Frost"))

        # 1.9 to 2.1 million, in three events: out of order, one of them twice
        first = [
            becomes(world, "dealname", "Acme rollout", 60),
            becomes(world, "deal_currency_code", "USD", 60),
            becomes(world, "hubspot_owner_id", "7", 60),
        ]
        await hubspot_says(world, app, *first)
        olga.sees_not("Acme rollout")
        below, above, other = (
            becomes(world, "amount", "1900000", 30),
            becomes(world, "amount", "2100000", 10),
            becomes(world, "dealstage", "contractsent", 20),
        )
        await hubspot_says(world, app, above)
        await hubspot_says(world, app, below, other)
        await hubspot_says(world, app, above)
        assert olga.count(ASKED) == 1
        alert = olga.sees(ASKED)
        for words in ("Brand manager on big deals", "2.100.000", "Please answer by", "Why you: Olga Petrova", OWNER):
            assert words in alert.text, words

        # handed to a colleague, who is in
        await olga.clicks("Hand to...")
        olga.form("Acme rollout")
        await olga.submits({"Who should it be?": picked(world, olga, "Rosa Stein"), "Why they?": "She knows Acme"})
        olga.sees("Rosa Stein has this now.")
        rosa.sees("Olga Petrova handed this to you.")
        assert "She knows Acme" in rosa.sees(ASKED).text
        carla.sees_not("is in on Acme rollout")
        await rosa.clicks("I'm in")
        rosa.sees("You are in, since")
        carla.sees("Rosa Stein is in on Acme rollout")
        olga.sees("Rosa Stein is in.")
        assert states(world) == ["met"]

        # falls and rises: one new alert
        await world.time.comes(utc("2027-03-26 13:00"))
        await hubspot_says(world, app, becomes(world, "amount", "2400000"))
        await hubspot_says(world, app, becomes(world, "amount", "1800000", 30))
        assert olga.count(ASKED) == 0, "what is newer came first: it never fell"
        await hubspot_says(world, app, becomes(world, "amount", "1800000", -1))
        await hubspot_says(world, app, becomes(world, "amount", "2400000", -2))
        assert olga.count(ASKED) == 1
        assert rosa.count(ASKED) == 0
        assert states(world) == ["met", "open"]

        # nobody answers: Friday has three hours and a half left, Monday none, and Tuesday is not over at 13:30
        await world.time.comes(utc("2027-03-30 09:00"))
        olga.sees_not("Still open: Acme rollout")
        await world.time.comes(utc("2027-03-30 09:31"))
        assert olga.count("Still open: Acme rollout") == 1
        await world.time.comes(utc("2027-03-30 11:29"))
        mia.sees_not("nobody has answered in time")
        assert states(world)[1] == "open"
        await world.time.comes(utc("2027-03-30 11:31"))
        assert mia.count("Acme rollout: nobody has answered in time") == 1
        assert "Olga Petrova did not answer so far" in mia.sees("nobody has answered in time").text
        assert states(world) == ["met", "overdue"]
        assert "The deadline was" in olga.sees(ASKED).text

        # the record, and the digest
        await mia.clicks("Record")
        shown = mia.sees("Acme rollout: the record").text
        for words in ("Overdue", "the rule fired", "Olga Petrova was asked", "Olga Petrova was reminded"):
            assert words in shown, words
        assert "the deadline of Olga Petrova passed without an answer" in shown
        assert "Mia Frost was told that nobody had answered (step 1)" in shown
        await world.time.comes(utc("2027-04-05 08:00"))
        digest = mia.sees("Rules of engagement: the week from")
        assert "One waits though its deadline has passed" in digest.text
        assert "Acme rollout" in digest.text
        assert mia.count("nobody has answered in time") == 1, "once a level"
        await rosa.runs("engagements compliance")
        rosa.sees_not("How well rules are kept")
        await mia.runs("engagements compliance")
        assert "1 of 2" in mia.sees("How well rules are kept").text
        assert world.problems() == []


def platform_of(world: World, name: str) -> str:
    return {"OnSlack": "Slack", "OnTeams": "Teams", "OnWeb": "the playground"}[type(world.person(name).hand).__name__]


__all__ = ["DEAL", "asks", "engagements", "platform_of", "record", "trail"]
