"""What a calendar program is told of a series: its rule, which meetings of it don't take place, and which differ. Pure.

Comes in: how the series recurs, what is on record of its meetings, what their agendas say. Goes out: `FeedSeries`, of
which adapters make iCalendar. Calendars understand rules, but no public holidays: what these do is said meeting by
meeting, up to a horizon that moves on with time.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from bot.meetings.placing import Calendar
from bot.meetings.upcoming import Known, Slot, between, recorded
from bot.recurring import Schedule

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_MARGIN = timedelta(days=40)
"""More than a holiday moves a meeting: occurrences so far beyond the horizon are looked at as well."""
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class About:
    """What is told of a meeting beyond its time: its agenda, or why it was moved, a line each."""

    lines: tuple[str, ...] = ()
    changed: datetime | None = None


@dataclass(frozen=True)
class FeedMeeting:
    """A single meeting. `occurrence`: the wall time of the rule whose place it takes; None: the rule knows none."""

    number: int
    occurrence: datetime | None
    starts: datetime
    minutes: int
    lines: tuple[str, ...]
    sequence: int
    changed: datetime


@dataclass(frozen=True)
class Recurring:
    """The rule, from the first meeting that takes place on, and the wall times at which it does not."""

    schedule: Schedule
    skipped: tuple[datetime, ...]


@dataclass(frozen=True)
class FeedSeries:
    uid: str
    name: str
    purpose: str
    minutes: int
    zone: str
    sequence: int
    changed: datetime
    recurring: Recurring | None
    """None: no meeting of the rule is ahead or was held, so that there are only single ones."""
    meetings: tuple[FeedMeeting, ...]


@dataclass(frozen=True)
class Feed:
    name: str
    series: tuple[FeedSeries, ...]


@dataclass(frozen=True)
class Told:
    """What of a series calendars show as it is."""

    uid: str
    name: str
    purpose: str
    sequence: int
    changed: datetime


def feed_of(
    told: Told,
    calendar: Calendar,
    known: Collection[Known],
    about: Mapping[int, About],
    *,
    looked: datetime,
    horizon: datetime,
    active: bool = True,
) -> FeedSeries:
    """A series with its meetings until a horizon; `about` has what is told of some, by their number.

    What the rule put before `looked`, and nobody has on record, was not held: the series was paused, or not there yet.
    A series that is not active has only what is on record.
    """
    times = _times(calendar, horizon) if active else ()
    listed = replace(calendar, schedule=_listed(calendar.schedule, times))
    slots = between(listed, known, _EVER, horizon) if active else _on_record(known, horizon)
    by_rule = dict.fromkeys(times, True)  # whether there is a meeting: so far, at each of them
    single: list[FeedMeeting] = []
    for slot in slots:
        rows = about.get(slot.known.number, About()) if slot.known else About()
        if slot.off or (slot.known is None and slot.starts <= looked):
            if slot.occurrence in by_rule:
                by_rule[slot.occurrence] = False
        elif slot.occurrence not in by_rule:
            single.append(_meeting(told, slot, rows, None))
        elif rows.lines or slot.minutes != calendar.minutes or _is_elsewhere(slot, calendar):
            single.append(_meeting(told, slot, rows, slot.occurrence))
    return FeedSeries(
        uid=told.uid,
        name=told.name,
        purpose=told.purpose,
        minutes=calendar.minutes,
        zone=calendar.schedule.zone,
        sequence=told.sequence,
        changed=told.changed,
        recurring=_recurring(calendar.schedule, by_rule),
        meetings=tuple(single),
    )


def _on_record(known: Iterable[Known], horizon: datetime) -> list[Slot]:
    found = (recorded(each) for each in known if each.state not in {"planned", "skipped"})
    return sorted((each for each in found if each.starts < horizon), key=lambda slot: slot.starts)


def _times(calendar: Calendar, horizon: datetime) -> tuple[datetime, ...]:
    """All wall times of the rule until the horizon."""
    schedule = calendar.schedule
    last = calendar.local(horizon) + _MARGIN
    return tuple(takewhile(lambda each: each <= last, schedule.all_after(schedule.first - _MOMENT)))


@dataclass(frozen=True)
class _Listed(Schedule):
    """A schedule whose first times are worked out already: years of them are asked for again and again."""

    times: tuple[datetime, ...] = ()

    def following(self, occurrence: datetime) -> datetime | None:
        return next(self.all_after(occurrence), None)

    def all_after(self, occurrence: datetime) -> Iterator[datetime]:
        yield from self.times[bisect_right(self.times, occurrence) :]
        yield from super().all_after(max(occurrence, self.times[-1]))


def _listed(schedule: Schedule, times: tuple[datetime, ...]) -> Schedule:
    return _Listed(schedule.rule, schedule.first, schedule.zone, times) if times else schedule


def _is_elsewhere(slot: Slot, calendar: Calendar) -> bool:
    return slot.starts != calendar.schedule.moment(slot.occurrence)


def _recurring(schedule: Schedule, by_rule: Mapping[datetime, bool]) -> Recurring | None:
    """The rule from its first meeting on. Programs show the first one whatever is said of it, so it has to be held."""
    held = next((number for number, is_held in enumerate(by_rule.values()) if is_held), None)
    if held is None:
        return None
    times = list(by_rule)
    skipped = tuple(each for each in times[held:] if not by_rule[each])
    rule = _shortened(schedule.rule, held)
    return Recurring(replace(schedule, rule=rule, first=times[held]), skipped)


def _shortened(rule: str, fewer: int) -> str:
    """The rule of the same meetings, but for the first few: one that counts has so many less."""
    parts = (part.partition("=") for part in rule.split(";"))
    return ";".join(
        f"{name}={int(value) - fewer}" if name == "COUNT" else f"{name}={value}" if name else ""
        for name, _, value in parts
    )


def _meeting(told: Told, slot: Slot, about: About, occurrence: datetime | None) -> FeedMeeting:
    known = slot.known
    return FeedMeeting(
        number=known.number if known is not None else 0,
        occurrence=occurrence,
        starts=slot.starts,
        minutes=slot.minutes,
        lines=about.lines,
        sequence=told.sequence + (known.sequence if known is not None else 0),
        changed=max(told.changed, about.changed or told.changed),
    )


def all_changed(series: Sequence[FeedSeries]) -> datetime | None:
    """When anything in a feed was changed last."""
    times = [time for each in series for time in (each.changed, *(one.changed for one in each.meetings))]
    return max(times, default=None)
