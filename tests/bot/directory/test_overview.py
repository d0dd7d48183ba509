"""The directory at a glance, its topics and contacts a page at a time, and finding one among many."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.cards import Choices
from bot.conversation.reading import Reader
from bot.conversation.replies import Quiet, Reply, Update, Whisper
from bot.directory.edit_actions import FindContact, FindTopic, GetDirectoryFile, ListTopics, ShowOverview, ShowTopic
from bot.directory.tokens import key
from storage.directory import Contact, Directory
from tests.bot.directory.kept import ANA, BEN, CLEO, DAN, Kept
from tests.bot.people.house import MONDAY, pressed, words


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.close()


def offered(reply: Reply, label: str) -> list[str]:
    """What a list in a card offers."""
    assert isinstance(reply, Whisper | Update)
    reader = Reader(now=MONDAY)
    lists = [each for each in reply.card.parts if isinstance(each, Choices) and reader.plain(each.label) == label]
    return [reader.plain(option.label) for each in lists for option in each.options]


def fills(kept: Kept, topics: int, contacts: int = 0) -> None:
    """A directory with so many topics, the first of them with so many contacts."""
    with kept.database.write() as session:
        directory = Directory(session, kept.organisation)
        rows = [directory.add_topic(f"topic {number:04}", key(f"topic {number:04}"), {}) for number in range(topics)]
        regions = (f"Patch {number:03}" for number in range(contacts))
        ben = int(kept.id_of(BEN))
        directory.add_contacts(
            [{"topic": rows[0].id, "person": ben, "region": each, "region_key": key(each)} for each in regions]
        )


def has_states(kept: Kept, **states: str) -> None:
    """A topic of each name, with a contact in that state."""
    with kept.database.write() as session:
        directory = Directory(session, kept.organisation)
        for name, state in states.items():
            topic = directory.add_topic(name, key(name), {})
            row = Contact(organisation=kept.organisation, topic=topic.id or 0, person=int(kept.id_of(BEN)), state=state)
            directory.add_contact(row)


def test_an_empty_directory_says_what_it_is_for(kept: Kept) -> None:
    assert "There are no topics yet." in words(kept.command(ANA, "directory"))
    assert "[New topic]" in words(kept.command(ANA, "directory"))
    assert "[New topic]" not in words(kept.command(DAN, "directory"))
    assert "There are no topics yet." in words(kept.command(DAN, "directory topics"))


def test_the_overview_counts_and_offers_what_needs_looking_at(kept: Kept) -> None:
    has_states(kept, confirmed="confirmed", fresh="new", old="stale", gone="left", refused="declined")
    kept.adds_topic()
    overview = kept.command(ANA, "directory")
    assert "6 topics with 5 contacts." in words(overview)
    assert "Confirmed: 1" in words(overview)
    assert "The person has left: 1" in words(overview)
    assert offered(overview, "Needs looking at") == [
        "gone: one contact has left",
        "refused: one says it is not them",
        "pricing exceptions: no contact yet",
        "old: one is not confirmed",
    ]
    assert "fresh, one contact" in offered(overview, "Look at a topic")
    assert offered(kept.command(DAN, "directory"), "Needs looking at") == []
    assert "[New topic]" not in words(kept.command(DAN, "directory"))


def test_a_steward_of_one_topic_sees_what_waits_there(kept: Kept) -> None:
    has_states(kept, old="stale")
    kept.adds_topic(steward=kept.id_of(CLEO))
    assert offered(kept.command(CLEO, "directory"), "Needs looking at") == ["pricing exceptions: no contact yet"]


def test_thousands_of_topics_have_pages_and_are_found(kept: Kept) -> None:
    fills(kept, 2000)
    overview = kept.command(ANA, "directory")
    assert "2,000 topics" in words(overview)
    assert offered(overview, "Look at a topic") == []
    assert len(offered(overview, "Needs looking at")) == 10
    first = kept.clicks(ANA, ListTopics())
    assert offered(first, "1 to 25 of 2,000")[0] == "topic 0000, no contact"
    assert "Previous" not in words(first)
    last = kept.clicks(ANA, ListTopics(page=4711))
    assert offered(last, "1,976 to 2,000 of 2,000")[-1] == "topic 1999, no contact"
    assert pressed(last, "Previous").startswith("directory.topics")
    found = kept.fills_in(ANA, FindTopic(), {"typed": "topic-199"})
    assert len(offered(found, "10 topics")) == 10
    assert words(kept.fills_in(ANA, FindTopic(), {"typed": "TOPIC 1234"})).startswith("topic 1234")
    assert len(offered(kept.clicks(ANA, ListTopics(waiting=True)), "1 to 25 of 2,000")) == 25


def test_what_is_typed_after_the_command_is_looked_for(kept: Kept) -> None:
    kept.adds_topic(synonyms="discounts")
    kept.adds_topic(name="pricing reviews")
    assert words(kept.command(DAN, "directory Discounts")).startswith("pricing exceptions")
    assert len(offered(kept.command(DAN, "directory pricing"), "2 topics")) == 2
    assert words(kept.command(DAN, "directory pricng exeptions")).startswith("pricing exceptions")
    assert "No topic is called anything like “canteen”." in words(kept.command(DAN, "directory canteen"))
    assert "No topic is called" in words(kept.command(DAN, "directory 🎉"))
    assert "No topic is called" in words(kept.command(DAN, "directory " + "x" * 5000))


def test_hundreds_of_contacts_have_pages_and_are_found(kept: Kept) -> None:
    fills(kept, 1, 500)
    topic = kept.topic("topic 0000")
    first = kept.clicks(ANA, ShowTopic(topic=topic))
    assert isinstance(first, Whisper)
    assert "500 contacts" in words(first)
    assert "Ben Okoro, for Patch 007." in words(first)
    assert "Patch 008" not in words(first)
    last = kept.clicks(ANA, ShowTopic(topic=topic, page=4711, here=True))
    assert isinstance(last, Update)
    assert "Patch 499" in words(last)
    found = kept.fills_in(DAN, FindContact(topic=topic), {"typed": "patch-49"})
    assert "10 of 500 contacts hold “patch-49”" in words(found)
    assert "[All of them]" in words(found)
    assert "500 of 500 contacts hold “okoro”" in words(kept.fills_in(DAN, FindContact(topic=topic), {"typed": "okoro"}))
    none = words(kept.fills_in(DAN, FindContact(topic=topic), {"typed": "%"}))
    assert "0 of 500 contacts hold “%”" in none


def test_the_directory_is_handed_over_as_a_file_to_those_who_tend_it(kept: Kept) -> None:
    kept.adds_topic(name="=SUM(A1)", synonyms="discounts")
    kept.names(BEN, topic="=SUM(A1)", region="DACH")
    assert isinstance(kept.clicks(ANA, GetDirectoryFile()), Quiet)
    (sent,) = kept.told(ANA)
    assert "directory.csv" in sent.card
    assert "'=SUM(A1),discounts,Ben Okoro,u2@x.example" in sent.card
    assert "That is for" in words(kept.clicks(DAN, GetDirectoryFile()))


def test_somebody_who_has_left_is_said_to_have(kept: Kept) -> None:
    kept.adds_topic()
    with kept.database.write() as session:
        row = Contact(organisation=kept.organisation, topic=kept.topic("pricing exceptions"), person=kept.gone)
        Directory(session, kept.organisation).add_contact(row)
    assert "Eve Lang, for everything, everywhere. Has left the company." in words(
        kept.command(DAN, "directory pricing exceptions")
    )


def test_names_of_markup_and_other_scripts_are_shown_as_they_are(kept: Kept) -> None:
    name = "<!channel> *Preise* <b>x</b> {name} أسعار 🎉"
    kept.adds_topic(name=name, synonyms="**bold** [x](https://evil.example)\nתמחור")
    shown = words(kept.command(DAN, f"directory {name}"))
    assert shown.startswith(name)
    assert "Also called **bold** [x](https://evil.example) and תמחור." in shown


def test_the_overview_comes_back_in_place(kept: Kept) -> None:
    kept.adds_topic()
    assert isinstance(kept.clicks(DAN, ShowOverview()), Update)
    assert "One topic with no contacts." not in words(kept.clicks(DAN, ShowOverview()))
