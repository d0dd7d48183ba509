"""How gates look: whether something is cleared, what it waits for, and who let it through."""

from collections.abc import Mapping
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Facts, Part, SmallPrint, button, link, text
from bot.conversation.forms import Form, TextField
from bot.conversation.payloads import press
from bot.conversation.words import Command, Listing, T, When, Words
from bot.gates.actions import Force, ShowGate
from bot.gates.looking import Gate
from bot.gates.verdict import Held, Passed, Waiting
from bot.ports.records import Kind
from bot.ports.rules import Outcome, Unsure

LONGEST_REASON: Final = 500

_WHAT: Final[Mapping[Kind, Words]] = {
    "deal": T("deal"),
    "review": T("review"),
    "collateral": T("collateral"),
    "campaign": T("campaign"),
    "price": T("special price"),
}


def gate_card(gate: Gate, *, may_force: bool) -> Card:
    """How it stands now. `may_force`: whoever reads it may let it through."""
    subject, verdict = gate.subject, gate.verdict
    parts: list[Part] = [text(_standing(gate))]
    parts += [text(_held(each)) for each in verdict.held]
    parts += [text(_unsure(each)) for each in verdict.unsure]
    parts += [text(_passed(each)) for each in verdict.passed]
    parts += [text(_outcome(each)) for each in verdict.outcomes]
    if subject.shown:
        parts.append(Facts(facts=subject.shown))
    parts.append(Buttons(buttons=tuple(_buttons(gate, may_force=may_force))))
    parts.append(SmallPrint(words=T("{command} shows this at any time.", command=Command(text=f"gate {gate.name}"))))
    return Card(
        title=T("{name} ({what})", name=subject.name, what=_WHAT[subject.kind]),
        parts=tuple(parts),
        summary=_short(gate),
    )


def _short(gate: Gate) -> Words:
    if gate.verdict.cleared:
        return T("{name} is cleared.", name=gate.subject.name)
    return T("{name} is not cleared.", name=gate.subject.name)


def _standing(gate: Gate) -> Words:
    verdict = gate.verdict
    if verdict.withdrawn:
        return T("**Not cleared.** It was withdrawn, so nobody looks at it.")
    if not verdict.looked_at:
        return T("**Not cleared yet.** It was handed in a moment ago. Please look again in a minute.")
    if not verdict.cleared:
        return T("**Not cleared yet.**")
    if not verdict.passed:
        return T("**Cleared.** No rule holds it back.")
    return T("**Cleared.**")


def _held(held: Held) -> Words:
    if not held.waits:
        return T("{rule}: nobody was found to ask. The liaison knows.", rule=held.rule)
    waits = Listing(items=tuple(_waiting(each) for each in held.waits))
    return T("{rule}: it waits for {waits}.", rule=held.rule, waits=waits)


def _waiting(waiting: Waiting) -> Words:
    if waiting.changes:
        return T("{name} (who wants this changed first: “{changes}”)", name=waiting.name, changes=waiting.changes)
    return T("{name} (by {when})", name=waiting.name, when=When(at=waiting.due))


def _unsure(unsure: Unsure) -> Words:
    return T("{rule}: nobody can tell yet whether it applies. {why}", rule=unsure.rule, why=unsure.why)


def _passed(passed: Passed) -> Words:
    names = Listing(items=passed.names)
    match passed.how:
        case "met":
            said = T("{rule}: approved by {names}.", rule=passed.rule, names=names)
            return said if passed.names else T("{rule}: approved.", rule=passed.rule)
        case "waived":
            said = T(
                "{rule}: not needed, says {names}: “{reason}”", rule=passed.rule, names=names, reason=passed.reason
            )
            return said if passed.names else T("{rule}: not needed.", rule=passed.rule)
        case "forced":
            return T("{rule}: let through by {names}: “{reason}”", rule=passed.rule, names=names, reason=passed.reason)


def _outcome(outcome: Outcome) -> Words:
    names = Listing(items=outcome.names)
    match outcome.state:
        case "agreed":
            return T("Passed on, and {names} agreed.", names=names)
        case "not agreed":
            return T("Passed on, and {names} did not agree: “{reason}”", names=names, reason=outcome.reason)
    return T("Passed on to {names}, who decides.", names=names)


def _buttons(gate: Gate, *, may_force: bool) -> list[Button]:
    record = {"kind": gate.subject.kind, "record": gate.subject.id}
    found = [button(T("Look again"), ShowGate.model_validate(record))]
    if may_force and gate.verdict.held and not gate.verdict.withdrawn:
        found.append(button(T("Let it through"), Force.model_validate(record), style="danger"))
    return [*found, *link(T("Open it"), gate.subject.url)]


def force_form(action: Force, gate: Gate) -> Form:
    names = sorted({each.name for held in gate.verdict.held for each in held.waits})
    waits = T("Nobody was found to ask.")
    if names:
        waits = T("It still waits for {names}.", names=Listing(items=tuple(names)))
    return Form(
        title=T("Let it through"),
        intro=(
            T("**{name}**", name=gate.subject.name),
            waits,
            T("The heads of Sales and Marketing are told, with your reason, and it stays in the record."),
        ),
        fields=(TextField(key="reason", label=T("Why can't it wait?"), multiline=True, longest=LONGEST_REASON),),
        submit=T("Let it through"),
        press=press(action),
    )


def told_card(gate: Gate, by: str, reason: str, without: tuple[str, ...]) -> Card:
    """What both heads read when somebody has let something through."""
    said = T("{by} let **{name}** through its gate.", by=by, name=gate.subject.name)
    if without:
        said = T(
            "{by} let **{name}** through its gate without {without}.",
            by=by,
            name=gate.subject.name,
            without=Listing(items=without),
        )
    return Card(
        title=T("Let through a gate"),
        parts=(
            text(said),
            text(T("The reason: “{reason}”", reason=reason)),
            Buttons(buttons=(button(T("Look at it"), ShowGate(kind=gate.subject.kind, record=gate.subject.id)),)),
        ),
        summary=said,
    )


def unknown_card(asked: str) -> Card:
    """`asked`: what was typed; empty: nothing."""
    how = T(
        "Say which one, such as {example}. Whoever handed it in was told its name; {submit} lists your own.",
        example=Command(text="gate collateral-12"),
        submit=Command(text="submit"),
    )
    if not asked:
        return Card(parts=(text(how),))
    return Card(parts=(text(T("I don't know the gate “{asked}”.", asked=asked[:60])), text(how)))
