"""What somebody asked, as far as it was understood."""

from dataclasses import dataclass
from typing import Literal

from bot.directory.places import Place

Sure = Literal["full", "part"]


@dataclass(frozen=True)
class AskedTopic:
    """A topic that may be meant. `score` is from 0 to 1; from SURE on it is taken for meant."""

    topic: int
    name: str
    score: float
    letters: int
    """How much of the question speaks for it."""
    at: frozenset[int]
    """Which words of the question those are."""


@dataclass(frozen=True)
class AskedFor:
    """A product, segment, account or funnel step. Not `sure`: it may be another word; then it excludes nothing."""

    key: str
    name: str
    sure: bool = True


@dataclass(frozen=True)
class Question:
    """Best topics first. `words` is what is asked without filling words, for the list of unanswered questions."""

    topics: tuple[AskedTopic, ...] = ()
    places: tuple[Place, ...] = ()
    products: tuple[AskedFor, ...] = ()
    segments: tuple[AskedFor, ...] = ()
    accounts: tuple[AskedFor, ...] = ()
    steps: tuple[AskedFor, ...] = ()
    words: str = ""
    unexplained: tuple[str, ...] = ()
    """Words that say something, but nothing that is known here."""


SURE = 0.8
"""From this score on, a topic is meant."""
