"""What those do whom a rule told that nobody has answered: they take it themselves, or name somebody else.

Who was told, the record says. Whoever is asked anew has the rule's hours anew; late the engagement stays anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.forms import ChoiceField, Field, Form, FormOption, PersonField, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Reply, Update
from bot.conversation.words import T, Words, verbatim
from bot.engagements.actions import Reassign, TakeOver
from bot.engagements.asking import Handed, ask, stop_reminding
from bot.engagements.case import Case, again, note, targets_of
from bot.engagements.door import Door
from bot.engagements.handing import LONGEST, wrong_person
from bot.engagements.messages import tell_owner
from bot.engagements.ports import Ports
from bot.engagements.recording import record_card_of
from bot.engagements.resolving import Found
from bot.engagements.settling import settle
from bot.engagements.telling_cards import named
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Rules

EVERYBODY: Final = "all"
MOST_NAMED: Final = 50


@dataclass(frozen=True)
class TakingOver:
    ports: Ports

    def take(self, action: TakeOver, work: Work) -> Reply:
        """I'll take it: they are in at once; of a gate they are the one to look at it from now on."""
        case = Door(self.ports).told(action.engagement, work, "take over")
        if not isinstance(case, Case):
            return case
        if not case.is_open or case.subject.ended:
            return self._as_it_is(case, work)
        before = [each for each in case.unanswered if each.person != work.person_id]
        note(case, "took over", work, other=work.person_id)
        self._pass(case, before, work.person, T("took it over"), work)
        case = again(case, self.ports, work)
        if not case.rule.gate:
            for row in (each for each in case.unanswered if each.person == work.person_id):
                row.state, row.answered = "joined", work.now
                work[Rules].add(row)
                stop_reminding([row], work)
                if case.subject.kind == "review":
                    self.ports.reviews.attend(case.subject.id, row.person, work)
        return self._done(case, self._taken(case, before, work), work, record=action.record)

    def _taken(self, case: Case, before: Sequence[Ask], work: Work) -> Words:
        who, name = work.person.name, verbatim(case.subject.name)
        instead = self._people(before, work)
        if case.rule.gate and instead:
            return T("{who} looks at {name} now, instead of {people}.", who=who, name=name, people=named(instead))
        if case.rule.gate:
            return T("{who} looks at {name} now.", who=who, name=name)
        if instead:
            return T("{who} is in on {name}, instead of {people}.", who=who, name=name, people=named(instead))
        return T("{who} is in on {name}.", who=who, name=name)

    # Somebody else

    def form(self, action: Reassign, work: Work) -> Form | Reply:
        case = Door(self.ports).told(action.engagement, work, "hand on")
        if not isinstance(case, Case):
            return case
        if not case.is_open or case.subject.ended:
            return self._as_it_is(case, work)
        return Form(
            title=T("Hand to somebody"),
            intro=(
                T("They are asked about {name}, and see that it comes from you.", name=verbatim(case.subject.name)),
            ),
            fields=(
                PersonField(key="person", label=T("Who should it be?")),
                *self._instead_of(case, work),
                TextField(key="words", label=T("Why they?"), optional=True, longest=LONGEST),
            ),
            submit=T("Hand over"),
            press=press(action),
        )

    def _instead_of(self, case: Case, work: Work) -> tuple[Field, ...]:
        """Where several have not answered: whose place it is."""
        people = self._people(case.unanswered, work)[:MOST_NAMED]
        if len(people) < 2:
            return ()
        options = [FormOption(value=EVERYBODY, label=T("all who have not answered"))]
        options += [FormOption(value=str(key_of(each)), label=verbatim(each.name)) for each in people]
        label = T("Instead of whom?")
        return (ChoiceField(key="instead", label=label, options=tuple(options), initial=(EVERYBODY,)),)

    def hand(self, action: Reassign, values: Values, work: Work) -> Reply:
        case = Door(self.ports).told(action.engagement, work, "hand on")
        if not isinstance(case, Case):
            return case
        instead = values.get("instead") or EVERYBODY
        before = [each for each in case.unanswered if instead in {EVERYBODY, str(each.person)}]
        person = work.people.get(values["person"])
        if wrong := wrong_person(person, case, {each.target for each in before}, work):
            return FormErrors(errors={"person": wrong})
        assert person is not None  # noqa: S101  that is what was asked just now
        words = str(values["words"] or "")
        note(case, "handed", work, other=key_of(person), words=words)
        why = T("was named by {who}", who=work.person.name)
        self._pass(case, before, person, T("{why}: “{words}”", why=why, words=words) if words else why, work)
        return self._done(case, self._handed(case, person, before, work), work, record=action.record)

    def _handed(self, case: Case, person: Person, before: Sequence[Ask], work: Work) -> Words:
        who, name, instead = work.person.name, verbatim(case.subject.name), self._people(before, work)
        if not instead:
            return T("{who} has named {person} for {name}.", who=who, person=person.name, name=name)
        people = named(instead)
        return T(
            "{who} has named {person} for {name}, instead of {people}.",
            who=who,
            person=person.name,
            name=name,
            people=people,
        )

    # Both

    def _pass(self, case: Case, before: Sequence[Ask], person: Person, why: Words, work: Work) -> None:
        """What these were asked is somebody's from now on; where nobody was asked, all that the rule wants."""
        for row in before:
            row.state, row.answered = "handed", work.now
            work[Rules].add(row)
        stop_reminding(before, work)
        targets = {each.target for each in before}
        if not case.unanswered:
            targets = set(range(len(targets_of(case.rule))))
        theirs = {each.target for each in case.asks if each.person == key_of(person) and each.state == "asked"}
        due = min((each.due for each in before), default=case.engagement.due)
        for target in sorted(targets - theirs):
            ask(case, target, Found(person, why), work, Handed(work.person_id, due))

    def _people(self, rows: Sequence[Ask], work: Work) -> list[Person]:
        people = work.people.some(each.person for each in rows)
        return [people[number] for number in dict.fromkeys(each.person for each in rows)]

    def _done(self, case: Case, said: Words, work: Work, *, record: bool) -> Reply:
        """Everybody sees it; whoever clicked, where they did."""
        shown = settle(case, self.ports, work)
        tell_owner(case, said, work, but=work.person_id)
        if record or shown is None:
            return self._as_it_is(again(case, self.ports, work), work)
        return Update(card=shown)

    def _as_it_is(self, case: Case, work: Work) -> Reply:
        return Update(card=record_card_of(case, work.person, self.ports, work))
