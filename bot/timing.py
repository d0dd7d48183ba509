"""When people work, and when things recur.

Every moment (an aware datetime) that comes in may be in any zone; every moment that goes out is in UTC. A naive
datetime always means wall time in a zone that is named beside it. Longer than most files because working time and
recurrences share one way of turning wall time into moments; the second half begins at "Recurrences".
"""

import difflib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global
from dateutil.rrule import rrulestr
from holidays import country_holidays

WEEKDAYS = frozenset(range(5))
LAST_CALL = timedelta(minutes=30)
_LAST_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(hours=20_000)
_DAY = timedelta(days=1)


def known_zone(name: str) -> bool:
    # These files lie beside the real zones: this machine's own zone, and variants that count leap seconds.
    if name in {"localtime", "posixrules", "Factory"} or name.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _zone(name: str) -> ZoneInfo:
    if known_zone(name):
        return ZoneInfo(name)
    near = difflib.get_close_matches(name, sorted(available_timezones()), n=1)
    hint = f"Did you mean {near[0]}?" if near else "Use a name such as Europe/Vienna or America/New_York."
    raise ValueError(f"There is no time zone called “{name}”. {hint}")


def as_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone. Give a moment in UTC.")
    return moment.astimezone(UTC)


def resolve(local: datetime, zone: str) -> datetime:
    """Return the moment of a wall time: the first one where it comes twice; later by the gap where it is skipped."""
    if local.tzinfo is not None:
        raise ValueError(f"{local.isoformat()} already has a time zone. Give wall time, without one.")
    return local.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)


def wall_time(moment: datetime, zone: str) -> datetime:
    """Return what the clock on the wall shows in `zone`, as a naive datetime."""
    return as_utc(moment).astimezone(_zone(zone)).replace(tzinfo=None, fold=0)


def country_of_zone(zone: str) -> str | None:
    """Return the ISO 3166 code of the country that a zone belongs to, or None (UTC, offsets, unknown names)."""
    territories = get_global("zone_territories")
    country = territories.get(zone) or territories.get(get_global("zone_aliases").get(zone, ""))
    return str(country) if country and re.fullmatch("[A-Z]{2}", country) and country != "ZZ" else None


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's working hours: from `start` until just before `end` on `days` (0 is Monday), in wall time of `zone`.

    `country` says whose public holidays are free: "AT", with a region "DE-BY", or None for none at all.
    """

    zone: str
    start: time = time(9)
    end: time = time(17)
    days: frozenset[int] = WEEKDAYS
    country: str | None = None

    def __post_init__(self) -> None:
        _zone(self.zone)
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("Working hours are wall time. Give them without a time zone of their own.")
        if self.start >= self.end:
            raise ValueError(f"Working hours must start before they end, not {self.start:%H:%M} to {self.end:%H:%M}.")
        if not self.days:
            raise ValueError("Choose at least one working day.")
        if not self.days <= frozenset(range(7)):
            raise ValueError("Working days are numbers from 0 (Monday) to 6 (Sunday).")


class Holidays:
    """Public holidays, the days on which they are observed included; each country and year is worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], frozenset[date]] = {}

    def is_holiday(self, day: date, country: str | None) -> bool:
        if not country:
            return False
        key = (country.upper(), day.year)
        if key not in self._known:
            self._known[key] = self._look_up(*key)
        return day in self._known[key]

    @staticmethod
    def _look_up(code: str, year: int) -> frozenset[date]:
        country, _, region = code.partition("-")
        # An unknown region falls back to its country, an unknown country to no holidays.
        for subdivision in [region, None] if region else [None]:
            try:
                with warnings.catch_warnings():
                    # Far years come with a warning that holidays by the moon are not worked out yet.
                    warnings.simplefilter("ignore")
                    return frozenset(country_holidays(country, subdiv=subdivision, years=year, observed=True))
            except NotImplementedError:
                continue
        return frozenset()


# Working time


@dataclass(frozen=True, slots=True)
class _Span:
    """One working day of a person; `end` is outside."""

    day: date
    begin: datetime
    end: datetime
    zone: str

    def at(self, clock: time) -> datetime:
        wished = resolve(datetime.combine(self.day, clock), self.zone)
        if wished >= self.end:
            return max(self.begin, self.end - LAST_CALL)
        return max(self.begin, wished)


def _spans(day: date, hours: Hours, holidays: Holidays, step: timedelta = _DAY) -> Iterator[_Span]:
    while True:
        if day.weekday() in hours.days and not holidays.is_holiday(day, hours.country):
            begin = resolve(datetime.combine(day, hours.start), hours.zone)
            end = resolve(datetime.combine(day, hours.end), hours.zone)
            if begin < end:  # not so where all of the hours fall into the night that a clock skips
                yield _Span(day, begin, end, hours.zone)
        day += step


def _spans_around(moment: datetime, hours: Hours, holidays: Holidays) -> Iterator[_Span]:
    # A day early: some zones set their clocks back over midnight, into the day before.
    return _spans(wall_time(moment, hours.zone).date() - _DAY, hours, holidays)


