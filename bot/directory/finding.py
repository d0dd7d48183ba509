"""From a question to whom to contact: `find`, with everything between the words and the records.

The vocabulary of a directory is kept in memory by its edition. An edition's name is drawn anew whenever the words of
the directory change, in the same transaction, and is read with every question; so what is kept can't be out of date,
in however many processes, and a change that is rolled back leaves nothing behind.
"""

from collections.abc import Sequence
from functools import lru_cache

from bot.directory.question import Question
from bot.directory.ranking import Answer, Candidate, meant, rank
from bot.directory.reading import read_question
from bot.directory.tokens import key
from bot.directory.vocabulary import Subject, Terms, Vocabulary, build
from storage.directory import Directory, Found, Sought

KEPT = 8
"""So many vocabularies are kept: those used last."""


def find(text: str, directory: Directory, *, more: tuple[Subject, ...] = (), near: str = "") -> tuple[Question, Answer]:
    """What is asked, and who answers for it. `more`: topics that are not in the directory's own rows.

    `near` is the asker's country. Topics of `more` have negative ids and no contacts here: where `question.topics`
    begins with one of these, whoever gave it knows the answer.
    """
    vocabulary = vocabulary_of(directory, more)
    question = read_question(text, vocabulary)
    return question, rank(question, candidates(question, directory, vocabulary), near=near)


def vocabulary_of(directory: Directory, more: tuple[Subject, ...] = ()) -> Vocabulary:
    """The vocabulary of a directory as it is now."""
    edition = directory.edition()
    if not edition and not more:
        return _nothing()
    kept = _kept()
    name = (edition, more)
    if name not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[name] = _read(directory, more)
    else:
        kept[name] = kept.pop(name)
    return kept[name]


@lru_cache(maxsize=1)
def _kept() -> dict[tuple[str, tuple[Subject, ...]], Vocabulary]:
    return {}


@lru_cache(maxsize=1)
def _nothing() -> Vocabulary:
    return build(Terms())


def _read(directory: Directory, more: tuple[Subject, ...]) -> Vocabulary:
    words = directory.words()
    subjects = [Subject(each.topic, each.name, each.synonyms) for each in words.topics]
    return build(
        Terms(
            subjects=[*subjects, *more],
            products=words.products,
            segments=words.segments,
            accounts=words.accounts,
            regions=words.regions,
            own_regions=words.own_regions,
        )
    )


def candidates(question: Question, directory: Directory, vocabulary: Vocabulary) -> list[Candidate]:
    """The contacts among which the right one is: those that fit, or else those that are for less."""
    around = sorted({name for place in question.places for name in vocabulary.regions_around(place)})
    sought = Sought(
        topics=[each.topic for each in meant(question) if each.topic > 0],
        products=[each.key for each in question.products],
        segments=[each.key for each in question.segments],
        accounts=[each.key for each in question.accounts],
        steps=[each.name for each in question.steps],
        regions=around if question.places else None,
    )
    if sought.topics:
        found = directory.fitting(sought)
        topics = {each.topic for each in found}
        if missing := [topic for topic in sought.topics if topic not in topics]:
            found += directory.narrower(_within(sought._replace(topics=missing), question, vocabulary))
    elif not question.topics and (sought.accounts or sought.products or sought.segments):
        found = directory.narrower(sought)
    else:
        found = []
    return [_candidate(each, vocabulary) for each in found]


def _within(sought: Sought, question: Question, vocabulary: Vocabulary) -> Sought:
    """The same, with regions that lie in the place that was asked for, too."""
    if not question.places:
        return sought
    inside = {name for place in question.places for name in vocabulary.regions_within(place)}
    return sought._replace(regions=sorted({*(sought.regions or ()), *inside}))


def _candidate(row: Found, vocabulary: Vocabulary) -> Candidate:
    names = {"account": row.account, "product": row.product, "segment": row.segment}
    return Candidate(
        contact=row.contact,
        topic=row.topic,
        person=row.person,
        where=vocabulary.regions.get(row.region_key),
        region=row.region,
        product=row.product_key,
        segment=row.segment_key,
        account=row.account_key,
        step=row.step,
        names={kind: name for kind, name in names.items() if name},
        backup=row.backup,
        confirmed=row.confirmed,
        state=row.state,
    )


def keys_of(names: Sequence[str]) -> dict[str, str]:
    """Names by their keys, as storage keeps synonyms; those that say nothing are left out."""
    return {key(name): name.strip() for name in names if key(name)}
