"""In a channel: what somebody asks there is answered to them, where they are."""

from pathlib import Path

import pytest

from tests.driver import Where, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv


@pytest.mark.parametrize("where", ["web", "slack", "teams", "both"])
async def test_what_somebody_asks_in_a_channel_the_others_do_not_see(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        channel = await world.opens("sales-and-marketing")
        alice, mia = (world.person(name).at(channel) for name in (HEAD_OF_SALES, HEAD_OF_MARKETING))
        await alice.runs("help")
        alice.sees("Here is what you can do")
        mia.sees_not("Here is what you can do")
        assert world.problems() == []
