"""The words of one directory: what its topics, products, segments, accounts, funnel steps and regions are called.

Made once for each edition of the directory and kept; reading a question asks nothing but this. How long reading takes
depends on the words of the question, not on how many contacts there are.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, NamedTuple

from bot.directory.places import Place, Places, is_everywhere, world
from bot.directory.spelling import Spelling
from bot.directory.tokens import Token, correct, counting, key, legal_forms, tokens

Kind = Literal["topic", "product", "segment", "account", "step"]

STEPS: Final = (
    "customer awareness",
    "brand awareness",
    "brand consideration",
    "brand preference",
    "purchase intention",
    "purchase",
    "customer loyalty",
    "customer advocacy",
)
"""The eight steps of the buying funnel, as they are kept."""

ALIKE: Final = 3
"""Words that come from the same one begin with the same letters: so many."""

LONGEST: Final = 12
"""A name is recognised by so many words (or signs, where a script has no spaces) at most."""


@dataclass(frozen=True)
class Subject:
    """A topic with all that it is called. `topic` is its id; negative ones are for what is no row, such as roles."""

    topic: int
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What the rows of a directory name, each once."""

    subjects: Sequence[Subject] = ()
    products: Iterable[str] = ()
    segments: Iterable[str] = ()
    accounts: Iterable[str] = ()
    regions: Iterable[str] = ()
    own_regions: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Meaning(NamedTuple):
    """One thing that some words mean: a topic (by id), or a product, ... (by key)."""

    kind: Kind
    of: str
    name: str
    """As it is written in the directory; of a topic its name, also where a synonym was said."""
    topic: int = 0
    short: bool = False
    """It is only the beginning of that: Hofer for Hofer Dairies."""


@dataclass(frozen=True)
class Called:
    """A name of a topic as single words, for questions that have them apart or not all of them."""

    meaning: Meaning
    words: frozenset[str]
    weight: float


