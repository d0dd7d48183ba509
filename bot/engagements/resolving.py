"""From what a rule says to people: a `Target` and a record come in, those who are meant come out, with why.

Who is out of office has their stand-in asked instead; who has left, their stand-in or manager. Where that leads to
nobody, nobody comes out: what then, `bot/engagements/opening.py` knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.words import T, Words, verbatim
from bot.engagements.ports import Ports
from bot.ports.records import Subject
from bot.rights import ROLE_WORDS, Role
from bot.superiors import is_away, manager_of
from bot.targets import Target
from bot.work import Work, key_of
from storage.people import Person

MARKETER: Final = ("segment marketing", "segment marketer")
"""Topics of the directory under which the marketer of a segment is found."""


@dataclass(frozen=True)
class Found:
    """Somebody who is meant. `why` goes after the name of whom the rule named, which is `instead_of` or them."""

    person: Person
    why: Words
    instead_of: Person | None = None

    @property
    def number(self) -> int:
        return key_of(self.person)


def resolve(
    target: Target, subject: Subject, ports: Ports, work: Work, asked: Sequence[Person] = ()
) -> Sequence[Found]:
    """Who is meant, each once. `asked`: who was asked so far, for targets that mean their managers."""
    return _each_once(_present(each, work) for each in _named(target, subject, ports, work, asked))


def replaced(person: Person, work: Work, backup: int | None = None) -> Person | None:
    """Who is asked instead of somebody: themselves where they are at work; None where they have left without anybody.

    Out of office: their stand-in, or the backup, if one is there; else it waits for them.
    """
    if person.left:
        return _successor(person, work)
    if not is_away(person, work):
        return person
    others = (work.people.get(each) for each in (person.stand_in, backup) if each is not None)
    return next((each for each in others if each is not None and not each.left and not is_away(each, work)), person)


def stand_in_of(person: Person, work: Work) -> Person | None:
    """Who stands in for somebody that is out of office or has left; None where nobody does."""
    found = replaced(person, work)
    return found if found is not None and key_of(found) != key_of(person) else None


@dataclass(frozen=True)
class _Named:
    person: Person
    why: Words
    backup: int | None = None


def _named(target: Target, subject: Subject, ports: Ports, work: Work, asked: Sequence[Person]) -> Iterable[_Named]:
    if target.person:
        row = work.people.by_email(target.person)
        return [_Named(row, T("is named by the rule"))] if row is not None else []
    if target.role is not None:
        return _of_role(target.role, target.side, work)
    if target.side:
        why = T("is in Sales") if target.side == "sales" else T("is in Marketing")
        return [_Named(each, why) for each in work.people.all(sides=(target.side,))]
    if target.topic:
        return _of_topic(target.topic, subject, ports, work)
    match target.who:
        case "owner":
            owner = _owner(subject, work)
            return [_Named(owner, _owns(subject))] if owner is not None else []
        case "manager":
            below = asked or [each for each in (_owner(subject, work),) if each is not None]
            above = ((each, manager_of(each, work)) for each in below)
            return [_Named(row, T("is the manager of {who}", who=each.name)) for each, row in above if row is not None]
        case "liaison":
            return _of_role(Role.LIAISON, "", work)
    return marketers(subject, ports, work)


def marketers(subject: Subject, ports: Ports, work: Work) -> Sequence[_Named]:
    """Who does the marketing for the record's segment, as the directory knows."""
    for topic in MARKETER:
        found = [each for each in _of_topic(topic, subject, ports, work) if each.person.side == "marketing"]
        if found:
            return found
    return ()


def marketer_of(subject: Subject, ports: Ports, work: Work) -> Person | None:
    return next((each.person for each in marketers(subject, ports, work) if not each.person.left), None)


def _of_role(role: Role, side: str, work: Work) -> Sequence[_Named]:
    people = [each for each in work.people.with_role(role) if not side or each.side == side]
    if role is Role.HEAD and side:
        why = T("heads Sales") if side == "sales" else T("heads Marketing")
        return [_Named(each, why) for each in people]
    if role is Role.MEMBER:
        return [_Named(each, T("is a member")) for each in people]
    return [_Named(each, T("has the role {role}", role=ROLE_WORDS[role])) for each in people]


def _of_topic(topic: str, subject: Subject, ports: Ports, work: Work) -> Sequence[_Named]:
    """The first where it is sure who is meant; all of them where several may be."""
    responsible = ports.contacts.responsible(topic, subject.concerning, work)
    if responsible and responsible[0].sure:
        responsible = responsible[:1]
    people = work.people.some(each.person for each in responsible)
    return [_Named(people[each.person], each.why, each.backup) for each in responsible if each.person in people]


def _owner(subject: Subject, work: Work) -> Person | None:
    return work.people.get(subject.owner) if subject.owner is not None else None


def _owns(subject: Subject) -> Words:
    return T("owns {name}", name=verbatim(subject.name))


def _present(named: _Named, work: Work) -> Found | None:
    """Whoever is asked for somebody named."""
    instead = replaced(named.person, work, named.backup)
    if instead is None:
        return None
    other = key_of(instead) != key_of(named.person)
    return Found(instead, named.why, named.person if other else None)


def _successor(person: Person, work: Work) -> Person | None:
    """Of somebody who has left: their stand-in, or else their manager, who is asked again whether they are here."""
    row = work.people.get(person.stand_in) if person.stand_in is not None else None
    if row is not None and not row.left:
        return row
    return manager_of(person, work)


def _each_once(found: Iterable[Found | None]) -> Sequence[Found]:
    once: dict[int, Found] = {}
    for each in found:
        if each is not None:
            once.setdefault(each.number, each)
    return list(once.values())
