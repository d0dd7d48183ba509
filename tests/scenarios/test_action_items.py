"""Who does what by when: written down in a line, agreed by a click, reminded, and carried until it is done."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.action_items import ActionItem, ActionItems
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv
from tests.scenarios.engaging import changes, number_of, optional, picked, trail

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
CARLA, ROSA = "Carla Diaz", "Rosa Stein"
DECK = "send the deck"
ASKED = "You are asked to do something"
MONDAY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
"""Ten in Vienna."""


def items(world: World) -> list[ActionItem]:
    with world.database.read() as session:
        rows = ActionItems(session, world.organisation).owned(
            None, ("asked", "accepted", "declined", "done", "dropped"), 0, 99
        )
        return sorted(rows, key=lambda row: row.id or 0)


def states(world: World) -> list[str]:
    return [row.state for row in items(world)]


async def of_two(where: Where, world: World) -> tuple[Somebodys, Somebodys]:
    """Alice asks Rosa: where the story is told on both platforms, each is on one of them."""
    await world.hires(csv())
    return world.person(HEAD_OF_SALES), world.person(ROSA)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_from_a_line_in_words_to_done(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(where, world)
        await alice.runs("action @Rosa Stein send the deck by Friday")
        asked = rosa.sees(ASKED)
        for words in (DECK, "Alice Ober asks you to do it by Friday, 15 January"):
            assert words in asked.text, words
        alice.sees("Rosa Stein is asked to do it by Friday, 15 January, and has not answered yet.")
        await rosa.clicks("I'll do it")
        rosa.sees("You do it by Friday, 15 January")
        alice.sees("Rosa Stein does it by Friday, 15 January")
        assert alice.count(DECK) == 1, "one message that changes in place"
        assert rosa.count(DECK) == 1
        await is_reminded(world, rosa)
        await rosa.clicks("Done...")
        rosa.form(DECK)
        await rosa.submits({optional(rosa, "A word about how it went?"): "They liked it"})
        rosa.sees("has done it: “They liked it”")
        alice.sees("Rosa Stein has done it: “They liked it”")
        rosa.sees_not("still open")
        await world.time.passes(days=30)
        assert world.problems() == []
        assert states(world) == ["done"]


async def is_reminded(world: World, rosa: Somebodys) -> None:
    """On Wednesday and on Friday at ten; then each Friday, from the second one on with the head's knowledge."""
    mia = world.person(HEAD_OF_MARKETING)
    await world.time.comes(datetime(2027, 1, 13, 8, 59, tzinfo=UTC))
    rosa.sees_not("Action item, due")
    await world.time.comes(datetime(2027, 1, 13, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item, due Friday, 15 January") == 1
    await world.time.comes(datetime(2027, 1, 15, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: its day has come") == 1
    await world.time.comes(datetime(2027, 1, 22, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: still open") == 1
    rosa.sees("7 days ago")
    mia.sees_not("Action items that are overdue")
    await world.time.comes(datetime(2027, 1, 29, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: still open") == 2
    assert mia.count("Action items that are overdue") == 1
    mia.sees(DECK)
