"""What public holidays do to a meeting, and when its agenda goes out."""

from datetime import UTC, datetime

import pytest

from bot.meetings.placing import Calendar, Policy, country_of
from bot.recurring import Pattern, Schedule
from bot.timing import Holidays


def calendar(rule: str, first: str, policy: Policy = "after", zone: str = "Europe/Vienna", **more: int) -> Calendar:
    return Calendar(Schedule(rule, local(first), zone), policy, "AT", Holidays(), **more)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


WEEKLY = Pattern("week", 4).rule  # Fridays


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("keep", "2026-12-25T09:00"),
        ("skip", None),
        ("after", "2026-12-28T09:00"),  # the 26th is a holiday as well, and a Saturday
        ("before", "2026-12-24T09:00"),
    ],
)
def test_christmas_on_a_friday(policy: Policy, expected: str | None) -> None:
    found = calendar(WEEKLY, "2026-12-04T09:00", policy).place(local("2026-12-25T09:00"))
    assert found == (local(expected).replace(hour=8, tzinfo=UTC) if expected else None)


def test_where_it_meets_on_the_next_day_anyway_it_is_not_held_twice() -> None:
    mondays_too = "FREQ=WEEKLY;BYDAY=MO,FR"
    assert calendar(mondays_too, "2026-12-04T09:00").place(local("2026-12-25T09:00")) is None
    assert calendar(mondays_too, "2026-12-04T09:00", "before").place(local("2026-12-25T09:00")) is not None


def test_two_of_one_long_weekend_are_held_once() -> None:
    both = calendar("FREQ=WEEKLY;BYDAY=FR,SA", "2026-12-04T09:00")
    assert both.place(local("2026-12-25T09:00")) == datetime(2026, 12, 28, 8, tzinfo=UTC)
    assert both.place(local("2026-12-26T09:00")) is None


def test_the_hour_stays_when_the_clocks_change() -> None:
    sundays = calendar(Pattern("week", 6).rule, "2027-03-21T09:00", zone="Europe/Berlin")
    assert sundays.place(local("2027-03-21T09:00")) == datetime(2027, 3, 21, 8, tzinfo=UTC)
    assert sundays.place(local("2027-03-28T09:00")) == datetime(2027, 3, 28, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "lead", "expected"),
    [
        (datetime(2027, 3, 2, 8, tzinfo=UTC), 2, datetime(2027, 2, 26, 8, tzinfo=UTC)),
        (datetime(2027, 3, 30, 7, tzinfo=UTC), 2, datetime(2027, 3, 25, 8, tzinfo=UTC)),  # over Easter Monday
        (datetime(2027, 3, 2, 18, tzinfo=UTC), 1, datetime(2027, 3, 1, 15, 30, tzinfo=UTC)),  # in the evening
    ],
)
def test_the_agenda_goes_out_so_many_business_days_before(starts: datetime, lead: int, expected: datetime) -> None:
    assert calendar(WEEKLY, "2026-12-04T09:00", lead=lead).agenda_out(starts) == expected


def test_whose_holidays_count() -> None:
    assert country_of("DE-BY", "AT", "Europe/London") == "DE-BY"
    assert country_of("", "AT", "Europe/London") == "AT"
    assert country_of("", "", "Europe/London") == "GB"
    assert country_of("", "", "UTC") is None
