"""A day in plain words: "Friday", "bis Ende März", "31.3.", "dans deux semaines". Pure.

Comes in: what somebody typed, and who they are. Goes out: the days that it can mean, none of them over. What our own
words know is read by them, since the library takes a guess where there is more than one way to understand it; it reads
the rest, in its two hundred languages.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

from dateutil.relativedelta import relativedelta

from bot.action_items.day_words import END, ENDS, IN, NEAR, NEXT, NUMBERS, PAST, SMALL, UNITS, months, weekdays

LONGEST: Final = 60
FARTHEST: Final = timedelta(days=3 * 366)
"""What lies farther ahead was hardly meant."""
FRIDAY: Final = 4
_UNSEEN: Final = 400
"""So many days of the library's readings are remembered."""
_LIBRARY: Final = threading.Lock()

Order = Literal["day", "month", ""]
"""What is written first; nothing where it can't be told."""


@dataclass(frozen=True)
class Speaker:
    """Whose words they are: today, where they are; their languages, the likeliest first; what goes first in "3/4"."""

    today: date
    languages: tuple[str, ...] = ("en",)
    order: Order = ""


@dataclass(frozen=True)
class Read:
    """What the words can mean, the likeliest first. `sure`: it is that one. `plain`: it is a day even without a "by".

    `past`: it is a day, but one that is over.
    """

    days: tuple[date, ...] = ()
    sure: bool = True
    plain: bool = True
    past: bool = False

    @property
    def day(self) -> date | None:
        return self.days[0] if self.days else None


NOTHING: Final = Read(sure=False, plain=False)
OVER: Final = Read(sure=False, past=True)
_Reader = Callable[[str, Speaker], Read]


def read_day(text: str, speaker: Speaker) -> Read:
    """The day that words mean. Never one that is over; nothing where it can't be told."""
    tidy = _tidy(text)
    if not tidy or len(tidy) > LONGEST:
        return NOTHING
    for reader in _READERS:
        found = reader(tidy, speaker)
        if found != NOTHING:
            return _ahead(found, speaker.today)
    return NOTHING


def _tidy(text: str) -> str:
    plain = " ".join(text.casefold().replace("\u2019", "'").split()).strip(",;:!?()\"'“”„ ")
    return re.sub(r"(?<=[^\d\s])\.$", "", plain)


def _ahead(found: Read, today: date) -> Read:
    days = tuple(dict.fromkeys(each for each in found.days if today <= each <= today + FARTHEST))
    if days:
        return Read(days, found.sure and len(days) == 1, found.plain)
    return OVER if found.past or any(each < today for each in found.days) else NOTHING


def _bare(text: str) -> list[str]:
    """The words that say which day it is."""
    words = text.replace("que viene", "prochain").split()
    while words and words[0] in SMALL:
        words = words[1:]
    return words


# As numbers

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})(\.?)(?: ?(\d{4}|\d{2}))?")
_SLASHED: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)")


def _numeric(text: str, speaker: Speaker) -> Read:
    bare = " ".join(_bare(text))
    if found := _ISO.fullmatch(bare):
        return _read(_dates(int(found[3]), int(found[2]), found[1], speaker.today))
    if (found := _DOTTED.fullmatch(bare)) and (found[3] or not found[4]):
        return _read(_dates(int(found[1]), int(found[2]), found[4], speaker.today), plain=bool(found[3]))
    if found := _SLASHED.fullmatch(bare):
        return _slashed(int(found[1]), int(found[3]), found[4], speaker)
    if found := _ORDINAL.fullmatch(bare):
        return _read(_of_month(int(found[1]), speaker.today), plain=False)
    return NOTHING


def _slashed(one: int, other: int, year: str | None, speaker: Speaker) -> Read:
    day_first, month_first = (_dates(*each, year, speaker.today) for each in ((one, other), (other, one)))
    ways = {"day": (day_first, month_first), "month": (month_first, day_first), "": (day_first, month_first)}
    likelier, other_way = ways[speaker.order]
    if speaker.order or not (likelier and other_way):
        return _read(likelier or other_way, plain=bool(year))
    return _read((*likelier, *other_way), plain=bool(year))


def _read(days: tuple[date, ...], *, sure: bool = True, plain: bool = True) -> Read:
    return Read(days, sure, plain) if days else NOTHING


def _dates(day: int, month: int, year: str | None, today: date) -> tuple[date, ...]:
    """The day of that year; without one, the next time that there is such a day."""
    said = [int(year) if len(year) > 2 else 2000 + int(year)] if year else []
    for each in said or range(today.year, today.year + 9):  # 29 February, with a century's year in between
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return (found,)
    return ()


def _of_month(day: int, today: date) -> tuple[date, ...]:
    for month in range(today.month, today.month + 3):
        ahead = today.year + (month - 1) // 12, (month - 1) % 12 + 1
        try:
            found = date(*ahead, day)
        except ValueError:
            continue
        if found >= today:
            return (found,)
    return ()


# Days near by


def _near(text: str, speaker: Speaker) -> Read:
    bare = " ".join(_bare(text))
    if bare in NEAR:
        return Read((speaker.today + timedelta(days=NEAR[bare]),))
    return OVER if bare in PAST else NOTHING


