"""A weekly pulse and a survey with names, from setting them up to what everybody sees, on each platform and on both."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, MARKETING, SALES, csv

INVITED = "3 quick statements"
REMINDED = "Your view is still missing"
COMMENT = "Leads reach us two weeks late."


async def opens_a_form(somebody: Somebodys, command: str, title: str) -> None:
    await somebody.runs(command)
    if not somebody.hand.form():
        await somebody.clicks(title)  # where a typed command can't open a form


async def fills_in(somebody: Somebodys, values: Mapping[str, str]) -> None:
    """Teams says beside a field that it may be left open."""
    form = somebody.form()
    await somebody.submits(
        {f"{each} (optional)" if f"{each} (optional)" in form else each: values[each] for each in values}
    )


async def rates(somebody: Somebodys, rating: int) -> None:
    """One click a statement, on the invitation itself."""
    for _ in range(3):
        await somebody.clicks(str(rating))
    somebody.sees("Your answers are in")


def people(world: World) -> tuple[list[Somebodys], list[Somebodys]]:
    return [world.person(name) for name in SALES], [world.person(name) for name in MARKETING]


@pytest.mark.parametrize("where", ["web", "slack", "teams", "both"])
async def test_a_weekly_pulse_for_two_weeks(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        sales, marketing = people(world)
        head = world.person(HEAD_OF_SALES)
        await opens_a_form(head, "pulse new", "New pulse or survey")
        await fills_in(head, {"Name": "Weekly pulse"})
        head.sees("Weekly pulse is set up")

        # Tuesday, nine o'clock in Vienna; New York still sleeps.
        await world.time.comes(datetime(2027, 1, 12, 8, 5, tzinfo=UTC))
        assert [s.name for s in world.everybody if not s.count(INVITED)] == ["Ben Stone", "Nils Vogt"]
        await world.time.comes(datetime(2027, 1, 12, 14, 5, tzinfo=UTC))
        assert all(s.count(INVITED) == 1 for s in world.everybody)

        for somebody in sales[:8]:
            await rates(somebody, 2)
        for somebody in marketing[:8]:
            await rates(somebody, 4)
        await comment(world, marketing[1], marketing[2])
        await skip(sales[8])
        later, never = sales[9], sales[10]
        await later.clicks("Tomorrow")
        later.sees("I'll ask you again")
        await never.clicks("Not this time")
        never.sees("I won't ask again this time")

        await world.time.comes(datetime(2027, 1, 18, 15, 30, tzinfo=UTC))
        silent = {sales[11].name, *(each.name for each in marketing[8:])}
        assert {s.name for s in world.everybody if s.count(REMINDED)} == silent
        assert all(s.count(REMINDED) <= 1 for s in world.everybody)

        await read_the_result(world, marketing[11])
        await sales[0].runs("pulse trend")
        sales[0].sees("How Sales and Marketing move")
        await sales[3].runs("pulse privacy")
        sales[3].sees("Exact or rounded")
        assert world.problems() == []


async def comment(world: World, writer: Somebodys, other: Somebodys) -> None:
    """A comment goes from the form to the result, and into no message. What was answered stands in the form only."""
    await writer.clicks("Add a comment")
    writer.form("word for word")
    await fills_in(writer, {"Anything to add?": COMMENT})
    writer.sees("Your answers and your comment are in")
    await other.clicks("Add a comment")
    await fills_in(other, {"Anything to add?": "More of this."})
    assert not any(s.count(COMMENT) for s in world.everybody)
    await writer.clicks("Change my answers")
    writer.form("Anything to add?")
    await writer.submits({})
    writer.sees("Your answers and your comment are in")


async def skip(skips: Somebodys) -> None:
    """Skipped, and answered all the same in the end."""
    await skips.clicks("Skip for now")
    await skips.clicks("3")
    await skips.clicks("3")
    skips.sees("One question is still open")
    await skips.clicks("Go on")
    await skips.clicks("3")
    skips.sees("Your answers are in")


async def read_the_result(world: World, reader: Somebodys) -> None:
    """Both heads have it when it closes; the others are led to it when they are asked anew, and get no more for it."""
    await world.time.comes(datetime(2027, 1, 19, 7, 0, tzinfo=UTC))
    for name in (HEAD_OF_SALES, HEAD_OF_MARKETING):
        result = world.person(name).sees("Weekly pulse: the result")
        assert "an estimate from 3 of the 20 statements" in result.text
        assert COMMENT in result.text
    heads = [HEAD_OF_SALES, HEAD_OF_MARKETING]
    assert [s.name for s in world.everybody if s.count("Weekly pulse: the result")] == heads
    assert all(s.count("is closed. Thank you") == 1 for s in world.everybody)

    await world.time.comes(datetime(2027, 1, 19, 18, 0, tzinfo=UTC))
    assert all(s.count("The result of the last round is there") == 1 for s in world.everybody)
    await reader.clicks("See the result")
    assert COMMENT in reader.sees("Weekly pulse: the result").text
    await world.time.passes(days=1)
    assert sum(s.count("Weekly pulse: the result") for s in world.everybody) == len(heads) + 1


@pytest.mark.parametrize("where", ["web", "slack", "teams", "both"])
async def test_a_survey_with_names(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        sales, marketing = people(world)
        head = world.person(HEAD_OF_MARKETING)
        await opens_a_form(head, "pulse new", "New pulse or survey")
        await fills_in(head, {"What is asked": "Our own, from “After an event”", "How often": "Once", "Name": "Fair"})
        await head.clicks("Ask with names")
        # Teams asks "are you sure?" in a small card of its own.
        await head.clicks("Yes, please" if "Yes, please" in head.hand.messages()[-1].buttons else "Send now")
        await world.time.passes(hours=8)

        one = sales[2]
        invitation = one.sees("asks you 4 questions")
        assert "Not anonymous" in invitation.text
        for click in ("10", "4", "Yes"):
            shown = await one.clicks(click)
            assert "Not anonymous" in shown.text
        await one.clicks("Write an answer")
        one.form("Not anonymous")
        await fills_in(one, {"Which conversation must we not forget?": "The one with Acme"})
        one.sees("Your answers are in")
        for number, somebody in enumerate([*sales[3:9], *marketing[1:7]]):
            await somebody.clicks(str(number % 11))
            await somebody.clicks("3")
            await somebody.clicks("No")

        await world.time.passes(days=8)
        for somebody in (one, head, marketing[9]):
            result = somebody.sees("Fair: the result")
            assert "on a scale from −100 to 100" in result.text
            assert "The one with Acme" in result.text
            assert "Carla" not in result.text
        await head.clicks("Get the figures as CSV")
        files = await head.hand.files()
        assert [each for each in files if "Carla Diaz" in each and "The one with Acme" in each]
        assert world.problems() == []
