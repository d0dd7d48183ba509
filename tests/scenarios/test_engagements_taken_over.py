"""Nobody has answered, and somebody above hears of it: they take it themselves, or name somebody else."""

from pathlib import Path

import pytest

from bot.conversation.payloads import encode
from bot.deals.told import SubmissionTold
from bot.engagements.actions import TakeOver
from tests.driver import Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, csv, email
from tests.scenarios.engaging import (
    BRAND_MANAGER,
    OWNER,
    a_rule,
    asks,
    named_for,
    number_of,
    optional,
    picked,
    record,
    states,
    told,
    trail,
    utc,
)
from tests.scenarios.test_engagements_answers import ASKED, TUESDAY, clicks_code, opened

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
LATE = "Acme rollout: nobody has answered in time"


async def nobody_answers(world: World) -> None:
    """The brand manager had eight hours on Tuesday and Wednesday; her head hears of it."""
    await opened(world)
    await world.time.comes(utc("2027-01-13 12:00"))
    world.person(HEAD_OF_MARKETING).sees(LATE)
    assert states(world) == ["overdue"]


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_who_was_told_names_somebody_else(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await nobody_answers(world)
        mia, olga, rosa, carla = (
            world.person(each) for each in (HEAD_OF_MARKETING, BRAND_MANAGER, "Rosa Stein", OWNER)
        )
        await mia.clicks("Hand to...")
        assert "Instead of whom?" not in mia.form("Acme rollout")  # only one has not answered
        await mia.submits({"Who should it be?": picked(world, mia, BRAND_MANAGER)})
        mia.form("Olga Petrova is asked about this already")
        chosen = {"Who should it be?": picked(world, mia, "Rosa Stein"), optional(mia, "Why they?"): "She is back"}
        await mia.submits(chosen)

        assert "was named by Mia Frost: “She is back”" in rosa.sees(ASKED).text
        rosa.sees("Mia Frost handed this to you.")
        olga.sees("Rosa Stein has this now.")
        assert "It waits for Rosa Stein, until" in mia.sees("Acme rollout: asked anew").text
        carla.sees("Mia Frost has named Rosa Stein for Acme rollout, instead of Olga Petrova.")
        assert asks(world) == [(BRAND_MANAGER, "handed"), ("Rosa Stein", "asked")]

        # She has all of the hours, and then it is late again: told to the same head, in the same message.
        await world.time.comes(utc("2027-01-14 14:00"))
        assert states(world) == ["overdue"]
        await mia.clicks("Record")
        assert "Mia Frost handed it to Rosa Stein: “She is back”" in mia.sees("Acme rollout: the record").text
        await rosa.clicks("I'm in")
        carla.sees("Rosa Stein is in on Acme rollout; Mia Frost had handed it over.")
        mia.sees("Rosa Stein said yes.")
        assert states(world) == ["met"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_who_was_told_takes_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await nobody_answers(world)
        mia, olga, carla = (world.person(each) for each in (HEAD_OF_MARKETING, BRAND_MANAGER, OWNER))
        await mia.clicks("I'll take it")
        assert "Mia Frost said yes." in mia.sees("Acme rollout: answered").text
        olga.sees("Mia Frost is in.")
        carla.sees("Mia Frost is in on Acme rollout, instead of Olga Petrova.")
        assert states(world) == ["met"]
        assert record(world, 1)[-4:] == ["escalated", "took over", "asked", "met"]

        await mia.clicks("Record")  # where it can be taken back
        mia.sees("Mia Frost took it over")
        await mia.clicks("Take back")
        assert states(world) == ["open"]
        carla.sees("Mia Frost is out again on Acme rollout.")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_of_a_gate_they_are_the_one_to_look_at_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        named_for(world, "collateral review", "Finn Hart")
        a_rule(world, "Print", kind="collateral", condition="true", gate=True, involve=[{"topic": "collateral review"}])
        owner = email(BRAND_MANAGER)
        piece = {"system": "generic", "external": "7", "at": world.time.now, "name": "Poster", "owner_email": owner}
        await told(world, SubmissionTold.model_validate(piece))
        await world.time.comes(utc("2027-01-13 12:00"))
        alice, finn, olga = (world.person(each) for each in ("Alice Ober", "Finn Hart", BRAND_MANAGER))
        alice.sees("Poster: nobody has answered in time")
        await alice.clicks("I'll review it")
        finn.sees("Alice Ober has this now.")
        olga.sees("Alice Ober looks at Poster now, instead of Finn Hart.")
        alice.sees("Poster: please review")
        assert states(world) == ["open"]
        await alice.clicks("Approve")
        olga.sees("Alice Ober has approved Poster.")
        assert states(world) == ["met"]
        assert world.problems() == []


async def test_of_several_one_is_replaced(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        both = [{"topic": "brand manager"}, {"person": email("Tara Uhl")}]
        await opened(world, involve=both)
        await world.time.comes(utc("2027-01-13 12:00"))
        mia, olga, tara = world.person(HEAD_OF_MARKETING), world.person(BRAND_MANAGER), world.person("Tara Uhl")
        await mia.clicks("Hand to...")
        mia.form("Instead of whom?")
        chosen = {
            "Who should it be?": picked(world, mia, "Rosa Stein"),
            "Instead of whom?": number_of(world, "Tara Uhl"),
        }
        await mia.submits(chosen)
        assert asks(world) == [(BRAND_MANAGER, "asked"), ("Tara Uhl", "handed"), ("Rosa Stein", "asked")]
        tara.sees("Rosa Stein has this now.")
        olga.sees(ASKED)
        await mia.clicks("I'll take it")
        assert [state for _, state in asks(world)] == ["handed", "handed", "handed", "joined", "joined"]
        assert states(world) == ["met"]


async def test_nobody_else_may(tmp_path: Path) -> None:
    """Only whom the record names; anybody else gets a no, and the try stands in the audit trail."""
    async with a_world("web", tmp_path, TUESDAY) as world:
        await nobody_answers(world)
        code = encode(TakeOver(engagement=1))
        assert "to whom it was escalated" in await clicks_code(world, "Dan Wolf", code)
        assert states(world) == ["overdue"]
        assert (trail(world)[0].what, trail(world)[0].words) == ("refused", "take over: Acme rollout")
        await world.person(BRAND_MANAGER).clicks("I'm in")
        await clicks_code(world, HEAD_OF_MARKETING, code)  # too late
        assert asks(world) == [(BRAND_MANAGER, "joined")]
