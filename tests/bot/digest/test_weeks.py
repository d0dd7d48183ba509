"""Whose Monday is when: in any zone, wherever the clocks change, one digest a week, of a week that is over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.weeks import SHOWING, following, monday, planning, week_of
from bot.timing import known_zone, wall_time


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Pacific/Auckland", "2027-03-06 12:00", "2027-03-07 20:30"),  # Sunday evening in UTC, and it is summer there
        ("Pacific/Auckland", "2027-04-03 12:00", "2027-04-04 21:30"),  # winter time since that night
        ("Pacific/Honolulu", "2027-03-06 12:00", "2027-03-08 19:30"),  # Monday evening in UTC
        ("Pacific/Kiritimati", "2027-03-06 12:00", "2027-03-07 19:30"),
        ("Pacific/Niue", "2027-03-06 12:00", "2027-03-08 20:30"),
        ("Europe/Berlin", "2027-03-27 12:00", "2027-03-29 07:30"),  # summer time since Sunday
        ("Europe/Berlin", "2027-10-30 12:00", "2027-11-01 08:30"),
        ("America/Sao_Paulo", "2027-03-08 12:30", "2027-03-15 12:30"),  # the hour itself is over
    ],
)
def test_half_past_nine_on_monday_wherever_they_are(zone: str, now: str, due: str) -> None:
    assert monday(utc(now), zone) == utc(due)


def test_the_week_told_is_the_one_before_until_the_next_digest() -> None:
    made = utc("2027-04-05 07:15")  # Monday, 9:15 in Berlin
    week = week_of(made, "Europe/Berlin")
    assert (week.begins, week.zone) == (date(2027, 3, 29), "Europe/Berlin")
    assert (week.start, week.end) == (utc("2027-03-28 22:00"), utc("2027-04-04 22:00"))
    assert following(made, "Europe/Berlin") == utc("2027-04-12 07:30")
    late = utc("2027-04-10 12:00")  # the program was down until Saturday
    assert week_of(late, "Europe/Berlin") == week
    assert following(late, "Europe/Berlin") == utc("2027-04-12 07:30")


def test_a_week_in_which_the_clocks_change_has_an_hour_less_or_more() -> None:
    spring, autumn = (
        week_of(utc("2027-03-29 08:00"), "Europe/Berlin"),
        week_of(utc("2027-11-01 09:00"), "Europe/Berlin"),
    )
    assert spring.end - spring.start == timedelta(days=7, hours=-1)
    assert autumn.end - autumn.start == timedelta(days=7, hours=1)


ZONES = st.sampled_from(sorted(each for each in available_timezones() if known_zone(each)))
MOMENTS = st.integers(0, 34 * 366 * 24 * 60).map(lambda minutes: utc("2026-01-01") + timedelta(minutes=minutes))


@given(MOMENTS, ZONES)
def test_each_monday_has_its_own_week(now: datetime, zone: str) -> None:
    due = monday(now, zone)
    local = wall_time(due, zone)
    assert now < due <= now + timedelta(days=8)
    assert (local.weekday(), local.time()) == (0, SHOWING)
    week, later = week_of(due, zone), week_of(following(due, zone), zone)
    assert week.start < week.end == later.start <= due
    assert later.begins == week.begins + timedelta(days=7)
    assert wall_time(week.start, zone).date() == week.begins


@given(MOMENTS, ZONES, ZONES)
def test_all_are_planned_before_it_is_monday_anywhere(now: datetime, company: str, reader: str) -> None:
    """From one planning to the next each reader has one Monday, in whatever zone they are."""
    first = planning(now, company)
    second = planning(first, company)
    due = monday(first, reader)
    assert due - first > timedelta(hours=1)
    assert due < second
    assert monday(due, reader) > second
