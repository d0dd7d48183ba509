"""Who changed what about rules, and who tried what they may not."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Buttons, Card, Part, SmallPrint, button, text
from bot.conversation.words import T, When, Words, verbatim
from bot.rules.actions import ListRules
from storage.audit import Trail

LONGEST_LINE: Final = 400
"""So much of a line of the trail is shown."""


def trail_card(lines: Sequence[Trail], names: Mapping[int, str]) -> Card:
    """The newest lines of the audit trail about rules; `names` of people."""
    parts: list[Part] = []
    for each in lines:
        parts.append(text(_line(each, names)))
        if each.words:
            shown = each.words if len(each.words) <= LONGEST_LINE else each.words[: LONGEST_LINE - 1] + "…"
            parts.append(SmallPrint(words=verbatim(shown)))
    if not parts:
        parts.append(text(T("Nobody has changed a rule yet.")))
    parts.append(Buttons(buttons=(button(T("All rules"), ListRules()),)))
    return Card(title=T("Who changed what about rules"), parts=tuple(parts))


def _line(line: Trail, names: Mapping[int, str]) -> Words:
    who = verbatim(names.get(line.person or 0, "")) if line.person in names else T("Somebody at the command line")
    told: dict[str, When | Words] = {"when": When(at=line.moment), "who": who, "name": verbatim(line.name)}
    match line.what:
        case "created":
            return T("{when}: {who} set up **{name}**.", **told)
        case "switched on":
            return T("{when}: {who} switched **{name}** on.", **told)
        case "switched off":
            return T("{when}: {who} switched **{name}** off.", **told)
        case "refused":
            return T("{when}: {who} tried “{name}”, without the right to.", **told)
    return T("{when}: {who} changed **{name}**.", **told)
