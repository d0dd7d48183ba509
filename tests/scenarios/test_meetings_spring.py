"""Four months of a meeting, in the playground and on Slack and Teams at once: when its agenda comes, what is on it,
until clocks have changed.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.driver import Channel, Somebodys, Where, World, a_world
from tests.scenarios.agendas import NAME, meetings, posts
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv
from tests.scenarios.engaging import picked

BERLIN = "Europe/Berlin"
JANUARY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
TITLE = f"Agenda: {NAME}"
SALES, MARKETING = "Carla Diaz", "Olga Petrova"
DECK = "send the deck"
FEBRUARY, MARCH, APRIL, MAY = date(2027, 2, 2), date(2027, 3, 2), date(2027, 4, 6), date(2027, 5, 4)
MOVED_TO = datetime(2027, 3, 4, 10, 30)  # noqa: DTZ001  a wall time


def begins(day: date) -> datetime:
    return _utc(MOVED_TO if day == MARCH else datetime.combine(day, time(9)))


def agenda_out(day: date) -> datetime:
    """Two business days before, at the meeting's own hour by the clocks of Berlin: on Friday, or on Tuesday."""
    return _utc(MOVED_TO - timedelta(days=2) if day == MARCH else datetime.combine(day - timedelta(days=4), time(9)))


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


async def sets_up(world: World, channel: Channel) -> None:
    """Alice sets it up in a form; then somebody says in the channel that it meets there."""
    alice = world.person(HEAD_OF_SALES)
    await alice.runs("meetings")
    await alice.clicks("Set up a new one")
    alice.form("New meeting")
    await alice.submits(
        {
            "Name": NAME,
            "How often": "Every month",
            "Which one of the month": "The first such day",
            "On which day": "Tuesday",
            "At what time": "09:00",
            "Time zone": BERLIN,
            "How many minutes": "30",
            "Owner": picked(world, alice, HEAD_OF_SALES),
            "Co-owner, from the other side": picked(world, alice, HEAD_OF_MARKETING),
        }
    )
    alice.sees("It is set up.")
    both = (alice, world.person(HEAD_OF_MARKETING))
    for there in (each.at(channel) for each in (both if world.where == "both" else both[:1])):
        await there.runs(f"meetings here {NAME}")
        there.sees(f"Agendas and minutes of “{NAME}” come here from now on.")


async def picks(alice: Somebodys, day: date, button: str) -> None:
    await alice.runs("meetings")
    await alice.clicks("Open")
    series = alice.sees("Next meetings")
    label = next(each for each in series.buttons if f"{day.day} {day:%B}" in each or f"{day.day} {day:%b}" in each)
    await alice.hand.clicks_on(series, label)
    await alice.clicks(button)


async def moves_march_and_calls_april_off(alice: Somebodys) -> None:
    await picks(alice, MARCH, "Move it")
    await alice.submits({"To which day": "2027-03-04", "At what time": "10:30", "Why it is moved": "Town hall."})
    alice.sees("It is moved.")
    await picks(alice, APRIL, "Call it off")
    await alice.submits({"Why it does not take place": "Everybody is at the fair."})
    alice.sees("It is called off.")


def numbered(somebody: Somebodys) -> list[str]:
    """What the newest agenda says, a line an item."""
    lines = somebody.sees(TITLE).text.splitlines()
    return list(dict.fromkeys(each for each in lines if each[:1].isdigit() and " min" in each))


async def is_shaped(world: World, day: date, carla: Somebodys, olga: Somebodys) -> None:
    """Somebody adds an item, two vote for it, and what was not done is there still."""
    subject = f"Topic of {day:%B}"
    await olga.runs(f"agenda add {subject} [5]")
    for each in (carla, olga):
        agenda = each.sees(TITLE)
        label = next(label for label in agenda.buttons if subject[:10] in label and label[0].isdigit())
        await each.hand.clicks_on(agenda, label)
        await each.clicks("Vote for it")
    await world.time.passes(minutes=2)
    assert any(subject in line and "2 votes" in line for line in numbered(carla)), numbered(carla)
    assert numbered(carla) == numbered(olga)
    assert len([line for line in numbered(carla) if DECK in line]) == (day != MAY), (day, numbered(carla))


@pytest.mark.parametrize("where", ["web", "both"])
async def test_four_months_of_first_tuesdays(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        await sets_up(world, channel)
        alice = world.person(HEAD_OF_SALES)
        carla, olga = world.person(SALES).at(channel), world.person(MARKETING).at(channel)
        await alice.runs(f"action @Olga Petrova {DECK} by 1 February")
        await world.person(MARKETING).clicks("I'll do it")
        await moves_march_and_calls_april_off(alice)

        for posted, day in enumerate((FEBRUARY, MARCH, MAY), 1):
            await world.time.comes(agenda_out(day) - timedelta(minutes=1))
            assert set(posts(world, channel, TITLE).values()) == {posted - 1}, day
            await world.time.passes(minutes=3)
            assert set(posts(world, channel, TITLE).values()) == {posted}, day
            wall = "4 March 2027, 10:30" if day == MARCH else f"{day.day} {day:%B} 2027, 09:00"
            carla.sees(wall)
            await is_shaped(world, day, carla, olga)
            await world.time.comes(begins(day) + timedelta(minutes=31))
            await alice.clicks("Say what came of it")
            await alice.submits({"What was decided?": f"Decided in {day:%B}."})
            carla.sees(f"Decided in {day:%B}.")
            if day == MARCH:
                await world.person(MARKETING).clicks("Done...")
                await world.person(MARKETING).submits({})
        await world.time.passes(minutes=2)

        rows = meetings(world)
        assert [each.starts for each in rows if each.state == "held"] == [begins(day) for day in (FEBRUARY, MARCH, MAY)]
        assert [each.why for each in rows if each.state == "skipped"] == ["Everybody is at the fair."]
        assert set(posts(world, channel, f"{NAME}: the minutes").values()) == {3}
        assert world.problems() == []
