"""Who is always findable: the liaison, and who heads Sales and Marketing. They are so by role, not by rows."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.conversation.words import T, Words
from bot.directory.question import SURE, AskedTopic
from bot.directory.reading import read_question
from bot.directory.vocabulary import Subject, Terms, Vocabulary, build
from bot.rights import Role
from bot.work import Work
from storage.people import Person

LIAISON: Final = -1
_HEADS: Final = {-2: "sales", -3: "marketing"}

CHIEFS: Final = (
    Subject(LIAISON, "liaison", ("liaison between Sales and Marketing", "sales and marketing liaison")),
    Subject(
        -2,
        "head of Sales",
        (
            *("sales head", "sales director", "sales chief", "chief sales officer"),
            *("VP of Sales", "vice president of Sales"),
        ),
    ),
    Subject(
        -3,
        "head of Marketing",
        (
            *("marketing head", "marketing director", "marketing chief", "chief marketing officer", "CMO"),
            *("VP of Marketing", "vice president of Marketing"),
        ),
    ),
)
"""Negative ids, as no row has them. They are not among the directory's own words, where they would change the rest."""


def chief_asked_for(text: str) -> AskedTopic | None:
    """Which of them a question is about for certain."""
    asked = read_question(text, _vocabulary()).topics
    return asked[0] if asked and asked[0].score >= SURE else None


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return build(Terms(subjects=CHIEFS))


def chiefs(topic: int, work: Work) -> Sequence[Person]:
    """Who that is here; nobody, until somebody has the role."""
    if topic == LIAISON:
        return work.people.with_role(Role.LIAISON)
    return [person for person in work.people.with_role(Role.HEAD) if person.side == _HEADS.get(topic)]


def why_chief(topic: int) -> Words:
    """What goes after their name."""
    if topic == LIAISON:
        return T("is the liaison between Sales and Marketing")
    return T("heads Sales") if _HEADS[topic] == "sales" else T("heads Marketing")