def is_working(moment: datetime, hours: Hours, holidays: Holidays) -> bool:
    return next_working(moment, hours, holidays) == as_utc(moment)


def next_working(moment: datetime, hours: Hours, holidays: Holidays, at: time | None = None) -> datetime:
    """Return the first moment in working hours, `moment` itself or later; with `at`, the first at that wall time.

    Who starts after `at` is given their start; who has left by `at` is given half an hour before they leave.
    """
    moment = as_utc(moment)
    for span in _spans_around(moment, hours, holidays):
        candidate = max(moment, span.begin) if at is None else span.at(at)
        if moment <= candidate < span.end:
            return candidate
    raise AssertionError  # pragma: no cover - working days never run out


def last_working_before(moment: datetime, hours: Hours, holidays: Holidays, at: time | None = None) -> datetime:
    """Return the last moment in working hours, `moment` itself or earlier; with `at`, the last at that wall time.

    After hours this is the day's last minute.
    """
    moment = as_utc(moment)
    tomorrow = wall_time(moment, hours.zone).date() + _DAY
    for span in _spans(tomorrow, hours, holidays, step=-_DAY):
        if at is not None:
            candidate = span.at(at)
        else:
            candidate = moment if moment < span.end else max(span.begin, span.end - _LAST_MINUTE)
        if span.begin <= candidate <= moment:
            return candidate
    raise AssertionError  # pragma: no cover - working days never run out


def add_working_hours(
    moment: datetime, hours_amount: Decimal | float | timedelta, hours: Hours, holidays: Holidays
) -> datetime:
    """Return when so much working time has passed; a deadline may be the very end of a day, such as 17:00.

    Counted are the hours that really pass, so a working night in which clocks change is longer or shorter.
    None at all gives the next moment in working hours.
    """
    left = _duration(hours_amount)
    if not left:
        return next_working(moment, hours, holidays)
    moment = as_utc(moment)
    for span in _spans_around(moment, hours, holidays):
        begin = max(moment, span.begin)
        if begin >= span.end:
            continue
        if left <= span.end - begin:
            return begin + left
        left -= span.end - begin
        moment = span.end
    raise AssertionError  # pragma: no cover - working days never run out


def _duration(amount: Decimal | float | timedelta) -> timedelta:
    if not isinstance(amount, timedelta):
        exact = Decimal(str(amount))
        in_range = exact.is_finite() and abs(exact) <= _LONGEST // timedelta(hours=1)
        amount = timedelta(microseconds=int(exact * 3_600_000_000)) if in_range else timedelta.max
    if not timedelta(0) <= amount <= _LONGEST:
        raise ValueError("Working hours to add must be a number from 0 to 20,000.")
    return amount


def add_working_days(moment: datetime, days: int, hours: Hours, holidays: Holidays) -> datetime:
    """Return the same wall time so many working days later; outside working hours, counting starts with the next."""
    if days < 0:
        raise ValueError("Working days to add must be 0 or more.")
    begin = next_working(moment, hours, holidays)
    local = wall_time(begin, hours.zone)
    if not days:
        return begin
    following = _spans(local.date() + _DAY, hours, holidays)
    return next(islice(following, days - 1, None)).at(local.time())


def subtract_working_days(moment: datetime, days: int, hours: Hours, holidays: Holidays) -> datetime:
    """Return the same wall time so many working days earlier; none gives the last moment in working hours.

    Who starts later is given their start, and who has left by then half an hour before they leave.
    """
    if days < 0:
        raise ValueError("Working days to subtract must be 0 or more.")
    if not days:
        return last_working_before(moment, hours, holidays)
    local = wall_time(moment, hours.zone)
    earlier = _spans(local.date() - _DAY, hours, holidays, step=-_DAY)
    return next(islice(earlier, days - 1, None)).at(local.time())


# Recurrences. A rule is one RFC 5545 RRULE; its occurrences are wall times, and that is what they are known by: the
# same occurrence keeps its name whatever becomes of the zone's offset.

_EXAMPLE = "Write one such as FREQ=MONTHLY;BYDAY=1TU (the first Tuesday of each month)."
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAY_NAME = "MO|TU|WE|TH|FR|SA|SU"
_NUMBERS = {  # part: lowest, highest, whether it may count from the end (-1 is the last)
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
}
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_NUMBERS)


def occurrence_key(local: datetime) -> str:
    return local.isoformat(timespec="seconds")


def next_occurrence(rule: str, first: datetime, after: datetime) -> datetime | None:
    """Return the first occurrence later than `after`, or None when the series is over; all three in wall time.

    `first` is where the series starts: intervals and counts begin there, and it is an occurrence only if it fits
    the rule. Raises ValueError with every problem that `check_rule` finds.
    """
    return next(occurrences(rule, first, after), None)


