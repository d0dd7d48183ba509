"""When somebody is reminded of an action item. Pure; days are those of the person reminded, moments in UTC.

Two working days before it is due, on the day, and then every week, on the weekday on which it was due. What falls on a
day on which they don't work goes out on the working day before, while it is not late yet, and after it from then on.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.timing import Holidays, Hours, last_working_before, next_working, resolve, wall_time

GOOD: Final = time(10)
"""A good hour."""
BEFORE: Final = -1
ON_THE_DAY: Final = 0
BUSINESS_DAYS: Final = 2
COPIED: Final = 2
"""From this week on the head of the side is told as well."""
_DAY: Final = timedelta(days=1)


def moment_of(stage: int, due: date, hours: Hours, holidays: Holidays) -> datetime:
    """`stage`: before it is due, on the day, or how many weeks after it."""
    if stage > ON_THE_DAY:
        return next_working(_midnight(due + stage * 7 * _DAY, hours), hours, holidays, GOOD)
    found = last_working_before(_midnight(due + _DAY, hours), hours, holidays, GOOD)
    if stage == ON_THE_DAY:
        return found
    day = due
    for _ in range(BUSINESS_DAYS):
        found = last_working_before(_midnight(day, hours), hours, holidays, GOOD)
        day = wall_time(found, hours.zone).date()
    return found


def _midnight(day: date, hours: Hours) -> datetime:
    return resolve(datetime.combine(day, time()), hours.zone)


def next_stage(due: date, after: datetime, hours: Hours, holidays: Holidays) -> tuple[int, datetime]:
    """The first reminder later than a moment."""
    late = (wall_time(after, hours.zone).date() - due).days
    stage = max(BEFORE, late // 7 - 2)
    while (moment := moment_of(stage, due, hours, holidays)) <= after:
        stage += 1
    return stage, moment


def stage_at(due: date, now: datetime, hours: Hours, holidays: Holidays) -> int | None:
    """Which reminder it is time for: the last one whose moment has come; None before the first."""
    stage, _ = next_stage(due, now, hours, holidays)
    return stage - 1 if stage > BEFORE else None
