"""Somebody has left, or is back: nobody is sent to them any more, and those who look after their topics hear of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.attention import Attention
from bot.directory.mine import ASKED, NAMED
from bot.directory.steward_cards import leavers_card
from bot.directory.stewards import stewards
from bot.directory.tend_actions import Shown, TellOfLeavers
from bot.directory.waiting import tended, waiting
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.directory import Directory, Topic
from storage.people import Person
from storage.stewardship import Stewardship
from storage.timers import Timers

TOGETHER: Final = timedelta(minutes=1)
"""Who leaves within so long is told of in one message."""
_NO_LONGER: Final = timedelta(weeks=6)


def left_or_back(person: int, work: Work) -> None:
    row = work.people.get(person)
    if row is None:
        return
    if not row.left:
        work[Stewardship].returns(person)
        work.cancel_timer(TellOfLeavers, key=str(person))
        return
    count = work[Directory].mark(person, "left")
    for beginning in (ASKED, NAMED):
        for delivery in work[Deliveries].keyed(person, f"{beginning} {person} ", work.now - _NO_LONGER):
            work.withdraw(delivery.key)
    if count or work[Stewardship].topics_of_steward(person):
        work.set_timer(TellOfLeavers(person=person), key=str(person), due=work.now + TOGETHER)


def tell_of_leavers(timer: TellOfLeavers, work: Work) -> None:
    """All who have left and of whom nobody was told yet, in one message to each steward."""
    together = {timer.person, *(int(each) for each in work[Timers].keys(TellOfLeavers.NAME))}
    people = [each for each in work.people.some(together).values() if each.left]
    for each in together - {timer.person}:
        work.cancel_timer(TellOfLeavers, key=str(each))
    unattended = [topic for each in people for topic in work[Stewardship].topics_of_steward(key_of(each))]
    for steward in _to_be_told(work):
        _tell(steward, people, unattended, work)


def _tell(steward: Person, people: Sequence[Person], unattended: Sequence[Topic], work: Work) -> None:
    mine = tended(steward, work)
    waits = waiting(mine, Shown(leavers=True), work, leavers=[key_of(each) for each in people])
    topics = unattended if mine.rest else ()
    if (waits.count or topics) and work.account_for(steward) is not None:
        key = f"directory left {steward.id} {min(key_of(each) for each in people)} {work.now:%Y-%m-%dT%H:%M}"
        work.send(steward, leavers_card(waits, people, topics), key=key, attention=Attention.ALERT)


def _to_be_told(work: Work) -> Sequence[Person]:
    numbers = {*work[Stewardship].stewards(), *(key_of(each) for each in stewards(None, work))}
    found = work.people.some(numbers)
    return [found[each] for each in sorted(found)]
