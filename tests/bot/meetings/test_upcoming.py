"""No meeting is lost, doubled or drifts: over every rule, zone and holiday, and over any absence of the program."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.placing import Calendar
from bot.meetings.upcoming import Known, Slot, between, slots, step
from bot.recurring import Schedule
from tests.bot.meetings.recurrences import LAST_YEAR, calendars

MANY = 60
DAY = timedelta(days=1)
SATURDAY = 5


def independent(schedule: Schedule, most: int) -> list[datetime]:
    """The wall times that dateutil itself gives for a rule, a rule that never ends cut off."""
    text = schedule.rule
    until = next((part for part in text.split(";") if part.startswith("UNTIL=")), "")
    if until:
        text = text.replace(until, f"{until}T235959")
    return [each for each in islice(rrulestr(text, dtstart=schedule.first), most) if each.year <= LAST_YEAR]


def kept(calendar: Calendar, most: int = MANY) -> list[Slot]:
    """The first meetings of a series, as it was at its beginning."""
    begin = calendar.schedule.moment(calendar.schedule.first) - 40 * DAY
    return [each for each in islice(slots(calendar, (), begin), most) if each.occurrence.year <= LAST_YEAR]


@given(calendars)
def test_every_occurrence_is_there_once_at_its_own_hour(calendar: Calendar) -> None:
    found = kept(replace(calendar, policy="keep"))
    assert [each.occurrence for each in found] == independent(calendar.schedule, MANY)
    zone = ZoneInfo(calendar.schedule.zone)
    for each in found:
        wall = each.starts.astimezone(zone).replace(tzinfo=None, fold=0)
        gap = wall - each.occurrence  # only where the clock skips the hour is there another one on the wall
        skipped = (
            each.occurrence.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
            != each.occurrence
        )
        assert (gap > timedelta(0)) if skipped else not gap


@given(calendars)
def test_holidays_move_or_call_off_and_double_nothing(calendar: Calendar) -> None:
    occurrences = independent(calendar.schedule, MANY)
    found = {each.occurrence: each for each in kept(calendar, 3 * MANY)}
    targets: list[date] = []
    for occurrence in occurrences[: MANY - 5]:
        each, free = found[occurrence], calendar.holidays.is_holiday(occurrence.date(), calendar.country)
        if not free or calendar.policy == "keep":
            assert each.starts == calendar.schedule.moment(occurrence)
            assert not each.off
        elif calendar.policy == "skip":
            assert each.off
        elif not each.off:
            day = calendar.local(each.starts).date()
            assert day > occurrence.date() if calendar.policy == "after" else day < occurrence.date()
            assert day.weekday() < SATURDAY
            assert not calendar.holidays.is_holiday(day, calendar.country)
            assert each.starts == calendar.schedule.moment(datetime.combine(day, occurrence.time()))
            targets.append(day)
    several = "BYHOUR" in calendar.schedule.rule  # then all of one day move together
    assert several or len(targets) == len(set(targets))
    assert not set(targets) & {each.date() for each in occurrences}


@given(calendars, st.integers(0, MANY - 1), st.timedeltas(timedelta(0), 30 * DAY))
def test_from_wherever_one_looks_the_meetings_are_the_same(calendar: Calendar, at: int, off: timedelta) -> None:
    whole = kept(calendar)
    since = whole[min(at, len(whole) - 1)].starts + off
    later = [each for each in whole if each.starts > since]
    ends = len(list(islice(slots(calendar, (), calendar.schedule.moment(calendar.schedule.first) - 40 * DAY), MANY)))
    sure = later if ends == len(whole) < MANY else later[:-10]
    assert list(islice(slots(calendar, (), since), len(sure))) == sure
    if len(sure) > 1:
        assert between(calendar, (), sure[0].starts, sure[-1].starts) == [e for e in sure if e.starts < sure[-1].starts]


# As time passes


class Company:
    """What the records say, and what is done at each look: as `running.py` does it."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self.calendar, self.looked = calendar, now
        self.rows: list[Known] = []
        self.prepared: list[tuple[datetime, Slot]] = []
        self.missed: list[Slot] = []

    def looks(self, now: datetime) -> datetime | None:
        """Do what there is to do. Returns when to look again."""
        self.rows = [replace(each, state="held") if each.starts <= now else each for each in self.rows]
        todo = step(self.calendar, self.rows, self.looked, now)
        self.looked = now
        for slot in todo.missed:
            self.missed.append(slot)
            self._keep(slot, "missed")
        if todo.prepare is not None:
            self.prepared.append((now, todo.prepare))
            self._keep(todo.prepare, "open")
        assert todo.wake is None or todo.wake > now
        assert sum(each.state == "open" and each.starts > now for each in self.rows) <= 1
        return todo.wake

    def _keep(self, slot: Slot, state: str) -> None:
        assert slot.known is None
        self.rows.append(Known(len(self.rows), slot.key, slot.starts, slot.minutes, state))