def occurrences(rule: str, first: datetime, after: datetime) -> Iterator[datetime]:
    """As `next_occurrence`, but all of them, one after the other."""
    if first.tzinfo or after.tzinfo:
        raise ValueError("Recurrences are worked out in wall time. Give both times without a time zone.")
    if problems := check_rule(rule):
        raise ValueError(" ".join(problems))
    parts = _read(rule)[0]
    until, count = parts.pop("UNTIL", None), parts.pop("COUNT", None)
    last = _until(until) if until else None
    # dateutil searches for a match until the year 9999, which takes seconds if there is none. The calendar repeats
    # every 400 years, weekdays too, so starting late finds the same and ends soon.
    cycles = 400 * ((9899 - first.year) // 400)
    series = rrulestr(_join(parts), dtstart=first.replace(year=first.year + cycles, microsecond=0))
    for far in islice(series, int(count) if count else None):
        local = far.replace(year=far.year - cycles)
        if last and local > last:
            return
        if local > after:
            yield local


def check_rule(rule: str) -> list[str]:
    """Return what is wrong with a rule, a sentence each, saying what to write instead; nothing if it can be used."""
    parts, problems = _read(rule)
    if problems:
        return problems
    if "FREQ" not in parts:
        return [f"The rule doesn't say how often (FREQ). {_EXAMPLE}"]
    problems = [problem for name, value in parts.items() if (problem := _check_part(name, value))]
    if "COUNT" in parts and "UNTIL" in parts:
        problems.append("A rule ends after a number of times (COUNT) or on a date (UNTIL). Choose one of them.")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        problems.append("BYSETPOS picks from other parts. Add what it picks from, such as BYDAY=MO,TU,WE,TH,FR.")
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        problems.append("Numbered days such as 1MO need FREQ=MONTHLY or FREQ=YEARLY.")
    if not problems and not _ever(parts):
        problems.append("No day ever fits this rule (a 30 February, for example). Change or drop one of its parts.")
    return problems


def _read(rule: str) -> tuple[dict[str, str], list[str]]:
    text = rule.strip().upper().removeprefix("RRULE:").rstrip(";")
    if not text:
        return {}, [f"The rule is empty. {_EXAMPLE}"]
    if len(text.split()) > 1:
        return {}, [f"Give one rule, on one line and without spaces. {_EXAMPLE}"]
    parts: dict[str, str] = {}
    problems: list[str] = []
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or not value:
            problems.append(
                f"“{part}” is not part of a rule. Parts look like FREQ=MONTHLY; known are {_listed(_PARTS)}."
            )
        elif name in parts:
            problems.append(f"{name} stands in the rule twice. Keep one.")
        parts[name] = value
    return parts, problems


def _check_part(name: str, value: str) -> str | None:
    if name == "FREQ" and value not in _FREQUENCIES:
        return f"FREQ must be one of {_listed(_FREQUENCIES)}, not {value}."
    if name in {"INTERVAL", "COUNT"} and not re.fullmatch(r"0*[1-9][0-9]{0,3}", value):
        return f"{name} must be a whole number from 1 to 9999, not {value}."
    if name == "UNTIL" and _until(value) is None:
        return "UNTIL must be a date such as UNTIL=20261231, in local time, without a Z at the end."
    if name == "WKST" and not re.fullmatch(_DAY_NAME, value):
        return f"WKST must be one of {_listed(_DAY_NAME.split('|'))}, not {value}."
    if name == "BYDAY" and not re.fullmatch(rf"({_NTH}({_DAY_NAME}))(,{_NTH}({_DAY_NAME}))*", value):
        return f"BYDAY must be days such as MO,TU or 1MO (the first) or -1FR (the last), not {value}."
    if name in _NUMBERS:
        return _check_numbers(name, value)
    return None


_NTH = r"([+-]?([1-9]|[1-4][0-9]|5[0-3]))?"


def _check_numbers(name: str, value: str) -> str | None:
    lowest, highest, from_end = _NUMBERS[name]
    for number in value.split(","):
        fits = re.fullmatch(r"[+-]?[0-9]{1,3}", number) and lowest <= abs(int(number)) <= highest
        if not fits or (number.startswith("-") and not from_end):
            ends = f", or from -{highest} to -{lowest} counted from the end" if from_end else ""
            return f"{name} must be numbers from {lowest} to {highest}{ends}, not {number or 'nothing'}."
    return None


def _until(value: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{8}(T[0-9]{6})?", value):
        return None
    try:
        # A date alone includes its whole day: that is what people mean by "until 31 December".
        return datetime.fromisoformat(value if "T" in value else f"{value}T235959")
    except ValueError:
        return None


def _ever(parts: dict[str, str]) -> bool:
    kept = {name: value for name, value in parts.items() if name not in {"INTERVAL", "COUNT", "UNTIL"}}
    # Fifty years up to dateutil's last hold every kind of year, 29 February on each weekday included.
    start = datetime.fromisoformat("9950-01-01T00:00")
    return next(iter(rrulestr(_join(kept), dtstart=start)), None) is not None


def _join(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1]
