"""The clock of the playground: moved step by step, through everything that is due."""

from datetime import UTC, datetime, timedelta

from adapters.web.playground.world import World
from tests.adapters.web.chatting import messages, says, somebody, title


async def test_each_stop_on_the_way_is_made_in_order(world: World) -> None:
    helena, stops = somebody(world, "Helena"), list[datetime]()
    start = world.clock.now()
    await says(world, helena, "/truce gallery")  # its timer writes to all of Marketing, twenty hours later
    await world.travel.by(timedelta(weeks=1), stops.append)
    assert stops == sorted(stops)
    assert stops[0] == start + timedelta(hours=20)
    assert stops[-1] == world.clock.now() == start + timedelta(weeks=1)
    zones = {each.zone for each in world.company.people if each.side == "marketing"}
    assert len(stops) >= 1 + len(zones) - 1, "each zone's morning is a stop of its own"


async def test_people_get_their_message_in_their_own_morning(world: World) -> None:
    vienna, new_york = somebody(world, "Clara"), somebody(world, "Ethan")
    await says(world, somebody(world, "Helena"), "/truce gallery")
    await world.travel.by(timedelta(days=2))
    assert messages(world, vienna)[0].at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert messages(world, new_york)[0].at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert title(world, vienna, messages(world, vienna)[0]) == "Good morning, Clara Hofer"


async def test_the_next_timer_is_the_next_thing_to_come(world: World) -> None:
    assert not await world.travel.to_next_stop()
    start = world.clock.now()
    await says(world, somebody(world, "Helena"), "/truce gallery")
    assert await world.travel.to_next_stop()
    assert world.clock.now() == start + timedelta(hours=20)


async def test_next_morning_is_ten_o_clock_of_a_working_day(world: World) -> None:
    company = world.company
    assert await world.to_next_morning(company) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert await world.to_next_morning(company) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    await world.travel.to(datetime(2026, 12, 4, 15, 0, tzinfo=UTC))  # a Friday; Tuesday 8 December is a holiday
    assert await world.to_next_morning(company) == datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    assert await world.to_next_morning(company) == datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
