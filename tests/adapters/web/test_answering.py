"""The sample people answer whatever is open: every kind of question, when they are at work, and once."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.web.opinions import is_silent
from adapters.web.playground.world import World
from tests.adapters.web.chatting import fills_in, last, messages, presses, says, somebody, title, words


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("launch", ("of 5 (likely", "say yes", "The price: ", "“")),
        ("campaign", ("from −100 to 100", "of 5 (likely", "“")),
    ],
)
async def test_every_kind_of_question_is_answered_and_shown(
    world: World, template: str, shown: tuple[str, ...]
) -> None:
    helena = somebody(world, "Helena")
    await _sends(world, template)
    speaking = [each for each in world.company.people if not is_silent(each) and each != helena]
    assert await world.everybody_answers(world.company, helena) == len(speaking)
    await world.travel.by(timedelta(days=8))
    await says(world, helena, "/truce pulse results")
    result = words(world, helena, last(world, helena))
    of_sides = sum(each.side in {"sales", "marketing"} for each in speaking)
    assert f"Answered: Everyone {of_sides} of 26" in result
    assert [each for each in shown if each not in result] == []


async def test_everybody_answers_while_they_are_at_work(world: World) -> None:
    await _sends(world, "launch")
    await world.everybody_answers(world.company, somebody(world, "Helena"))
    people = {each.name: each for each in world.company.people}
    acts = [each for each in world.happenings.newest(1000) if each.did in {"clicked", "sent a form"}]
    locals_of = {each.who: each.at.astimezone(ZoneInfo(people[each.who].zone)) for each in acts}
    assert len(locals_of) > 10
    assert [who for who, local in locals_of.items() if not time(9) <= local.time() < time(17)] == []


async def test_the_day_ends_in_the_company_s_own_hours(world: World) -> None:
    await _sends(world, "launch")
    await world.everybody_answers(world.company, somebody(world, "Helena"))
    local = world.clock.now().astimezone(ZoneInfo(world.company.zone))
    assert time(9) <= local.time() < time(17)


async def test_who_has_answered_does_not_answer_again(world: World) -> None:
    helena = somebody(world, "Helena")
    await _sends(world, "launch")
    assert await world.everybody_answers(world.company, helena) > 20
    assert await world.everybody_answers(world.company, helena) == 0


async def test_a_preview_is_nothing_to_answer(world: World) -> None:
    helena = somebody(world, "Helena")
    await _drafts(world, "launch")
    await presses(world, helena, last(world, helena), "Preview to me")
    before = [(each.id, each.version) for each in messages(world, helena)]
    assert await world.everybody_answers(world.company, somebody(world, "Marcus")) == 0
    assert [(each.id, each.version) for each in messages(world, helena)] == before


async def test_nobody_is_waited_for_past_a_closing(world: World) -> None:
    helena = somebody(world, "Helena")
    await _sends(world, "launch", days="1")
    await world.travel.to(world.clock.now() + timedelta(days=1, hours=6))  # three o'clock, two hours before it closes
    answered = await world.everybody_answers(world.company, helena)
    assert 10 < answered < 20, "in India it is night"
    await says(world, helena, "/truce pulse status")
    assert title(world, helena, last(world, helena)) == "After a launch is open"


async def _drafts(world: World, template: str, **typed: str) -> None:
    await fills_in(world, somebody(world, "Helena"), "/truce pulse new", what=template, every="once", **typed)


async def _sends(world: World, template: str, **typed: str) -> None:
    helena = somebody(world, "Helena")
    await _drafts(world, template, **typed)
    await presses(world, helena, last(world, helena), "Send now")
