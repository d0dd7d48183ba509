"""From what a rule says to people: whoever is meant, or who takes their place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.events import TimerDue
from bot.conversation.words import T
from bot.engagements.ports import Ports
from bot.engagements.resolving import marketer_of, replaced, resolve
from bot.ports.directory import Concerning, Responsible
from bot.ports.records import Subject
from bot.rights import Role
from bot.superiors import manager_of
from bot.targets import Target
from bot.timing import Holidays
from bot.work import Work, key_of
from storage.database import Database
from storage.people import Organisation, People, Person

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
ACME = Subject(kind="deal", id=1, name="Acme", facts={}, concerning=Concerning(region="DACH", segment="Retail"))


class Contacts:
    """A directory in which topics have these people."""

    def __init__(self) -> None:
        self.known: dict[str, list[Responsible]] = {}
        self.asked: list[Concerning] = []

    def responsible(self, topic: str, concerning: Concerning, work: Work) -> Sequence[Responsible]:  # noqa: ARG002
        self.asked.append(concerning)
        return self.known.get(topic, [])

    def names(self, topic: str, *people: Person, sure: bool = True, backup: Person | None = None) -> None:
        number = key_of(backup) if backup else None
        self.known[topic] = [Responsible(key_of(each), number, T("knows it"), sure) for each in people]


class Company:
    def __init__(self, work: Work) -> None:
        self.work, self.contacts = work, Contacts()
        unused: Any = None
        self.ports = Ports(unused, self.contacts, unused, unused, unused)

    def hires(self, name: str, *roles: str, side: str = "sales", **more: Any) -> Person:
        row = Person(organisation=self.work.people.organisation, name=name, side=side, **more)
        row.email = f"{name.lower()}@brightwater.example"
        self.work.people.add(row)
        self.work.people.set_roles(key_of(row), roles or ("member",))
        return row

    def who(self, subject: Subject = ACME, asked: Sequence[Person] = (), **target: Any) -> list[str]:
        found = resolve(Target(**target), subject, self.ports, self.work, asked)
        return [each.person.name for each in found]


@pytest.fixture
def company(sqlite_database: Database) -> Iterator[Company]:
    with sqlite_database.write() as session:
        row = Organisation(name="Brightwater")
        session.add(row)
        session.flush()
        event = TimerDue(key="1", at=NOW, timer=1)
        yield Company(Work(People(session, row.id or 0), event, NOW, Holidays()))


def test_a_person_a_role_a_side(company: Company) -> None:
    company.hires("Ann", "head"), company.hires("Mia", "head", side="marketing"), company.hires("Liv", "liaison")
    company.hires("Rosa", side="marketing")
    assert company.who(person="rosa@brightwater.example") == ["Rosa"]
    assert company.who(person="nobody@brightwater.example") == []
    assert company.who(role=Role.HEAD) == ["Ann", "Mia"]
    assert company.who(role=Role.HEAD, side="marketing") == ["Mia"]
    assert company.who(side="marketing") == ["Mia", "Rosa"]
    assert company.who(who="liaison") == ["Liv"]


def test_a_topic_with_what_the_record_says(company: Company) -> None:
    ben, eva = company.hires("Ben"), company.hires("Eva")
    company.contacts.names("pricing", ben, eva)
    assert company.who(topic="pricing") == ["Ben"]
    company.contacts.names("pricing", ben, eva, sure=False)
    assert company.who(topic="pricing") == ["Ben", "Eva"], "it may be either of them"
    assert company.contacts.asked[0].region == "DACH"
    assert company.who(topic="canteen") == []


def test_owner_and_manager(company: Company) -> None:
    ann = company.hires("Ann", "head")
    ben = company.hires("Ben", manager=key_of(ann))
    carla = company.hires("Carla", manager=key_of(ben))
    acme = replace(ACME, owner=key_of(carla))
    assert company.who(acme, who="owner") == ["Carla"]
    assert company.who(acme, who="manager") == ["Ben"]
    assert company.who(acme, asked=[ben], who="manager") == ["Ann"]
    assert company.who(ACME, who="owner") == []
    ben.left = True
    assert company.who(acme, who="manager") == ["Ann"], "the next above, where a manager has left"


def test_without_a_manager_it_is_the_head_of_the_side(company: Company) -> None:
    mia = company.hires("Mia", "head", side="marketing")
    rosa = company.hires("Rosa", side="marketing")
    company.hires("Ann", "head")
    assert manager_of(rosa, company.work) == mia
    assert manager_of(mia, company.work) is None


def test_managers_of_each_other_end_somewhere(company: Company) -> None:
    ann, ben = company.hires("Ann", left=True), company.hires("Ben", left=True)
    ann.manager, ben.manager = key_of(ben), key_of(ann)
    assert manager_of(ann, company.work) is None
    assert replaced(ann, company.work) is None


def test_who_is_away_has_a_stand_in(company: Company) -> None:
    eva, dan = company.hires("Eva"), company.hires("Dan")
    ben = company.hires("Ben", away_until=NOW + timedelta(days=2), stand_in=key_of(eva))
    company.contacts.names("pricing", ben, backup=dan)
    (found,) = resolve(Target(topic="pricing"), ACME, company.ports, company.work)
    assert (found.person, found.instead_of) == (eva, ben)
    eva.away_until = NOW + timedelta(days=1)
    assert company.who(topic="pricing") == ["Dan"], "the topic's backup"
    dan.left = True
    assert company.who(topic="pricing") == ["Ben"], "it waits for them"


def test_who_has_left_is_followed(company: Company) -> None:
    ann, eva = company.hires("Ann"), company.hires("Eva")
    ben = company.hires("Ben", left=True, manager=key_of(ann))
    assert company.who(person="ben@brightwater.example") == ["Ann"]
    ben.stand_in = key_of(eva)
    assert company.who(person="ben@brightwater.example") == ["Eva"]


def test_the_marketer_of_a_segment(company: Company) -> None:
    ben, rosa = company.hires("Ben"), company.hires("Rosa", side="marketing")
    assert company.who(who="marketer") == []
    company.contacts.names("segment marketing", ben)
    assert marketer_of(ACME, company.ports, company.work) is None, "somebody of Sales is no marketer"
    company.contacts.names("segment marketer", rosa)
    assert company.who(who="marketer") == ["Rosa"]


def test_nobody_is_meant_twice(company: Company) -> None:
    ann = company.hires("Ann", "head")
    below = [company.hires(name, manager=key_of(ann)) for name in ("Ben", "Eva")]
    assert company.who(asked=below, who="manager") == ["Ann"]
