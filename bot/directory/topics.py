"""Which topics a question is about, and how surely."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.directory.hits import Hit, Reading
from bot.directory.question import SURE, AskedTopic
from bot.directory.tokens import fillers, topics_follow
from bot.directory.vocabulary import Called, Vocabulary

EDIT: Final = 0.05
"""What each corrected letter, and each word in another form, takes from a score of 1."""
APART: Final = 0.06
"""What it takes that the words of a name don't stand together, and again when others stand between them."""
INNER: Final = 0.2
"""What it takes that the words belong to a longer name of a product or an account."""
NEARBY: Final = 4
"""So many other words may stand between those of a name."""
MOST_NAMES: Final = 3_000
"""A word that so many names have says nothing by itself."""
LEAST: Final = 0.3
"""So much of a name must be there, by weight, when the question says nothing else."""
ENOUGH: Final = 0.6
"""So much of it, and two words, when the question says more."""
MOST_TOPICS: Final = 8

Evidence = Mapping[str, Sequence[tuple[int, float]]]
"""Words that are in names of topics: where they stand in the question, and what each takes from the score."""


def topics_of(
    reading: Reading,
    hits: Sequence[Hit],
    corrected: Mapping[int, Sequence[tuple[str, int]]],
    vocabulary: Vocabulary,
) -> list[AskedTopic]:
    """The topics that may be meant, the likeliest first."""
    found: dict[int, AskedTopic] = {}
    evidence = _evidence(reading, corrected, vocabulary)
    named = [_named(hit, reading) for hit in hits if hit.is_topic]
    for topic in (*named, *_apart(reading, evidence, vocabulary)):
        _keep(found, topic)
    if not any(topic.score >= SURE for topic in found.values()):
        for topic in _partly(reading, hits, evidence, vocabulary):
            _keep(found, topic)
    ordered = sorted(found.values(), key=lambda each: (-_rank(each, reading), each.topic))
    return _outermost(ordered)[:MOST_TOPICS]


def _keep(found: dict[int, AskedTopic], topic: AskedTopic) -> None:
    there = found.get(topic.topic)
    if there is None or (there.score, there.letters) < (topic.score, topic.letters):
        found[topic.topic] = topic


def _rank(topic: AskedTopic, reading: Reading) -> float:
    """Surer ones first; of two equally sure ones the one with more letters, or after a word such as "about"."""
    first = min(topic.at, default=0)
    cue = reading.before(reading.content[first]) in topics_follow() if topic.at else False
    return topic.score + min(topic.letters, 30) / 300 + (0.03 if cue else 0)


def _outermost(topics: Sequence[AskedTopic]) -> list[AskedTopic]:
    """Without topics whose words are only a part of another one's that is meant."""
    return [topic for topic in topics if not any(topic.at < other.at and other.score >= SURE for other in topics)]


def _named(hit: Hit, reading: Reading) -> AskedTopic:
    assert hit.meaning is not None  # noqa: S101  it is a topic's
    letters = sum(len(reading.content[at].plain) for at in hit.span)
    score = 1 - EDIT * hit.edits - (INNER if hit.inner else 0)
    return AskedTopic(hit.meaning.topic, hit.meaning.name, score, letters, frozenset(hit.span))


# Names whose words stand apart, or in another form


def _evidence(reading: Reading, corrected: Mapping[int, Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Evidence:
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, token in enumerate(reading.content):
        if token.plain in vocabulary.called:
            found[token.plain].append((at, 0.0))
            continue
        for word, edits in corrected.get(at, ()):
            if word in vocabulary.called:
                found[word].append((at, EDIT * edits))
        for word in vocabulary.kin(token.plain):
            found[word].append((at, EDIT if token.plain not in fillers() else EDIT * 1.2))
    return found


def _names_with(evidence: Evidence, vocabulary: Vocabulary) -> Iterator[tuple[Called, frozenset[str]]]:
    """Names of topics that have some of these words, with the words of theirs that are there."""
    there: defaultdict[int, set[str]] = defaultdict(set)
    names: dict[int, Called] = {}
    for word in evidence:
        called = vocabulary.called[word]
        if len(called) <= MOST_NAMES:
            for each in called:
                names[id(each.words)] = each
                there[id(each.words)].add(word)
    for at, words in there.items():
        yield names[at], frozenset(words)


def _apart(reading: Reading, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[AskedTopic]:
    """Names all of whose words are near each other."""
    for called, words in _names_with(evidence, vocabulary):
        if len(words) == len(called.words):
            yield from _near_each_other(called, reading, evidence)


def _near_each_other(called: Called, reading: Reading, evidence: Evidence) -> Iterator[AskedTopic]:
    rarest = min(called.words, key=lambda word: (len(evidence[word]), word))
    best: AskedTopic | None = None
    for start, cost in evidence[rarest][:NEARBY]:
        chosen = [(start, cost)]
        chosen += [_nearest(evidence[word], start) for word in sorted(called.words - {rarest})]
        places = frozenset(at for at, _ in chosen)
        between = set(range(min(places), max(places))) - places
        wide = sum(reading.content[at].plain not in fillers() for at in between)
        if len(places) < len(called.words) or wide > NEARBY:
            continue
        apart = 0 if len(places) == 1 else APART * (1 + (wide > 0))
        score = 1 - apart - sum(each for _, each in chosen)
        letters = sum(len(reading.content[at].plain) for at in places)
        if best is None or score > best.score:
            best = AskedTopic(called.meaning.topic, called.meaning.name, score, letters, places)
    if best:
        yield best


def _nearest(places: Sequence[tuple[int, float]], start: int) -> tuple[int, float]:
    return min(places, key=lambda each: (abs(each[0] - start), each[1]))


def _partly(reading: Reading, hits: Sequence[Hit], evidence: Evidence, vocabulary: Vocabulary) -> Iterator[AskedTopic]:
    """Names of which only some words are there: enough of them, or nothing else in the question."""
    said = frozenset(at for at, token in enumerate(reading.content) if token.plain not in fillers())
    elsewhere = frozenset(at for hit in hits if not hit.is_topic and not hit.soft for at in hit.span)
    exact = {word: frozenset(at for at, cost in found if not cost) for word, found in evidence.items()}
    for called, words in _names_with(evidence, vocabulary):
        there = [word for word in words if exact[word]]
        at = frozenset(place for word in there for place in exact[word])
        covered = sum(map(vocabulary.weight, there)) / called.weight
        telling = [word for word in there if word not in fillers()]
        alone = not (said - at - elsewhere) and covered >= LEAST and telling
        much = len(telling) > 1 and covered >= ENOUGH and _together(at)
        if len(there) < len(called.words) and (alone or much):
            letters = sum(len(reading.content[place].plain) for place in at)
            score = min(0.3 + 0.4 * covered, SURE - EDIT)
            yield AskedTopic(called.meaning.topic, called.meaning.name, score, letters, at)


def _together(at: frozenset[int]) -> bool:
    return max(at) - min(at) < len(at) + NEARBY
