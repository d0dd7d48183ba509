"""From a question in plain words to what it is about: `read_question`.

First, names that stand in the question as they are, the longest first, since "pricing exceptions" is not "pricing".
Then words that are spelled wrong are read as known ones, and names are looked for again. Then topics whose words stand
apart, in another order, or in another form. A topic of which only a part is named counts where the question says
nothing else. Nothing here depends on the order or the number of filling words.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product as combinations
from typing import Final

from bot.directory.hits import Hit, Reading, settled
from bot.directory.places import Place, code_key, world
from bot.directory.question import AskedFor, AskedTopic, Question
from bot.directory.tokens import Token, correct, counting, fillers, is_loud, places_follow, tokens
from bot.directory.topics import topics_of
from bot.directory.vocabulary import Kind, Vocabulary

MOST_WORDS: Final = 250
"""So many words of a question are read: the first, and a fifth of these from its end."""
MOST_CORRECTED: Final = 40
WIDEST: Final = 5
"""A misspelled name, or one of a place, is looked for in so many words."""
MOST_READINGS: Final = 16
SHOWN: Final = 120
"""So many characters of an unanswered question are kept."""


def read_question(text: str, vocabulary: Vocabulary) -> Question:
    """What is asked. Never raises, whatever the text; takes milliseconds, however long it is."""
    words = tokens(text)
    if len(words) > MOST_WORDS:
        words = words[: -MOST_WORDS // 5][: MOST_WORDS * 4 // 5] + words[-(MOST_WORDS // 5) :]
    reading = Reading(words, counting(words), is_loud(words))
    hits = [*_names(reading, vocabulary), *_places(reading, vocabulary)]
    corrected = _corrected(reading, hits, vocabulary)
    hits += _misspelled(reading, corrected, vocabulary)
    kept = settled(hits)
    topics = topics_of(reading, kept, corrected, vocabulary)
    return _question(reading, kept, topics)


def _names(reading: Reading, vocabulary: Vocabulary) -> Iterator[Hit]:
    """Names of the directory that stand in the question."""
    for start, width, joined in reading.spans(vocabulary.longest):
        for meaning in vocabulary.meanings.get(joined, ()):
            soft = meaning.kind != "topic" and width == 1 and reading.is_plain_word(start)
            yield Hit(start, width, meaning=meaning, soft=soft or meaning.short or meaning.kind == "step")


def _places(reading: Reading, vocabulary: Vocabulary) -> Iterator[Hit]:
    own = vocabulary.places.own()
    for start, width, joined in reading.spans(WIDEST):
        place = own.get(joined) or _place(reading, start, width, joined)
        if place:
            yield Hit(start, width, place=place)


def _place(reading: Reading, start: int, width: int, joined: str) -> Place | None:
    """The place of this name, unless the words are likelier to be no name."""
    known, first = world(), reading.content[start]
    code = code_key("".join(each.written for each in reading.content[start : start + width]))
    after = reading.before(first) in places_follow()
    named = first.capital and not reading.loud
    if code in known.names and (width == 1 or len(code) == width + 1):
        common = first.lower in fillers() or first.lower in correct()
        loud = first.shouted and not reading.loud
        if code in known.iso:
            meant = width == 1 and loud and after
        else:
            meant = loud or width > 1 or not common or (code not in known.short and named)
        if meant:
            return known.names[code]
    place = known.names.get(joined)
    if place is None or joined.startswith("="):
        return None
    if width == 1 and (joined in known.ordinary or first.plain in fillers()):
        return place if after and named else None
    if width == 1 and place.spot and first.lower in correct():
        return place if after or named else None
    return place


# What is spelled wrong

Corrected = dict[int, tuple[tuple[str, int], ...]]
"""By place among the content words: known words that may be meant, with the count of edits."""


def _corrected(reading: Reading, hits: Sequence[Hit], vocabulary: Vocabulary) -> Corrected:
    explained = {at for hit in hits for at in hit.span}
    unknown = [
        at
        for at, token in enumerate(reading.content)
        if at not in explained and token.plain not in vocabulary.words and not _says_nothing(token)
    ]
    near = ((at, _near(reading.content[at], vocabulary)) for at in unknown[:MOST_CORRECTED])
    return {at: found for at, found in near if found}


def _near(token: Token, vocabulary: Vocabulary) -> tuple[tuple[str, int], ...]:
    found = vocabulary.spelling.near(token.folded)
    return found or (vocabulary.spelling.near(token.plain) if token.plain != token.folded else ())


def _says_nothing(token: Token) -> bool:
    return token.plain in fillers() or token.plain.isdigit()


def _misspelled(reading: Reading, corrected: Corrected, vocabulary: Vocabulary) -> Iterator[Hit]:
    """Names of directory and world with at least one word corrected."""
    for start, width, _ in reading.spans(WIDEST):
        inside = range(start, start + width)
        if any(at in corrected for at in inside):
            for readings in _readings(reading, inside, corrected):
                edits = sum(each[1] for each in readings)
                yield from _hits_of("".join(each[0] for each in readings), start, width, edits, vocabulary)
    for start in range(min(len(reading.content) - 1, MOST_CORRECTED)):
        both = reading.content[start : start + 2]
        if not any(_says_nothing(each) for each in both):
            strange = any(at in corrected for at in (start, start + 1))
            for known, edits in vocabulary.name_spelling.near(both[0].folded + both[1].folded):
                if edits == 1 or strange:
                    yield from _hits_of(known, start, len(both), edits, vocabulary)


def _readings(reading: Reading, inside: range, corrected: Corrected) -> Iterable[tuple[tuple[str, int], ...]]:
    options = [corrected.get(at, ((reading.content[at].plain, 0),)) for at in inside]
    for count, found in enumerate(combinations(*options)):
        if count == MOST_READINGS:
            return
        yield found


def _hits_of(joined: str, start: int, width: int, edits: int, vocabulary: Vocabulary) -> Iterator[Hit]:
    for meaning in vocabulary.meanings.get(joined, ()):
        yield Hit(start, width, meaning=meaning, edits=edits, soft=meaning.kind != "topic")
    place = vocabulary.places.own().get(joined) or (world().names[joined] if joined in world().main else None)
    if place:
        yield Hit(start, width, place=place, edits=edits)


# What comes of it


def _question(reading: Reading, hits: Sequence[Hit], topics: Sequence[AskedTopic]) -> Question:
    explained = {at for hit in hits for at in hit.span} | {at for topic in topics for at in topic.at}
    says = [at for at, token in enumerate(reading.content) if not _says_nothing(token)]
    words = " ".join(reading.content[at].written for at in says)
    if len(words) > SHOWN:
        words = words[:SHOWN].rsplit(" ", 1)[0]
    return Question(
        topics=tuple(topics),
        places=_innermost([hit.place for hit in hits if hit.place]),
        products=_asked(hits, "product"),
        segments=_asked(hits, "segment"),
        accounts=_asked(hits, "account"),
        steps=_asked(hits, "step"),
        words=words,
        unexplained=tuple(reading.content[at].written for at in says if at not in explained),
    )


def _asked(hits: Sequence[Hit], kind: Kind) -> tuple[AskedFor, ...]:
    found: dict[str, AskedFor] = {}
    for hit in hits:
        if hit.meaning and hit.meaning.kind == kind:
            sure = not hit.soft or (hit.meaning.of in found and found[hit.meaning.of].sure)
            found[hit.meaning.of] = AskedFor(hit.meaning.of, hit.meaning.name, sure)
    return tuple(found.values())


def _innermost(places: Sequence[Place]) -> tuple[Place, ...]:
    """Of "Vienna, Austria" only Vienna."""
    found: list[Place] = []
    for place in places:
        outer = any(other is not place and place.holds(other) and not other.holds(place) for other in places)
        if not outer and not any(place.same(other) for other in found):
            found.append(place)
    return tuple(found)
