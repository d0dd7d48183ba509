"""How the digest tells what changed: a line for each practice, who did what to it."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Buttons, Part, SmallPrint, button, heading, text
from bot.conversation.payloads import Action
from bot.conversation.words import TN, Listing, T, Words, verbatim
from bot.digest.folding import Became, Switched

MOST_CHANGED: Final = 6
MOST_NAMED: Final = 4
LONGEST_CHANGE: Final = 150
_KINDS: Final[Mapping[str, Words]] = {
    "rule": T("rule"),
    "meeting series": T("meeting series"),
}
_SWITCHED: Final[Mapping[Switched, Words]] = {
    "on": T("switched on"),
    "off": T("switched off"),
    "on and off": T("switched on and off again"),
    "off and on": T("switched off and on again"),
}


def changed_parts(
    changes: Sequence[Became], names: Mapping[int, str], whole: Mapping[str, tuple[Words, Action]]
) -> Sequence[Part]:
    """`names` of people; `whole`: by kind, what shows all changes, and its label."""
    if not changes:
        return ()
    parts: list[Part] = [heading(T("What changed last week"))]
    for each in changes[:MOST_CHANGED]:
        parts.append(text(_line(each, names)))
        if each.words:
            parts.append(SmallPrint(words=verbatim(_short(each.words))))
    more = len(changes) - MOST_CHANGED
    if more > 0:
        parts.append(SmallPrint(words=TN("One more practice changed.", "{count} more practices changed.", more)))
    kinds = dict.fromkeys(each.kind for each in changes if each.kind in whole)
    if kinds:
        parts.append(Buttons(buttons=tuple(button(*whole[kind]) for kind in kinds)))
    return parts


def _line(change: Became, names: Mapping[int, str]) -> Words:
    told: dict[str, Words] = {"name": verbatim(change.name), "did": _did(change), "who": _who(change, names)}
    if change.kind not in _KINDS:
        return T("**{name}**: {did}, by {who}.", **told)
    return T("**{name}** ({kind}): {did}, by {who}.", kind=_KINDS[change.kind], **told)


def _did(change: Became) -> Words:
    if change.removed:
        return T("set up and removed again") if change.set_up else T("removed")
    did: list[Words] = []
    if change.set_up:
        did.append(T("set up"))
    if change.switched:
        did.append(_SWITCHED[change.switched])
    if change.changes:
        did.append(TN("changed", "changed {count} times", change.changes))
    return T("{did}", did=Listing(items=tuple(did)))


def _who(change: Became, names: Mapping[int, str]) -> Words:
    known = list(dict.fromkeys(names[each] for each in change.people if each is not None and each in names))
    if len(known) > MOST_NAMED:
        rest, shown = len(known) - MOST_NAMED, Listing(items=tuple(known[:MOST_NAMED]))
        return TN("{names} and one more", "{names} and {count} more", rest, names=shown)
    told: list[Words] = [verbatim(each) for each in known]
    if len(known) < len(change.people):
        told.append(T("somebody at the command line"))
    return T("{names}", names=Listing(items=tuple(told)))


def _short(words: str) -> str:
    """A change as the trail keeps it, a line a field, on one line."""
    told = "; ".join(words.splitlines())
    return told if len(told) <= LONGEST_CHANGE else f"{told[: LONGEST_CHANGE - 1]}…"
