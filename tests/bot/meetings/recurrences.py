"""Recurrences for the property tests: non-empty RFC 5545 rules of daily frequency or coarser, in any zone, to 2100."""

from datetime import datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import strategies as st

from bot.meetings.placing import POLICIES, Calendar
from bot.recurring import NTH, Every, Pattern, Schedule
from bot.timing import Holidays, check_rule, known_zone

LAST_YEAR = 2100
"""Rules are followed for a hundred years from their beginning at least; nobody plans a meeting beyond."""
ZONES = sorted(zone for zone in available_timezones() if known_zone(zone))
COUNTRIES = (None, "AT", "DE-BY", "US", "GB", "JP", "IL", "CN", "BR")
EVERY: tuple[Every, ...] = ("week", "two_weeks", "month", "two_months", "quarter")
HOLIDAYS = Holidays()
_DAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True)


@st.composite
def _own(draw: st.DrawFn) -> str:
    """A rule of somebody's own, of any parts that the core takes."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        days = draw(_DAYS)
        numbered = frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        parts.append(
            "BYDAY=" + ",".join(f"{draw(st.sampled_from([1, 2, -1, -2])) if numbered else ''}{day}" for day in days)
        )
    if draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, sorted(months))))
    if frequency != "WEEKLY" and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYMONTHDAY={draw(st.sampled_from([1, 15, 28, 29, 30, 31, -1, -2]))}")
    if frequency == "YEARLY" and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYYEARDAY={draw(st.sampled_from([1, 60, 100, 366, -1]))}")
    if draw(st.integers(0, 4)) == 0:
        parts.append(f"BYHOUR={draw(st.sampled_from(['2', '9', '9,15', '0,23']))}")
    ending = draw(st.integers(0, 5))
    if ending == 0:
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    elif ending == 1:
        parts.append(f"UNTIL={draw(st.integers(2027, 2100))}0630")
    if draw(st.integers(0, 4)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    return ";".join(parts)


presets = st.builds(Pattern, st.sampled_from(EVERY), st.integers(0, 6), st.sampled_from(NTH)).map(
    lambda each: each.rule
)
rules = st.one_of(presets, _own()).filter(lambda rule: check_rule(rule) == [])
firsts = st.datetimes(datetime(2026, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001  wall times
    lambda each: each.replace(second=0, microsecond=0, fold=0)
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """One whose first occurrence is one of its rule, as every series' is."""
    rule, begin, zone = draw(rules), draw(firsts), draw(st.sampled_from(ZONES))
    first = Schedule(rule, begin, zone).following(begin - timedelta(seconds=1))
    # Some rules never meet their own interval, or not for a century, and some end before they begin.
    return Schedule(rule, first, zone) if first is not None and first.year <= LAST_YEAR else draw(schedules())


calendars = st.builds(
    Calendar,
    schedule=schedules(),
    policy=st.sampled_from(POLICIES),
    country=st.sampled_from(COUNTRIES),
    holidays=st.just(HOLIDAYS),
    lead=st.integers(1, 10),
    minutes=st.integers(5, 480),
)
