"""An engagement as handlers see it: with its rule, its record and who is asked; and writing its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from bot.conversation.events import Act
from bot.conversation.words import Words, verbatim
from bot.engagements.ports import Ports
from bot.engagements.standing import Answer, Slot, slots
from bot.ports.directory import Concerning
from bot.ports.records import Kind, Subject
from bot.rights import Right, may
from bot.targets import Escalation, Target
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Engagement, Entry, Rule, Rules


@dataclass(frozen=True)
class Case:
    """`asks` are all that there ever were, oldest first."""

    engagement: Engagement
    rule: Rule
    subject: Subject
    asks: Sequence[Ask]

    @property
    def number(self) -> int:
        return number_of(self.engagement)

    @property
    def is_open(self) -> bool:
        return self.engagement.state in {"open", "overdue"}

    @property
    def slots(self) -> Sequence[Slot]:
        answers = [Answer(each.id or 0, each.target, each.state, each.due) for each in self.asks]
        return slots(self.rule.need, {each.target for each in self.asks} or {0}, answers)

    @property
    def unanswered(self) -> Sequence[Ask]:
        """Those of whom an answer is still needed."""
        needed = {each.ask for slot in self.slots if slot.state == "open" for each in slot.answers}
        return [each for each in self.asks if each.id in needed and each.state in {"asked", "declined"}]

    def ask(self, number: int) -> Ask:
        return next(each for each in self.asks if each.id == number)


def number_of(row: Any) -> int:
    """The id of a row that is in the database."""
    if row.id is None:
        raise LookupError("this is not stored yet")
    return int(row.id)


def case_of(engagement: Engagement, ports: Ports, work: Work) -> Case:
    rules = work[Rules]
    rule = rules.rule(engagement.rule)
    if rule is None:
        raise LookupError("an engagement goes with its rule")
    return Case(engagement, rule, subject_of(engagement, ports, work), rules.asks(number_of(engagement)))


def load(engagement: int, ports: Ports, work: Work) -> Case | None:
    """To change it: until this transaction is over nobody else does."""
    row = work[Rules].locked(engagement)
    return case_of(row, ports, work) if row is not None else None


def look(engagement: int, ports: Ports, work: Work) -> Case | None:
    """To show it."""
    row = work[Rules].engagement(engagement)
    return case_of(row, ports, work) if row is not None else None


def again(case: Case, ports: Ports, work: Work) -> Case:
    """As it is now, after asks were added."""
    return case_of(case.engagement, ports, work)


def subject_of(engagement: Engagement, ports: Ports, work: Work) -> Subject:
    """The record as it is now; as it was when the rule fired, if it is gone."""
    found = ports.subjects.get(cast("Kind", engagement.kind), engagement.subject, work)
    if found is not None:
        return found
    return Subject(
        kind=cast("Kind", engagement.kind),
        id=engagement.subject,
        name=str(engagement.facts.get("name") or engagement.subject),
        facts=engagement.facts,
        concerning=Concerning(),
        ended="removed",
    )


def targets_of(rule: Rule) -> Sequence[Target]:
    return [Target.model_validate(each) for each in rule.involve]


def escalations_of(rule: Rule) -> Sequence[Escalation]:
    """Whom to tell in turn; where a rule says nothing, the manager of whoever was asked."""
    return [Escalation.model_validate(each) for each in rule.escalate] or [Escalation(to=Target(who="manager"))]


def waiving(rule: Rule) -> Sequence[Target]:
    return [Target.model_validate(each) for each in rule.waive]


def words_of(stored: str) -> Words:
    """What a row keeps as JSON of `Words`."""
    return Words.model_validate_json(stored) if stored.startswith("{") else verbatim(stored)


def note(case: Case, what: str, work: Work, *, other: int | None = None, words: str = "", itself: bool = False) -> None:
    """Write a line into the record. `itself`: it follows from what was done, nobody did it."""
    event = work.event
    acts = isinstance(event, Act) and not itself
    work[Rules].add(
        Entry(
            organisation=work.people.organisation,
            engagement=case.number,
            moment=work.now,
            person=work.person_id if acts else None,
            platform=event.by.platform if isinstance(event, Act) and acts else "",
            what=what,
            other=other,
            words=words,
        )
    )


def may_see(case: Case, person: Person, waivers: Sequence[Person], work: Work) -> bool:
    """Whose business an engagement is: of those asked, whose deal it is, who may waive it, who was told, managers."""
    number = key_of(person)
    if number == case.subject.owner or any(each.person == number for each in case.asks):
        return True
    if any(key_of(each) == number for each in waivers) or may(work.people.roles(number), Right.SEE_COMPLIANCE):
        return True
    return any(each.other == number for each in work[Rules].entries(case.number) if each.what in _TOLD)


_TOLD: Final = frozenset({"escalated", "passed on"})


def was_told(case: Case, person: int, work: Work) -> bool:
    """Whether a rule told somebody that nobody had answered."""
    return any(each.other == person for each in work[Rules].entries(case.number) if each.what == "escalated")
