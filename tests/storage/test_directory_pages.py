"""Looking at the directory and changing it, on each engine: pages, what was typed, and whose it is."""

from typing import Any

import pytest

from bot.directory.tokens import key
from storage.database import Database
from storage.directory import Contact, Directory
from storage.directory_pages import DirectoryPages, Held
from storage.people import Organisations, People, Person
from storage.records import Session


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


def fill(session: Session, home: int, **contact: Any) -> tuple[int, int]:
    """A topic with a contact; returns both ids."""
    person = People(session, home).add(Person(organisation=home, name="Zoë 100% O_Hara")).id or 0
    directory = Directory(session, home)
    topic = directory.topic_by_key("casestudies") or directory.add_topic(
        "case studies", "casestudies", {"stories": "stories"}
    )
    row = Contact(organisation=home, topic=topic.id or 0, person=person, **contact)
    return topic.id or 0, directory.add_contact(row).id or 0


def where(region: str) -> dict[str, str]:
    return {"region": region, "region_key": key(region)}


def test_pages_of_contacts_by_what_they_are_for(database: Database, home: int) -> None:
    with database.write() as session:
        for region in ("Japan", "Austria", "", "DACH"):
            topic, _ = fill(session, home, **where(region))
        tending = DirectoryPages(session, home)
        assert [row.region for row in tending.contacts(topic, Held(), 0, 3)] == ["", "Austria", "DACH"]
        assert [row.region for row in tending.contacts(topic, Held(), 3, 3)] == ["Japan"]
        assert tending.count_contacts(topic, Held()) == 4


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("aust", 1),
        ("DA-CH", 1),
        ("o_hara", 2),
        ("100%", 2),
        ("zoë", 2),
        ("O'Hara", 0),
        ("%", 2),
        ("\\", 0),
        ("nobody", 0),
    ],
)
def test_what_was_typed_is_found_in_names_and_in_what_they_are_for(
    database: Database, home: int, typed: str, found: int
) -> None:
    with database.write() as session:
        fill(session, home, **where("Austria"))
        topic, _ = fill(session, home, **where("DACH"))
        tending = DirectoryPages(session, home)
        assert tending.count_contacts(topic, Held(typed, key(typed))) == found
        assert len(tending.contacts(topic, Held(typed, key(typed)), 0, 10)) == found


def test_states_and_names_by_topic(database: Database, home: int) -> None:
    with database.write() as session:
        fill(session, home, state="stale")
        topic, _ = fill(session, home, state="left")
        fill(session, home, state="left", **where("Japan"))
        tending = DirectoryPages(session, home)
        assert tending.states_by_topic() == {topic: {"stale": 1, "left": 2}}
        assert [(row.name, of.name) for row, of in tending.called(["stories", "nothing"])] == [
            ("stories", "case studies")
        ]
        assert [row.id for row in tending.topics_of_keys(["casestudies", "stories"])] == [topic]
        assert [row.id for row in tending.topics_holding("storie")] == [topic]
        assert tending.topics_holding("%") == []


def test_a_region_is_called_otherwise_by_its_contacts_too(database: Database, home: int) -> None:
    with database.write() as session:
        directory, tending = Directory(session, home), DirectoryPages(session, home)
        directory.set_own_region("Alpine", "alpine", ["Austria"])
        _, contact = fill(session, home, **where("Alpine"))
        _, another = fill(session, home, **where("Japan"))
        edition = directory.edition()
        (row,) = directory.own_regions()
        tending.rename_region(row, "The Alps", key("The Alps"))
        assert [each.region for each in (directory.contact(contact), directory.contact(another)) if each] == [
            "The Alps",
            "Japan",
        ]
        assert tending.contacts_in(key("The Alps")) == 1
        assert directory.edition() != edition


def test_nothing_of_another_company_is_seen(database: Database, home: int) -> None:
    with database.write() as session:
        other = Organisations(session).add("Another").id or 0
        directory = Directory(session, other)
        directory.set_own_region("Alpine", "alpine", ["Austria"])
        (region,) = directory.own_regions()
        topic, _ = fill(session, other, **where("Alpine"))
        mine = DirectoryPages(session, home)
        assert mine.states_by_topic() == {}
        assert mine.called(["stories"]) == []
        assert mine.topics_of_keys(["casestudies"]) == []
        assert mine.topics_holding("case") == []
        assert mine.contacts(topic, Held(), 0, 10) == []
        assert mine.count_contacts(topic, Held()) == 0
        assert mine.of(topic, 1) == []
        assert mine.own_region(region.id or 0) is None
        assert mine.contacts_in("alpine") == 0
