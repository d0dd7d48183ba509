"""Looking at a gate, and letting something through it."""

from collections.abc import Callable

from bot.attention import Attention
from bot.conversation.cards import Card, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T
from bot.gates import cards
from bot.gates.actions import Force, ShowGate
from bot.gates.looking import Gate, find, look
from bot.gates.ports import Ports
from bot.rights import Role
from bot.routing import FormRoute
from bot.work import Work, key_of

_GONE = Whisper(card=note(T("This is not here any more.")))
_NOT_YOURS = T("Whoever may waive the rule may let it through. You are not among them, so nothing was changed.")


def command_with(ports: Ports) -> Callable[[str, Work], Reply]:
    """`/truce gate ID`."""

    def gate(asked: str, work: Work) -> Reply:
        found = find(asked, ports, work)
        if found is None:
            return Whisper(card=cards.unknown_card(asked.strip()))
        return Whisper(card=_shown(found, ports, work))

    return gate


def show_with(ports: Ports) -> Callable[[ShowGate, Work], Reply]:
    def show(action: ShowGate, work: Work) -> Reply:
        found = look(action.kind, action.record, ports, work)
        return _GONE if found is None else Update(card=_shown(found, ports, work))

    return show


def force_with(ports: Ports) -> FormRoute:
    """The form that asks for the reason, and what follows."""

    def build(action: Force, work: Work) -> Form | Reply:
        found = look(action.kind, action.record, ports, work)
        return _refused(found, action, ports, work) or cards.force_form(action, _there(found))

    def force(action: Force, values: Values, work: Work) -> Reply:
        found = look(action.kind, action.record, ports, work)
        if refused := _refused(found, action, ports, work):
            return refused
        gate, reason = _there(found), values["reason"]
        for held in gate.verdict.held:
            ports.forcing.force(held.engagement, reason, work)
        work.trail("forced", kind="gate", name=gate.name, words=reason)
        _tell_heads(gate, reason, work)
        after = look(action.kind, action.record, ports, work)
        return Update(card=_shown(_there(after), ports, work))

    return FormRoute(build, force)


def _refused(gate: Gate | None, action: Force, ports: Ports, work: Work) -> Reply | None:
    if gate is None:
        return _GONE
    if not _may(gate, ports, work):
        work.trail("refused", kind="gate", name=gate.name, words=action.NAME)
        return Whisper(card=note(_NOT_YOURS))
    if gate.verdict.withdrawn or not gate.verdict.held:
        return Update(card=_shown(gate, ports, work))
    return None


def _there(gate: Gate | None) -> Gate:
    if gate is None:
        raise LookupError("the gate was there a moment ago")
    return gate


def _may(gate: Gate, ports: Ports, work: Work) -> bool:
    """Whether whoever acts may let it through: of every rule that holds it."""
    return all(ports.forcing.may(held.engagement, work) for held in gate.verdict.held)


def _shown(gate: Gate, ports: Ports, work: Work) -> Card:
    return cards.gate_card(gate, may_force=bool(gate.verdict.held) and _may(gate, ports, work))


def _tell_heads(gate: Gate, reason: str, work: Work) -> None:
    without = tuple(sorted({each.name for held in gate.verdict.held for each in held.waits}))
    card = cards.told_card(gate, work.person.name, reason, without)
    for head in work.people.with_role(Role.HEAD):
        if key_of(head) != work.person_id:
            key = f"gate {gate.name} forced {work.event.key} {key_of(head)}"
            work.send(head, card, key=key, attention=Attention.ALERT)