class Vocabulary:
    """Made by `build`."""

    def __init__(self, terms: Terms) -> None:
        self.places = Places(terms.own_regions)
        self.topics: dict[int, str] = {each.topic: each.name for each in terms.subjects}
        self.regions: dict[str, Place] = {}
        self.meanings: dict[str, tuple[Meaning, ...]] = {}
        self.called: dict[str, tuple[Called, ...]] = {}
        self.longest = 1
        self._weights: dict[str, float] = {}
        self._legal = legal_forms()
        self._words: dict[str, str] = {}
        self._forms: dict[str, str] = {}
        self._topics(terms.subjects)
        self._names(terms)
        self._regions(terms)
        for own in self.places.own().values():
            self._learn(counted(own.name))
        self.words = frozenset(self._words.values())

    def weight(self, word: str) -> float:
        """How much a word says: less, the more topics have it in their names. 0 for words of no topic."""
        return self._weights.get(word, 0.0)

    @cached_property
    def spelling(self) -> Spelling:
        """Of all words of names, whole names of topics, and the world's main places; made when first needed."""
        return Spelling({each: each for each in world().main} | self._forms | self._words)

    @cached_property
    def name_spelling(self) -> Spelling:
        """Of whole names of topics and of places: for names whose words are all right, but not these words."""
        return Spelling({each: each for each in world().main} | self._forms)

    def kin(self, word: str) -> list[str]:
        """Words of topics that come from the same one: translations for translate."""
        return [each for each in self._beginning.get(word[:ALIKE], ()) if each != word and stem(each) == stem(word)]

    @cached_property
    def _beginning(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.called:
            found[word[:ALIKE]].append(word)
        return found

    def regions_around(self, place: Place) -> list[str]:
        """Keys of the directory's regions that hold this place, "" (everywhere) too."""
        return ["", *(name for name, region in self.regions.items() if region.holds(place))]

    def regions_within(self, place: Place) -> list[str]:
        """Keys of the directory's regions that lie in this place."""
        return [name for name, region in self.regions.items() if place.holds(region)]

    def _topics(self, subjects: Sequence[Subject]) -> None:
        found: defaultdict[str, dict[int, Meaning]] = defaultdict(dict)
        by_word: defaultdict[str, set[int]] = defaultdict(set)
        names: list[tuple[Meaning, frozenset[str]]] = []
        for subject in subjects:
            for name in (subject.name, *subject.synonyms):
                words = counted(name)
                if not words:
                    continue
                meaning = Meaning("topic", str(subject.topic), subject.name, subject.topic)
                found[key(name)].setdefault(subject.topic, meaning)
                self._learn(words)
                self._forms["".join(each.folded for each in words)] = key(name)
                self._forms[key(name)] = key(name)
                names.append((meaning, frozenset(each.plain for each in words)))
                for word in words:
                    by_word[word.plain].add(subject.topic)
        self._weights = {word: 1 / (1 + math.log(len(topics))) for word, topics in by_word.items()}
        called: defaultdict[str, list[Called]] = defaultdict(list)
        for meaning, known in names:
            one = Called(meaning, known, sum(map(self.weight, known)))
            for part in known:
                if len(part) > 1:
                    called[part].append(one)
        self.called = {part: tuple(ones) for part, ones in called.items()}
        self.meanings = {joined: tuple(meanings.values()) for joined, meanings in found.items()}

    def _names(self, terms: Terms) -> None:
        kinds: tuple[tuple[Kind, Iterable[str]], ...] = (
            ("product", terms.products),
            ("segment", terms.segments),
            ("account", terms.accounts),
            ("step", STEPS),
        )
        short: dict[str, Meaning | None] = {}
        for kind, names in kinds:
            for name in names:
                words = counted(name)
                joined = "".join(each.plain for each in words)
                if joined:
                    self._mean(joined, Meaning(kind, joined, name))
                    self._learn(words)
                    if kind == "account" and len(words) > 1:
                        self._shorten(words, Meaning(kind, joined, name, short=True), short)
        for first, meaning in short.items():
            if meaning and first not in self.meanings and first not in self.called and first not in correct():
                self._mean(first, meaning)

    def _mean(self, joined: str, meaning: Meaning) -> None:
        there = self.meanings.get(joined)
        if there is None:
            self.meanings[joined] = (meaning,)
        elif not any(each.kind == meaning.kind for each in there):
            self.meanings[joined] = (*there, meaning)

    def _shorten(self, words: Sequence[Token], meaning: Meaning, short: dict[str, Meaning | None]) -> None:
        """Accounts are also called by their names without Inc. or GmbH, and by the words that they alone begin with."""
        if words[-1].lower in self._legal:
            bare = "".join(each.plain for each in words if each.lower not in self._legal)
            if bare:
                self._mean(bare, meaning._replace(short=False))
        begins = ""
        for each in words[:-1]:
            begins += each.plain
            if len(begins) > ALIKE:
                other = short.setdefault(begins, meaning)
                short[begins] = meaning if other == meaning else None

    def _regions(self, terms: Terms) -> None:
        for region in terms.regions:
            if not is_everywhere(region):
                self.regions[key(region)] = self.places.named(region) or self.places.learn(region)

    def _learn(self, words: Sequence[Token]) -> None:
        self.longest = min(max(self.longest, len(words) + 1), LONGEST)
        known = self._words
        for each in words:
            if each.folded not in known:
                known[each.folded] = known[each.plain] = each.plain


def counted(name: str) -> list[Token]:
    """The words of a name that count."""
    return counting(tokens(name))


def build(terms: Terms) -> Vocabulary:
    """The vocabulary of a directory. About a second for 50,000 accounts."""
    return Vocabulary(terms)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What an English word comes from, by the rules of Porter: translat for translate and for translations."""
    return str(_stemmer().stemWord(word)) if word.isascii() else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from snowballstemmer import stemmer  # noqa: PLC0415  brings the rules of thirty languages

    return stemmer("english")
