"""The weekly digest: on Monday morning of theirs, if there is anything to tell, within their attention.

It goes to managers, and to whomever else a capability names. What it says is made a little before it may go; where a
holiday, an absence or the budget holds it back, it is made anew then, so that nobody reads on Thursday what was true
on Monday.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.conversation.cards import Part
from bot.conversation.events import Installed
from bot.digest.actions import PlanDigests, SendDigest
from bot.digest.digest_cards import digest_card
from bot.digest.weeks import SHOWING, following, monday, planning, week_of
from bot.ports.meetings import DigestReaders, DigestSection, DigestWeek
from bot.rights import MAY, Right
from bot.timing import wall_time
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.timers import Timers

PAGE: Final = 100
AHEAD: Final = timedelta(minutes=15)
"""So long before its hour a digest is made: then it is ready when the hour strikes."""


def keep_digesting(work: Work) -> None:
    """See to it that the weekly timer is there; the first time it comes at once."""
    if work[Timers].due_of(PlanDigests.NAME, "weekly") is None:
        work.set_timer(PlanDigests(), key="weekly", due=work.now)


def installed(_: Installed, work: Work) -> None:
    """A company is new: what comes by itself begins."""
    keep_digesting(work)


@dataclass(frozen=True)
class Digests:
    """`sections` in their order; `readers` beside the managers. Both are asked for when they are needed."""

    sections: Callable[[], Sequence[DigestSection]]
    readers: Callable[[], Sequence[DigestReaders]]

    def plan(self, timer: PlanDigests, work: Work) -> None:
        """Set the timer of each reader's own Monday."""
        page = sorted(each for each in self._everybody(work) if each > timer.after)[:PAGE]
        people = work.people.some(page)
        for number in page:
            due = monday(work.now, work.zone(people[number])) - AHEAD
            work.set_timer(SendDigest(person=number), key=str(number), due=max(due, work.now))
        if len(page) == PAGE:
            work.set_timer(PlanDigests(after=page[-1]), key="weekly", due=work.now)
        else:
            work.set_timer(PlanDigests(), key="weekly", due=planning(work.now, work.organisation.zone))

    def send(self, timer: SendDigest, work: Work) -> None:
        """To somebody who may not read it any more since it was planned."""
        person = work.people.get(timer.person)
        if person is None or person.left or work.account_for(person) is None:
            return
        if timer.person not in self._everybody(work):
            return
        zone = work.zone(person)
        until = following(work.now, zone)
        key = f"engagements digest {person.id} {wall_time(until, zone).date()}"  # as it was called in older databases
        planned = work[Deliveries].by_key(key)
        if planned is not None and planned.state not in {"waiting", "held"}:
            return
        told = self.told(week_of(work.now, zone), work, timer.person)
        if not told:
            work.withdraw(key)
            return
        card = digest_card(told)
        work.update(key, card)
        moment = work.send(person, card, key=key, at=SHOWING, expires=until)
        if moment >= until:
            work.withdraw(key)  # then comes the next one
        elif moment - AHEAD > work.now:
            work.set_timer(timer, key=str(timer.person), due=moment - AHEAD)

    def told(self, week: DigestWeek, work: Work, person: int) -> Sequence[Sequence[Part]]:
        """What the capabilities tell somebody, those without anything left out."""
        sections = (section(week, work, person) for section in self.sections())
        return [each for each in sections if each]

    def _everybody(self, work: Work) -> Collection[int]:
        managers = {key_of(each) for each in work.people.with_role(*MAY[Right.SEE_COMPLIANCE])}
        return managers.union(*(readers(work) for readers in self.readers()))
