"""What a message of Truce's says, in words alone, for shortcuts that point to it. In: its card. Out: lines of text."""

from datetime import datetime

from bot.conversation.cards import Card, SmallPrint, Text
from bot.conversation.reading import Reader


def plainly(card: Card, now: datetime) -> str:
    read = Reader(now=now).plain
    said = [card.title, *(part.words for part in card.parts if isinstance(part, Text | SmallPrint))]
    return "\n".join(read(words) for words in said if words) or read(card.notification)
