"""The weekly digest to managers: on Monday morning of theirs, if there is anything to tell, within their attention."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.conversation.events import Installed
from bot.engagements.actions import PlanDigests, SendDigest
from bot.engagements.case import case_of
from bot.engagements.compliance import figures
from bot.engagements.compliance_cards import MOST_OVERDUE, Week, digest_card
from bot.engagements.messages import standing_of
from bot.engagements.ports import Ports
from bot.engagements.reporting import seen_since
from bot.rights import MAY, Right
from bot.timing import resolve, wall_time
from bot.work import Work, key_of
from storage.rules import Rules
from storage.timers import Timers

PAGE: Final = 100
SHOWING: Final = time(9, 30)
"""The hour of their Monday."""
AHEAD: Final = timedelta(minutes=15)
"""So long before its hour a digest is made: then it is ready when the hour strikes."""
SATURDAY: Final = 5
PLANNING: Final = time(13)
"""On Saturday, when it is nowhere Monday yet."""


def keep_digesting(work: Work) -> None:
    """See to it that the weekly timer is there; the first time it comes at once."""
    if work[Timers].due_of(PlanDigests.NAME, "weekly") is None:
        work.set_timer(PlanDigests(), key="weekly", due=work.now)


def installed(_: Installed, work: Work) -> None:
    """A company is new: what comes by itself begins."""
    keep_digesting(work)


@dataclass(frozen=True)
class Digests:
    ports: Ports

    def plan(self, timer: PlanDigests, work: Work) -> None:
        """Set the timer of each manager's own Monday."""
        numbers = sorted({key_of(each) for each in work.people.with_role(*MAY[Right.SEE_COMPLIANCE])})
        page = [each for each in numbers if each > timer.after][:PAGE]
        people = work.people.some(page)
        for number in page:
            due = monday(work.now, work.zone(people[number])) - AHEAD
            work.set_timer(SendDigest(person=number), key=str(number), due=max(due, work.now))
        if len(page) == PAGE:
            work.set_timer(PlanDigests(after=page[-1]), key="weekly", due=work.now)
        else:
            due = _next(SATURDAY, PLANNING, work.now, work.organisation.zone)
            work.set_timer(PlanDigests(), key="weekly", due=due)

    def send(self, timer: SendDigest, work: Work) -> None:
        """To somebody who may not be a manager any more since it was planned."""
        person = work.people.get(timer.person)
        managing = not MAY[Right.SEE_COMPLIANCE].isdisjoint(work.people.roles(timer.person))
        if person is None or person.left or not managing or work.account_for(person) is None:
            return
        zone = work.zone(person)
        following = monday(work.now + timedelta(days=1), zone)
        week = self.week(wall_time(following, zone).date() - timedelta(days=14), zone, work)
        if week.is_empty:
            return
        key = f"engagements digest {person.id} {wall_time(following, zone).date()}"
        moment = work.send(person, digest_card(week), key=key, at=SHOWING, expires=following)
        if moment >= following:
            work.withdraw(key)  # then comes the next one

    def week(self, begins: date, zone: str, work: Work) -> Week:
        """What was opened in that week, and what is overdue now."""
        start = resolve(datetime.combine(begins, time(0)), zone)
        end = resolve(datetime.combine(begins + timedelta(days=7), time(0)), zone)
        seen = seen_since(start, work)
        of_week = [occasion for row, occasion in zip(seen.engagements, seen.occasions, strict=True) if row.opened < end]
        overdue = work[Rules].in_state("overdue", MOST_OVERDUE)
        return Week(
            begins=begins,
            figures=figures(of_week),
            overdue=[standing_of(case_of(each, self.ports, work), work) for each in overdue],
            overdue_count=work[Rules].count_by_state().get("overdue", 0),
            waivers=seen.waivers,
        )


def monday(now: datetime, zone: str) -> datetime:
    """The next Monday at the hour of the digest."""
    return _next(0, SHOWING, now, zone)


def _next(weekday: int, hour: time, now: datetime, zone: str) -> datetime:
    today = wall_time(now, zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    moment = resolve(datetime.combine(day, hour), zone)
    return moment if moment > now else resolve(datetime.combine(day + timedelta(days=7), hour), zone)
