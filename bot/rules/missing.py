"""Whom a rule names and nobody is here: said before it is switched on, with a button to mend it where there is one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.conversation.payloads import Action
from bot.conversation.words import T, Words
from bot.ports.directory import Concerning, ContactLookup
from bot.ports.records import Subjects
from bot.rights import ROLE_WORDS, Right, Role
from bot.rules.spec import Spec
from bot.targets import Target
from bot.work import Work

SEGMENTS: Final = "segment marketing"
"""The topic under which the directory has the marketer of a segment."""
HEADS: Final = {"sales": T("the head of Sales"), "marketing": T("the head of Marketing")}


@dataclass(frozen=True)
class Ports:
    """What rules need of other capabilities, filled in by `bot/routes.py`."""

    subjects: Subjects
    contacts: ContactLookup
    mend_topic: Callable[[str, Work], Action]
    """Where the directory's topic of that name is made, or filled."""
    mend_people: Action
    """Where somebody gets a role."""


@dataclass(frozen=True)
class Missing:
    """What is missing, and where it is mended, for whoever may."""

    words: Words
    mend: Action | None = None


def missing(spec: Spec, ports: Ports, work: Work) -> list[Missing]:
    """Each once."""
    found: dict[str, Missing] = {}
    later = [each.to for each in spec.escalate]
    for target in dict.fromkeys([*spec.involve, *later, *spec.waive, *spec.pass_on]):
        for each in _missing(target, ports, work):
            found.setdefault(each.words.model_dump_json(), each)
    return list(found.values())


def _missing(target: Target, ports: Ports, work: Work) -> Iterator[Missing]:
    people = ports.mend_people if work.may(Right.CHANGE_PEOPLE) else None
    if (target.person and (row := work.people.by_email(target.person)) is None) or (target.person and row and row.left):
        yield Missing(T("I know nobody with the address {email}.", email=target.person))
    if target.role is not None and not _with_role(target.role, target.side, work):
        yield Missing(_vacant(target.role, target.side), people)
    elif target.role is None and target.side and not work.people.all(sides=(target.side,)):
        yield Missing(
            T("Nobody here is in Sales yet.") if target.side == "sales" else T("Nobody here is in Marketing yet.")
        )
    topic = target.topic or (SEGMENTS if target.who == "marketer" else "")
    if topic and not ports.contacts.responsible(topic, Concerning(), work):
        mend = ports.mend_topic(topic, work) if work.may(Right.TEND_DIRECTORY) else None
        yield Missing(T("The directory names nobody for “{topic}” yet.", topic=topic), mend)
    if target.who == "liaison" and not work.people.with_role(Role.LIAISON):
        yield Missing(_vacant(Role.LIAISON, ""), people)


def _vacant(role: Role, side: str) -> Words:
    """That nobody has a role: of some there is one, of others there are several."""
    if role is Role.HEAD and side:
        return T("Nobody here is {role} yet.", role=HEADS[side])
    if role is Role.LIAISON:
        return T("Nobody here is the {role} yet.", role=role_words(role, side))
    return T("Nobody here has this role yet: {role}.", role=role_words(role, side))


def is_here(email: str, work: Work) -> bool:
    person = work.people.by_email(email)
    return person is not None and not person.left


def _with_role(role: Role, side: str, work: Work) -> bool:
    return any(not side or each.side == side for each in work.people.with_role(role))


def role_words(role: Role, side: str) -> Words:
    if role is Role.HEAD and side:
        return HEADS[side]
    if side:
        return T("{role} in {side}", role=ROLE_WORDS[role], side=T("Sales") if side == "sales" else T("Marketing"))
    return ROLE_WORDS[role]