def _weekday(text: str, speaker: Speaker) -> Read:
    """One that is still ahead in this week is not what everybody means by "next Tuesday": both are."""
    words = _bare(text)
    following = [each for each in words if each in NEXT]
    rest = [each.strip(".,") for each in words if each not in NEXT and each not in SMALL]
    week = [each for each in rest if UNITS.get(each) == "week"]
    names = [each for each in rest if each not in week]
    known = next(
        (found for each in speaker.languages if (found := weekdays(each).get(names[0] if names else ""))), None
    )
    if known is None or len(names) != 1 or (week and not following):
        return NOTHING
    number, whole = known
    coming = speaker.today + timedelta(days=(number - speaker.today.weekday() - 1) % 7 + 1)
    later = coming + timedelta(days=7)
    if week:
        return Read((_monday(speaker.today) + timedelta(days=7 + number),))
    if following and number > speaker.today.weekday():
        return Read((coming, later), sure=False)
    return Read((coming,), plain=whole)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _after(text: str, speaker: Speaker) -> Read:
    """In so much time."""
    words = [each for each in text.split() if each not in {"de", "of"}]
    if len(words) < 3 or words[0] not in IN:
        return NOTHING
    count, unit = words[-2], UNITS.get(words[-1], "")
    number = int(count) if re.fullmatch(r"\d{1,3}", count) else NUMBERS.get(count)
    if number is None or unit in {"", "quarter"} or any(each not in IN for each in words[:-2]):
        return NOTHING
    return _read((_later(speaker.today, number, unit),))


def _later(day: date, number: int, unit: str) -> date:
    steps: dict[str, Any] = {"day": {"days": 1}, "week": {"days": 7}, "month": {"months": 1}, "year": {"years": 1}}
    return day + relativedelta(**{name: step * number for name, step in steps[unit].items()})


# Weeks, months, quarters and years, and their ends


def _stretch(text: str, speaker: Speaker) -> Read:
    """The end of next month, or of March. "Next week" and "March" are no day, so that they are asked about."""
    words = _bare(text.replace("d'", "de ").replace("l'année", "année"))
    ends = bool(words) and words[0] in END
    if len(words) == 1 and words[0] in ENDS:
        return Read((_end(speaker.today, ENDS[words[0]], 0),))
    rest = [each.strip(".,") for each in words[ends:] if each not in SMALL and each != "in"]
    following = sum(each in NEXT for each in rest)
    named = [each for each in rest if each not in NEXT]
    if len(named) != 1 or following > 1:
        return NOTHING
    if unit := UNITS.get(named[0]):
        weekend = ends and named[0] == "semana" and not following  # in Spanish
        if weekend or (not following and not ends) or (following and unit == "day"):
            return NOTHING
        return Read((_end(speaker.today, unit, following),), sure=ends)
    month = next((found for each in speaker.languages if (found := months(each).get(named[0]))), None)
    if month is None:
        return NOTHING
    return Read((_end_of_month(month, speaker.today),), sure=ends, plain=ends)


def _end(today: date, unit: str, following: int) -> date:
    """The last day of this one, or of the next; of a week the last working day, unless that is over."""
    match unit:
        case "day":
            return today
        case "week":
            friday = _monday(today) + timedelta(days=FRIDAY + 7 * following)
            return friday if friday >= today else friday + timedelta(days=7)
        case "month":
            first = today.replace(day=1) + relativedelta(months=1 + following)
        case "quarter":
            begins = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
            first = begins + relativedelta(months=3 + 3 * following)
        case _:
            first = date(today.year + 1 + following, 1, 1)
    return first - timedelta(days=1)


def _end_of_month(month: int, today: date) -> date:
    year = today.year + (month < today.month)
    return date(year, month, 1) + relativedelta(months=1) - timedelta(days=1)


# All else

_CLOCK: Final = re.compile(r"(?:at |um |à )?\d{1,2}(?:[:.h]\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|uhr|h)?")


def _library(text: str, speaker: Speaker) -> Read:
    if not any(map(str.isalpha, text)) or _CLOCK.fullmatch(text):
        return NOTHING
    bare = " ".join(_bare(text))
    found = _ask_library(bare, speaker.today, speaker.languages, speaker.order)
    numbered = any(map(str.isdigit, bare))
    if found is None or (found == speaker.today and not numbered):
        return NOTHING  # "now" and "in a minute" are no days
    words = [each.strip(".,") for each in bare.split()]
    dated = numbered and any(word in months(each) for word in words for each in speaker.languages)
    said = (weekdays(each)[word][0] for word in words for each in speaker.languages if word in weekdays(each))
    return Read((found,), sure=all(number == found.weekday() for number in said), plain=dated)


@lru_cache(maxsize=_UNSEEN)
def _ask_library(text: str, today: date, languages: tuple[str, ...], order: str) -> date | None:
    # Here, not above: to load it takes a third of a second, of which whoever never reads a day should know nothing.
    from dateparser.data.languages_info import language_order  # noqa: PLC0415
    from dateparser.date import DateDataParser  # noqa: PLC0415

    known = [each for each in dict.fromkeys(each.split("-")[0].lower() for each in languages) if each in language_order]
    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "DATE_ORDER": "MDY" if order == "month" else "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
        "PARSERS": ["relative-time", "absolute-time"],
        "TIMEZONE": "UTC",
    }
    try:
        with _LIBRARY:  # nobody promises that two may ask it at once
            found = DateDataParser(languages=known or ["en"], settings=settings).get_date_data(text)
    except (ValueError, OverflowError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return None  # it stumbles over what is no day; that is no answer, too
    day = found.date_obj
    return day.date() if day is not None and found.period in {"day", "week", "month"} else None


_READERS: Final[tuple[_Reader, ...]] = (_numeric, _near, _weekday, _after, _stretch, _library)
