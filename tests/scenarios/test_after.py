"""After a meeting: its owner says what came of it, everybody reads the minutes and says whether it was worth it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.recurring import Schedule
from storage.action_items import ActionItem, ActionItems
from tests.driver import ZONE, Somebodys, Where, World, a_world
from tests.scenarios.agendas import NAME, a_series, meetings
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv
from tests.scenarios.engaging import changes, trail

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams", "both")
SALES, MARKETING = "Carla Diaz", "Olga Petrova"
JANUARY = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)
"""A Monday; the council meets on Tuesday the 2nd of February from nine to ten, in Vienna."""
ENDS = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
WEEKLY = Schedule("FREQ=WEEKLY;BYDAY=TU", datetime(2027, 2, 2, 9), ZONE)  # noqa: DTZ001  a wall time
QUESTION = f"{NAME}: what came of it?"
MINUTES = f"{NAME}: the minutes"
SOLVED = "Did this meeting solve a problem?"


def states(world: World) -> list[str]:
    return [each.state for each in meetings(world) if each.starts <= world.time.now]


def agreed(world: World) -> list[ActionItem]:
    with world.database.read() as session:
        return ActionItems(session, world.organisation).owned(None, ("asked", "accepted"), 0, 99)


async def met(world: World, **more: Any) -> tuple[Somebodys, Somebodys, Somebodys]:
    """The council has met. Its owner directly, and two of those who were there in the channel."""
    await world.hires(csv(SALES, MARKETING))
    channel = await world.opens("deal-council")
    a_series(world, channel, **more)
    alice, olga = world.person(HEAD_OF_SALES).at(channel), world.person(MARKETING).at(channel)
    await olga.runs("agenda add Churn in retail 15 min")
    await alice.runs("agenda add Case studies 10 min")
    await world.time.comes(ENDS + timedelta(minutes=1))
    return world.person(HEAD_OF_SALES), alice, olga


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_minutes_are_posted_and_everybody_says_whether_it_solved_a_problem(
    where: Where, tmp_path: Path
) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        owner, alice, olga = await met(world)
        assert owner.count(QUESTION) == 1
        await owner.clicks("Say what came of it")
        owner.form("What was decided?")
        decided, actions = "What was decided?", "Who does what by when?"
        wrong = "@Olga Petrova write two case studies by Friday\n@Nobody Known call them by Friday\nCarla Diaz"
        await owner.submits({decided: "We go to Graz together.", actions: wrong})
        owner.form("Line 2: I don't know who “Nobody” is.")
        assert agreed(world) == [], "nothing is written down before all of it can be read"
        right = "- @Olga Petrova write two case studies by Friday\n\n2. Carla Diaz: call Acme in two weeks"
        await owner.submits({decided: "We go to Graz together.", actions: right})
        assert [each.what for each in agreed(world)] == ["write two case studies", "call Acme"]
        owner.sees("The minutes are posted. You can change them for a day.")
        for each in (alice, olga):
            assert each.count(MINUTES) == 1
            minutes = each.sees(MINUTES).text
            for words in (
                *("We go to Graz together.", "Olga Petrova – write two case studies, by", "(not agreed yet)"),
                *("Carla Diaz – call Acme, by Tuesday, 16 February", "Churn in retail", SOLVED),
            ):
                assert words in minutes, words
        world.person(MARKETING).sees("You are asked to do something")
        await is_changed_within_the_day(world, owner, olga)
        await is_solved(world, alice, olga)
        assert world.problems() == []
        assert states(world) == ["held"]


async def is_changed_within_the_day(world: World, owner: Somebodys, olga: Somebodys) -> None:
    await owner.clicks("Change the minutes")
    owner.form("2 action items are written down")
    decided, actions = "What was decided?", "Who does what by when?"
    again = "@Olga Petrova write two case studies by Friday"
    await owner.submits({decided: "We go to Graz together, in March.", actions: again})
    await world.time.passes(minutes=2)
    assert len(agreed(world)) == 2, "the same line is the same action item"
    assert olga.count(MINUTES) == 1
    assert "We go to Graz together, in March." in olga.sees(MINUTES).text


async def is_solved(world: World, alice: Somebodys, olga: Somebodys) -> None:
    """Once a person, and changeable."""
    await olga.clicks("Yes")
    await olga.answers("Which problem was it?", "Churn in retail")
    olga.sees("Thank you. It counts as: Churn in retail")
    await olga.clicks("Yes")
    await alice.clicks("No")
    await world.time.passes(minutes=2)
    for each in (alice, olga):
        minutes = each.sees(MINUTES).text
        for words in ("One says yes.", "One says no.", "has solved one problem so far"):
            assert words in minutes, words
    await alice.clicks("Yes")
    await alice.clicks("Something else...")
    await alice.submits({"What did the meeting solve?": "Who talks to Acme"})
    await world.time.passes(minutes=2)
    minutes = olga.sees(MINUTES).text
    assert "2 say yes." in minutes
    assert "says no" not in minutes
    assert "Solved: Who talks to Acme" in minutes
    await alice.runs(f"meetings {NAME}")
    assert "Problems solved so far" in alice.sees("Problems solved so far").text


@pytest.mark.parametrize("where", ["web", "both"])
async def test_a_day_later_the_minutes_stay_as_they_are(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        owner, _, olga = await met(world)
        await owner.clicks("Say what came of it")
        await owner.submits()
        assert "Nothing was decided." in olga.sees(MINUTES).text
        await world.time.passes(days=1, minutes=5)
        await owner.clicks("Change the minutes")
        assert owner.hand.form() == ""
        if where == "web":  # Teams says so in the dialog, which then closes
            owner.sees("and stay as they are")
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_two_meetings_that_were_missed_are_told_to_both_heads_once(where: Where, tmp_path: Path) -> None:
    """One of which nobody says anything, and one that its owner says was not held."""
    async with a_world(where, tmp_path, JANUARY) as world:
        owner, _, olga = await met(world, schedule=WEEKLY)
        mia = world.person(HEAD_OF_MARKETING)
        await world.time.comes(ENDS + timedelta(days=7, minutes=-90))
        assert states(world) == ["missed"], "the next agenda is out, and nobody has said anything"
        owner.sees("it counts as missed")
        mia.sees_not("Meetings missed")
        await world.time.comes(ENDS + timedelta(days=7, minutes=1))
        await owner.clicks("It did not take place")
        await owner.submits({"Why not?": "Everybody was in Graz"})
        assert "“Everybody was in Graz”" in olga.sees(f"{NAME}: not held").text
        await world.time.passes(days=2)
        for head in (owner, mia):
            assert head.count("Meetings missed") == 1
            told = head.sees("Meetings missed").text
            for words in (f"2 meetings of “{NAME}” in a row", "nobody said what came of it", "“Everybody was in Graz”"):
                assert words in told, words
        await world.time.passes(days=14)
        assert mia.count("Meetings missed") == 1, "once"
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_the_co_owner_is_asked_while_the_owner_is_away(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        changes(world, HEAD_OF_SALES, away_until=ENDS + timedelta(days=5))
        await world.time.comes(ENDS + timedelta(minutes=1))
        world.person(HEAD_OF_SALES).sees_not(QUESTION)
        world.person(HEAD_OF_MARKETING).sees(QUESTION)
        assert world.problems() == []


async def test_who_does_not_own_the_meeting_can_not_write_its_minutes(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, JANUARY) as world:
        owner, _, olga = await met(world)
        shown = owner.sees(QUESTION)
        await olga.hand.repeats_click(shown, "Say what came of it")
        assert olga.hand.form() == ""
        olga.sees("is in the hands of")
        assert "refused" in str(trail(world))
