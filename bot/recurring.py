"""Series: what recurs when, in the words in which people set it up. Pure.

An occurrence is a wall time in the series' own zone (naive), and that is what it is known by. Moments are in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.conversation.words import Day, T, Words
from bot.timing import check_rule, next_occurrence, occurrences, resolve, wall_time

Cadence = Literal["week", "two_weeks", "month", "quarter", "once", "own"]

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES: Final = (
    T("Monday"),
    T("Tuesday"),
    T("Wednesday"),
    T("Thursday"),
    T("Friday"),
    T("Saturday"),
    T("Sunday"),
)
_ANY_SHIFT: Final = timedelta(hours=26)
"""More than any zone has ever moved its clocks."""
_RULES: Final[dict[Cadence, str]] = {
    "week": "FREQ=WEEKLY;BYDAY={day}",
    "two_weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "month": "FREQ=MONTHLY;BYDAY=1{day}",
    "quarter": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1{day}",
}


def rule_of(cadence: Cadence, weekday: int) -> str:
    """The RFC 5545 rule of a usual rhythm on a day of the week (0 is Monday); "once" has none."""
    return _RULES[cadence].format(day=DAYS[weekday]) if cadence in _RULES else ""


def cadence_of(rule: str) -> tuple[Cadence, int | None]:
    """The usual rhythm that a rule says, with its weekday; "own" for any other rule."""
    if not rule:
        return "once", None
    for cadence in _RULES:
        for weekday in range(len(DAYS)):
            if rule == rule_of(cadence, weekday):
                return cadence, weekday
    return "own", None


Every = Literal["week", "two_weeks", "month", "two_months", "quarter"]
_PATTERNS: Final[dict[Every, str]] = {
    "week": "FREQ=WEEKLY;BYDAY={day}",
    "two_weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "month": "FREQ=MONTHLY;BYDAY={nth}{day}",
    "two_months": "FREQ=MONTHLY;INTERVAL=2;BYDAY={nth}{day}",
    "quarter": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY={nth}{day}",
}
_SECOND: Final = "INTERVAL=2;"
NTH: Final = (1, 2, 3, 4, -1)
"""Which of its weekdays in a month; -1 is the last."""


@dataclass(frozen=True)
class Pattern:
    """A usual rhythm: every week, every second one, or on the nth such weekday (0 is Monday) of a month.

    More than `Cadence` knows, which is about the first ones.
    """

    every: Every
    weekday: int
    nth: int = 1

    @property
    def rule(self) -> str:
        return _PATTERNS[self.every].format(day=DAYS[self.weekday], nth=self.nth)


def pattern_of(rule: str) -> Pattern | None:
    """The usual rhythm that a rule says; None for any other rule."""
    every_one = (Pattern(every, day, nth) for every in _PATTERNS for day in range(len(DAYS)) for nth in NTH)
    return next((each for each in every_one if each.rule == rule), None)


def tidy(rule: str) -> str:
    """A rule as it is kept: in capitals, without what may be left out."""
    return rule.strip().upper().removeprefix("RRULE:").rstrip(";")


@dataclass(frozen=True)
class Schedule:
    """A series in its own zone. `first` is its first occurrence; without a rule it is the only one."""

    rule: str
    first: datetime
    zone: str

    def moment(self, occurrence: datetime) -> datetime:
        return resolve(occurrence, self.zone)

    def following(self, occurrence: datetime) -> datetime | None:
        """The occurrence that comes after another one."""
        if not self.rule:
            return self.first if self.first > occurrence else None
        return next_occurrence(self.rule, self.first, occurrence)

    def all_after(self, occurrence: datetime) -> Iterator[datetime]:
        """All occurrences that come after another one, or after any wall time."""
        if self.rule:
            return occurrences(self.rule, self.first, occurrence)
        return iter((self.first,) if self.first > occurrence else ())

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence that is later than a moment; None when the series is over."""
        found = self.following(wall_time(moment, self.zone) - _ANY_SHIFT)
        while found is not None and self.moment(found) <= moment:
            found = self.following(found)
        return found

    def newest(self, since: datetime, moment: datetime) -> datetime:
        """The last occurrence that is not later than a moment, from `since` on, which is one that isn't."""
        window, found = timedelta(days=1), None
        local = wall_time(moment, self.zone)
        # Ever further back, so that years of daily occurrences are not walked through one by one.
        while found is None or self.moment(found) > moment:
            begin = max(local - window, since - timedelta(seconds=1))
            found = self.following(begin)
            window *= 2
            if begin < since and (found is None or self.moment(found) > moment):
                return since
        while (later := self.following(found)) is not None and self.moment(later) <= moment:
            found = later
        return found


def beginning(rule: str, at: time, zone: str, now: datetime, day: date | None = None) -> Schedule | None:
    """The series that begins on or after a day, or with its first occurrence after now. None if nothing is ahead.

    `rule` is one without problems (`check_rule`), or empty for a single occurrence.
    """
    begin = datetime.combine(day or wall_time(now, zone).date(), at)
    # The next Tuesday, also where only every second one counts: the count begins with it.
    search = rule.replace(_SECOND, "") if pattern_of(rule) else rule
    series = Schedule(search, begin, zone)
    first = series.following(begin - timedelta(seconds=1)) if day else series.after(now)
    made = Schedule(rule, first, zone) if first is not None else None
    return made if made is not None and made.after(now) is not None else None


def problems(rule: str) -> list[str]:
    """What is wrong with a rule of somebody's own, a sentence each."""
    return check_rule(rule)


_ORDINALS: Final = {1: T("first"), 2: T("second"), 3: T("third"), 4: T("fourth"), -1: T("last")}


def rhythm(rule: str, first: datetime) -> Words:
    """How often, in words: "every Tuesday at 09:00"."""
    clock = first.strftime("%H:%M")
    if not rule:
        return T("once, on {day} at {time}", day=Day(day=first.date()), time=clock)
    pattern = pattern_of(rule)
    if pattern is None:
        return T("by the rule {rule}, at {time}", rule=rule, time=clock)
    day, nth = DAY_NAMES[pattern.weekday], _ORDINALS[pattern.nth]
    match pattern.every:
        case "week":
            return T("every {weekday} at {time}", weekday=day, time=clock)
        case "two_weeks":
            return T("every second {weekday} at {time}", weekday=day, time=clock)
        case "month":
            return T("on the {nth} {weekday} of each month at {time}", nth=nth, weekday=day, time=clock)
        case "two_months":
            return T("on the {nth} {weekday} of every second month at {time}", nth=nth, weekday=day, time=clock)
    return T("on the {nth} {weekday} of each quarter at {time}", nth=nth, weekday=day, time=clock)
