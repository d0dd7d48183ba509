"""Which of the known words were meant by one that is spelled wrong.

All known words within reach are found, not only likely ones: letters are compared as bits first (one edit changes at
most two), which rules out nearly all of a hundred thousand words in less than a millisecond, and edits are counted for
the rest. Edits are insertions, deletions, substitutions, and exchanges of neighbours.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from bot.directory.tokens import correct

MOST: Final = 6
"""So many words are suggested for one."""
FOUR: Final = 4
TWO_FROM: Final = 7
THREE_FROM: Final = 12
"""From so many letters on, two or three edits are allowed; below four, none."""
SAFE: Final = 10
"""A word of so many letters is hardly ever another word with one edit, even where both are correct."""


class Spelling:
    """Known words as they are written (folded), each with its key, for `near`."""

    def __init__(self, words: Mapping[str, str]) -> None:
        import numpy as np  # noqa: PLC0415  takes a tenth of a second, and not every process is asked

        self._keys = words
        self._words = sorted((each for each in words if len(each) >= FOUR), key=lambda each: (len(each), each))
        self._letters = np.fromiter(map(_letters, self._words), dtype=np.uint64, count=len(self._words))
        lengths = [len(each) for each in self._words]
        longest = max(lengths, default=0)
        self._starts = [int(each) for each in np.searchsorted(lengths, range(longest + 2))] if lengths else [0, 0]
        self._near = lru_cache(maxsize=4_096)(self._look)

    def near(self, word: str) -> tuple[tuple[str, int], ...]:
        """Keys of known words that may have been meant by one (folded), with the count of edits: the nearest only."""
        return self._near(word)

    def _look(self, word: str) -> tuple[tuple[str, int], ...]:
        reach = _reach(len(word) + 2) if len(word) >= FOUR else 0
        if not reach or not any(each.isalpha() for each in word):
            return ()
        found = [(each, edits) for each, edits in self._within(word, reach) if _plausible(word, each, edits)]
        nearest = min((edits for _, edits in found), default=0)
        return tuple(sorted({(self._keys[each], edits) for each, edits in found if edits == nearest})[:MOST])

    def _within(self, word: str, reach: int) -> list[tuple[str, int]]:
        import numpy as np  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415
        from rapidfuzz.process import extract  # noqa: PLC0415

        last = len(self._starts) - 1
        low, high = (self._starts[min(each, last)] for each in (max(len(word) - reach, 0), len(word) + reach + 1))
        unlike = np.bitwise_count(self._letters[low:high] ^ np.uint64(_letters(word)))
        some: Any = np.flatnonzero(unlike <= 2 * reach) + low
        choices = [self._words[each] for each in some]
        return [
            (choice, int(edits))
            for choice, edits, _ in extract(word, choices, scorer=OSA.distance, score_cutoff=reach, limit=None)
        ]


def _reach(letters: int) -> int:
    return (letters >= FOUR) + (letters >= TWO_FROM) + (letters >= THREE_FROM)


def _plausible(word: str, known: str, edits: int) -> bool:
    """Whether somebody may have mistyped `known` as `word`, and not meant another word."""
    longer = max(len(word), len(known))
    if not 0 < edits <= _reach(longer):
        return False  # a word that is right was seen as a name, or was no name where it stands
    if min(len(word), len(known)) <= FOUR:
        swapped, lost = sorted(word) == sorted(known), len(known) > len(word) and word[0] == known[0]
        return (swapped or (lost and edits == 1)) and word not in correct()
    if word in correct():
        grown = min(len(word), len(known)) >= TWO_FROM and (known.startswith(word) or word.startswith(known))
        return grown or (edits == 1 and longer >= SAFE and word[0] == known[0])
    begins_alike = word[0] == known[0] or sorted(word[:2]) == sorted(known[:2])
    return begins_alike or longer >= TWO_FROM


@lru_cache(maxsize=65_536)
def _letters(word: str) -> int:
    """A bit for each letter in the word; other scripts share bits, which rules out less and nothing wrongly."""
    bits = 0
    for each in word:
        bits |= 1 << (ord(each) % 64)
    return bits
