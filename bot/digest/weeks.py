"""Whose Monday is when, and which week a digest of a moment tells of. Pure."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.ports.meetings import DigestWeek
from bot.timing import resolve, wall_time

SHOWING: Final = time(9, 30)
"""The hour of a reader's Monday."""
_WEEK: Final = timedelta(days=7)
_SATURDAY: Final = 5
_PLANNING: Final = time(13)
"""On Saturday, when it is nowhere Monday yet."""


def monday(now: datetime, zone: str) -> datetime:
    """The next Monday at the hour of the digest."""
    return _next(0, SHOWING, now, zone)


def planning(now: datetime, zone: str) -> datetime:
    """When the digests of the next week are planned."""
    return _next(_SATURDAY, _PLANNING, now, zone)


def following(now: datetime, zone: str) -> datetime:
    """When the digest after the one of now is due, so that this one makes no sense any more.

    On a Sunday, a day before its hour, it is the coming Monday's already.
    """
    return monday(now + timedelta(days=1), zone)


def week_of(now: datetime, zone: str) -> DigestWeek:
    """The week that the digest of now tells of: the last one that is over on its Monday."""
    first = wall_time(following(now, zone), zone).date() - 2 * _WEEK
    midnight = datetime.combine(first, time(0))
    return DigestWeek(begins=first, zone=zone, start=resolve(midnight, zone), end=resolve(midnight + _WEEK, zone))


def _next(weekday: int, hour: time, now: datetime, zone: str) -> datetime:
    today = wall_time(now, zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    moment = resolve(datetime.combine(day, hour), zone)
    return moment if moment > now else resolve(datetime.combine(day + _WEEK, hour), zone)
