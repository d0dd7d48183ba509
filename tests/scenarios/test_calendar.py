"""Meetings in one's own calendar: a link that is made, read by a calendar program, made anew, and switched off."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.meetings.feed_links import digest_of
from bot.practices.applying import working
from bot.recurring import Schedule
from storage.calendars import CalendarLinks
from storage.meetings import Meeting, Meetings
from tests.adapters.calendar.reading import by_ical, by_icalendar
from tests.adapters.calendar.reading import events as read
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.agendas import NAME, a_series, number_of
from tests.scenarios.company import HEAD_OF_SALES, csv

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams", "both")
CARLA, OLGA = "Carla Diaz", "Olga Petrova"
JANUARY = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)
SPRING = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC))


def link(somebody: Somebodys) -> str:
    """The one that they see, as they would copy it."""
    (found,) = set(re.findall(r"https://truce\.example/calendar/[\w-]+\.ics", somebody.sees("Here is your link").text))
    return str(found)


async def surely(somebody: Somebodys, label: str) -> None:
    """Click, and say yes where the platform shows a question of its own (Teams)."""
    shown = next(each for each in reversed(somebody.hand.messages()) if label in each.buttons)
    asked = "Yes, please" in shown.buttons
    await somebody.hand.clicks_on(shown, "Yes, please" if asked else label)


async def events(world: World, address: str) -> list[Any]:
    answer = await world.get(address)
    assert answer.status_code == 200, answer.text
    return read(answer.content)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_link_is_made_read_made_anew_and_switched_off(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(CARLA))
        a_series(world)
        alice = world.person(HEAD_OF_SALES)
        await alice.runs("meetings calendar")
        alice.sees("Your meetings in your calendar")
        await alice.clicks("Make a link")
        first = link(alice)
        answer = await world.get(first)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["cache-control"].startswith("private")
        times = by_icalendar(answer.content, *SPRING)
        assert times == by_ical(answer.content, *SPRING)
        assert [f"{each:%m-%d %H:%M}" for each in times] == [
            *("02-02 08:00", "03-02 08:00", "04-06 07:00", "05-04 07:00", "06-01 07:00")
        ]

        await alice.clicks("Back")
        alice.sees("There is a link, made today.")
        await surely(alice, "New link")
        second = link(alice)
        assert second != first
        gone = await world.get(first)
        assert gone.status_code == 404
        assert "Ask Truce for a new one" in gone.text
        assert (await world.get(second)).status_code == 200

        await surely(alice, "Switch off")
        assert (await world.get(second)).status_code == 404
        alice.sees("Your meetings in your calendar")
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "slack", "teams"])
async def test_one_meeting_only_and_everybody_their_own(where: Where, tmp_path: Path) -> None:
    """All of mine are those that I own, read of on Monday, or brought something to; a link to one shows that one."""
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(CARLA, OLGA))
        a_series(world)
        mine = {"owner": number_of(world, CARLA), "co_owner": number_of(world, OLGA)}
        a_series(world, None, "Forecast", schedule=WEEKLY, **mine)
        a_series(world, None, "Launch", readers=(number_of(world, CARLA),), schedule=WEEKLY)
        carla, olga = world.person(CARLA), world.person(OLGA)
        await carla.runs("meetings calendar")
        await carla.clicks("Make a link")
        named = {str(each["summary"]) for each in await events(world, link(carla))}
        assert named == {"Forecast", "Launch"}

        await olga.runs("meetings calendar")
        await olga.answers("One meeting only", NAME)
        await olga.clicks("Make a link")
        assert {str(each["summary"]) for each in await events(world, link(olga))} == {NAME}
        carla.sees_not("“Deal council” in your calendar")

        await carla.runs(f"agenda {NAME}")
        await carla.clicks("Add an item")
        await carla.submits({"What it is about": "Churn in retail"})
        assert {str(each["summary"]) for each in await events(world, link(carla))} == {NAME, "Forecast", "Launch"}


WEEKLY = Schedule("FREQ=WEEKLY;BYDAY=MO", datetime(2027, 2, 1, 9), "Europe/Vienna")  # noqa: DTZ001  a wall time


async def test_the_agenda_moves_and_what_is_called_off_reach_the_calendar(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, JANUARY) as world:
        await world.hires(csv(CARLA))
        series = a_series(world, None, schedule=WEEKLY)
        alice = world.person(HEAD_OF_SALES)
        await alice.runs("meetings calendar")
        await alice.clicks("Make a link")
        before = await world.get(link(alice))
        same = await world.get(link(alice), if_none_match=f'"other", W/{before.headers["etag"]}')
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", before.headers["etag"])

        await alice.runs("agenda add Churn in retail [10]")
        await world.time.comes(datetime(2027, 1, 29, 12, tzinfo=UTC))
        after = await world.get(link(alice), if_none_match=before.headers["etag"])
        assert after.status_code == 200
        master, single, *_ = sorted(read(after.content), key=lambda each: each.start)
        assert single["recurrence-id"].dt == master.start == single.start
        assert "09:00 Churn in retail (10 min, Alice Ober)" in single["description"]
        assert "Churn" not in master["description"]

        with world.database.write() as session:
            work = working(session, world.organisation, world.time.now)
            session.add(_row(work.people.organisation, series, "2027-02-08T09:00:00", state="skipped"))
            moved = datetime(2027, 2, 16, 13, tzinfo=UTC)
            session.add(_row(work.people.organisation, series, "2027-02-15T09:00:00", moved=True, starts=moved))
        times = by_ical((await world.get(link(alice))).content, *SPRING)
        assert [f"{each:%m-%d %H}" for each in times[:4]] == ["02-01 08", "02-16 13", "02-22 08", "03-01 08"]


def _row(organisation: int, series: int, occurrence: str, **more: Any) -> Meeting:
    starts = datetime.fromisoformat(occurrence).replace(tzinfo=UTC) - timedelta(hours=1)
    said: dict[str, Any] = {"starts": starts, "minutes": 60, "changed": JANUARY, "why": "", **more}
    return Meeting(organisation=organisation, series=series, occurrence=occurrence, **said)


async def test_who_has_left_and_what_nobody_made_lead_nowhere(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, JANUARY) as world:
        await world.hires(csv(CARLA))
        a_series(world)
        alice = world.person(HEAD_OF_SALES)
        await alice.runs("meetings calendar")
        await alice.clicks("Make a link")
        told = link(alice)
        with world.database.write() as session:
            work = working(session, world.organisation, world.time.now)
            (kept,) = work[CalendarLinks].of_person(number_of(world, HEAD_OF_SALES))
            token = told.rpartition("/")[2].removesuffix(".ics")
            assert kept.digest == digest_of(token)
            assert token not in repr(kept)
            person = work.people.get(kept.person)
            assert person is not None
            person.left = True
            session.add(person)
        nowhere = ("x", "x" * 5000, kept.digest, "%00", "..%2f")
        for address in (told, *(f"https://truce.example/calendar/{each}.ics" for each in nowhere)):
            answer = await world.get(address)
            assert answer.status_code == 404
            assert answer.headers.get("cache-control", "no-store") == "no-store"


async def test_a_series_that_has_ended_shows_what_was_and_offers_no_new_link(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, JANUARY) as world:
        await world.hires(csv(CARLA))
        series = a_series(world)
        carla = world.person(CARLA)
        await carla.runs("meetings calendar")
        await carla.answers("One meeting only", NAME)
        await carla.clicks("Make a link")
        with world.database.write() as session:
            row = working(session, world.organisation, world.time.now)[Meetings].series(series)
            assert row is not None
            row.state = "ended"
            session.add(row)
        assert await events(world, link(carla)) == []
        await carla.clicks("Back")
        await carla.runs("meetings calendar")
        carla.sees_not("One meeting only")
