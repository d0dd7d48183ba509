"""Until when each wave of a survey is open, and what becomes of what was missed. Pure. Moments are in UTC."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.recurring import Schedule
from bot.timing import (
    Holidays,
    Hours,
    add_working_days,
    last_working_before,
    next_working,
    resolve,
    wall_time,
)

CLOSING: Final = time(17)
REMINDING: Final = time(10)
AHEAD: Final = timedelta(minutes=15)
"""So long before its hour a wave is opened: then the invitations are ready when the hour strikes."""
LONGEST_LATE: Final = timedelta(days=7)
"""How late the only, or last, occurrence may still be opened."""
_LAST_CHANCE: Final = timedelta(hours=2)
_MOMENT_BEFORE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Due:
    """What a timer that comes due means: the occurrence to open, if any, what is left out, and what comes next."""

    opens: datetime | None
    skipped: bool
    following: datetime | None


def due(schedule: Schedule, occurrence: datetime, now: datetime) -> Due:
    """What to do at the time of an occurrence, or long after it, if nobody was there to do it.

    The newest one is opened late if less than half of its interval has passed; older ones are left out.
    """
    newest = schedule.newest(occurrence, now + AHEAD)
    following = schedule.following(newest)
    late = now - schedule.moment(newest)
    if following is None:
        in_time = late <= LONGEST_LATE
    else:
        in_time = 2 * late < schedule.moment(following) - schedule.moment(newest)
    return Due(
        opens=newest if in_time else None,
        skipped=not in_time or newest != occurrence,
        following=following,
    )


def closing(
    opened: datetime, days: int, zone: str, country: str | None, holidays: Holidays, following: datetime | None = None
) -> datetime:
    """So many working days on at 17:00 of the zone; before the next wave opens (`following`, a moment) in any case."""
    hours = Hours(zone=zone, country=country)
    last = wall_time(add_working_days(opened, days, hours, holidays), zone)
    wanted = resolve(datetime.combine(last.date(), CLOSING), zone)
    if following is None or wanted < following - AHEAD:
        return wanted
    until_late = Hours(zone=zone, end=time(18), country=country)
    earlier = last_working_before(following - AHEAD - _MOMENT_BEFORE, until_late, holidays, CLOSING)
    return earlier if earlier > opened else following - AHEAD - _MOMENT_BEFORE


def midway(opened: datetime, closes: datetime, zone: str, country: str | None, holidays: Holidays) -> datetime | None:
    """The beginning of the working day next to the middle, on which to remind. None where there is no time for it.

    It is the day's beginning so that everybody can be reminded at a good hour of their own.
    """
    hours = Hours(zone=zone, country=country)
    middle = opened + (closes - opened) / 2
    for hour in sorted(
        (last_working_before(middle, hours, holidays, REMINDING), next_working(middle, hours, holidays, REMINDING)),
        key=lambda each: abs(each - middle),
    ):
        begins = resolve(datetime.combine(wall_time(hour, zone).date(), time(0)), zone)
        if opened < begins and hour <= closes - _LAST_CHANCE:
            return begins
    return None
