"""When somebody is reminded: two working days before, on the day, and each week from then on."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.action_items.reminding import BEFORE, ON_THE_DAY, moment_of, next_stage, stage_at
from bot.timing import Holidays, Hours, is_working, wall_time

VIENNA = Hours(zone="Europe/Vienna", country="AT")
HOLIDAYS = Holidays()


def local(stage: int, due: str, hours: Hours = VIENNA) -> str:
    moment = moment_of(stage, date.fromisoformat(due), hours, HOLIDAYS)
    return f"{wall_time(moment, hours.zone):%Y-%m-%d %H:%M}"


def test_on_ordinary_days() -> None:
    assert local(BEFORE, "2027-01-15") == "2027-01-13 10:00"
    assert local(ON_THE_DAY, "2027-01-15") == "2027-01-15 10:00"
    assert local(1, "2027-01-15") == "2027-01-22 10:00"
    assert local(2, "2027-01-15") == "2027-01-29 10:00"


def test_over_weekends_and_holidays() -> None:
    assert local(BEFORE, "2027-01-18") == "2027-01-14 10:00", "Monday: not on Saturday"
    assert local(ON_THE_DAY, "2027-01-17") == "2027-01-15 10:00", "due on a Sunday: the Friday before"
    assert local(BEFORE, "2027-03-30") == "2027-03-25 10:00", "Easter Monday lies between"
    assert local(1, "2026-12-18") == "2026-12-28 10:00", "the 25th is a holiday: the next working day"


def test_who_starts_later_is_reminded_later() -> None:
    late = Hours(zone="America/New_York", start=datetime(2027, 1, 1, 11).time())  # noqa: DTZ001  a wall time
    assert local(ON_THE_DAY, "2027-01-15", late) == "2027-01-15 11:00"


def test_which_is_next() -> None:
    due = date(2027, 1, 15)
    at = datetime(2027, 1, 11, 9, tzinfo=UTC)
    stages = []
    for _ in range(4):
        stage, at = next_stage(due, at, VIENNA, HOLIDAYS)
        stages.append(stage)
    assert stages == [BEFORE, ON_THE_DAY, 1, 2]
    assert stage_at(due, datetime(2027, 1, 12, tzinfo=UTC), VIENNA, HOLIDAYS) is None
    assert stage_at(due, datetime(2027, 3, 12, 12, tzinfo=UTC), VIENNA, HOLIDAYS) == 8, "down for weeks: the last one"


@given(
    due=st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    ahead=st.integers(-40, 400),
    zone=st.sampled_from(["Europe/Vienna", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata"]),
)
def test_the_next_one_is_ahead_and_within_working_hours(due: date, ahead: int, zone: str) -> None:
    hours = Hours(zone=zone, country="AT")
    now = datetime(due.year, due.month, due.day, 13, tzinfo=UTC) + timedelta(days=ahead)
    stage, moment = next_stage(due, now, hours, HOLIDAYS)
    assert moment > now
    assert is_working(moment, hours, HOLIDAYS)
    if stage > BEFORE:
        assert moment_of(stage - 1, due, hours, HOLIDAYS) <= now, "none is left out"
    if stage == ON_THE_DAY:
        assert wall_time(moment, zone).date() <= due, "not when it is late already"
