"""When a contact is asked whether it is still right, reminded, and given up. Pure.

The quarter has thirteen weeks with five days each, and everybody has one of these 65 days, always the same. So it is
never everybody's turn on one day, and a quarter lies between one's turns whenever a contact was added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.timing import wall_time
from storage.stewardship import REMINDERS, Standing

WEEKS: Final = 13
DAYS: Final = 5
QUARTER: Final = timedelta(weeks=WEEKS)
WEEK: Final = timedelta(weeks=1)
FRESH: Final = timedelta(weeks=4)
"""Who has said or been asked so shortly before their turn is asked at the next one only."""
CATCHING_UP: Final = timedelta(weeks=1)
"""So late is somebody asked who never was before; everybody else however late."""
LEAST_A_DAY: Final = 5
_MONDAY: Final = date(2024, 1, 1)


@dataclass(frozen=True)
class Due:
    """What is due for one person today, by contact. Usually nothing."""

    ask: tuple[int, ...] = ()
    remind: tuple[Standing, ...] = ()
    give_up: tuple[int, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.ask or self.remind or self.give_up)


def turn(person: int, today: date) -> date:
    """The last day, today or before, on which it was somebody's turn."""
    number = int(sha256(str(person).encode()).hexdigest(), 16) % (WEEKS * DAYS)
    first = _MONDAY + timedelta(weeks=number // DAYS, days=number % DAYS)
    return today - (today - first) % QUARTER


def most_a_day(people: int) -> int:
    """So many are asked or reminded on one day at most.

    Were all days alike, and everybody silent, it would be three in 65 of them: one asked, two reminded.
    """
    return max(LEAST_A_DAY, -(-4 * people // (WEEKS * DAYS)))


def due(person: int, contacts: Sequence[Standing], today: date, zone: str, *, however_late: bool = False) -> Due:
    """What is due for somebody on a day of this zone. `however_late`: also if they were away at their turn."""
    begins = turn(person, today)
    late = today - begins > CATCHING_UP and not however_late
    remind, give_up = [], []
    for each in contacts:
        if is_waiting(each) and each.asked and today - _day(each.asked, zone) >= WEEK:
            if each.reminded < REMINDERS:
                remind.append(each)
            elif each.state != "stale":
                give_up.append(each.contact)
    waiting = {each.contact for each in remind} | set(give_up)
    ask = [
        each.contact
        for each in contacts
        if each.contact not in waiting and _is_turn(each, begins, zone) and not (late and _is_untouched(each))
    ]
    return Due(tuple(ask), tuple(remind), tuple(give_up))


def is_waiting(contact: Standing) -> bool:
    """Whether its person was asked and has not said so far."""
    return contact.asked is not None and (contact.confirmed is None or contact.confirmed < contact.asked)


def _is_untouched(contact: Standing) -> bool:
    return contact.asked is None and contact.confirmed is None


def _is_turn(contact: Standing, begins: date, zone: str) -> bool:
    touched = [_day(each, zone) for each in (contact.asked, contact.confirmed) if each]
    return not touched or max(touched) < begins - FRESH


def _day(moment: datetime, zone: str) -> date:
    return wall_time(moment, zone).date()
