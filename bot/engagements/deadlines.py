"""Deadlines and reminders, in the working time of the person asked. Pure; every moment is in UTC.

A deadline lies within somebody's working time, or at its very end (17:30).
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.timing import Holidays, Hours, add_working_hours, is_working, last_working_before

LEFT: Final = Decimal("0.25")
"""A reminder comes when a quarter of the time is left,"""
SHORTEST: Final = Decimal(2)
"""and none where there were fewer hours than these in all: it would come on the heels of the alert."""
AT_LEAST: Final = Decimal(1)
"""So many hours has whoever is handed something, however late that is."""
LAST_CALL: Final = timedelta(minutes=30)


def deadline(
    asked: datetime, amount: Decimal, hours: Hours, holidays: Holidays, away_until: datetime | None = None
) -> datetime:
    """When so many of their working hours have passed; those of somebody who is away begin when they are back."""
    return add_working_hours(max(asked, away_until or asked), amount, hours, holidays)


def inherited(kept: datetime, now: datetime, amount: Decimal, hours: Hours, holidays: Holidays) -> datetime:
    """The deadline of whoever takes over: the one that there was, fitted into their own working time.

    They have an hour at least. What was late already has all of its hours anew: late it stays anyway.
    """
    if kept <= now:
        return add_working_hours(now, amount, hours, holidays)
    least = add_working_hours(now, min(AT_LEAST, amount), hours, holidays)
    return max(least, _fitted(kept, hours, holidays))


def reminder(asked: datetime, due: datetime, amount: Decimal, hours: Hours, holidays: Holidays) -> datetime | None:
    """The working moment at which to remind somebody, once; None where there is no time for it."""
    if amount < SHORTEST:
        return None
    moment = add_working_hours(asked, amount * (1 - LEFT), hours, holidays)
    if not is_working(moment, hours, holidays):  # the very end of a day: a little earlier is of more use
        moment = last_working_before(moment - LAST_CALL, hours, holidays)
    return moment if asked < moment < due else None


def _fitted(moment: datetime, hours: Hours, holidays: Holidays) -> datetime:
    """The moment itself in working time, or at its end; else the end of the working time before it."""
    if is_working(moment, hours, holidays):
        return moment
    last = last_working_before(moment, hours, holidays)
    return add_working_hours(last, timedelta(minutes=1), hours, holidays) if last < moment else moment
