"""The assessment, from the CSV to the published result, on each platform and on two at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, MARKETING, SALES, csv

INVITED = "Rate twenty short statements"
REMINDED = "Your view is still missing"


async def answers(somebody: Somebodys, ratings: list[int]) -> None:
    """Answer one statement after the other by clicks."""
    await somebody.clicks("Start")
    for rating in ratings:
        await somebody.clicks(str(rating))


async def starts(world: World) -> None:
    head = world.person(HEAD_OF_SALES)
    await head.runs("pulse start assessment")
    if not head.hand.form():
        await head.clicks("Start an assessment")  # where a typed command can't open a form
    head.form("Who is asked")
    await head.submits({"Name": "Winter assessment"})
    head.sees("Winter assessment has started")


@pytest.mark.parametrize("where", ["web", "slack", "teams", "both"])
async def test_an_assessment_from_the_import_to_the_result(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        sales, marketing = ([world.person(name) for name in names] for names in (SALES, MARKETING))
        await starts(world)

        # Ten o'clock in Vienna; New York still sleeps.
        await world.time.comes(datetime(2027, 1, 11, 9, 5, tzinfo=UTC))
        assert [s.name for s in world.everybody if not s.count(INVITED)] == ["Ben Stone", "Nils Vogt"]
        await world.time.comes(datetime(2027, 1, 11, 15, 5, tzinfo=UTC))
        assert all(s.count(INVITED) == 1 for s in world.everybody)

        for somebody in sales[:8]:
            await answers(somebody, [2] * 20)
            somebody.sees("All twenty are in")
        for somebody in marketing[:8]:
            await answers(somebody, [4] * 20)
        for somebody in sales[8:10]:
            await answers(somebody, [1] * 10)
            somebody.sees("10 of 20 answered")

        # Changed in the form, where the answers so far are shown.
        changer = sales[1]
        await changer.clicks("Change my answers")
        await changer.submits({})
        changer.sees("All twenty are in")

        # The same button five times is one answer.
        hasty = marketing[8]
        first = await hasty.clicks("Start")
        statement = hasty.hand.messages()[-1]
        for _ in range(5):
            await hasty.hand.repeats_click(statement, "3")
        hasty.sees("1 of 20 answered")
        assert first.text

        talker = marketing[9]
        await talker.says("I would say it is rather good, maybe a 4")
        talker.sees("I can't read that as an answer")

        later = marketing[10]
        await later.clicks("In three days")
        later.sees("I'll ask you again")

        head = world.person(HEAD_OF_MARKETING)
        await head.runs("pulse status")
        head.sees("10 of 12 have answered")
        await sales[5].runs("pulse status")
        sales[5].sees("That is for")

        await world.time.passes(days=7)
        silent = {sales[10].name, sales[11].name, marketing[9].name, marketing[11].name}
        assert {s.name for s in world.everybody if s.count(REMINDED)} == silent
        assert all(s.count(REMINDED) <= 1 for s in world.everybody)
        assert later.count(INVITED) == 1  # the first message has become "I'll ask you again", and here it is again

        await world.time.passes(days=10)
        for name in (HEAD_OF_SALES, HEAD_OF_MARKETING):
            head = world.person(name)
            result = head.sees("Winter assessment: the result")
            assert "Where we stand" in result.text
            assert "60" in result.text  # the mean of 40 and 80
        assert all(s.count("Winter assessment: the result") == 1 for s in world.everybody)

        await world.person(HEAD_OF_SALES).clicks("Get the figures as CSV")
        (figures,) = await world.person(HEAD_OF_SALES).hand.files()
        assert "sales" in figures.lower()
        assert world.problems() == []
