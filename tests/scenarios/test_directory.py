"""The directory is made and changed in chat, over the wire formats of each platform."""

from pathlib import Path

import pytest

from tests.driver import Somebodys, Where, a_world
from tests.scenarios.company import HEAD_OF_SALES, csv
from tests.scenarios.test_planning import confirms
from tests.scenarios.test_tending import picked

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams")


async def fills_in(who: Somebodys, **values: object) -> None:
    """Fill the open form in, by the first words of its labels; Teams writes behind them which ones are optional."""
    labels = [line for line in who.form().splitlines() if line]
    await who.submits(
        {next(line for line in labels if line.startswith(LABELS[key])): value for key, value in values.items()}
    )


LABELS = {
    "name": "What people ask about",
    "synonyms": "What else they call it",
    "person": "Who answers",
    "region": "Region",
    "backup": "Stand-in",
}


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_from_an_empty_directory_to_an_answer(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head, dan, olga = (world.person(name) for name in (HEAD_OF_SALES, "Dan Wolf", "Olga Petrova"))
        await olga.runs("directory")
        olga.sees("There are no topics yet.")
        olga.sees_not("New topic")

        await head.runs("directory")
        await head.clicks("New topic")
        await fills_in(head, name="🎉")
        head.form("so nobody could find it")
        await fills_in(head, name="Pricing exceptions", synonyms="discounts\nspecial pricing")
        head.sees("Also called discounts and special pricing.")

        await head.clicks("Add a contact")
        await fills_in(head, person=picked(world, head, "Carla Diaz"), region="Dahc")
        head.form("Did you mean DACH?")
        await fills_in(head, person=picked(world, head, "Carla Diaz"), region="DACH")
        head.sees("Carla Diaz, for DACH.")
        world.person("Carla Diaz").sees("has named you")

        await head.clicks("Change")
        await fills_in(head, person=picked(world, head, "Dan Wolf"), region="DACH")
        head.sees("Dan Wolf, for DACH.")
        head.sees_not("Carla Diaz, for DACH")
        await dan.clicks("That's right")
        await olga.runs("who discounts in Vienna")
        olga.sees("Dan Wolf")

        await confirms(head, "Remove")
        head.sees("Nobody is named yet")
        assert world.problems() == []
