"""It goes on: who was to be heard was heard, nothing holds it back, and whoever decides next reads what was said.

What they decide stands in the record, and whose it is is told. As long as something holds it, it is not passed on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import note as card_of_words
from bot.conversation.forms import Form, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T, Words, verbatim
from bot.engagements.actions import Agree, Disagree, PassOn
from bot.engagements.case import Case, again, load, look, note, number_of
from bot.engagements.door import GONE, note_try, who_decides
from bot.engagements.finding import nobody
from bot.engagements.messages import onward_of, refresh, tell_owner
from bot.engagements.onward import Onward, Told, is_over, onward, onward_key
from bot.engagements.ports import Ports
from bot.engagements.recording import record_card_of
from bot.engagements.resolving import resolve
from bot.engagements.telling_cards import named
from bot.ports.rules import Outcome
from bot.targets import Target
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Rules

LONGEST: Final = 500
SOON: Final = timedelta(minutes=10)
"""When to look again where nobody can tell yet whether something else holds it."""


@dataclass(frozen=True)
class PassingOn:
    """A `Passing`: what became of it afterwards, for whoever asks."""

    ports: Ports

    def outcome(self, engagement: int, work: Work) -> Outcome | None:
        found = onward(work[Rules].entries(engagement))
        if not found.state:
            return None
        numbers = {found.by} if found.by is not None else found.people
        names = tuple(sorted(each.name for each in work.people.some(numbers).values()))
        return Outcome(found.state, names, found.words)

    # Passing it on

    def pass_on(self, timer: PassOn, work: Work) -> None:
        """Of all rules about a record that want it: those whose people were heard, if no gate is closed."""
        stands = self.ports.stands(timer.kind, timer.record, work)
        if stands == "undecided":
            work.set_timer(timer, key=f"{timer.kind} {timer.record}", due=work.now + SOON)
        if stands != "cleared":
            return
        for row in work[Rules].engagements(timer.kind, timer.record):
            case = load(number_of(row), self.ports, work)
            if case is not None and case.rule.pass_on and is_over(case) and not self._state(case, work).state:
                self._pass(case, work)

    def _pass(self, case: Case, work: Work) -> None:
        people: dict[int, Person] = {}
        for each in case.rule.pass_on:
            target = Target.model_validate(each)
            found = resolve(target, case.subject, self.ports, work) or nobody(case, target, self.ports, work)
            people |= {one.number: one.person for one in found}
        self.give(case, list(people.values()), work)
        if people:
            names = named(list(people.values()))
            words = T("{name} was heard, and is with {people} to decide.", name=_name(case), people=names)
            tell_owner(case, words, work, title=T("{name}: passed on", name=_name(case)))

    def give(self, case: Case, people: Sequence[Person], work: Work) -> None:
        """It is theirs to decide, too."""
        for person in people:
            note(case, "passed on", work, other=key_of(person), itself=True)
        state = self._state(case, work)
        time = max((each.time for each in state.told), default=0)
        for person in people:
            key = onward_key(case, Told(key_of(person), time))
            work.send(person, onward_of(case, self.ports, work), key=key, attention=Attention.ALERT)

    # Deciding

    def agree(self, action: Agree, work: Work) -> Reply:
        found = self._mine(action.engagement, work, "agree")
        if not isinstance(found, Case):
            return found
        if self._state(found, work).state == "agreed":
            return self._as_it_is(found, work, record=action.record)
        note(found, "agreed", work)
        words = T("{who} agreed to {name}.", who=work.person.name, name=_name(found))
        return self._decided(found, words, T("{name}: agreed", name=_name(found)), work, record=action.record)

    def disagree_form(self, action: Disagree, work: Work) -> Form | Reply:
        found = self._mine(action.engagement, work, "not agree")
        if not isinstance(found, Case):
            return found
        return Form(
            title=T("Not agreed"),
            intro=(T("Whoever handed in {name} reads this at once.", name=_name(found)),),
            fields=(TextField(key="words", label=T("Why not?"), multiline=True, longest=LONGEST),),
            submit=T("Send"),
            press=press(action),
        )

    def disagree(self, action: Disagree, values: Values, work: Work) -> Reply:
        found = self._mine(action.engagement, work, "not agree")
        if not isinstance(found, Case):
            return found
        said = str(values["words"])
        note(found, "not agreed", work, words=said)
        words = T("{who} did not agree to {name}: “{words}”", who=work.person.name, name=_name(found), words=said)
        return self._decided(found, words, T("{name}: not agreed", name=_name(found)), work, record=action.record)

    def _mine(self, engagement: int, work: Work, tried: str) -> Case | Reply:
        """One that is theirs to decide now; else what to tell them."""
        case = load(engagement, self.ports, work)
        if case is None:
            return GONE
        state = self._state(case, work)
        if work.person_id not in state.people:
            note_try(case, work, tried)
            people = sorted(work.people.some(state.people).values(), key=lambda each: each.name)
            return Whisper(card=card_of_words(who_decides(people)))
        if not state.state or self._is_held(case, work):
            return self._as_it_is(case, work)
        return case

    def _is_held(self, case: Case, work: Work) -> bool:
        stands = self.ports.stands(case.subject.kind, case.subject.id, work)
        return not is_over(case) or stands != "cleared"

    def _decided(self, case: Case, words: Words, title: Words, work: Work, *, record: bool) -> Reply:
        tell_owner(case, words, work, but=work.person_id, title=title)
        case = again(case, self.ports, work)
        shown = refresh(case, self.ports, work)
        if shown is not None and not record:
            return Update(card=shown)
        return self._as_it_is(case, work, record=record)

    def _as_it_is(self, case: Case, work: Work, *, record: bool = False) -> Reply:
        if record:
            return Update(card=record_card_of(case, work.person, self.ports, work))
        return Update(card=onward_of(case, self.ports, work))

    def _state(self, case: Case, work: Work) -> Onward:
        return onward(work[Rules].entries(case.number))

    # Whoever was to decide has left

    def hand_over(self, person: int, to: Person, work: Work) -> None:
        for number in work[Rules].passed_to(person):
            case = load(number, self.ports, work)
            if case is not None and key_of(to) not in self._state(case, work).people:
                note(case, "gone", work, other=person, itself=True)
                self.give(case, [to], work)

    def waiting(self, person: int, work: Work) -> Iterator[int]:
        """What somebody is to decide now."""
        for number in work[Rules].passed_to(person):
            case = look(number, self.ports, work)
            if case is not None and person in self._state(case, work).people and not self._is_held(case, work):
                yield number


def _name(case: Case) -> Words:
    return verbatim(case.subject.name)
