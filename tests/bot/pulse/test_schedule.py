"""When surveys recur: in words and rules, over clocks that change, short months, holidays, and time that was missed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.pulse.schedule import AHEAD, closing, due, midway
from bot.recurring import Cadence, Schedule, beginning, cadence_of, rhythm, rule_of, tidy
from bot.timing import Holidays, check_rule, country_of_zone

VIENNA = "Europe/Vienna"
ZONES = (VIENNA, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "UTC")
USUAL: tuple[Cadence, ...] = ("week", "two_weeks", "month", "quarter")
HOLIDAYS = Holidays()

zones = st.sampled_from(ZONES)
moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, fold=0))
rules = st.one_of(
    st.builds(rule_of, st.sampled_from(USUAL), st.integers(0, 6)),
    st.sampled_from(
        (
            "FREQ=DAILY",
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=DAILY;BYHOUR=2,9;BYMINUTE=30",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH",
        )
    ),
)
series = st.builds(beginning, rules, clocks, zones, moments).filter(bool)


def at(text: str, zone: str = VIENNA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def weekly(first: str = "2027-01-12T09:00", zone: str = VIENNA) -> Schedule:
    return Schedule(rule_of("week", 1), local(first), zone)


# Rules and words


@pytest.mark.parametrize("cadence", USUAL)
@pytest.mark.parametrize("weekday", range(7))
def test_a_usual_rhythm_is_a_rule_and_is_known_again(cadence: Cadence, weekday: int) -> None:
    rule = rule_of(cadence, weekday)
    assert check_rule(rule) == []
    assert cadence_of(rule) == (cadence, weekday)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (rule_of("week", 1), "every Tuesday at 09:00"),
        (rule_of("two_weeks", 4), "every second Friday at 09:00"),
        (rule_of("month", 0), "on the first Monday of each month at 09:00"),
        (rule_of("quarter", 3), "on the first Thursday of each quarter at 09:00"),
        ("FREQ=DAILY", "by the rule FREQ=DAILY, at 09:00"),
        ("", "once, on Tuesday 12 January at 09:00"),
    ],
)
def test_how_often_is_said_in_words(rule: str, said: str) -> None:
    reader = Reader(now=at("2027-01-01T12:00"), zone=VIENNA)
    words = reader.plain(rhythm(rule, local("2027-01-12T09:00")))
    assert words.replace(",", "") == said.replace(",", "")


def test_a_typed_rule_is_kept_without_what_may_be_left_out() -> None:
    assert tidy(" rrule:freq=weekly;byday=tu; ") == rule_of("week", 1)


def test_once_has_no_rule() -> None:
    assert cadence_of(rule_of("once", 3)) == ("once", None)


# Where a series begins


def test_it_begins_on_the_next_such_day() -> None:
    friday = at("2027-01-15T12:00")
    begun = {each: beginning(rule_of(each, 1), time(9), VIENNA, friday) for each in USUAL}
    firsts = {each: made.first.date().isoformat() for each, made in begun.items() if made}
    assert firsts == {"week": "2027-01-19", "two_weeks": "2027-01-19", "month": "2027-02-02", "quarter": "2027-04-06"}


def test_it_begins_today_if_the_hour_is_ahead_and_next_time_if_it_has_passed() -> None:
    tuesday = at("2027-01-12T08:59")
    early = beginning(rule_of("week", 1), time(9), VIENNA, tuesday)
    late = beginning(rule_of("week", 1), time(8, 59), VIENNA, tuesday)
    assert early is not None
    assert early.first == local("2027-01-12T09:00")
    assert late is not None
    assert late.first == local("2027-01-19T08:59")


def test_it_begins_on_or_after_the_day_that_is_wished_for() -> None:
    made = beginning(rule_of("week", 1), time(9), VIENNA, at("2027-01-12T08:00"), date(2027, 3, 3))
    assert made is not None
    assert made.first == local("2027-03-09T09:00")


def test_once_in_the_past_is_never() -> None:
    now = at("2027-01-12T09:00")
    assert beginning("", time(8), VIENNA, now, date(2027, 1, 12)) is None
    made = beginning("", time(10), VIENNA, now, date(2027, 1, 12))
    assert made is not None
    assert made.after(now) == local("2027-01-12T10:00")
    assert made.after(at("2027-01-12T10:00")) is None


def test_a_rule_that_is_over_is_never() -> None:
    assert beginning("FREQ=DAILY;UNTIL=20261231", time(9), VIENNA, at("2027-01-12T09:00")) is None


# Clocks that change, short months


def test_nine_stays_nine_when_clocks_change() -> None:
    schedule = Schedule("FREQ=WEEKLY;BYDAY=SU", local("2027-03-21T09:00"), VIENNA)
    assert schedule.moment(local("2027-03-21T09:00")) == at("2027-03-21T09:00")
    assert schedule.after(at("2027-03-21T09:00")) == local("2027-03-28T09:00")
    assert schedule.moment(local("2027-03-28T09:00")) - at("2027-03-21T09:00") == timedelta(days=7, hours=-1)


def test_an_hour_that_a_clock_skips_comes_once_and_late() -> None:
    schedule = Schedule("FREQ=DAILY", local("2027-03-27T02:30"), VIENNA)
    skipped = local("2027-03-28T02:30")
    assert schedule.after(at("2027-03-27T02:30")) == skipped
    assert schedule.moment(skipped) == at("2027-03-28T03:30")
    assert schedule.after(at("2027-03-28T03:10")) == skipped
    assert schedule.after(at("2027-03-28T03:30")) == local("2027-03-29T02:30")


def test_an_hour_that_comes_twice_is_one_occurrence() -> None:
    schedule = Schedule("FREQ=DAILY", local("2027-10-30T02:30"), VIENNA)
    first_time = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    again = first_time + timedelta(hours=1)
    twice = local("2027-10-31T02:30")
    assert schedule.moment(twice) == first_time
    assert schedule.after(first_time - timedelta(minutes=1)) == twice
    assert schedule.after(first_time) == schedule.after(again) == local("2027-11-01T02:30")
    assert schedule.newest(local("2027-10-30T02:30"), first_time + timedelta(minutes=40)) == twice


def test_months_without_a_31st_are_left_out() -> None:
    made = beginning("FREQ=MONTHLY;BYMONTHDAY=31", time(9), VIENNA, at("2027-01-31T12:00"))
    assert made is not None
    found = [made.first]
    for _ in range(3):
        found.append(made.following(found[-1]) or found[-1])
    assert [each.month for each in found] == [3, 5, 7, 8]


@given(series, moments)
def test_what_comes_after_a_moment_is_later_and_nothing_lies_between(schedule: Schedule, moment: datetime) -> None:
    assume(moment >= schedule.moment(schedule.first))
    after = schedule.after(moment)
    assert after is not None
    assert schedule.moment(after) > moment
    newest = schedule.newest(schedule.first, moment)
    assert schedule.moment(newest) <= moment
    assert schedule.following(newest) == after


# What was missed


@given(series, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800)))
def test_the_newest_is_opened_late_or_not_at_all_and_nothing_twice(schedule: Schedule, down: timedelta) -> None:
    now = schedule.moment(schedule.first) - AHEAD + down
    what = due(schedule, schedule.first, now)
    assert what.following is not None
    assert schedule.moment(what.following) - AHEAD > now
    if what.opens is None:
        assert what.skipped
    else:
        assert what.opens < what.following
        assert schedule.moment(what.opens) - AHEAD <= now
        interval = schedule.moment(what.following) - schedule.moment(what.opens)
        assert now - schedule.moment(what.opens) < interval / 2
        again = due(schedule, what.following, schedule.moment(what.following) - AHEAD)
        assert again.opens == what.following, "what comes due in time is opened"


@given(series, st.integers(1, 30))
def test_if_nothing_is_missed_each_is_opened_once(schedule: Schedule, times: int) -> None:
    opened: list[datetime] = []
    coming: datetime | None = schedule.first
    for _ in range(times):
        assert coming is not None
        what = due(schedule, coming, schedule.moment(coming) - AHEAD)
        if what.opens is not None:
            opened.append(what.opens)
        coming = what.following
    assert len(set(opened)) == len(opened)
    assert opened == sorted(opened)


@pytest.mark.parametrize(
    ("now", "opens", "following"),
    [
        ("2027-01-12T08:45", "2027-01-12T09:00", "2027-01-19T09:00"),
        ("2027-01-12T08:50", "2027-01-12T09:00", "2027-01-19T09:00"),
        ("2027-01-15T20:59", "2027-01-12T09:00", "2027-01-19T09:00"),
        ("2027-01-15T21:00", None, "2027-01-19T09:00"),
        ("2027-02-03T09:00", "2027-02-02T09:00", "2027-02-09T09:00"),
    ],
)
def test_half_a_week_is_the_border(now: str, opens: str | None, following: str) -> None:
    what = due(weekly(), local("2027-01-12T09:00"), at(now))
    assert (what.opens, what.following) == (opens and local(opens), local(following))


def test_years_of_days_are_not_walked_through_one_by_one() -> None:
    schedule = Schedule("FREQ=DAILY", local("2020-01-01T09:00"), VIENNA)
    what = due(schedule, local("2020-01-01T09:00"), at("2035-06-01T09:30"))
    assert what.opens == local("2035-06-01T09:00")


def test_the_only_time_may_be_a_week_late() -> None:
    once = Schedule("", local("2027-01-12T09:00"), VIENNA)
    assert due(once, once.first, at("2027-01-19T09:00")).opens == once.first
    assert due(once, once.first, at("2027-01-19T09:01")).opens is None


# Until when


@pytest.mark.parametrize(
    ("opened", "days", "closes"),
    [
        ("2027-01-12T09:00", 4, "2027-01-18T17:00"),  # Tuesday to Monday
        ("2027-01-15T16:59", 1, "2027-01-18T17:00"),
        ("2027-01-16T10:00", 1, "2027-01-19T17:00"),  # a Saturday: the days count from Monday on
        ("2027-03-25T09:00", 2, "2027-03-30T17:00"),  # over Easter Monday, and the change of clocks
    ],
)
def test_it_is_open_for_so_many_working_days(opened: str, days: int, closes: str) -> None:
    assert closing(at(opened), days, VIENNA, "AT", HOLIDAYS) == at(closes)


def test_it_closes_on_the_working_day_before_the_next_one_opens() -> None:
    # Whit Monday makes it Tuesday; the next one opens on Tuesday at nine.
    assert closing(at("2027-05-11T09:00"), 4, VIENNA, "AT", HOLIDAYS) == at("2027-05-18T17:00")
    following = at("2027-05-18T09:00")
    assert closing(at("2027-05-11T09:00"), 4, VIENNA, "AT", HOLIDAYS, following) == at("2027-05-14T17:00")


@given(series, moments, st.integers(1, 40))
def test_it_is_always_open_for_a_while_and_never_when_the_next_one_opens(
    schedule: Schedule, moment: datetime, days: int
) -> None:
    assume(moment >= schedule.moment(schedule.first))
    occurrence = schedule.newest(schedule.first, moment)
    following = schedule.following(occurrence)
    assert following is not None
    opened, then = schedule.moment(occurrence), schedule.moment(following)
    assume(then - opened > timedelta(hours=1))
    closes = closing(opened, days, schedule.zone, country_of_zone(schedule.zone), HOLIDAYS, then)
    assert opened < closes < then


# The reminder


def test_people_are_reminded_on_the_working_day_in_the_middle() -> None:
    assert midway(at("2027-01-12T09:00"), at("2027-01-18T17:00"), VIENNA, "AT", HOLIDAYS) == at("2027-01-15T00:00")
    assert midway(at("2027-01-11T09:00"), at("2027-01-21T17:00"), VIENNA, "AT", HOLIDAYS) == at("2027-01-15T00:00")
    assert midway(at("2027-01-12T09:00"), at("2027-01-13T17:00"), VIENNA, "AT", HOLIDAYS) == at("2027-01-13T00:00")


def test_where_there_is_no_time_nobody_is_reminded() -> None:
    assert midway(at("2027-01-12T09:00"), at("2027-01-12T17:00"), VIENNA, "AT", HOLIDAYS) is None


@given(moments, st.integers(1, 40), zones)
def test_a_reminder_comes_on_a_working_day_while_it_is_open(opened: datetime, days: int, zone: str) -> None:
    country = country_of_zone(zone)
    closes = closing(opened, days, zone, country, HOLIDAYS)
    reminded = midway(opened, closes, zone, country, HOLIDAYS)
    assert reminded is not None or days == 1
    if reminded is not None:
        day = reminded.astimezone(ZoneInfo(zone))
        assert opened < reminded < closes
        assert day.weekday() < 5
        assert not HOLIDAYS.is_holiday(day.date(), country)
