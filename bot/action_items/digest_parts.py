"""How action items look in the Monday digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.action_items.actions import ShowItems
from bot.conversation.cards import Buttons, Part, SmallPrint, button, heading, text
from bot.conversation.words import TN, Day, T, Words, verbatim

MOST_LATE: Final = 6
LONGEST_WHAT: Final = 150


@dataclass(frozen=True)
class Late:
    """An action item whose day is over. `owner` is empty where it is the reader's own."""

    what: str
    due: date
    owner: str


def late_parts(late: Sequence[Late], *, leads: bool) -> Sequence[Part]:
    """`leads`: the reader heads a side, whose list holds all of these."""
    if not late:
        return ()
    parts: list[Part] = [heading(T("Overdue action items")), *(text(_line(each)) for each in late[:MOST_LATE])]
    more = len(late) - MOST_LATE
    if more > 0:
        parts.append(SmallPrint(words=TN("One more is overdue.", "{count} more are overdue.", more)))
    buttons = []
    if not all(each.owner for each in late):
        buttons.append(button(T("My action items"), ShowItems(which="mine", anew=True)))
    if leads or any(each.owner for each in late):
        buttons.append(button(T("All of my side"), ShowItems(which="ours", anew=True)))
    return (*parts, Buttons(buttons=tuple(buttons)))


def _line(late: Late) -> Words:
    what = late.what if len(late.what) <= LONGEST_WHAT else f"{late.what[: LONGEST_WHAT - 1]}…"
    told: dict[str, Words | Day] = {"what": verbatim(what), "due": Day(day=late.due)}
    if late.owner:
        return T("**{what}**: {owner}, due {due}.", owner=verbatim(late.owner), **told)
    return T("**{what}**: yours, due {due}.", **told)
