"""Attention as a budget: the first moment at which a message may ask for somebody's attention."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.timing import Holidays, Hours, as_utc, next_working

BUDGET = 3
WINDOW = timedelta(days=7)


class Attention(StrEnum):
    """How a message asks for attention, and with it what it must wait for."""

    REPLY = "reply"  # answers what the person just did: at once
    URGENT = "urgent"  # a manager marked it: at once
    ALERT = "alert"  # names the person: in working hours
    UNASKED = "unasked"  # in working hours, within the budget, after snooze and absence


def earliest(wanted: datetime, spent: Sequence[datetime], budget: int = BUDGET, window: timedelta = WINDOW) -> datetime:
    """Return the first moment from `wanted` on at which one more message leaves at most `budget` in every `window`.

    `spent` are the moments of the unasked messages already sent or planned, earlier and later ones, in any order.
    Two messages exactly one window apart do not share one.
    """
    if budget < 1:
        raise ValueError("The budget must allow at least one message. To send none, switch the practice off.")
    if window <= timedelta(0):
        raise ValueError("The window of the budget must be longer than nothing.")
    moment = as_utc(wanted)
    taken = sorted(as_utc(at) for at in spent)
    for first, last in zip(taken, taken[budget - 1 :], strict=False):
        # These `budget` messages and one more must not fit into one window.
        if last - first < window and last - window < moment < first + window:
            moment = first + window
    return moment


def when(  # noqa: PLR0913 - everything that may hold a message back, in one place
    wanted: datetime,
    kind: Attention,
    hours: Hours,
    holidays: Holidays,
    spent: Sequence[datetime] = (),
    *,
    snoozed_until: datetime | None = None,
    away_until: datetime | None = None,
    at: time | None = None,
    budget: int = BUDGET,
) -> datetime:
    """Return when a message of this kind may go: the first moment from `wanted` on that nothing forbids.

    `at` is the wall time that is wished for, such as 10:00; replies and urgent messages don't wait for it.
    """
    moment = as_utc(wanted)
    if kind in {Attention.REPLY, Attention.URGENT}:
        return moment
    if kind is Attention.ALERT:
        return next_working(moment, hours, holidays, at)
    moment = max([moment, *(as_utc(until) for until in (snoozed_until, away_until) if until)])
    while True:
        working = next_working(moment, hours, holidays, at)
        moment = earliest(working, spent, budget)
        if moment == working:
            return moment
