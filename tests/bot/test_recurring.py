"""The rhythms in which meetings recur: presets and rules, in words and back, from a day on."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest

from bot.conversation.reading import Reader
from bot.recurring import NTH, Every, Pattern, Schedule, beginning, cadence_of, pattern_of, rhythm
from bot.timing import check_rule

EVERY: tuple[Every, ...] = ("week", "two_weeks", "month", "two_months", "quarter")
NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


def words(rule: str) -> str:
    return Reader(now=NOW, zone="Europe/Vienna").plain(rhythm(rule, datetime(2027, 1, 12, 9)))  # noqa: DTZ001  wall time


def days(every: Every, weekday: int, nth: int, count: int) -> list[str]:
    series = beginning(Pattern(every, weekday, nth).rule, time(9), "Europe/Berlin", NOW)
    assert series is not None
    return [f"{each:%Y-%m-%d}" for each in islice(series.all_after(series.first - timedelta(seconds=1)), count)]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("nth", NTH)
def test_a_preset_is_a_rule_and_is_known_again(every: Every, nth: int) -> None:
    for weekday in range(7):
        pattern = Pattern(every, weekday, nth)
        assert check_rule(pattern.rule) == []
        known = pattern_of(pattern.rule)
        assert known is not None
        assert known.rule == pattern.rule
        assert (known.every, known.weekday) == (every, weekday)


def test_any_other_rule_is_none_and_pulses_know_the_first_ones_only() -> None:
    assert pattern_of("FREQ=MONTHLY;BYDAY=TU") is None
    assert pattern_of("FREQ=MONTHLY;BYDAY=-2TU") is None
    assert cadence_of(Pattern("month", 1, 2).rule) == ("own", None)
    assert cadence_of(Pattern("month", 1).rule) == ("month", 1)


@pytest.mark.parametrize(
    ("every", "weekday", "nth", "expected"),
    [
        ("week", 1, 1, ["2027-01-12", "2027-01-19", "2027-01-26"]),
        ("two_weeks", 1, 1, ["2027-01-12", "2027-01-26", "2027-02-09"]),
        ("month", 1, 1, ["2027-02-02", "2027-03-02", "2027-04-06"]),
        ("month", 4, -1, ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("two_months", 1, 1, ["2027-02-02", "2027-04-06", "2027-06-01"]),  # from the next one on
        ("quarter", 3, 2, ["2027-01-14", "2027-04-08", "2027-07-08"]),
    ],
)
def test_when_presets_are(every: Every, weekday: int, nth: int, expected: list[str]) -> None:
    assert days(every, weekday, nth, 3) == expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (Pattern("week", 0), "every Monday at 09:00"),
        (Pattern("two_weeks", 4), "every second Friday at 09:00"),
        (Pattern("month", 1), "on the first Tuesday of each month at 09:00"),
        (Pattern("month", 3, -1), "on the last Thursday of each month at 09:00"),
        (Pattern("two_months", 2, 3), "on the third Wednesday of every second month at 09:00"),
        (Pattern("quarter", 0, 4), "on the fourth Monday of each quarter at 09:00"),
    ],
)
def test_a_rhythm_in_words(pattern: Pattern, said: str) -> None:
    assert words(pattern.rule) == said


def test_all_that_come_are_the_same_one_by_one() -> None:
    schedule = Schedule("FREQ=DAILY;COUNT=5;BYDAY=MO,TU,WE,TH,FR", datetime(2027, 1, 14, 9), "UTC")  # noqa: DTZ001
    found, one = list(schedule.all_after(schedule.first)), schedule.following(schedule.first)
    walked = list[datetime]()
    while one is not None:
        walked.append(one)
        one = schedule.following(one)
    assert found == walked
    assert [each.date() for each in found] == [date(2027, 1, day) for day in (15, 18, 19, 20)]
    once = Schedule("", schedule.first, "UTC")
    assert list(once.all_after(schedule.first)) == []
    assert list(once.all_after(schedule.first - timedelta(days=1))) == [schedule.first]
