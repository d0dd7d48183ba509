"""A year of a monthly meeting, Sales on Teams and Marketing on Slack: clocks that change, Christmas, a move, a gap."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.meetings.series_actions import Prepare
from storage.meetings import Meeting, Meetings
from storage.timers import Timers
from tests.driver import Somebodys, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv
from tests.scenarios.test_meetings import fills_in, sets_up

BERLIN = ZoneInfo("Europe/Berlin")
CALLED_OFF, MOVED = "2027-06-01", "2027-09-07"
OTHERS = ("Change", "Who reads of it", "Pause", "End it", "All of them", "Yes, please", "No, thanks")


@pytest.mark.long
async def test_a_year_of_first_tuesdays(tmp_path: Path) -> None:
    async with a_world("both", tmp_path) as world:
        await world.hires(csv())
        alice, mia = world.person(HEAD_OF_SALES), world.person(HEAD_OF_MARKETING)
        channel = await world.opens("revenue")
        await sets_up(world, alice)
        there = [each.at(channel) for each in (alice, mia)]
        for who in there:
            await who.runs("meetings here")
        await there[0].runs("action @Rosa Stein send the deck by Friday")
        posted = 0
        while world.time.now < datetime(2028, 1, 20, tzinfo=UTC):
            meeting = await _next_agenda(world)
            posted += 1
            for who in there:
                agenda = who.sees("Agenda: Revenue round").text
                assert _agendas(who) == posted
                assert "send the deck" in agenda
            await _add_and_vote(there, posted)
            if posted == 2:
                await _picks_after(alice, "Call it off", 4)
                await fills_in(world, alice, why="Everybody is at the fair")
            if posted == 6:
                await _picks_after(alice, "Move it", 2)
                await fills_in(world, alice, day="2027-09-09", hour="10:00", why="The hall is taken")
            await world.time.comes(_again(world, meeting).starts + timedelta(minutes=61))
            await alice.clicks("Say what came of it")
            decided = next(line for line in alice.form().splitlines() if line.startswith("What was decided?"))
            await alice.submits({decided: f"Decision {posted}"})
            for who in there:
                who.sees(f"Decision {posted}")
        rows = _rows(world)
        assert [each.occurrence[:10] for each in rows if each.state == "skipped"] == [CALLED_OFF]
        for each in rows:
            local = each.starts.astimezone(BERLIN)
            if each.moved:
                assert (each.occurrence[:10], f"{local:%Y-%m-%d %H:%M}") == (MOVED, "2027-09-09 10:00")
            else:
                assert (local.time(), f"{local:%Y-%m-%d}") == (time(9), each.occurrence[:10])
        months = [each.occurrence[:7] for each in rows if each.starts < datetime(2028, 1, 31, tzinfo=UTC)]
        assert months == [f"2027-{month:02}" for month in range(2, 13)] + ["2028-01"]
        assert world.problems() == []


async def _next_agenda(world: World) -> Meeting:
    """Let time pass until the next agenda is out."""
    with world.database.read() as session:
        (series,) = Meetings(session, world.organisation).all()
        due = Timers(session, world.organisation).due_of(Prepare.NAME, str(series.id))
    assert due is not None
    await world.time.comes(due + timedelta(minutes=1))
    (meeting,) = [each for each in _rows(world) if each.state == "open"]
    return meeting


async def _add_and_vote(there: list[Somebodys], posted: int) -> None:
    """Somebody adds an item on one platform; what both see is the same, and votes of both count together."""
    adds, other = there if posted % 2 else there[::-1]
    await adds.runs(f"agenda add Topic {posted} of the year [10]")
    for who in (adds, other):
        shown = who.sees("Agenda: Revenue round")
        await who.answers("Open an item", next(each for each in shown.buttons if f"Topic {posted} of" in each))
        await who.clicks("Vote for it")
    for who in there:
        line = next(
            each for each in who.sees("Agenda: Revenue round").text.splitlines() if f"Topic {posted} of" in each
        )
        assert "2 votes" in line, line


async def _picks_after(person: Somebodys, button: str, number: int) -> None:
    """One of the next meetings, counted from 1."""
    await person.runs("meetings Revenue round")
    shown = person.sees("Next meetings")
    options = [each for each in shown.buttons if each not in OTHERS]
    await person.answers("Move one, or call it off", options[number - 1])
    await person.clicks(button)


def _agendas(who: Somebodys) -> int:
    return who.count("Agenda: Revenue round")


def _rows(world: World) -> list[Meeting]:
    with world.database.read() as session:
        meetings = Meetings(session, world.organisation)
        rows = [each for series in meetings.all() for each in meetings.of_series(series.id or 0)]
        session.expunge_all()
        return rows


def _again(world: World, meeting: Meeting) -> Meeting:
    return next(each for each in _rows(world) if each.id == meeting.id)
