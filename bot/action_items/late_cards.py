"""How the head of a side reads what has been left lying; and what somebody who has left was to do."""

from collections.abc import Sequence
from typing import Final

from bot.action_items.actions import GiveTo, ShowItem, ShowItems
from bot.conversation.cards import Buttons, Card, Choices, Option, Part, SmallPrint, button, text
from bot.conversation.payloads import press
from bot.conversation.words import TN, T, Words

MOST_LINES: Final = 12
LONGEST_LABEL: Final = 60

Lines = Sequence[tuple[int, Words]]
"""The number of each, and its line."""


def late_card(side: str, lines: Lines, most: int) -> Card:
    """`most`: so many are looked up, so that there may be more of them."""
    name = T("Sales") if side == "sales" else T("Marketing")
    count = len(lines)
    intro = TN(
        "One action item of {side} has been overdue for two weeks or more. Its owner has been reminded.",
        "{count} action items of {side} have been overdue for two weeks or more. Their owners have been reminded.",
        count,
        side=name,
    )
    many = T("More than {most} action items of {side} have been overdue for two weeks.", most=most - 1, side=name)
    parts: list[Part] = [text(many if count >= most else intro), *_listed(lines)]
    parts.append(Buttons(buttons=(button(T("See them all"), ShowItems(which="ours", anew=True)),)))
    return Card(title=T("Action items that are overdue"), parts=tuple(parts))


def _listed(lines: Lines) -> list[Part]:
    parts: list[Part] = [text(words) for _, words in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        parts.append(SmallPrint(words=TN("One more is not shown here.", "{count} more are not shown here.", more)))
    return parts


def leaver_card(name: str, lines: Lines, labels: Sequence[str]) -> Card:
    """To whoever is asked who takes over. `labels`: what is to be done, in a few words, to choose one of several."""
    words = TN(
        "{who} has left, and one action item is still open. Who does it now?",
        "{who} has left, and {count} action items are still open. Who does them now?",
        len(lines),
        who=name,
    )
    parts: list[Part] = [text(words), *_listed(lines)]
    if len(lines) == 1:
        number = lines[0][0]
        give = button(T("Name somebody..."), GiveTo(item=number), style="primary")
        parts.append(Buttons(buttons=(give, button(T("Open it"), ShowItem(item=number)))))
    elif lines:
        options = tuple(
            Option(label=T("{what}", what=label[:LONGEST_LABEL]), press=press(ShowItem(item=number)))
            for (number, _), label in zip(lines[:MOST_LINES], labels, strict=False)
        )
        parts.append(Choices(label=T("Open one"), options=options))
    return Card(title=T("Action items of somebody who has left"), parts=tuple(parts))
