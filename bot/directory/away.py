"""Whether somebody can be asked now, when they are back, and who stands in for them until then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.timing import next_working
from bot.work import Work, key_of
from storage.people import Person


@dataclass(frozen=True)
class Absence:
    """`back`: the first moment at which they work again. `on_leave`: they are out of office, not just after hours."""

    back: datetime
    on_leave: bool


def absence(person: Person, work: Work) -> Absence | None:
    """None for somebody who is at work now."""
    hours = work.hours(person)
    if person.away_until is not None and person.away_until > work.now:
        return Absence(next_working(person.away_until, hours, work.holidays), on_leave=True)
    back = next_working(work.now, hours, work.holidays)
    return Absence(back, on_leave=False) if back > work.now else None


def stand_in(person: Person, away: Absence, backups: Iterable[Person | None], work: Work) -> Person | None:
    """The first who is here: after hours only somebody who is at work right now helps more than waiting."""
    for each in backups:
        if each is None or each.left or key_of(each) == key_of(person):
            continue
        gone = absence(each, work)
        if gone is None or (away.on_leave and not gone.on_leave):
            return each
    return None
