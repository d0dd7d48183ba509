"""When a survey recurs, until when each of its waves is open, and what becomes of what was missed. Pure.

An occurrence is a wall time in the survey's own zone (naive), and that is what it is known by. Moments are in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.conversation.words import Day, T, Words
from bot.timing import (
    Holidays,
    Hours,
    add_working_days,
    check_rule,
    last_working_before,
    next_occurrence,
    next_working,
    resolve,
    wall_time,
)

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
CLOSING: Final = time(17)
REMINDING: Final = time(10)
AHEAD: Final = timedelta(minutes=15)
"""So long before its hour a wave is opened: then the invitations are ready when the hour strikes."""
LONGEST_LATE: Final = timedelta(days=7)
"""How late the only, or last, occurrence may still be opened."""
_LAST_CHANCE: Final = timedelta(hours=2)
_MOMENT_BEFORE: Final = timedelta(minutes=1)
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
    search = rule.replace("INTERVAL=2;", "") if cadence_of(rule)[0] == "two_weeks" else rule
    series = Schedule(search, begin, zone)
    first = series.following(begin - timedelta(seconds=1)) if day else series.after(now)
    made = Schedule(rule, first, zone) if first is not None else None
    return made if made is not None and made.after(now) is not None else None


def problems(rule: str) -> list[str]:
    """What is wrong with a rule of somebody's own, a sentence each."""
    return check_rule(rule)


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


def rhythm(rule: str, first: datetime) -> Words:
    """How often, in words: "every Tuesday at 09:00"."""
    cadence, weekday = cadence_of(rule)
    clock = first.strftime("%H:%M")
    if weekday is None:
        if cadence == "once":
            return T("once, on {day} at {time}", day=Day(day=first.date()), time=clock)
        return T("by the rule {rule}, at {time}", rule=rule, time=clock)
    name = DAY_NAMES[weekday]
    match cadence:
        case "week":
            return T("every {weekday} at {time}", weekday=name, time=clock)
        case "two_weeks":
            return T("every second {weekday} at {time}", weekday=name, time=clock)
        case "month":
            return T("on the first {weekday} of each month at {time}", weekday=name, time=clock)
    return T("on the first {weekday} of each quarter at {time}", weekday=name, time=clock)
