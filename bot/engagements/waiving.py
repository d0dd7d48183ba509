"""Not needed: said by whoever is asked, with a reason, and decided by those who may; or said by these directly.

The same people may let something through its gate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.forms import Form, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import Reply, Update
from bot.conversation.words import T, Words, verbatim
from bot.engagements.actions import Decide, NotNeeded, Waive
from bot.engagements.asking import stop_reminding
from bot.engagements.case import Case, again, load, look, note
from bot.engagements.door import GONE, Door, reply
from bot.engagements.messages import refresh, tell_owner
from bot.engagements.ports import Ports
from bot.engagements.recording import record_card_of
from bot.engagements.settling import close_without, settle
from bot.engagements.telling_cards import decision_card
from bot.engagements.waivers import may_waive, waivers
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.people import Person
from storage.rules import Ask, Rules

LONGEST: Final = 300


@dataclass(frozen=True)
class Waiving:
    ports: Ports

    @property
    def door(self) -> Door:
        return Door(self.ports)

    # Whoever is asked says so

    def not_needed_form(self, action: NotNeeded, work: Work) -> Form | Reply:
        found = self.door.mine(action.ask, work, "not needed")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        if ask.state != "asked" or not case.is_open or case.subject.ended:
            return self.door.as_it_is(case, work, record=action.record)
        if may_waive(case, self.ports, work):
            return _form(action, T("You may decide this yourself: with your reason it is settled."))
        return _form(action, T("Your reason goes to whoever may decide. Until then you stay asked."))

    def not_needed(self, action: NotNeeded, values: Values, work: Work) -> Reply:
        found = self.door.mine(action.ask, work, "not needed")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        words = str(values["words"])
        if may_waive(case, self.ports, work):
            shown = self._waive(case, [ask], words, work)
            return reply(case, ask, shown, self.ports, work, record=action.record)
        ask.state, ask.words, ask.answered = "declined", words, work.now
        work[Rules].add(ask)
        note(case, "declined", work, other=ask.person, words=words)
        stop_reminding([ask], work)
        for key, person in self._questions(case, ask, work):
            work.send(person, decision_card(case, ask, work.person), key=key, attention=Attention.ALERT)
        shown = settle(case, self.ports, work)
        return reply(case, ask, shown, self.ports, work, record=action.record)

    def _questions(self, case: Case, ask: Ask, work: Work) -> Iterator[tuple[str, Person]]:
        """The messages that ask whoever may decide: a new one each time that somebody says so."""
        entries = work[Rules].entries(case.number)
        times = sum(each.what == "declined" and each.person == ask.person for each in entries)
        for person in waivers(case, self.ports, work):
            yield f"engagement decide {ask.id} {times} {key_of(person)}", person

    # Whoever may decides

    def decide(self, action: Decide, work: Work) -> Reply:
        row = work[Rules].ask(action.ask)
        if row is None:
            return GONE
        case = self.door.decider(row.engagement, work, "decide")
        if not isinstance(case, Case):
            return case
        ask = case.ask(action.ask)
        if ask.state != "declined" or not case.is_open:
            return Update(card=record_card_of(case, work.person, self.ports, work))
        if action.needed:
            self._still_needed(case, ask, work)
            settle(case, self.ports, work)
            said = T("It is still needed, you said. {who} is told.", who=self._name(ask, work))
            others = T("It is still needed, says {who}.", who=work.person.name)
        else:
            self._waive(case, [ask], ask.words, work)
            said = T("It is not needed, you said. {who} is told.", who=self._name(ask, work))
            others = T("It is not needed, says {who}.", who=work.person.name)
        card = self._decided(case, ask, said, others, work)
        if action.record:
            return Update(card=record_card_of(again(case, self.ports, work), work.person, self.ports, work))
        return Update(card=card)

    def _still_needed(self, case: Case, ask: Ask, work: Work) -> None:
        ask.state, ask.answered = "asked", None
        work[Rules].add(ask)
        note(case, "still needed", work, other=ask.person)

    def _decided(self, case: Case, ask: Ask, said: Words, others: Words, work: Work) -> Card:
        """Everybody who was asked to decide sees what was decided. Returns what whoever did sees."""
        person = work.people.get(ask.person)
        assert person is not None  # noqa: S101  the row is kept with its person
        case = again(case, self.ports, work)
        ask = case.ask(ask.id or 0)
        clicked = getattr(work.event, "message", "")
        for key, each in self._questions(case, ask, work):
            row = work[Deliveries].by_key(key)
            if row is not None and not (clicked and row.external == clicked):
                words = said if key_of(each) == work.person_id else others
                work.update(key, decision_card(case, ask, person, words))
        return decision_card(case, ask, person, said)

    def _name(self, ask: Ask, work: Work) -> str:
        person = work.people.get(ask.person)
        return person.name if person is not None else ""

    # Directly

    def waive_form(self, action: Waive, work: Work) -> Form | Reply:
        case = self.door.decider(action.engagement, work, "waive")
        if not isinstance(case, Case):
            return case
        if not case.is_open:
            return Update(card=record_card_of(case, work.person, self.ports, work))
        return _form(action, T("Nobody need be in then. Whoever was asked sees your reason."))

    def waive(self, action: Waive, values: Values, work: Work) -> Reply:
        case = self.door.decider(action.engagement, work, "waive")
        if not isinstance(case, Case):
            return case
        waiting = [each for each in case.asks if each.state in {"asked", "declined", "changes"}]
        self._waive(case, waiting, str(values["words"]), work)
        return Update(card=record_card_of(again(case, self.ports, work), work.person, self.ports, work))

    def _waive(self, case: Case, asks: list[Ask], words: str, work: Work) -> Card | None:
        for ask in asks:
            ask.state, ask.words, ask.answered = "waived", words, work.now
            work[Rules].add(ask)
        stop_reminding(asks, work)
        one = asks[0].person if len(asks) == 1 else None
        note(case, "waived", work, other=one, words=words)
        if not case.asks:
            close_without(case, work)
        shown = settle(case, self.ports, work) if case.asks else refresh(case, self.ports, work)
        said = T(
            "It is not needed on {name}, says {who}: “{words}”",
            name=verbatim(case.subject.name),
            who=work.person.name,
            words=words,
        )
        tell_owner(case, said, work, but=work.person_id)
        return shown


@dataclass(frozen=True)
class Letting:
    """A `Forcing`: something goes through its gate though not everybody has answered."""

    ports: Ports

    def may(self, engagement: int, work: Work) -> bool:
        case = look(engagement, self.ports, work)
        return case is not None and may_waive(case, self.ports, work)

    def force(self, engagement: int, reason: str, work: Work) -> None:
        case = load(engagement, self.ports, work)
        if case is None or not case.is_open:
            return
        for ask in case.asks:
            if ask.state in {"asked", "declined", "changes"}:
                ask.state = "released"
                work[Rules].add(ask)
        note(case, "forced", work, words=reason)
        close_without(case, work)
        refresh(again(case, self.ports, work), self.ports, work)


def _form(action: NotNeeded | Waive, intro: Words) -> Form:
    return Form(
        title=T("Not needed"),
        intro=(intro,),
        fields=(TextField(key="words", label=T("Why is it not needed?"), multiline=True, longest=LONGEST),),
        submit=T("Say so"),
        press=press(action),
    )
