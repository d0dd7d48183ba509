"""How the digest looks: what each capability tells, one after the other, in one message."""

from collections.abc import Sequence

from bot.conversation.cards import Card, Part
from bot.conversation.words import T


def digest_card(told: Sequence[Sequence[Part]]) -> Card:
    """`told`: the sections, each beginning with a heading of its own."""
    return Card(title=T("Your Monday digest"), parts=tuple(part for each in told for part in each))
