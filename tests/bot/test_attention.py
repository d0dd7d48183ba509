from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.attention import BUDGET, WINDOW, Attention, earliest, when
from bot.timing import Holidays, Hours, is_working

VIENNA = Hours("Europe/Vienna", country="AT")
HOLIDAYS = Holidays()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MONDAY = utc("2026-03-02T09:00")  # 10:00 in Vienna

# Whole hours meet each other, and the ends of windows, often.
hours_of_weeks = st.integers(0, 24 * 40).map(lambda hours: MONDAY + timedelta(hours=hours))
plans = st.lists(hours_of_weeks, max_size=14)
budgets = st.integers(1, 5)


def fullest(moments: Sequence[datetime]) -> int:
    """Count what the fullest window holds; every fullest window can be moved to begin with a message."""
    return max((sum(first <= moment < first + WINDOW for moment in moments) for first in moments), default=0)


def kept(wishes: Sequence[datetime], budget: int) -> list[datetime]:
    """Plan one message after another, each knowing those before it."""
    planned: list[datetime] = []
    for wish in wishes:
        planned.append(earliest(wish, planned, budget))
    return planned


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def days(*numbers: float) -> list[datetime]:
    return [day(number) for number in numbers]


@pytest.mark.parametrize(
    ("wanted", "spent", "expected"),
    [
        (0, [], 0),
        (0, [-1, -2], 0),
        (0, [-1, -2, -3], 4),  # free when the message of three days ago leaves the window
        (0, [-3, -1, -2], 4),
        (0, [-7, -2, -1], 0),  # exactly a week ago no longer counts
        (0, [1, 2, 3], 8),  # planned later ones count: before them there is no room either
        (0, [7, 8, 9], 0),
        (0, [-1, 1, 2], 6),
        (0, [-6, 6, 6.5], 0),  # those three never share a window
        (0, [-3, -2, -1, 0, 1, 2], 7),  # twice over budget already: waits for room, mends nothing
        (3, [0, 0, 0], 7),
    ],
)
def test_a_fourth_message_waits_until_no_week_holds_more_than_three(
    wanted: float, spent: list[float], expected: float
) -> None:
    assert earliest(day(wanted), days(*spent)) == day(expected)


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one message"):
        earliest(MONDAY, [], 0)
    with pytest.raises(ValueError, match="longer than nothing"):
        earliest(MONDAY, [], 3, timedelta(0))


@given(plans, budgets)
def test_the_budget_is_never_broken_whatever_is_wished_for_in_whatever_order(
    wishes: list[datetime], budget: int
) -> None:
    planned = kept(wishes, budget)
    assert fullest(planned) <= budget
    assert all(moment >= wish for moment, wish in zip(planned, wishes, strict=True))


@given(plans, hours_of_weeks, budgets)
def test_no_earlier_hour_would_have_done(wishes: list[datetime], wanted: datetime, budget: int) -> None:
    spent = kept(wishes, budget)
    found = earliest(wanted, spent, budget)
    hour = wanted
    while hour < found:
        assert fullest([*spent, hour]) > budget
        hour += timedelta(hours=1)
    assert fullest([*spent, found]) <= budget


@given(plans, hours_of_weeks, hours_of_weeks, budgets)
def test_wishing_later_never_gives_an_earlier_moment(
    spent: list[datetime], one: datetime, other: datetime, budget: int
) -> None:
    sooner, later = (earliest(wish, spent, budget) for wish in sorted((one, other)))
    assert sooner <= later
    assert earliest(sooner, spent, budget) == sooner


