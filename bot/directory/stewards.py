"""Who looks after what in the directory: a topic's own steward, or else those who have the role."""

from collections.abc import Sequence
from typing import Final

from bot.rights import ForbiddenError, Right, Role
from bot.work import Work
from storage.directory import Topic
from storage.people import Person

_IN_TURN: Final = (Role.STEWARD, Role.LIAISON, Role.HEAD, Role.ADMINISTRATOR)


def stewards(topic: Topic | None, work: Work) -> Sequence[Person]:
    """Who is to be asked about a topic, or about what has none: the first of these that somebody here is.

    The topic's own steward, then the stewards, the liaison, the heads, the administrators. Empty only at a company
    that has none of them.
    """
    own = work.people.get(topic.steward) if topic is not None and topic.steward is not None else None
    if own is not None and not own.left:
        return (own,)
    return next((found for role in _IN_TURN if (found := work.people.with_role(role))), ())


def may_tend(topic: Topic | None, work: Work) -> bool:
    """Whether whoever acts may change a topic and its contacts."""
    return (topic is not None and topic.steward == work.person_id) or work.may(Right.TEND_DIRECTORY)


def require_tending(topic: Topic | None, work: Work) -> None:
    """Stop here, with words that say who may, unless they may change the topic."""
    if not may_tend(topic, work):
        raise ForbiddenError(Right.TEND_DIRECTORY)
