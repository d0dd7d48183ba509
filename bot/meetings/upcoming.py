"""The meetings of a series, in order: what its calendar says, and what is on record of single ones. Pure.

And what there is to do about them at a moment (`step`): agendas that go out, meetings that went by while nobody was
there to prepare them, and when to look again.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import takewhile
from typing import Final

from bot.meetings.placing import FARTHEST, Calendar
from bot.timing import occurrence_key

_MARGIN: Final = timedelta(days=FARTHEST + 3)
"""More than a holiday, and the clocks of a zone, ever move a meeting."""
OFF: Final = "skipped"


@dataclass(frozen=True)
class Known:
    """What is on record of a meeting: its `Meeting` row, for the functions here."""

    number: int
    occurrence: str
    starts: datetime
    minutes: int
    state: str = "planned"
    moved: bool = False
    why: str = ""
    sequence: int = 0

    @property
    def settled(self) -> bool:
        """Whether it is where it is whatever its series' rule says by now."""
        return self.moved or self.state != "planned"


@dataclass(frozen=True)
class Slot:
    """A meeting that is to come, or has been. `known` is None where the calendar alone puts it there.

    `off`: it doesn't take place; then `starts` is when it would have been.
    """

    occurrence: datetime
    starts: datetime
    minutes: int
    off: bool = False
    known: Known | None = None

    @property
    def key(self) -> str:
        return occurrence_key(self.occurrence)

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def state(self) -> str:
        return self.known.state if self.known is not None else OFF if self.off else "planned"

    @property
    def moved(self) -> bool:
        return self.known is not None and self.known.moved

    @property
    def is_ahead(self) -> bool:
        """Whether nothing has been done about it yet."""
        return not self.off and self.state == "planned"


def slots(calendar: Calendar, known: Iterable[Known], since: datetime) -> Iterator[Slot]:
    """All meetings that begin after a moment, called off ones included, in the order in which they begin."""
    by_key = {each.occurrence: each for each in known}
    waiting: list[tuple[datetime, datetime, Slot]] = []

    def put(slot: Slot) -> None:
        if slot.starts > since:
            heappush(waiting, (slot.starts, slot.occurrence, slot))

    for each in by_key.values():
        if each.settled:
            put(recorded(each))
    for occurrence in calendar.schedule.all_after(calendar.local(since) - _MARGIN):
        # What is pushed by a holiday may come before what the rule names first.
        sure = calendar.schedule.moment(occurrence) - _MARGIN
        while waiting and waiting[0][0] < sure:
            yield heappop(waiting)[2]
        row = by_key.get(occurrence_key(occurrence))
        if row is None or not row.settled:
            put(_placed(calendar, occurrence, row))
    while waiting:
        yield heappop(waiting)[2]


def between(calendar: Calendar, known: Iterable[Known], begin: datetime, end: datetime) -> list[Slot]:
    """All that begin at `begin` or later and before `end`, called off ones included."""
    ahead = slots(calendar, known, begin - timedelta(microseconds=1))
    return list(takewhile(lambda slot: slot.starts < end, ahead))


def recorded(row: Known) -> Slot:
    """Where a meeting is that is on record."""
    occurrence = datetime.fromisoformat(row.occurrence)
    return Slot(occurrence, row.starts, row.minutes, off=row.state == OFF, known=row)


def _placed(calendar: Calendar, occurrence: datetime, row: Known | None) -> Slot:
    starts = calendar.place(occurrence)
    minutes = calendar.minutes
    if starts is None:
        return Slot(occurrence, calendar.schedule.moment(occurrence), minutes, off=True, known=row)
    return Slot(occurrence, starts, minutes, known=row)


@dataclass(frozen=True)
class Step:
    """What there is to do: `missed` went by and nobody prepared them; `prepare` is the one whose agenda goes out now.

    `wake`: when to look again; None: after `prepare` there is nothing more ahead.
    """

    missed: tuple[Slot, ...]
    prepare: Slot | None
    wake: datetime | None


def step(calendar: Calendar, known: Collection[Known], looked: datetime, now: datetime) -> Step:
    """What to do now, where `looked` is the last moment at which that was asked.

    An agenda goes out at its lead time, but not before the meeting before it has begun: only then it is known what
    found no time there. So one at most is out, and after any absence only the next one is prepared.
    """
    out = [each.starts for each in known if each.state == "open" and each.starts > now]
    missed: list[Slot] = []
    prepare: Slot | None = None
    for slot in slots(calendar, known, looked):
        if not slot.is_ahead:
            continue
        if slot.starts <= now:
            missed.append(slot)
            continue
        due = max(calendar.agenda_out(slot.starts), *(each for each in out if each < slot.starts), now)
        if prepare is not None or due > now:
            return Step(tuple(missed), prepare, due)
        prepare = slot
        out.append(slot.starts)
    return Step(tuple(missed), prepare, None)
