"""What time brings to an engagement: a reminder before the deadline, escalation after it, once a level.

Whoever is out of office when either comes has their stand-in asked instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.attention import Attention
from bot.engagements.actions import Deadline, Escalate, Remind
from bot.engagements.asking import watch_deadline
from bot.engagements.case import Case, again, escalations_of, load, note
from bot.engagements.handing import move
from bot.engagements.messages import escalation_key, refresh, remind_card, reminder_key, standing_of
from bot.engagements.opening import office_hours
from bot.engagements.ports import Ports
from bot.engagements.resolving import resolve, stand_in_of
from bot.engagements.settling import settle
from bot.engagements.standing import late
from bot.engagements.telling_cards import escalation_card
from bot.engagements.waivers import waivers
from bot.rights import Role
from bot.superiors import is_away
from bot.targets import Escalation, Target
from bot.timing import add_working_hours
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Rules


@dataclass(frozen=True)
class Running:
    ports: Ports

    # Before

    def remind(self, timer: Remind, work: Work) -> None:
        row = work[Rules].ask(timer.ask)
        case = load(row.engagement, self.ports, work) if row is not None else None
        if row is None or case is None or not case.is_open:
            return
        ask = case.ask(timer.ask)
        person = work.people.get(ask.person)
        if ask.state != "asked" or ask.reminded or person is None or ask not in case.unanswered:
            return
        if self._stands_in(case, ask, person, work):
            settle(case, self.ports, work)
            return
        if is_away(person, work):
            return  # nobody stands in, and it waits for them
        ask.reminded = True
        work[Rules].add(ask)
        note(case, "reminded", work, other=ask.person, itself=True)
        attention = Attention.URGENT if case.rule.urgent else Attention.ALERT
        card = remind_card(ask, self.ports, work)
        # Asked again later, they may be reminded again: then it is another message.
        work.withdraw(reminder_key(ask))
        work.send(person, card, key=reminder_key(ask), attention=attention, expires=ask.due)

    def _stands_in(self, case: Case, ask: Ask, person: Person, work: Work) -> bool:
        """Whether somebody else is asked now, because they are out of office."""
        instead = stand_in_of(person, work) if is_away(person, work) or person.left else None
        if instead is None or any(
            each.person == key_of(instead) and each.target == ask.target and each.state in {"asked", "declined"}
            for each in case.asks
        ):
            return False
        note(case, "gone" if person.left else "away", work, other=ask.person, itself=True)
        move(case, ask, instead, self.ports, work)
        return True

    # At the deadline

    def deadline(self, timer: Deadline, work: Work) -> None:
        case = load(timer.engagement, self.ports, work)
        if case is None or not case.is_open:
            return
        moved = [self._put_off(case, each, work) for each in self._passed(case, work)]
        if any(moved):
            case = again(case, self.ports, work)
        passed = [each for each in self._passed(case, work) if not each.late]
        for ask in passed:
            ask.late = True
            work[Rules].add(ask)
            note(case, "overdue", work, other=ask.person, itself=True)
        unasked = any(not each.answers for each in late(case.slots, work.now, case.engagement.due))
        if unasked and case.engagement.state == "open":
            note(case, "overdue", work, itself=True)
        if (passed or unasked) and case.engagement.state == "open":
            case.engagement.state, case.engagement.late = "overdue", True
            work[Rules].add(case.engagement)
            self._next_level(case, case.engagement.level + 1, work)
        watch_deadline(case, work)
        refresh(case, self.ports, work)

    def _passed(self, case: Case, work: Work) -> Sequence[Ask]:
        """Those who let the deadline pass; where one of several is enough, that of the last of them counts."""
        passed = {each.ask for slot in late(case.slots, work.now, case.engagement.due) for each in slot.answers}
        return [each for each in case.unanswered if each.id in passed]

    def _put_off(self, case: Case, ask: Ask, work: Work) -> bool:
        """Who went out of office meanwhile has not missed it: their stand-in is asked, or it waits for them."""
        person = work.people.get(ask.person)
        if person is None or ask.late or ask.state != "asked":
            return False
        if self._stands_in(case, ask, person, work):
            return True
        if not is_away(person, work) or person.away_until is None:
            return False
        ask.due = add_working_hours(person.away_until, case.rule.hours, work.hours(person), work.holidays)
        work[Rules].add(ask)
        note(case, "away", work, other=ask.person, itself=True)
        return True

    # After it

    def escalate(self, timer: Escalate, work: Work) -> None:
        case = load(timer.engagement, self.ports, work)
        if case is None or case.engagement.state != "overdue" or case.engagement.level >= timer.level:
            return
        levels = escalations_of(case.rule)
        told = self._told(case, levels[timer.level - 1], work) if timer.level <= len(levels) else []
        case.engagement.level = timer.level
        work[Rules].add(case.engagement)
        standing, deciding = standing_of(case, work), {key_of(each) for each in waivers(case, self.ports, work)}
        for person in told:
            number = key_of(person)
            note(case, "escalated", work, other=number, words=str(timer.level), itself=True)
            work.send(
                person,
                escalation_card(standing, timer.level, may_waive=number in deciding),
                key=escalation_key(case, timer.level, number),
                attention=Attention.URGENT if case.rule.urgent else Attention.ALERT,
            )
        self._next_level(case, timer.level + 1, work)
        refresh(case, self.ports, work)

    def _next_level(self, case: Case, level: int, work: Work) -> None:
        """Set the timer of a level: so many hours of those who are told from now on."""
        levels = escalations_of(case.rule)
        if level > len(levels):
            return
        due = self._when(levels[level - 1], self._told(case, levels[level - 1], work), work)
        work.set_timer(Escalate(engagement=case.number, level=level), key=str(case.number), due=due)

    def _when(self, level: Escalation, told: Sequence[Person], work: Work) -> datetime:
        if not level.after:
            return work.now
        each = [work.hours(person) for person in told] or [office_hours(work)]
        return min(add_working_hours(work.now, level.after, hours, work.holidays) for hours in each)

    def _told(self, case: Case, level: Escalation, work: Work) -> Sequence[Person]:
        """Whom a level means, but for those who are asked themselves; else the liaison."""
        waiting = {each.person for each in case.unanswered}
        asked = list(work.people.some(waiting).values())
        for target in (level.to, Target(who="liaison"), Target(role=Role.HEAD)):
            found = resolve(target, case.subject, self.ports, work, asked)
            people = [each.person for each in found if each.number not in waiting]
            if people:
                return people
        return ()
