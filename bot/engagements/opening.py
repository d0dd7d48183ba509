"""A rule has fired: people are asked. `Engagements` is the `Engaging` of the capability that knows when.

Whom a rule names one finds out now, not before. Where nobody is found the liaison, or else a steward, a head or an
administrator, is asked to find somebody, and those who look after the directory hear that it has a hole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.engagements.actions import AskMore, LookAtPost, RefreshMore
from bot.engagements.asking import ask, watch_deadline
from bot.engagements.case import Case, again, load, note, number_of, targets_of
from bot.engagements.channel import LOOKING
from bot.engagements.deadlines import deadline
from bot.engagements.finding import nobody
from bot.engagements.inviting import propose
from bot.engagements.messages import alert, post, refresh, refresh_more
from bot.engagements.onward import SUBMITTED
from bot.engagements.ports import Ports
from bot.engagements.resolving import resolve
from bot.engagements.settling import cancel
from bot.ports.records import Subject
from bot.ports.rules import Fired
from bot.timing import Hours, country_of_zone
from bot.work import Work
from storage.people import Person
from storage.rules import Engagement, Rule, Rules

PAGE: Final = 100
"""So many are asked in one transaction."""


@dataclass(frozen=True)
class Engagements:
    """An `Engaging` over the records."""

    ports: Ports

    def open(self, subject: Subject, fired: Sequence[Fired], work: Work) -> None:
        if subject.ended:
            return
        opened = [case for each in fired if (case := self._opened(subject, each, work)) is not None]
        if opened:
            self._write(opened, work)

    def let_go(self, subject: Subject, rules: Sequence[int], why: str, work: Work) -> None:
        for row in work[Rules].engagements(subject.kind, subject.id):
            if row.state in {"open", "overdue"} and (not rules or row.rule in rules):
                case = load(number_of(row), self.ports, work)
                if case is not None and case.is_open:
                    cancel(case, why, work)
                    refresh(again(case, self.ports, work), self.ports, work)
            elif subject.ended:
                self._bring_up_to_date(row, work)

    def _bring_up_to_date(self, row: Engagement, work: Work) -> None:
        case = load(number_of(row), self.ports, work)
        if case is not None:
            refresh(case, self.ports, work)

    def _opened(self, subject: Subject, fired: Fired, work: Work) -> Case | None:
        """A new engagement, unless the rule is asking about this already."""
        rule = work[Rules].rule(fired.rule)
        if rule is None:
            return None
        before = [each for each in work[Rules].engagements(subject.kind, subject.id) if each.rule == rule.id]
        if before and _is_the_same(before[-1], subject):
            self._fired_again(before[-1], fired, work)
            return None
        for each in before:
            if each.state in {"open", "overdue"}:  # of an earlier round
                case = load(number_of(each), self.ports, work)
                if case is not None:
                    cancel(case, "round", work)
                    refresh(again(case, self.ports, work), self.ports, work)
            elif rule.pass_on:  # whoever was to decide about an earlier round
                self._bring_up_to_date(each, work)
        return self._begin(subject, rule, fired, work)

    def _fired_again(self, row: Engagement, fired: Fired, work: Work) -> None:
        """It is still being asked: nobody is asked twice, and what is shown is what is so now."""
        if row.state not in {"open", "overdue"} or row.facts == fired.facts:
            return
        case = load(number_of(row), self.ports, work)
        if case is not None:
            note(case, "again", work, itself=True)
            refresh(case, self.ports, work)

    def _begin(self, subject: Subject, rule: Rule, fired: Fired, work: Work) -> Case:
        row = work[Rules].add(
            Engagement(
                organisation=work.people.organisation,
                rule=number_of(rule),
                kind=subject.kind,
                subject=subject.id,
                round=subject.round,
                facts=dict(fired.facts),
                opened=work.now,
                due=deadline(work.now, rule.hours, office_hours(work), work.holidays),
            )
        )
        case = Case(row, rule, subject, ())
        note(case, "opened", work, itself=True)
        self._ask_some(case, work)
        case = again(case, self.ports, work)
        watch_deadline(case, work)
        return case

    def _ask_some(self, case: Case, work: Work) -> None:
        """Ask those whom the rule names, as many as one transaction should; the next one asks the others."""
        asked: list[Person] = []
        room = PAGE
        for number, target in enumerate(targets_of(case.rule)):
            there = {each.person for each in case.asks if each.target == number}
            found = resolve(target, case.subject, self.ports, work, asked)
            if not found and not there:
                found = nobody(case, target, self.ports, work)
            new = [each for each in found if each.number not in there]
            for each in new[: max(0, room)]:
                ask(case, number, each, work)
            asked += [each.person for each in found]
            room -= len(new)
        if room < 0:
            more = AskMore(engagement=case.number, asked=len(case.asks) + PAGE)
            work.set_timer(more, key=str(case.number), due=work.now)

    def ask_more(self, timer: AskMore, work: Work) -> None:
        case = load(timer.engagement, self.ports, work)
        if case is None or not case.is_open:
            return
        before = {each.message for each in case.asks}
        self._ask_some(case, work)
        case = again(case, self.ports, work)
        watch_deadline(case, work)
        for message in dict.fromkeys(each.message for each in case.asks if each.message not in before):
            alert(message, self.ports, work)

    def refresh_more(self, timer: RefreshMore, work: Work) -> None:
        case = load(timer.engagement, self.ports, work)
        if case is not None:
            refresh_more(case, timer.after, self.ports, work)

    def _write(self, opened: Sequence[Case], work: Work) -> None:
        """To whoever is asked, all that they are asked in one message; and into the channel."""
        for message in dict.fromkeys(each.message for case in opened for each in case.asks):
            alert(message, self.ports, work)
        for case in opened:
            propose(case, self.ports, work)
        if post(opened, work):
            first = opened[0].number
            work.set_timer(LookAtPost(engagement=first), key=str(first), due=work.now + LOOKING[0])


def _is_the_same(row: Engagement, subject: Subject) -> bool:
    """Whether the rule has asked about this crossing already: it is open still, or this round was asked about."""
    if subject.kind in SUBMITTED:
        return row.round == subject.round and row.state != "cancelled"
    return row.state in {"open", "overdue"}


def office_hours(work: Work) -> Hours:
    """For what nobody is asked: the company's own time."""
    zone = work.organisation.zone
    return Hours(zone=zone, country=work.organisation.country or country_of_zone(zone))