def looking(calendar: Calendar, absences: Iterator[timedelta], until: datetime) -> tuple[Company, datetime]:
    """A series from its beginning until a moment. Each time the program may come late, by one of the absences."""
    now = begun = calendar.schedule.moment(calendar.schedule.first) - 20 * DAY
    company = Company(calendar, now)
    wake = company.looks(now)
    while wake is not None and wake <= until and len(company.rows) < MANY:
        now = max(wake, now) + next(absences, timedelta(0))
        wake = company.looks(now)
    return company, begun


@settings(max_examples=150)
@given(calendars, st.lists(st.sampled_from([timedelta(0), timedelta(minutes=5), 7 * DAY, 40 * DAY]), max_size=40))
def test_each_meeting_is_prepared_once_or_was_missed_and_nothing_else(
    calendar: Calendar, absences: list[timedelta]
) -> None:
    until = calendar.schedule.moment(calendar.schedule.first) + 3 * 365 * DAY
    company, begun = looking(calendar, iter(absences), until)
    done = sorted(
        [*company.missed, *(slot for _, slot in company.prepared)], key=lambda each: (each.starts, each.occurrence)
    )
    ahead = (each for each in slots(calendar, (), begun) if not each.off)
    assert done == list(takewhile(lambda each: bool(done) and each.starts <= done[-1].starts, ahead))[: len(done)]
    assert len({each.key for each in done}) == len(done)
    for now, slot in company.prepared:
        assert calendar.agenda_out(slot.starts) <= now < slot.starts


@settings(max_examples=150)
@given(calendars)
def test_who_is_always_there_misses_nothing_and_each_agenda_comes_at_its_time(calendar: Calendar) -> None:
    until = calendar.schedule.moment(calendar.schedule.first) + 3 * 365 * DAY
    company, _ = looking(calendar, iter(()), until)
    assert not company.missed
    for (_, before), (now, slot) in zip(company.prepared, company.prepared[1:], strict=False):
        assert now == max(calendar.agenda_out(slot.starts), before.starts)


@settings(max_examples=150)
@given(calendars, st.integers(0, 20))
def test_after_a_week_away_there_is_one_agenda_for_the_next_meeting(calendar: Calendar, at: int) -> None:
    now = calendar.schedule.moment(calendar.schedule.first) - 20 * DAY
    company = Company(calendar, now)
    wake = company.looks(now)
    for _ in range(at):
        if wake is None:
            return
        now = wake
        wake = company.looks(now)
    before, back = len(company.prepared), now + 7 * DAY
    company.looks(back)
    new = company.prepared[before:]
    assert len(new) <= 1
    ahead = next((each for each in slots(calendar, (), back) if not each.off), None)
    assert all(slot == ahead for _, slot in new)
    assert all(now < each.starts <= back for each in company.missed)
    known = {slot.key for _, slot in company.prepared} | {each.key for each in company.missed}
    gone = takewhile(lambda each: each.starts <= back, slots(calendar, (), now))
    assert {each.key for each in gone if not each.off} <= known


@given(calendars, st.integers(0, 30), st.timedeltas(-20 * DAY, 20 * DAY))
def test_a_moved_meeting_keeps_its_name_and_stands_where_it_was_moved_to(
    calendar: Calendar, at: int, by: timedelta
) -> None:
    whole = kept(calendar)
    slot = whole[min(at, len(whole) - 1)]
    moved = Known(1, slot.key, slot.starts + by, 30, "planned", moved=True)
    since = whole[0].starts - 40 * DAY
    found = list(islice(slots(calendar, [moved], since), len(whole)))
    assert [each.starts for each in found] == sorted(each.starts for each in found)
    again = [each for each in found if each.key == slot.key]
    assert [each.starts for each in again] == [moved.starts]
    others = [each for each in whole if each.key != slot.key][: len(whole) - 12]
    assert [each for each in found if each.key != slot.key][: len(others)] == others
