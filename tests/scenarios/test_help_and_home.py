"""Help shows each person what they can do; home shows what waits for them. On each platform."""

from pathlib import Path

import pytest

from tests.driver import Where, a_world
from tests.scenarios.company import HEAD_OF_SALES, SALES, csv
from tests.scenarios.test_assessment import starts


@pytest.mark.parametrize("where", ["web", "slack", "teams"])
async def test_everyone_is_shown_what_is_theirs_to_do(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head, seller = world.person(HEAD_OF_SALES), world.person(SALES[4])

        await head.runs("help")
        await seller.runs("help")
        assert "pulse start assessment" in head.sees("pulse").text.lower()
        assert "pulse start assessment" not in seller.sees("pulse").text.lower()

        await seller.runs("nonsense")
        assert "help" in seller.sees("nonsense" if where != "teams" else "directory is empty").text

        assert "Nothing waits for you" in (await seller.hand.opens_home()).text
        await starts(world)
        home = await seller.hand.opens_home()
        assert "0 of 20 answered" in home.text

        await seller.hand.clicks_on(home, "Start")
        await seller.clicks("4")
        assert "1 of 20 answered" in (await seller.hand.opens_home()).text

        assert world.problems() == []


@pytest.mark.parametrize("where", ["slack", "teams"])
async def test_plain_words_are_commands_too(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        seller = world.person(SALES[4])
        await seller.says("pulse privacy")
        seller.sees("How your answers stay yours")
        await seller.says("what is this?")
        seller.sees("Ask me who to contact")
