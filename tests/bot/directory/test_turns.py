"""Whose turn it is to confirm: once a quarter, spread over its days, however often somebody is looked at."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from bot.directory.turns import CATCHING_UP, FRESH, QUARTER, WEEK, due, most_a_day, turn
from storage.stewardship import Standing

ZONE = "Europe/Vienna"
ANNA = 7
DAY = turn(ANNA, date(2027, 6, 30))


def standing(number: int = 1, **fields: object) -> Standing:
    blank = {"person": ANNA, "state": "new", "confirmed": None, "asked": None, "reminded": 0}
    return Standing(contact=number, **{**blank, **fields})  # type: ignore[arg-type]


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def test_everybody_has_one_working_day_a_quarter() -> None:
    begin = date(2027, 1, 4)
    for person in range(1, 200):
        days = {turn(person, begin + timedelta(days=each)) for each in range(364)}
        inside = sorted(day for day in days if day >= begin)
        assert len(inside) == 4
        assert {later - sooner for sooner, later in pairwise(inside)} == {QUARTER}
        assert all(day.weekday() < 5 for day in inside)
        assert turn(person, inside[0]) == inside[0]
        assert turn(person, inside[0] - timedelta(days=1)) == inside[0] - QUARTER


def test_the_days_are_used_alike() -> None:
    for people in (range(1, 651), range(0, 6500, 10), range(1, 8450, 13)):
        days = Counter(turn(person, date(2027, 6, 30)) for person in people)
        assert len(days) > 60
        assert max(days.values()) < 3 * len(people) / 65


def test_who_was_never_asked_waits_for_their_turn() -> None:
    assert due(ANNA, [standing()], DAY, ZONE).ask == (1,)
    assert due(ANNA, [standing()], DAY + CATCHING_UP, ZONE).ask == (1,)
    assert not due(ANNA, [standing()], DAY + CATCHING_UP + timedelta(days=1), ZONE).anything
    assert not due(ANNA, [standing()], DAY - timedelta(days=1), ZONE).anything
    assert due(ANNA, [standing()], DAY + 3 * WEEK, ZONE, however_late=True).ask == (1,)


def test_who_was_asked_before_is_asked_again_however_late() -> None:
    before = at(DAY - QUARTER)
    confirmed = standing(state="confirmed", asked=before, confirmed=before + timedelta(hours=1))
    assert due(ANNA, [confirmed], DAY + 5 * WEEK, ZONE).ask == (1,)
    assert not due(ANNA, [confirmed], DAY - timedelta(days=1), ZONE).anything


def test_what_was_said_shortly_before_is_not_asked() -> None:
    fresh = standing(1, state="confirmed", confirmed=at(DAY - FRESH))
    old = standing(2, state="confirmed", confirmed=at(DAY - FRESH - timedelta(days=1)))
    assert due(ANNA, [fresh, old], DAY, ZONE).ask == (2,)
    assert not due(ANNA, [fresh], DAY, ZONE).anything


def test_two_reminders_a_week_apart_and_then_it_is_given_up() -> None:
    asked = standing(asked=at(DAY))
    assert not due(ANNA, [asked], DAY + timedelta(days=6), ZONE).anything
    assert due(ANNA, [asked], DAY + WEEK, ZONE).remind == (asked,)
    once = standing(asked=at(DAY + WEEK), reminded=1)
    assert not due(ANNA, [once], DAY + WEEK + timedelta(days=6), ZONE).anything
    assert due(ANNA, [once], DAY + 2 * WEEK, ZONE).remind == (once,)
    twice = standing(asked=at(DAY + 2 * WEEK), reminded=2)
    assert due(ANNA, [twice], DAY + 3 * WEEK, ZONE).give_up == (1,)
    stale = standing(asked=at(DAY + 2 * WEEK), reminded=2, state="stale")
    assert not due(ANNA, [stale], DAY + 4 * WEEK, ZONE).anything
    assert due(ANNA, [stale], DAY + QUARTER, ZONE).ask == (1,)


def test_a_message_that_the_budget_holds_back_is_waited_for() -> None:
    planned = standing(asked=at(DAY + timedelta(days=9)))
    assert not due(ANNA, [planned], DAY + WEEK, ZONE).anything
    assert due(ANNA, [planned], DAY + timedelta(days=16), ZONE).remind == (planned,)


def test_a_day_has_its_limit() -> None:
    assert most_a_day(0) == most_a_day(10) == 5
    assert most_a_day(650) == 40
    assert most_a_day(651) == 41
