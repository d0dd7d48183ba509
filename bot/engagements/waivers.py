"""Who may say that nobody is needed: as the rule says; else the liaison, the heads or the administrators.

The first of these that somebody here is.
"""

from collections.abc import Sequence
from typing import Final

from bot.engagements.case import Case, waiving
from bot.engagements.ports import Ports
from bot.engagements.resolving import resolve
from bot.rights import Role
from bot.work import Work, key_of
from storage.people import Person

_OTHERWISE: Final = (Role.LIAISON, Role.HEAD, Role.ADMINISTRATOR)


def waivers(case: Case, ports: Ports, work: Work) -> Sequence[Person]:
    """Who may waive an engagement, each once."""
    asked = list(work.people.some(each.person for each in case.asks).values())
    found: dict[int, Person] = {}
    for target in waiving(case.rule):
        for each in resolve(target, case.subject, ports, work, asked):
            found.setdefault(each.number, each.person)
            if each.instead_of is not None and not each.instead_of.left:
                found.setdefault(key_of(each.instead_of), each.instead_of)  # who is away may still say so
    if found:
        return list(found.values())
    return next((people for role in _OTHERWISE if (people := work.people.with_role(role))), ())


def may_waive(case: Case, ports: Ports, work: Work) -> bool:
    """Whether whoever acts may."""
    return any(key_of(each) == work.person_id for each in waivers(case, ports, work))
