"""The directory for other capabilities: what they know is told by fields, not read out of words."""

from collections.abc import Sequence

from bot.directory.finding import candidates, vocabulary_of
from bot.directory.question import AskedFor, AskedTopic, Question
from bot.directory.ranking import rank
from bot.directory.tokens import key
from bot.directory.vocabulary import STEPS, Vocabulary
from bot.directory.why import why
from bot.ports.directory import Concerning, Responsible
from bot.work import Work
from storage.directory import Directory


class Lookup:
    """A `ContactLookup` over the records."""

    def responsible(self, topic: str, concerning: Concerning, work: Work) -> Sequence[Responsible]:
        directory = work[Directory]
        vocabulary = vocabulary_of(directory)
        question = _question(topic, concerning, vocabulary)
        if not question.topics:
            return ()
        answer = rank(question, candidates(question, directory, vocabulary))
        return [
            Responsible(match.candidate.person, match.candidate.backup, why(match), answer.sure)
            for match in answer.matches
        ]


def _question(topic: str, concerning: Concerning, vocabulary: Vocabulary) -> Question:
    named = [each for each in vocabulary.meanings.get(key(topic), ()) if each.kind == "topic"]
    place = vocabulary.places.named(concerning.region) if concerning.region else None
    step = concerning.step.strip().lower()
    return Question(
        topics=tuple(AskedTopic(each.topic, each.name, 1.0, len(topic), frozenset()) for each in named),
        places=(place,) if place else (),
        products=_asked(concerning.product),
        segments=_asked(concerning.segment),
        accounts=_asked(concerning.account),
        steps=(AskedFor(step, step),) if step in STEPS else (),
        words=topic,
    )


def _asked(name: str) -> tuple[AskedFor, ...]:
    return (AskedFor(key(name), name.strip()),) if key(name) else ()
