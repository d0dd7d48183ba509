"""Looking at a gate, and letting something through it."""

from dataclasses import dataclass
from typing import Literal

from bot.attention import Attention
from bot.conversation.cards import Card, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T
from bot.gates import cards
from bot.gates.actions import Force, ShowGate
from bot.gates.looking import Gate, find, look
from bot.gates.ports import Ports
from bot.ports.records import Kind
from bot.rights import Role
from bot.work import Work, key_of

_GONE = Whisper(card=note(T("This is not here any more.")))
_NOT_YOURS = T("Whoever may waive the rule may let it through. You are not among them, so nothing was changed.")


@dataclass(frozen=True)
class GateDesk:
    """What people do at gates."""

    ports: Ports

    def stands(self, kind: Kind, record: int, work: Work) -> Literal["cleared", "held", "undecided"]:
        """A `GateStands`."""
        found = look(kind, record, self.ports, work)
        return found.verdict.stands if found is not None else "held"

    def command(self, asked: str, work: Work) -> Reply:
        """`/truce gate ID`."""
        found = find(asked, self.ports, work)
        if found is None:
            return Whisper(card=cards.unknown_card(asked.strip()))
        return Whisper(card=self._shown(found, work))

    def show(self, action: ShowGate, work: Work) -> Reply:
        found = look(action.kind, action.record, self.ports, work)
        return _GONE if found is None else Update(card=self._shown(found, work))

    def force_form(self, action: Force, work: Work) -> Form | Reply:
        found = self._to_force(action, work)
        return cards.force_form(action, found) if isinstance(found, Gate) else found

    def force(self, action: Force, values: Values, work: Work) -> Reply:
        gate, reason = self._to_force(action, work), values["reason"]
        if not isinstance(gate, Gate):
            return gate
        for held in gate.verdict.held:
            self.ports.forcing.force(held.engagement, reason, work)
        work.trail("forced", kind="gate", name=gate.name, words=reason)
        _tell_heads(gate, reason, work)
        return self.show(ShowGate(kind=action.kind, record=action.record), work)

    def _to_force(self, action: Force, work: Work) -> Gate | Reply:
        """A gate that is closed, and that whoever acts may let it through; else what to tell them."""
        gate = look(action.kind, action.record, self.ports, work)
        if gate is None:
            return _GONE
        if not self._may_force(gate, work):
            work.trail("refused", kind="gate", name=gate.name, words=action.NAME)
            return Whisper(card=note(_NOT_YOURS))
        if gate.verdict.withdrawn or not gate.verdict.held:
            return Update(card=self._shown(gate, work))
        return gate

    def _may_force(self, gate: Gate, work: Work) -> bool:
        """Whether whoever acts may let it through: of every rule that holds it."""
        return all(self.ports.forcing.may(held.engagement, work) for held in gate.verdict.held)

    def _shown(self, gate: Gate, work: Work) -> Card:
        return cards.gate_card(gate, may_force=bool(gate.verdict.held) and self._may_force(gate, work))


def _tell_heads(gate: Gate, reason: str, work: Work) -> None:
    without = tuple(sorted({each.name for held in gate.verdict.held for each in held.waits}))
    card = cards.told_card(gate, work.person.name, reason, without)
    for head in work.people.with_role(Role.HEAD):
        if key_of(head) != work.person_id:
            key = f"gate {gate.name} forced {work.event.key} {key_of(head)}"
            work.send(head, card, key=key, attention=Attention.ALERT)
