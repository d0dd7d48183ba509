"""A time zone as calendar programs want it: when it changes its clocks, as a rule. Comes in: its name and some years.

Outlook takes a zone only if it holds one standard time and at most one summer time, each with a yearly rule, so that is
what is written wherever the years allow it. Zones that change their clocks some other way get each change by its date.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SINCE: Final = 1970
"""Rules are written as if they had always been so, as programs expect it."""
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """The clocks change: at a wall time that still goes by the offset `before`."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def to_summer(self) -> bool:
        return self.after > self.before


@dataclass(frozen=True)
class Yearly:
    """Each year in the same way: on the nth such weekday (-1: the last) of a month."""

    change: Change
    nth: int

    @property
    def first(self) -> datetime:
        at = self.change.at
        begin, length = monthrange(_SINCE, at.month)
        day = 1 + (at.weekday() - begin) % 7 + 7 * (self.nth - 1 if self.nth > 0 else 0)
        if self.nth < 0:
            day += 7 * ((length - day) // 7)
        return at.replace(year=_SINCE, day=day)

    @property
    def rule(self) -> str:
        return f"FREQ=YEARLY;BYMONTH={self.change.at.month};BYDAY={self.nth}{DAYS[self.change.at.weekday()]}"


def vtimezone(name: str, first: int, last: int) -> Timezone:
    """The definition of a zone that is right in these years, both included."""
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    found = changes(zone, first, last)
    rules = yearly(found, first, last)
    if rules is not None:
        for each in rules:
            made.add_component(_observance(each.change, each.first, each.rule))
        if not rules:
            made.add_component(_steady(zone, first))
        return made
    made.add_component(_steady(zone, first))
    for same in _alike(found):
        made.add_component(_observance(same[0], same[0].at, "", [each.at for each in same[1:]]))
    return made


def changes(zone: ZoneInfo, first: int, last: int) -> list[Change]:
    """All changes of the clocks in these years, in order."""
    found: list[Change] = []
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(day, zone) != _offset(day + _DAY, zone):
            found.append(_change(day, zone))
        day += _DAY
    return found


def yearly(found: Sequence[Change], first: int, last: int) -> list[Yearly] | None:
    """The same as rules: none where the clocks never change; None where no rule of the usual kind says it."""
    years = range(first, last + 1)
    rules: list[Yearly] = []
    for to_summer in (False, True):
        some = [each for each in found if each.to_summer is to_summer]
        if not some:
            continue
        nth = _nth(some)
        alike = {(e.at.month, e.at.weekday(), e.at.time(), e.before, e.after, e.name) for e in some}
        if [each.at.year for each in some] != list(years) or len(alike) > 1 or nth is None:
            return None
        rules.append(Yearly(some[0], nth))
    return rules if len(rules) != 1 else None


def _nth(some: Sequence[Change]) -> int | None:
    """Which weekday of its month each of them is, if all are the same: the last, or else the first, second, ..."""
    if all(each.at.day + 7 > monthrange(each.at.year, each.at.month)[1] for each in some):
        return -1
    counted = {(each.at.day + 6) // 7 for each in some}
    return counted.pop() if len(counted) == 1 else None


def _alike(found: Sequence[Change]) -> list[list[Change]]:
    def kind(each: Change) -> tuple[timedelta, timedelta, str]:
        return each.before, each.after, each.name

    return [list(group) for _, group in groupby(sorted(found, key=lambda each: (kind(each), each.at)), key=kind)]


def _change(day: datetime, zone: ZoneInfo) -> Change:
    """The change within a day, to the minute."""
    low, high = day, day + _DAY
    while high - low > _MINUTE:
        middle = low + (high - low) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle <= low:
            middle = low + _MINUTE
        if _offset(middle, zone) == _offset(day, zone):
            low = middle
        else:
            high = middle
    before, after = _offset(low, zone), _offset(high, zone)
    return Change((high + before).replace(tzinfo=None), before, after, high.astimezone(zone).tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _steady(zone: ZoneInfo, year: int) -> TimezoneStandard:
    """The offset with which a year begins, as if it had always been so."""
    begin = datetime(year, 1, 1, tzinfo=zone)
    offset = begin.utcoffset() or timedelta()
    made = TimezoneStandard()
    made.add("dtstart", datetime(_SINCE, 1, 1))  # noqa: DTZ001  a wall time
    made.add("tzoffsetfrom", offset)
    made.add("tzoffsetto", offset)
    made.add("tzname", begin.tzname() or "")
    return made


def _observance(
    change: Change, begin: datetime, rule: str, more: Sequence[datetime] = ()
) -> TimezoneStandard | TimezoneDaylight:
    made = TimezoneDaylight() if change.to_summer else TimezoneStandard()
    made.add("dtstart", begin)
    if rule:
        made.add("rrule", vRecur.from_ical(rule))
    for each in more:
        made.add("rdate", each)
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    made.add("tzname", change.name)
    return made