SATURDAY = utc("2026-03-07T12:00")
TEN_ON_MONDAY = utc("2026-03-09T09:00")
FULL = [SATURDAY - timedelta(days=day) for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Attention.REPLY, SATURDAY),
        (Attention.URGENT, SATURDAY),
        (Attention.ALERT, TEN_ON_MONDAY),  # neither budget nor snooze nor absence
        (Attention.UNASKED, utc("2026-03-13T09:00")),  # back on Thursday at noon, so Friday at ten
    ],
)
def test_what_each_kind_waits_for(kind: Attention, expected: datetime) -> None:
    found = when(
        SATURDAY,
        kind,
        VIENNA,
        HOLIDAYS,
        FULL,
        snoozed_until=utc("2026-03-11T12:00"),
        away_until=utc("2026-03-12T11:00"),
        at=time(10),
    )
    assert found == expected


def test_without_anything_spent_an_unasked_message_waits_for_monday() -> None:
    assert when(SATURDAY, Attention.UNASKED, VIENNA, HOLIDAYS, at=time(10)) == TEN_ON_MONDAY
    assert when(SATURDAY, Attention.UNASKED, VIENNA, HOLIDAYS) == utc("2026-03-09T08:00")


def test_a_snooze_that_is_over_holds_nothing_back() -> None:
    found = when(MONDAY, Attention.UNASKED, VIENNA, HOLIDAYS, snoozed_until=MONDAY - timedelta(days=1))
    assert found == MONDAY


def test_room_that_opens_at_night_is_used_the_next_morning() -> None:
    spent = [utc("2026-03-02T20:00")] * 3
    assert when(MONDAY, Attention.UNASKED, VIENNA, HOLIDAYS, spent) == utc("2026-03-10T08:00")


def test_a_holiday_after_the_budget_frees_up_is_skipped_too() -> None:
    spent = [utc("2026-10-19T08:00")] * 3  # free again on 26 October, Austria's national holiday
    found = when(utc("2026-10-20T08:00"), Attention.UNASKED, VIENNA, HOLIDAYS, spent, at=time(10))
    assert found == utc("2026-10-27T09:00"), "and winter time has come"


people = st.builds(
    lambda zone, start, length, weekdays, country: Hours(zone, time(start), time(start + length), weekdays, country),
    st.sampled_from(["Europe/Vienna", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.integers(0, 15),
    st.integers(1, 8),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from([None, "AT", "US", "IN"]),
)


@settings(max_examples=150)
@given(plans, people, st.tuples(*[st.none() | hours_of_weeks] * 2), st.none() | st.just(time(10)), budgets)
def test_unasked_messages_respect_everything_at_once(
    wishes: list[datetime],
    hours: Hours,
    breaks: tuple[datetime | None, datetime | None],
    at: time | None,
    budget: int,
) -> None:
    planned: list[datetime] = []
    snoozed_until, away_until = breaks
    for wish in wishes:
        limits = {"snoozed_until": snoozed_until, "away_until": away_until}
        found = when(wish, Attention.UNASKED, hours, HOLIDAYS, planned, at=at, budget=budget, **limits)
        assert is_working(found, hours, HOLIDAYS)
        assert all(found >= limit for limit in (wish, snoozed_until, away_until) if limit)
        assert when(found, Attention.UNASKED, hours, HOLIDAYS, planned, at=at, budget=budget, **limits) == found
        planned.append(found)
    assert fullest(planned) <= budget


@given(hours_of_weeks, people, plans)
def test_an_alert_waits_for_working_hours_only(wanted: datetime, hours: Hours, spent: list[datetime]) -> None:
    found = when(wanted, Attention.ALERT, hours, HOLIDAYS, spent)
    assert is_working(found, hours, HOLIDAYS)
    assert found == when(wanted, Attention.ALERT, hours, HOLIDAYS)
    assert found <= when(wanted, Attention.UNASKED, hours, HOLIDAYS, spent)


def test_the_budget_is_three_a_week_unless_said_otherwise() -> None:
    assert BUDGET == 3
    assert timedelta(days=7) == WINDOW
    assert kept([MONDAY] * 7, BUDGET) == days(0, 0, 0, 7, 7, 7, 14)
