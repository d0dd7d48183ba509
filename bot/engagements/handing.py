"""Hand to...: somebody else is to be in, with a word of why. Who handed it to whom stays in the record, loops too."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.conversation.forms import Form, PersonField, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Reply
from bot.conversation.words import T, Words, verbatim
from bot.engagements.actions import HandTo
from bot.engagements.asking import Handed, ask, stop_reminding
from bot.engagements.case import Case, again, note, words_of
from bot.engagements.door import Door, reply
from bot.engagements.ports import Ports
from bot.engagements.resolving import Found
from bot.engagements.settling import settle
from bot.superiors import is_away
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Rules

LONGEST: Final = 300


@dataclass(frozen=True)
class Handing:
    ports: Ports

    def form(self, action: HandTo, work: Work) -> Form | Reply:
        found = Door(self.ports).mine(action.ask, work, "hand on")
        if not isinstance(found, tuple):
            return found
        case, row = found
        if row.state != "asked" or not case.is_open or case.subject.ended:
            return Door(self.ports).as_it_is(case, work, record=action.record)
        name = verbatim(case.subject.name)
        return Form(
            title=T("Hand to somebody"),
            intro=(T("They are asked about {name} instead of you, and see that it comes from you.", name=name),),
            fields=(
                PersonField(key="person", label=T("Who should it be?")),
                TextField(key="words", label=T("Why they?"), optional=True, longest=LONGEST),
            ),
            submit=T("Hand over"),
            press=press(action),
        )

    def hand(self, action: HandTo, values: Values, work: Work) -> Reply:
        found = Door(self.ports).mine(action.ask, work, "hand on")
        if not isinstance(found, tuple):
            return found
        case, row = found
        person = work.people.get(values["person"])
        if wrong := wrong_person(person, case, {row.target}, work):
            return FormErrors(errors={"person": wrong})
        assert person is not None  # noqa: S101  that is what was asked just now
        words = str(values["words"] or "")
        give(case, row, person, T("was named by {who}", who=work.person.name), work, words=words)
        shown = settle(case, self.ports, work)
        return reply(case, row, shown, self.ports, work, record=action.record)


def give(case: Case, row: Ask, person: Person, why: Words, work: Work, *, words: str = "") -> Ask:
    """An ask is somebody else's from now on, whoever acts handing it over."""
    row.state, row.answered = "handed", work.now
    work[Rules].add(row)
    stop_reminding([row], work)
    note(case, "handed", work, other=key_of(person), words=words)
    said = T("{why}: “{words}”", why=why, words=words) if words else why
    return ask(case, row.target, Found(person, said), work, Handed(work.person_id, row.due))


def move(case: Case, row: Ask, person: Person, ports: Ports, work: Work) -> Ask:
    """The same where nobody handed it over: who was asked has left, or is out of office."""
    before = work.people.get(row.person)
    row.state, row.answered = "handed", work.now
    work[Rules].add(row)
    stop_reminding([row], work)
    why = words_of(row.why) if row.why else T("was asked")
    return ask(again(case, ports, work), row.target, Found(person, why, before), work, Handed(None, row.due))


def wrong_person(person: Person | None, case: Case, targets: Collection[int], work: Work) -> Words | None:
    """Why somebody can't be asked for this instead of others."""
    if person is None:
        return T("Please pick somebody from the list.")
    if key_of(person) == work.person_id:
        return T("That is you. Please pick somebody else.")
    if person.left:
        return T("{who} has left the company. Please pick somebody else.", who=person.name)
    if is_away(person, work):
        return T("{who} is out of office. Please pick somebody else.", who=person.name)
    same = [each for each in case.asks if each.target in targets and each.person == key_of(person)]
    if any(each.state in {"asked", "declined", "joined", "changes"} for each in same):
        return T("{who} is asked about this already. Please pick somebody else.", who=person.name)
    return None
