"""What the sample company has lived through before a visitor comes."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.clock import MovableClock
from adapters.web.company import read_company
from adapters.web.past import LENGTH
from adapters.web.playground.world import World
from bot.conversation.cards import Image
from storage.playground import Upcoming
from tests.adapters.web.chatting import card, last, messages, says, scale, somebody, title, words

VISIT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
"""A Tuesday, half past nine in Vienna."""


@pytest.fixture
def until() -> datetime | None:
    return VISIT


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(VISIT - LENGTH)


async def test_ten_weeks_have_been_lived_when_a_visitor_comes(world: World) -> None:
    assert world.weeks_played == 0
    await world.catch_up()
    assert world.weeks_played is None
    assert world.clock.now() == VISIT
    assert [each.trouble for each in world.happenings.newest(1000) if each.trouble] == []
    helena, lucy = somebody(world, "Helena"), somebody(world, "Lucy")

    # A pulse asks, and the last result is in the chat above it
    invitation = last(world, helena)
    assert title(world, helena, invitation) == "3 quick statements"
    assert not scale(invitation).answered
    assert "about" in title(world, helena, messages(world, helena)[-2])
    assert world.unread(world.company)[helena.room] == 2
    assert max(world.unread(world.company).values()) == 2
    assert lucy.room not in world.unread(world.company), "in London it is not nine yet"

    # What commands have to show
    await says(world, helena, "/truce pulse results")
    result = last(world, helena)
    assert "Since the assessment of" in words(world, helena, result)
    assert "up by" in words(world, helena, result)
    assert "Marketing rates it" in words(world, helena, result)
    assert any(isinstance(part, Image) for part in card(result).parts)
    await says(world, lucy, "/truce pulse trend")
    assert "The perception gap over time" in words(world, lucy, last(world, lucy))
    await says(world, helena, "/truce pulse list")
    assert "every Tuesday at 09:00" in words(world, helena, last(world, helena))

    # People have written at hours of their own, and what is to come is in order
    with world.database.read() as session:
        upcoming = Upcoming(session, world.company.organisation)
        assert not upcoming.deliveries(("held", "failed", "expired"), 10)
        kinds = {row.kind.partition(".")[0] for row in upcoming.timers(20)}
        assert kinds == {"pulse", "meetings", "action_items"}
    for who in world.company.people:
        for message in (each for each in messages(world, who) if each.at < VISIT and not each.author):
            local = message.at.astimezone(ZoneInfo(who.zone))
            assert time(9) <= local.time() <= time(17), (who.name, local)

    # Whom to contact: somebody is on leave, and somebody else stands in
    await says(world, helena, "who makes our logos and slide templates?")
    answer = words(world, helena, last(world, helena))
    assert answer.index("Sophie Lindqvist") < answer.index("Jonas Pichler")
    assert "back" in answer

    # The heads meet on Thursday: the agenda is out, and begins with what somebody has not done yet
    agenda = messages(world, helena, "#sales-and-marketing")[-1]
    assert (agenda.at, title(world, helena, agenda)) == (VISIT - timedelta(minutes=30), "Agenda: Sales and Marketing")
    told = words(world, helena, agenda)
    in_order = (
        *("26 November 2026, 09:00 to 10:00", "Open action items", "Overdue: Stefan Kovac", "Nadia Rahman"),
        *("Major opportunities", "Bluepeak", "Perception gap", "Added by people", "customer stories"),
    )
    found = [told.find(each) for each in in_order]
    assert found == sorted(found)
    assert found[0] == 0


async def test_who_ends_the_program_meanwhile_finds_it_begun_anew(world: World) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(world.catch_up(), 0.5)
    assert world.weeks_played is None
    assert read_company(world.database) is None
