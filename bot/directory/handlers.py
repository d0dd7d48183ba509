"""`/truce directory ...`: looking at who answers for what, keeping it right. What may follow, and where it leads."""

from collections.abc import Callable
from typing import Final

from bot.conversation.replies import Reply, Whisper
from bot.directory.overview_cards import overview_card
from bot.work import Work


def command(rest: str, work: Work) -> Reply:
    """The command: one of the ways, or the overview."""
    way = _WAYS.get(" ".join(rest.lower().split()))
    return way(work) if way else Whisper(card=overview_card(work))


_WAYS: Final[dict[str, Callable[[Work], Reply]]] = {}
