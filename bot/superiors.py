"""Who is above somebody, and whether they are here: for whoever looks for another in their place."""

from collections.abc import Sequence
from typing import Final

from bot.rights import Role
from bot.work import Work, key_of
from storage.people import Person

FARTHEST: Final = 10
"""So many steps from somebody to a manager who is here."""


def is_away(person: Person, work: Work) -> bool:
    """Whether they are out of office now."""
    return person.away_until is not None and person.away_until > work.now


def manager_of(person: Person, work: Work) -> Person | None:
    """The nearest manager who has not left; else the head of their side."""
    seen, above = {key_of(person)}, person
    for _ in range(FARTHEST):
        row = work.people.get(above.manager) if above.manager is not None else None
        if row is None or key_of(row) in seen:
            break
        if not row.left:
            return row
        seen.add(key_of(row))
        above = row
    return next((each for each in heads_of(person.side, work) if key_of(each) != key_of(person)), None)


def heads_of(side: str, work: Work) -> Sequence[Person]:
    return [each for each in work.people.with_role(Role.HEAD) if each.side == side]
