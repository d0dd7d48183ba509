"""What meetings need of other capabilities, filled in by `bot/routes.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.ports.meetings import AgendaSource, Agreeing


@dataclass(frozen=True)
class Ports:
    """Both are asked when they are needed: capabilities that come later in the table of contents count as well."""

    sources: Callable[[], Sequence[AgendaSource]]
    agreeing: Callable[[], Agreeing]
