"""Names found in a question, and which of them count where they overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.directory.places import Place
from bot.directory.tokens import Token, correct, fillers
from bot.directory.vocabulary import Meaning


@dataclass(frozen=True)
class Hit:
    """A name that stands at some words of a question: of something in the directory, or of a place.

    `soft`: it may be another word, or a part of one; it speaks for a contact and against none.
    """

    start: int
    width: int
    meaning: Meaning | None = None
    place: Place | None = None
    edits: int = 0
    soft: bool = False
    inner: bool = False
    """It is a part of a longer name."""

    @property
    def span(self) -> range:
        return range(self.start, self.start + self.width)

    @property
    def is_topic(self) -> bool:
        return self.meaning is not None and self.meaning.kind == "topic"

    def lies_in(self, other: "Hit") -> bool:
        inside = other.start <= self.start and self.start + self.width <= other.start + other.width
        return inside and self.width < other.width


@dataclass(frozen=True)
class Reading:
    """A question as words: all, and those that count. `loud`: it is all in capitals."""

    words: Sequence[Token]
    content: Sequence[Token]
    loud: bool

    def spans(self, longest: int) -> Iterator[tuple[int, int, str]]:
        """Every run of content words up to a length: where it starts, how many, and the key they make together."""
        for start in range(len(self.content)):
            joined = ""
            for width in range(1, min(longest, len(self.content) - start) + 1):
                joined += self.content[start + width - 1].plain
                yield start, width, joined

    def before(self, token: Token) -> str:
        """The word before it in the question, lower case."""
        found = next((at for at, each in enumerate(self.words) if each is token), 0)
        return self.words[found - 1].lower if found else ""

    def is_plain_word(self, at: int) -> bool:
        """Whether it is an ordinary word, written like one: target, and not Target."""
        token = self.content[at]
        ordinary = token.lower in correct() or token.plain in fillers()
        return ordinary and (self.loud or not token.capital or token.at == 0)


def settled(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that count. Exact names go before corrected ones in the same place, longer ones before shorter ones.

    In a longer name of a topic, a product or account still speaks for its contacts; in a longer name of something else,
    a topic may still be meant; a place in any longer name is only a part of that.
    """
    exact = [hit for hit in hits if not hit.edits]
    taken = {at for hit in exact if not hit.soft or hit.is_topic for at in hit.span}
    found = exact + [hit for hit in _best_corrections(hits) if not set(hit.span) <= taken]
    kept = []
    for hit in found:
        around = [other for other in found if hit.lies_in(other) and other.edits <= hit.edits + 1]
        if not around:
            kept.append(hit)
        elif hit.is_topic and not any(other.is_topic for other in around):
            kept.append(replace(hit, inner=True))
        elif hit.meaning and not hit.is_topic and all(other.is_topic for other in around):
            kept.append(replace(hit, soft=True, inner=True))
    return kept


def _best_corrections(hits: Sequence[Hit]) -> list[Hit]:
    """Of several readings of the same words, those with the fewest edits."""
    fewest: dict[tuple[int, int], int] = {}
    for hit in hits:
        if hit.edits:
            spot = (hit.start, hit.width)
            fewest[spot] = min(fewest.get(spot, hit.edits), hit.edits)
    return [hit for hit in hits if hit.edits and hit.edits == fewest[hit.start, hit.width]]
