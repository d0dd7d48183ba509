from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.house import House, a_house
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A workspace with Alice of Sales and Bob of Marketing, and the channel #deals."""
    slack = FakeSlack(limits=False)
    slack.add_user("alice")
    slack.add_user("bob")
    slack.add_channel("deals", ["alice", "bob"])
    async with a_house(slack) as made:
        yield made
