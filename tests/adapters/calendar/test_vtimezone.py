"""Time zones are told as calendar programs want them, and are the ones that the computer knows."""
# ruff: noqa: DTZ001  wall times have no zone

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from adapters.vtimezone import changes, vtimezone, yearly

RULED = ("Europe/Vienna", "America/New_York", "Australia/Sydney", "America/Havana", "Europe/Dublin", "Asia/Kolkata")
FIRST, LAST = 2026, 2032


def offset_by(made: Timezone, moment: datetime) -> timedelta:
    """What a program makes of a definition: the offset after the newest change before a moment (RFC 5545, 3.6.5)."""
    newest, offset = None, timedelta()
    parts: list[Any] = list(made.subcomponents)
    for each in parts:
        begin = each["dtstart"].dt
        before, after = each["tzoffsetfrom"].td, each["tzoffsetto"].td
        local = (
            moment.replace(tzinfo=None) if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
        ) + before
        times = [begin]
        if "rdate" in each:
            rdates = each["rdate"] if isinstance(each["rdate"], list) else [each["rdate"]]
            times += [one.dt for some in rdates for one in some.dts]
        if "rrule" in each:
            found = rrulestr(each["rrule"].to_ical().decode(), dtstart=begin).before(local, inc=True)
            times += [found] if found is not None else []
        past = [time - before for time in times if time <= local]
        if past and (newest is None or max(past) > newest):
            newest, offset = max(past), after
    return offset


@pytest.mark.parametrize("name", RULED)
def test_outlook_gets_one_standard_time_and_at_most_one_summer_time_with_rules(name: str) -> None:
    made = vtimezone(name, FIRST, LAST)
    kinds = [each.name for each in made.subcomponents]
    assert kinds in (["STANDARD", "DAYLIGHT"], ["STANDARD"])
    assert "rdate" not in str(made.to_ical()).lower()
    assert all("rrule" in each for each in made.subcomponents) or len(kinds) == 1


def test_where_no_usual_rule_says_it_each_change_is_named() -> None:
    assert yearly(changes(ZoneInfo("Africa/Casablanca"), FIRST, LAST), FIRST, LAST) is None
    assert b"RRULE" not in vtimezone("Africa/Casablanca", FIRST, LAST).to_ical()


@settings(max_examples=80)
@given(
    name=st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"})),
    moment=st.datetimes(datetime(FIRST, 1, 1), datetime(LAST, 12, 31)),
)
def test_every_zone_is_what_the_computer_knows_it_to_be(name: str, moment: datetime) -> None:
    at = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    assert offset_by(vtimezone(name, FIRST, LAST), at) == at.astimezone(ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize(
    "name", [*RULED, "Africa/Casablanca", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo"]
)
def test_to_the_minute_around_each_change(name: str) -> None:
    zone = ZoneInfo(name)
    made = vtimezone(name, FIRST, LAST)
    for change in changes(zone, FIRST, LAST):
        moment = (change.at - change.before).replace(tzinfo=UTC)
        for step in (timedelta(0), timedelta(minutes=-1), timedelta(minutes=1)):
            assert offset_by(made, moment + step) == (moment + step).astimezone(zone).utcoffset(), (change, step)
