"""Cards that wait to be sent, read and written once for the many people who get the same."""

from datetime import datetime
from typing import Final, TypeVar, cast

from adapters.platform import Outgoing
from bot.conversation.cards import Card
from bot.conversation.model import Platform
from bot.conversation.reading import Reader
from storage.outbox import Leased

KNOWN: Final = 64
"""So many cards are kept."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Cards:
    """Cards as they are read and written, kept for the many who get the same."""

    def __init__(self) -> None:
        self._read: dict[str, Card] = {}
        self._written: dict[tuple[str, str, str, str, str, datetime], tuple[Reader, dict[str, object]]] = {}

    def outgoing(self, row: Leased, now: datetime, uploads: dict[str, str]) -> Outgoing:
        minute = now.replace(second=0, microsecond=0)  # no words tell the time more closely
        key = (row.card, row.platform, row.workspace, row.language, row.zone, minute)
        known = self._written.get(key)
        if known is None:
            where = (cast("Platform", row.platform), row.workspace)
            known = Reader(now=minute, language=row.language, zone=row.zone, workspace=where), {}
            _keep(self._written, key, known)
        reader, shared = known
        return Outgoing(row.id, self._card(row.card), reader, row.first_try, uploads, shared)

    def _card(self, written: str) -> Card:
        card = self._read.get(written)
        if card is None:
            card = Card.model_validate_json(written)
            _keep(self._read, written, card)
        return card


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    if len(kept) >= KNOWN:
        del kept[next(iter(kept))]
    kept[key] = value
