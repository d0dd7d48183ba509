"""Deadlines and reminders lie in the working time of whoever is asked, whatever their hours and holidays are."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagements.deadlines import deadline, inherited, reminder
from bot.timing import Holidays, Hours, is_working

HOLIDAYS = Holidays()
VIENNA = Hours(zone="Europe/Vienna", start=time(9), end=time(17, 30), country="AT")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "amount", "due"),
    [
        ("2027-01-12 09:00", 8, "2027-01-13 08:30"),  # Tuesday at ten: seven hours and a half today, then half an hour
        ("2027-01-12 21:00", 8, "2027-01-13 16:00"),
        ("2027-03-26 14:00", 8, "2027-03-30 12:30"),  # a weekend, Easter Monday and summer time between
        ("2027-01-05 15:30", 1, "2027-01-05 16:30"),  # the end of a day is in it
        ("2027-01-05 16:00", 1, "2027-01-07 08:30"),  # Epiphany between
        ("2027-01-09 10:00", 0, "2027-01-11 08:00"),
    ],
)
def test_a_deadline(asked: str, amount: int, due: str) -> None:
    assert deadline(utc(asked), Decimal(amount), VIENNA, HOLIDAYS) == utc(due)


def test_who_is_away_has_their_hours_once_they_are_back() -> None:
    asked, back = utc("2027-01-12 09:00"), utc("2027-01-18 00:00")
    assert deadline(asked, Decimal(8), VIENNA, HOLIDAYS, back) == utc("2027-01-18 16:00")


def test_a_reminder_comes_when_a_quarter_is_left() -> None:
    asked, due = utc("2027-01-12 09:00"), utc("2027-01-13 08:30")
    assert reminder(asked, due, Decimal(8), VIENNA, HOLIDAYS) == utc("2027-01-12 15:00")
    assert reminder(asked, utc("2027-01-12 10:00"), Decimal(1), VIENNA, HOLIDAYS) is None


def test_a_reminder_at_the_end_of_a_day_comes_a_little_earlier() -> None:
    asked = utc("2027-01-12 10:30")
    assert reminder(asked, utc("2027-01-13 10:00"), Decimal(8), VIENNA, HOLIDAYS) == utc("2027-01-12 16:00")


ZONES = ("Europe/Vienna", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/St_Johns", "UTC")
HOURS = st.builds(
    lambda zone, start, length, days, country: Hours(
        zone=zone, start=time(start), end=time(start + length), days=days, country=country
    ),
    st.sampled_from(ZONES),
    st.integers(0, 14),
    st.integers(3, 9),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(("AT", "US", "JP", None)),
)
MOMENTS = st.datetimes(datetime(2026, 12, 1), datetime(2028, 2, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
AMOUNTS = st.decimals(Decimal("0.5"), Decimal(60), places=2)


def within(moment: datetime, hours: Hours) -> bool:
    """In working time, or at the very end of it."""
    return is_working(moment, hours, HOLIDAYS) or is_working(moment - timedelta(minutes=1), hours, HOLIDAYS)


@given(MOMENTS, AMOUNTS, HOURS)
def test_a_deadline_is_never_outside_working_time(asked: datetime, amount: Decimal, hours: Hours) -> None:
    due = deadline(asked, amount, hours, HOLIDAYS)
    assert due > asked
    assert within(due, hours)


@given(MOMENTS, AMOUNTS, HOURS)
def test_a_reminder_is_between_and_in_working_time(asked: datetime, amount: Decimal, hours: Hours) -> None:
    due = deadline(asked, amount, hours, HOLIDAYS)
    moment = reminder(asked, due, amount, hours, HOLIDAYS)
    if moment is not None:
        assert asked < moment < due
        assert is_working(moment, hours, HOLIDAYS)


@given(MOMENTS, st.timedeltas(timedelta(days=-5), timedelta(days=9)), AMOUNTS, HOURS)
def test_who_takes_over_has_an_hour_at_least(now: datetime, ahead: timedelta, amount: Decimal, hours: Hours) -> None:
    due = inherited(now + ahead, now, amount, hours, HOLIDAYS)
    assert within(due, hours)
    assert due >= deadline(now, min(amount, Decimal(1)), hours, HOLIDAYS)
    if ahead > timedelta(0):
        assert due <= max(now + ahead, deadline(now, min(amount, Decimal(1)), hours, HOLIDAYS))
