import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timing import (
    Holidays,
    Hours,
    add_working_days,
    add_working_hours,
    check_rule,
    country_of_zone,
    is_working,
    known_zone,
    last_working_before,
    next_occurrence,
    next_working,
    occurrence_key,
    resolve,
    subtract_working_days,
    wall_time,
)

VIENNA, NEW_YORK, LORD_HOWE = "Europe/Vienna", "America/New_York", "Australia/Lord_Howe"
ZONES = (VIENNA, NEW_YORK, LORD_HOWE, "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo", "UTC")
HOLIDAYS = Holidays()
AUSTRIAN = Hours(VIENNA, country="AT")
AMERICAN = Hours(NEW_YORK, country="US")
INDIAN = Hours("Asia/Kolkata", time(10), time(19), country="IN")
ISRAELI = Hours("Asia/Jerusalem", days=frozenset({6, 0, 1, 2, 3}))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str, zone: str = VIENNA) -> datetime:
    """Give the moment of a wall time; independent of the code under test."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


moments = st.datetimes(min_value=local("2020-01-01"), max_value=local("2035-12-31")).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
clocks = st.times().map(lambda clock: clock.replace(microsecond=0, fold=0))
people = st.builds(
    lambda zone, clocks, days, country: Hours(zone, min(clocks), max(clocks), days, country),
    st.sampled_from(ZONES),
    st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from([None, "AT", "US", "IN", "DE-BY"]),
)
amounts = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=60))


# Wall time and moments


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2026-03-29T01:59", VIENNA, "2026-03-29T00:59"),
        ("2026-03-29T02:30", VIENNA, "2026-03-29T01:30"),  # skipped: 03:30 on the wall
        ("2026-10-25T02:30", VIENNA, "2026-10-25T00:30"),  # comes twice: the first
        ("2026-10-25T03:00", VIENNA, "2026-10-25T02:00"),
        ("2026-03-08T02:30", NEW_YORK, "2026-03-08T07:30"),
        ("2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30"),
        ("2026-10-04T02:10", LORD_HOWE, "2026-10-03T15:40"),  # a gap of half an hour: 02:40 on the wall
        ("2026-04-05T01:45", LORD_HOWE, "2026-04-04T14:45"),
    ],
)
def test_a_wall_time_that_is_skipped_moves_forward_and_one_that_repeats_is_the_first(
    wall: str, zone: str, moment: str
) -> None:
    assert resolve(local(wall), zone) == utc(moment)


def test_a_skipped_wall_time_shows_later_by_the_gap() -> None:
    assert wall_time(resolve(local("2026-03-29T02:30"), VIENNA), VIENNA) == local("2026-03-29T03:30")
    assert wall_time(resolve(local("2026-10-04T02:10"), LORD_HOWE), LORD_HOWE) == local("2026-10-04T02:40")


@given(moments, st.sampled_from(ZONES))
def test_what_the_wall_shows_resolves_to_that_moment_or_to_its_first_coming(moment: datetime, zone: str) -> None:
    again = resolve(wall_time(moment, zone), zone)
    assert again in {moment, moment - timedelta(hours=1), moment - timedelta(minutes=30)}
    assert wall_time(again, zone) == wall_time(moment, zone)


def test_moments_need_a_zone_and_wall_times_must_not_have_one() -> None:
    with pytest.raises(ValueError, match="Give a moment in UTC"):
        is_working(local("2026-03-02T10:00"), AUSTRIAN, HOLIDAYS)
    with pytest.raises(ValueError, match="Give wall time"):
        resolve(utc("2026-03-02T10:00"), VIENNA)


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/Wien", "../etc/passwd", "localtime", "right/UTC", "zone.tab", "x\0"]
)
def test_a_name_that_is_no_zone_is_not_known(name: str) -> None:
    assert not known_zone(name)
    with pytest.raises(ValueError, match="There is no time zone called"):
        Hours(name)


def test_a_misspelt_zone_is_told_the_right_one() -> None:
    assert known_zone(VIENNA)
    with pytest.raises(ValueError, match=r"Did you mean Europe/Vienna\?"):
        Hours("Europe/Viena")


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        (VIENNA, "AT"),
        (NEW_YORK, "US"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("US/Eastern", "US"),
        ("Europe/Kyiv", "UA"),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("Mars/Olympus", None),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str | None) -> None:
    assert country_of_zone(zone) == country


# Working hours


@pytest.mark.parametrize(
    ("problem", "start", "end", "days"),
    [
        ("at least one working day", time(9), time(17), frozenset[int]()),
        ("from 0", time(9), time(17), frozenset({7})),
        ("start before they end", time(17), time(9), frozenset({0})),
        ("start before they end", time(9), time(9), frozenset({0})),
        ("without a time zone", time(9, tzinfo=UTC), time(17), frozenset({0})),
    ],
)
def test_hours_that_nobody_can_work_are_refused(problem: str, start: time, end: time, days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match=problem):
        Hours(VIENNA, start, end, days)


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        ("2026-03-02T08:59:59", False),
        ("2026-03-02T09:00", True),
        ("2026-03-02T16:59:59", True),
        ("2026-03-02T17:00", False),
        ("2026-03-01T12:00", False),  # Sunday
        ("2026-10-26T12:00", False),  # Austria's national holiday
        ("2026-03-30T09:00", True),  # the first Monday of summer time
    ],
)
def test_working_hours_begin_on_the_dot_and_end_just_before(moment: str, works: bool) -> None:
    assert is_working(at(moment), AUSTRIAN, HOLIDAYS) is works


@pytest.mark.parametrize(
    ("hours", "day", "name"),
    [
        (AUSTRIAN, "2026-12-08", "Immaculate Conception"),
        (AMERICAN, "2026-07-03", "Independence Day, observed on the Friday"),
        (AMERICAN, "2021-12-31", "New Year's Day 2022, observed in the year before"),
        (INDIAN, "2026-01-26", "Republic Day"),
        (Hours("Europe/Berlin", country="DE-BY"), "2026-01-06", "Epiphany, in Bavaria"),
    ],
)
def test_nobody_works_on_their_countrys_holidays(hours: Hours, day: str, name: str) -> None:
    noon = at(f"{day}T12:00", hours.zone)
    assert not is_working(noon, hours, HOLIDAYS), name
    assert is_working(noon, Hours(hours.zone, hours.start, hours.end), HOLIDAYS), "a working day but for the holiday"


def test_holidays_of_unknown_places() -> None:
    assert not HOLIDAYS.is_holiday(date(2026, 1, 1), "XX")
    assert not HOLIDAYS.is_holiday(date(2026, 1, 1), None)
    assert HOLIDAYS.is_holiday(date(2090, 1, 26), "IN"), "far years have what can be worked out"
    assert HOLIDAYS.is_holiday(date(2026, 1, 1), "AT-nowhere"), "an unknown region has its country's holidays"
    assert not HOLIDAYS.is_holiday(date(2026, 1, 6), "DE"), "Epiphany is free in some regions only"
    assert HOLIDAYS.is_holiday(date(2026, 12, 25), "us")


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        (at("2026-03-02T11:00"), AUSTRIAN, at("2026-03-02T11:00")),
        (at("2026-03-02T17:00"), AUSTRIAN, at("2026-03-03T09:00")),
        (at("2026-03-27T18:00"), AUSTRIAN, at("2026-03-30T09:00")),  # over the weekend of the change
        (at("2026-12-24T18:00"), AUSTRIAN, at("2026-12-28T09:00")),
        (at("2026-12-24T18:00", NEW_YORK), AMERICAN, at("2026-12-28T09:00", NEW_YORK)),
        (at("2026-03-05T18:00", "Asia/Jerusalem"), ISRAELI, at("2026-03-08T09:00", "Asia/Jerusalem")),
        (at("2026-03-02T10:00"), AMERICAN, at("2026-03-02T09:00", NEW_YORK)),
        (at("2026-03-02T10:00"), INDIAN, at("2026-03-02T10:00")),  # 14:30 in India
    ],
)
def test_the_next_working_moment(moment: datetime, hours: Hours, expected: datetime) -> None:
    assert next_working(moment, hours, HOLIDAYS) == expected
    assert next_working(moment, hours, HOLIDAYS).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2026-03-02T08:00", AUSTRIAN, "2026-03-02T10:00"),
        ("2026-03-02T10:00", AUSTRIAN, "2026-03-02T10:00"),
        ("2026-03-02T10:00:01", AUSTRIAN, "2026-03-03T10:00"),
        ("2026-03-06T12:00", AUSTRIAN, "2026-03-09T10:00"),
        ("2026-03-02T08:00", Hours(VIENNA, time(13), time(18)), "2026-03-02T13:00"),
        ("2026-03-02T04:00", Hours(VIENNA, time(5), time(9, 30)), "2026-03-02T09:00"),
        ("2026-03-02T04:00", Hours(VIENNA, time(9, 50), time(10)), "2026-03-02T09:50"),
    ],
)
def test_ten_in_the_morning_is_moved_into_the_persons_hours(moment: str, hours: Hours, expected: str) -> None:
    assert next_working(at(moment), hours, HOLIDAYS, at=time(10)) == at(expected)


def test_everybody_gets_it_at_ten_of_their_own_zone() -> None:
    sent = utc("2026-03-27T23:00")
    assert next_working(sent, AUSTRIAN, HOLIDAYS, time(10)) == utc("2026-03-30T08:00")
    assert next_working(sent, AMERICAN, HOLIDAYS, time(10)) == utc("2026-03-30T14:00")
    assert next_working(sent, INDIAN, HOLIDAYS, time(10)) == utc("2026-03-30T04:30")


def test_a_night_shift_over_both_changes() -> None:
    night = Hours(VIENNA, time(2), time(4), frozenset({6}))
    assert next_working(at("2026-03-29T00:00"), night, HOLIDAYS) == utc("2026-03-29T01:00"), "02:00 is skipped"
    assert is_working(utc("2026-10-25T01:30"), night, HOLIDAYS), "the second 02:30"
    assert add_working_hours(utc("2026-10-24T20:00"), 3, night, HOLIDAYS) == at("2026-10-25T04:00"), "three real hours"


def test_somebody_whose_hours_fall_into_the_skipped_night_starts_a_week_later() -> None:
    odd = Hours(VIENNA, time(2, 30), time(3, 10), frozenset({6}))
    assert next_working(at("2026-03-29T00:00"), odd, HOLIDAYS) == at("2026-04-05T02:30")
    assert last_working_before(at("2026-03-29T12:00"), odd, HOLIDAYS) == at("2026-03-22T03:09")
    assert add_working_days(at("2026-03-22T03:00"), 1, odd, HOLIDAYS) == at("2026-04-05T03:00")


@given(moments, people, st.none() | clocks)
def test_the_next_working_moment_is_working_not_earlier_and_stays(
    moment: datetime, hours: Hours, clock: time | None
) -> None:
    found = next_working(moment, hours, HOLIDAYS, clock)
    assert found >= moment
    assert is_working(found, hours, HOLIDAYS)
    assert next_working(found, hours, HOLIDAYS, clock) == found
    wall = wall_time(found, hours.zone)
    assert wall.weekday() in hours.days
    assert not HOLIDAYS.is_holiday(wall.date(), hours.country)


@given(moments, moments, people, st.none() | clocks)
def test_asking_later_never_gives_an_earlier_moment(
    one: datetime, other: datetime, hours: Hours, clock: time | None
) -> None:
    sooner, later = sorted((one, other))
    assert next_working(sooner, hours, HOLIDAYS, clock) <= next_working(later, hours, HOLIDAYS, clock)
    # After hours the last moment is the last minute, and those within that minute get themselves.
    slack = timedelta(minutes=1) if clock is None else timedelta(0)
    before = last_working_before(sooner, hours, HOLIDAYS, clock)
    assert before <= last_working_before(later, hours, HOLIDAYS, clock) + slack


@given(moments, people)
def test_nothing_between_now_and_the_next_working_moment_is_working(moment: datetime, hours: Hours) -> None:
    found = next_working(moment, hours, HOLIDAYS)
    for share in (0.0, 0.25, 0.5, 0.75, 0.999):
        between = moment + (found - moment) * share
        assert between == found or not is_working(between, hours, HOLIDAYS)


@pytest.mark.parametrize(
    ("moment", "clock", "expected"),
    [
        ("2026-03-02T11:00", None, "2026-03-02T11:00"),
        ("2026-03-02T08:00", None, "2026-02-27T16:59"),
        ("2026-03-01T12:00", time(10), "2026-02-27T10:00"),
        ("2026-03-02T09:59", time(10), "2026-02-27T10:00"),
        ("2026-03-02T10:00", time(10), "2026-03-02T10:00"),
        ("2026-12-27T12:00", time(10), "2026-12-24T10:00"),
    ],
)
def test_the_last_working_moment_before(moment: str, clock: time | None, expected: str) -> None:
    assert last_working_before(at(moment), AUSTRIAN, HOLIDAYS, clock) == at(expected)


@given(moments, people, st.none() | clocks)
def test_the_last_working_moment_is_working_not_later_and_stays(
    moment: datetime, hours: Hours, clock: time | None
) -> None:
    found = last_working_before(moment, hours, HOLIDAYS, clock)
    assert found <= moment
    assert is_working(found, hours, HOLIDAYS)
    assert last_working_before(found, hours, HOLIDAYS, clock) == found


@pytest.mark.parametrize(
    ("moment", "amount", "expected"),
    [
        ("2026-03-02T10:00", 4, "2026-03-02T14:00"),
        ("2026-03-02T15:00", 2, "2026-03-02T17:00"),  # the very end of the day
        ("2026-03-02T15:00", Decimal("2.5"), "2026-03-03T09:30"),
        ("2026-03-06T16:00", 1.5, "2026-03-09T09:30"),
        ("2026-03-07T12:00", timedelta(hours=8), "2026-03-09T17:00"),
        ("2026-03-27T16:00", 2, "2026-03-30T10:00"),  # the clocks change in between
        ("2026-10-23T16:00", 2, "2026-10-27T10:00"),  # and again, with a holiday on Monday
        ("2026-03-07T12:00", 0, "2026-03-09T09:00"),
        ("2026-03-02T09:00", 80, "2026-03-13T17:00"),
    ],
)
def test_deadlines_in_working_hours(moment: str, amount: Decimal | float | timedelta, expected: str) -> None:
    assert add_working_hours(at(moment), amount, AUSTRIAN, HOLIDAYS) == at(expected)


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), 1e12, timedelta(hours=-1), Decimal(20_001)])
def test_deadlines_that_make_no_sense_are_refused(amount: Decimal | float | timedelta) -> None:
    with pytest.raises(ValueError, match="from 0 to 20,000"):
        add_working_hours(at("2026-03-02T10:00"), amount, AUSTRIAN, HOLIDAYS)


@settings(max_examples=60)
@given(moments, people.filter(lambda hours: hours.end >= time(12) and hours.start <= time(10)), amounts, amounts)
def test_two_deadlines_in_a_row_are_one_of_both_together(
    moment: datetime, hours: Hours, one: timedelta, other: timedelta
) -> None:
    step = add_working_hours(moment, one, hours, HOLIDAYS)
    assert step >= moment
    assert is_working(step - timedelta(microseconds=1), hours, HOLIDAYS) or is_working(step, hours, HOLIDAYS)
    if one and other:
        assert add_working_hours(step, other, hours, HOLIDAYS) == add_working_hours(
            moment, one + other, hours, HOLIDAYS
        )


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2026-03-02T11:00", 0, "2026-03-02T11:00"),
        ("2026-03-06T11:00", 1, "2026-03-09T11:00"),
        ("2026-03-27T11:00", 2, "2026-03-31T11:00"),  # the same wall time after the change
        ("2026-12-23T11:00", 2, "2026-12-28T11:00"),
        ("2026-03-07T12:00", 1, "2026-03-10T09:00"),  # Saturday counts from Monday
        ("2026-03-02T20:00", 1, "2026-03-04T09:00"),
    ],
)
def test_deadlines_in_working_days(moment: str, days: int, expected: str) -> None:
    assert add_working_days(at(moment), days, AUSTRIAN, HOLIDAYS) == at(expected)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        add_working_days(at("2026-03-02T11:00"), -1, AUSTRIAN, HOLIDAYS)


@settings(max_examples=60)
@given(moments, people, st.integers(0, 12))
def test_each_working_day_more_is_a_later_day(moment: datetime, hours: Hours, days: int) -> None:
    found = add_working_days(moment, days, hours, HOLIDAYS)
    after = add_working_days(moment, days + 1, hours, HOLIDAYS)
    assert is_working(found, hours, HOLIDAYS)
    assert wall_time(found, hours.zone).date() < wall_time(after, hours.zone).date()


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2027-03-02T09:00", 2, "2027-02-26T09:00"),  # a Tuesday, and the Friday before
        ("2027-03-02T09:00", 0, "2027-03-02T09:00"),
        ("2027-03-07T10:00", 2, "2027-03-04T10:00"),  # a Sunday: Friday is one, Thursday two
        ("2027-03-30T09:00", 2, "2027-03-25T09:00"),  # over Easter Monday and the change of the clocks
        ("2027-03-02T20:00", 1, "2027-03-01T16:30"),
        ("2027-03-02T06:00", 1, "2027-03-01T09:00"),
    ],
)
def test_so_many_working_days_before(moment: str, days: int, expected: str) -> None:
    assert subtract_working_days(at(moment), days, AUSTRIAN, HOLIDAYS) == at(expected)


def test_working_days_before_are_not_counted_forwards() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        subtract_working_days(at("2026-03-02T11:00"), -1, AUSTRIAN, HOLIDAYS)


@settings(max_examples=60)
@given(moments, people, st.integers(1, 12))
def test_there_are_as_many_working_days_between_as_were_counted(moment: datetime, hours: Hours, days: int) -> None:
    found = subtract_working_days(moment, days, hours, HOLIDAYS)
    assert is_working(found, hours, HOLIDAYS)
    begin, end = wall_time(found, hours.zone).date(), wall_time(moment, hours.zone).date()
    between = (begin + timedelta(days=each) for each in range((end - begin).days))
    working = [day for day in between if day.weekday() in hours.days and not HOLIDAYS.is_holiday(day, hours.country)]
    assert len(working) == days


# Recurrences


def series(rule: str, first: str, times: int) -> list[str]:
    start = local(first)
    found, after = list[str](), start - timedelta(seconds=1)
    while len(found) < times and (occurrence := next_occurrence(rule, start, after)):
        found.append(occurrence.isoformat(timespec="minutes"))
        after = occurrence
    return found


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T10:00", ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]),
        ("FREQ=MONTHLY", "2026-01-31T10:00", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T10:00", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-01-01T10:00",
            ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29"],
        ),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "2026-02-03T10:00", ["2026-02-03", "2026-04-07", "2026-06-02"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2025-11-03T10:00", ["2025-11-03", "2026-02-02", "2026-05-04"]),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-12-21T10:00", ["2026-12-21", "2027-01-04", "2027-01-18"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29T10:00", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("rrule:freq=daily;count=2", "2026-01-01T10:00", ["2026-01-01", "2026-01-02"]),
        ("FREQ=WEEKLY;UNTIL=20260112", "2026-01-05T10:00", ["2026-01-05", "2026-01-12"]),
        ("FREQ=WEEKLY;UNTIL=20260112T095959", "2026-01-05T10:00", ["2026-01-05"]),
        ("FREQ=DAILY;BYDAY=SA;COUNT=2", "2026-01-05T10:00", ["2026-01-10", "2026-01-17"]),
    ],
)
def test_series_recur_as_the_calendar_says(rule: str, first: str, expected: list[str]) -> None:
    wanted = 10 if "COUNT" in rule.upper() or "UNTIL" in rule else len(expected)
    assert series(rule, first, wanted) == [f"{day}T10:00" for day in expected]


@pytest.mark.parametrize(
    ("zone", "first", "moments"),
    [
        (VIENNA, "2026-03-28T02:30", ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"]),
        (VIENNA, "2026-10-24T02:30", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
        (NEW_YORK, "2026-10-31T01:30", ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"]),
        (LORD_HOWE, "2026-10-03T02:15", ["2026-10-02T15:45", "2026-10-03T15:45", "2026-10-04T15:15"]),
    ],
)
def test_a_daily_series_happens_once_a_day_through_both_changes(zone: str, first: str, moments: list[str]) -> None:
    days = series("FREQ=DAILY", first, 3)
    assert days == [(local(first) + timedelta(days=n)).isoformat(timespec="minutes") for n in range(3)]
    assert [resolve(local(day), zone) for day in days] == [utc(moment) for moment in moments]


def test_an_occurrence_is_known_by_its_wall_time() -> None:
    assert occurrence_key(local("2026-03-29T02:30")) == "2026-03-29T02:30:00"


def test_recurrences_are_asked_for_in_wall_time() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        next_occurrence("FREQ=DAILY", utc("2026-01-01T10:00"), local("2026-01-01T10:00"))


def test_a_series_whose_interval_never_meets_its_day_is_over_at_once() -> None:
    assert (
        next_occurrence("FREQ=DAILY;INTERVAL=7;BYDAY=MO", local("2026-01-06T10:00"), local("2026-01-06T10:00")) is None
    )


rules = st.builds(
    lambda freq, interval, extra: f"FREQ={freq};INTERVAL={interval}{extra}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 5),
    st.sampled_from(["", ";BYDAY=MO,WE", ";BYMONTHDAY=31", ";BYMONTHDAY=-1", ";COUNT=9", ";UNTIL=20301231"]),
)


@settings(max_examples=60)
@given(rules, st.datetimes(local("2020-01-01"), local("2029-12-31")), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_occurrences_follow_each_other_and_none_is_left_out(rule: str, first: datetime, later: timedelta) -> None:
    first = first.replace(microsecond=0)
    assert check_rule(rule) == []
    found = next_occurrence(rule, first, first + later)
    if found is None:
        return
    assert found > first + later
    assert found.time() == first.time()
    assert next_occurrence(rule, first, found - timedelta(seconds=1)) == found
    following = next_occurrence(rule, first, found)
    assert following is None or following > found


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("", "The rule is empty. Write one such as FREQ=MONTHLY;BYDAY=1TU"),
        ("every Tuesday", "on one line and without spaces"),
        ("FREQ=DAILY\nEXDATE=20260101", "on one line"),
        ("BYDAY=MO", "doesn't say how often"),
        ("FREQ=HOURLY", "DAILY, WEEKLY, MONTHLY and YEARLY, not HOURLY"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ stands in the rule twice"),
        ("FREQ=DAILY;BYMOON=1", "“BYMOON=1” is not part of a rule"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL must be a whole number from 1 to 9999, not 0"),
        ("FREQ=DAILY;COUNT=-1", "COUNT must be a whole number"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "Choose one of them"),
        ("FREQ=DAILY;UNTIL=20261231T225959Z", "without a Z"),
        ("FREQ=DAILY;UNTIL=20261331", "UNTIL must be a date"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", "BYDAY must be days such as MO,TU"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY must be days"),
        ("FREQ=WEEKLY;BYDAY=1MO", "need FREQ=MONTHLY or FREQ=YEARLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY must be numbers from 1 to 31, or from -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "not 0"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH must be numbers from 1 to 12, not -1"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS picks from other parts"),
        ("FREQ=WEEKLY;WKST=XX", "WKST must be one of"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "No day ever fits"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "No day ever fits"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=7", "No day ever fits"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_what_to_write(rule: str, problem: str) -> None:
    assert any(problem in sentence for sentence in check_rule(rule)), check_rule(rule)
    with pytest.raises(ValueError, match=re.escape(problem)):
        next_occurrence(rule, local("2026-01-01T10:00"), local("2026-01-01T10:00"))


@given(
    st.text(max_size=40)
    | st.text("FREQ=;DAILYBYMONTH,-+0123456789", max_size=60).map(lambda text: f"FREQ=DAILY;{text}")
)
def test_whatever_is_typed_is_either_usable_or_explained(rule: str) -> None:
    if not check_rule(rule):
        next_occurrence(rule, local("2026-01-01T10:00"), local("2026-01-01T10:00"))
