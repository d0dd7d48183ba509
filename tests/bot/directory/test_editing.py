"""Topics and contacts changed in chat: what is kept, who may, who is told, and what is refused in which words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.payloads import Action
from bot.conversation.replies import Update, Whisper
from bot.directory.edit_actions import (
    AddContact,
    ChangeContact,
    ChangeTopic,
    NewTopic,
    RemoveContact,
    RemoveTopic,
    ShowTopic,
)
from storage.directory import Topic
from tests.bot.directory.kept import ANA, BEN, CLEO, CONTACT, DAN, EVE, TOPIC, Kept, Typed, as_it_stands, wrong
from tests.bot.people.house import words


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.close()


# Topics


def test_a_topic_is_added_and_shown(kept: Kept) -> None:
    reply = kept.adds_topic(synonyms="special pricing\n\nSpecial-Pricing\n Pricing  Exceptions \ndiscounts")
    assert isinstance(reply, Whisper)
    shown = words(reply)
    assert shown.startswith("pricing exceptions")
    assert "Also called special pricing and discounts." in shown
    assert "It has no steward of its own; Ana Ruiz may change it." in shown
    assert "Nobody is named yet" in shown
    assert kept.synonyms == ["special pricing", "discounts"]


def test_a_form_that_nobody_changed_changes_nothing_however_many_synonyms(kept: Kept) -> None:
    many = [f"special pricing of the kind number {number}, as somebody here once called it" for number in range(60)]
    kept.adds_topic(synonyms="\n".join(many[:30]), steward=kept.id_of(BEN))
    topic = kept.topic("pricing exceptions")
    kept.changes_topic("pricing exceptions", synonyms="\n".join(many[:40]), steward=kept.id_of(BEN))
    with kept.database.write() as session:
        kept.adds_synonyms(session, topic, many[40:])
    stands = as_it_stands(kept.form(ANA, ChangeTopic(topic=topic)))
    assert all(len(text) < 3000 for text in stands.values())
    kept.fills_in(ANA, ChangeTopic(topic=topic), stands)
    assert kept.synonyms == many
    (row,) = kept.rows(Topic)
    assert (row.name, str(row.steward)) == ("pricing exceptions", kept.id_of(BEN))


def test_a_topic_is_called_otherwise_and_gets_a_steward_who_may_change_it(kept: Kept) -> None:
    kept.adds_topic(synonyms="discounts")
    reply = kept.changes_topic("pricing exceptions", name="special prices", steward=kept.id_of(BEN))
    assert isinstance(reply, Update)
    assert "Its steward is Ben Okoro." in words(reply)
    assert kept.synonyms == []
    assert isinstance(kept.changes_topic("special prices", user=BEN, synonyms="rebates"), Update)
    assert kept.synonyms == ["rebates"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": "Case-Studies"}, "name", "There is the topic “case studies” already."),
        ({"name": "References"}, "name", "“References” is a synonym of the topic “case studies” already."),
        ({"name": "🎉🎉"}, "name", "“🎉🎉” has no letters or digits"),
        ({"name": "n" * 81}, "name", "Please shorten this to 80 characters; it has 81."),
        ({"synonyms": "discounts\nCase studies"}, "synonyms", "“Case studies” is a topic of its own."),
        ({"synonyms": "discounts\n!!!"}, "synonyms", "“!!!” has no letters or digits"),
        ({"synonyms": "\n".join(f"name {n}" for n in range(61))}, "synonyms", "A topic has 60 synonyms at most."),
        ({"steward": "4711"}, "steward", "Please pick somebody from the list."),
        ({"steward": "eve"}, "steward", "Eve Lang has left."),
    ],
)
def test_a_topic_that_can_t_be_is_refused(kept: Kept, typed: dict[str, str], field: str, said: str) -> None:
    kept.adds_topic(name="case studies", synonyms="references")
    if typed.get("steward") == "eve":
        typed = {"steward": kept.id_of(EVE)}
    found = wrong(kept.adds_topic(**typed))
    assert found.keys() == {field}
    assert said in found[field]
    assert len(kept.rows(Topic)) == 1
    assert kept.synonyms == ["references"]


def test_its_own_names_are_not_taken(kept: Kept) -> None:
    kept.adds_topic(synonyms="discounts\nrebates")
    assert isinstance(kept.changes_topic("pricing exceptions", name="Discounts", synonyms="rebates"), Update)
    assert [row.name for row in kept.rows(Topic)] == ["Discounts"]
    assert kept.synonyms == ["rebates"]


def test_a_synonym_of_two_topics_is_allowed_and_shown(kept: Kept) -> None:
    kept.adds_topic(name="case studies", synonyms="stories")
    reply = kept.adds_topic(name="battle cards", synonyms="stories")
    assert "case studies is called “stories” too; who asks for that is offered both." in words(reply)


def test_a_topic_goes_with_its_contacts(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(BEN)
    assert "There are no topics yet." in words(kept.clicks(ANA, RemoveTopic(topic=kept.topic("pricing exceptions"))))
    assert kept.contacts == []


# Contacts


def test_somebody_is_named_told_and_found_at_once(kept: Kept) -> None:
    kept.adds_topic()
    reply = kept.names(BEN, region="DACH", product="Analyzer", backup=kept.id_of(CLEO))
    assert isinstance(reply, Update)
    shown = words(reply)
    assert "Ben Okoro, for Analyzer and DACH. Stand-in: Cleo Marsh. Not confirmed yet." in shown
    (row,) = kept.contacts
    assert (row.region_key, row.product_key, row.state) == ("dach", "analyzer", "new")
    (told,) = kept.told(BEN)
    assert told.attention == "alert"
    assert "Ana Ruiz" in told.card
    assert "That's right" in told.card
    assert kept.told(CLEO) == []


def test_who_names_themselves_has_confirmed_it(kept: Kept) -> None:
    kept.adds_topic()
    reply = kept.names(ANA, region="worldwide")
    assert "Ana Ruiz, for everything, everywhere. Confirmed on" in words(reply)
    assert (kept.contacts[0].state, kept.contacts[0].region) == ("confirmed", "")
    assert kept.told(ANA) == []


def test_somebody_else_is_new_and_told(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(ANA, region="DACH")
    (row,) = kept.contacts
    reply = kept.changes(row.id or 0, BEN, region="DACH")
    assert isinstance(reply, Update)
    (row,) = kept.contacts
    assert (str(row.person), row.state, row.confirmed) == (kept.id_of(BEN), "new", None)
    assert len(kept.told(BEN)) == 1


def test_what_somebody_confirmed_is_new_once_it_is_for_something_else(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(ANA, region="DACH")
    contact = kept.contacts[0].id or 0
    kept.changes(contact, BEN, region="DACH")
    kept.confirms(contact)
    kept.changes(contact, BEN, region="dach", backup=kept.id_of(CLEO))
    assert (kept.contacts[0].state, len(kept.told(BEN))) == ("confirmed", 1)
    kept.changes(contact, BEN, region="EMEA")
    assert (kept.contacts[0].state, len(kept.told(BEN))) == ("new", 2)


def test_the_form_of_a_contact_shows_what_is(kept: Kept) -> None:
    kept.adds_topic()
    typed = {"region": "DACH", "product": "Analyzer", "segment": "Hospitals", "account": "Hofer", "step": "purchase"}
    kept.names(ANA, **typed, backup=kept.id_of(CLEO))
    contact = ChangeContact(contact=kept.contacts[0].id or 0)
    stands = as_it_stands(kept.form(ANA, contact))
    assert stands == typed | {"step": ("purchase",), "person": kept.id_of(ANA), "backup": kept.id_of(CLEO)}
    before = kept.contacts[0].model_dump()
    kept.fills_in(ANA, contact, stands)
    assert kept.contacts[0].model_dump() == before
    kept.fills_in(ANA, contact, stands | {"step": "all", "segment": "", "backup": ""})
    assert (kept.contacts[0].step, kept.contacts[0].segment_key, kept.contacts[0].backup) == ("", "", None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"region": "Dahc"}, "region", "There is no region “Dahc”. Did you mean DACH?"),
        ({"region": "Qwxyzzy"}, "region", "or add it to your own regions first."),
        ({"product": "🎉"}, "product", "has no letters or digits"),
        ({"account": "a" * 121}, "account", "Please shorten this to 120 characters"),
        ({"step": "lunch"}, "step", "Please choose from the list."),
        ({"person": "4711"}, "person", "Please pick somebody from the list."),
        ({"person": ""}, "person", "Please fill this in."),
        ({"person": EVE}, "person", "Eve Lang has left."),
        ({"backup": EVE}, "backup", "Eve Lang has left."),
        ({"backup": BEN}, "backup", "That is who answers already."),
        ({"person": ANA, "region": "Germany"}, "person", "Ana Ruiz is named for just this already."),
        ({"person": ANA, "region": "Deutschland"}, "person", "Ana Ruiz is named for just this already."),
    ],
)
def test_a_contact_that_can_t_be_is_refused(kept: Kept, typed: dict[str, str], field: str, said: str) -> None:
    kept.adds_topic()
    kept.names(ANA, region="Germany")
    users = {user: kept.id_of(user) for user in (ANA, BEN, EVE)}
    values: Typed = {"person": users[BEN]}
    values |= {name: users.get(value, value) for name, value in typed.items()}
    found = wrong(kept.fills_in(ANA, AddContact(topic=kept.topic("pricing exceptions")), CONTACT | values))
    assert found.keys() == {field}
    assert said in found[field]
    assert len(kept.contacts) == 1


def test_a_contact_is_not_made_what_another_one_is(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(ANA, region="Germany")
    kept.names(ANA, region="Austria")
    found = wrong(kept.changes(kept.contacts[1].id or 0, ANA, region="germany"))
    assert "is named for just this already" in found["person"]
    assert isinstance(kept.changes(kept.contacts[1].id or 0, ANA, region="Österreich"), Update)


def test_a_region_that_only_contacts_name_can_stay(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(ANA)
    with kept.database.write() as session:
        row = session.merge(kept.contacts[0])
        row.region, row.region_key = "Team Blue", "teamblue"
    assert isinstance(kept.changes(kept.contacts[0].id or 0, ANA, region="Team Blue", product="Analyzer"), Update)
    assert (kept.contacts[0].region, kept.contacts[0].product) == ("Team Blue", "Analyzer")


def test_a_contact_is_removed(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(BEN)
    contact = RemoveContact(contact=kept.contacts[0].id or 0)
    assert "Nobody is named yet" in words(kept.clicks(ANA, contact))
    assert kept.contacts == []
    assert "This is not in the directory any more." in words(kept.clicks(ANA, contact))


# Who may


def test_everybody_looks_and_only_stewards_change(kept: Kept) -> None:
    kept.adds_topic()
    kept.names(BEN)
    topic, contact = kept.topic("pricing exceptions"), kept.contacts[0].id or 0
    shown = words(kept.clicks(DAN, ShowTopic(topic=topic)))
    assert "Ben Okoro, for everything, everywhere." in shown
    assert "[Change]" not in shown
    assert "[Remove topic]" not in shown
    changes: list[Action] = [NewTopic(), ChangeTopic(topic=topic)]
    changes += [AddContact(topic=topic), ChangeContact(contact=contact)]
    for action in (*changes, RemoveTopic(topic=topic), RemoveContact(contact=contact)):
        assert "That is for head of Sales or Marketing, liaison" in words(kept.clicks(DAN, action))
    for action in changes:
        typed = TOPIC | CONTACT | {"person": kept.id_of(DAN)}
        assert "That is for" in words(kept.fills_in(DAN, action, typed))
    assert "That is for" in words(kept.command(DAN, "directory new"))
    assert [str(row.person) for row in kept.contacts] == [kept.id_of(BEN)]


def test_the_steward_of_one_topic_changes_that_one_only(kept: Kept) -> None:
    kept.adds_topic(steward=kept.id_of(CLEO))
    kept.adds_topic(name="case studies")
    assert isinstance(kept.names(BEN, user=CLEO), Update)
    assert "That is for" in words(kept.names(BEN, topic="case studies", user=CLEO))
    assert "That is for" in words(kept.adds_topic(user=CLEO, name="battle cards"))
    assert len(kept.contacts) == 1


def test_what_is_gone_says_so(kept: Kept) -> None:
    gone: list[Action] = [ShowTopic(topic=9), RemoveTopic(topic=9), RemoveContact(contact=9)]
    gone += [ChangeTopic(topic=9), AddContact(topic=9), ChangeContact(contact=9)]
    for action in gone:
        assert "This is not in the directory any more." in words(kept.clicks(ANA, action))
