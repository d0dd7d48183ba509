"""What time brings to contacts: their turn to confirm, two reminders, and then the mark that nobody has confirmed it.

Once a day everybody who is a contact is looked at, a hundred at a time; the page sets the timer of the next. Whose
turn it is says `bot/directory/turns.py`, from what is on record, so a day that was missed is made up for.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.directory.mine import ASKED, card_of
from bot.directory.tend_actions import AskContacts, AskWhenBack
from bot.directory.turns import DAYS, Due, due, most_a_day, turn
from bot.timing import resolve, wall_time
from bot.work import Work
from storage.people import Person
from storage.stewardship import Standing, Stewardship
from storage.timers import Timers

PAGE: Final = 100
NIGHT: Final = time(2)
ASKING: Final = time(10)
"""The hour of their own day at which people are asked."""
QUIET: Final = timedelta(days=6)
"""Nothing is due for what was asked so shortly before."""


def keep_asking(work: Work) -> None:
    """See to it that the daily timer is there; one that is there is left alone."""
    if work[Timers].due_of(AskContacts.NAME, "daily") is None:
        _tomorrow(work)


def ask_contacts(timer: AskContacts, work: Work) -> None:
    stewardship = work[Stewardship]
    left = timer.left if timer.left >= 0 else most_a_day(stewardship.count_people())
    page = stewardship.people(work.now - QUIET, timer.after, PAGE)
    contacts, people = stewardship.standings(page), work.people.some(page)
    for number in page:
        left -= _look_at(people[number], contacts[number], work, may_write=left > 0)
    if len(page) == PAGE:
        work.set_timer(AskContacts(after=page[-1], left=left), key="daily", due=work.now)
    else:
        _tomorrow(work)


def ask_when_back(timer: AskWhenBack, work: Work) -> None:
    """Somebody's turn came while they were away, and they should be back now."""
    person = work.people.get(timer.person)
    if person is not None:
        contacts = work[Stewardship].standings((timer.person,))[timer.person]
        _look_at(person, contacts, work, is_back=True)


def _look_at(
    person: Person, contacts: Sequence[Standing], work: Work, *, may_write: bool = True, is_back: bool = False
) -> int:
    """Do what is due for one person. Returns how often they were written to: 1 or 0."""
    if person.left or person.id is None:
        return 0
    what = due(person.id, contacts, today(work), work.organisation.zone, however_late=is_back)
    if not what.anything:
        return 0
    if back := _away_until(person, work):
        if what.ask:
            work.set_timer(AskWhenBack(person=person.id), key=str(person.id), due=_settled(back, person.id))
        return 0
    if what.give_up:
        work[Stewardship].set_stale(what.give_up)
    if what.ask and not is_back and work[Timers].due_of(AskWhenBack.NAME, str(person.id)):
        what = replace(what, ask=())  # that is for when they have settled in again
    if not may_write or not (what.ask or what.remind):
        return 0
    _write(person, what, work)
    return 1


def _write(person: Person, what: Due, work: Work) -> None:
    """One message about all that is theirs, at a good hour within their attention budget."""
    stewardship, moment = work[Stewardship], work.now
    if work.account_for(person) is not None:  # else they are silent, and the steward sees it in time
        card = card_of(person.id or 0, work, "asked" if what.ask else "reminded")
        moment = work.send(person, card, key=f"{ASKED} {person.id} {today(work)}", at=ASKING)
    stewardship.set_asked(what.ask, moment, 0)
    for times in sorted({each.reminded for each in what.remind}):
        stewardship.set_asked([each.contact for each in what.remind if each.reminded == times], moment, times + 1)


def _away_until(person: Person, work: Work) -> datetime | None:
    """Until when somebody is not asked: they are out of office, or wish for quiet."""
    until = max((each for each in (person.away_until, person.snoozed_until) if each), default=None)
    return until if until and until > work.now else None


def _settled(back: datetime, person: int) -> datetime:
    """A while after their return: not on their first day, nor all on the same one who come back together."""
    return back + timedelta(days=1 + (turn(person, back.date()).weekday() % DAYS))


def today(work: Work) -> date:
    """The day in the organisation's zone."""
    return wall_time(work.now, work.organisation.zone).date()


def _tomorrow(work: Work) -> None:
    zone = work.organisation.zone
    tonight = resolve(datetime.combine(today(work), NIGHT), zone)
    following = resolve(datetime.combine(today(work) + timedelta(days=1), NIGHT), zone)
    work.set_timer(AskContacts(), key="daily", due=tonight if tonight > work.now else following)
