"""A steward's list: what had no answer or a wrong one, and contacts that need somebody; each settled by a click."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attention import Attention
from bot.conversation.payloads import Action
from bot.conversation.replies import FormErrors
from bot.directory.tend_actions import (
    AskAgain,
    Assign,
    AssignElse,
    CallTopic,
    DropContact,
    NotForUs,
    Shown,
    ShowQuestions,
    TopicFor,
    WasRight,
)
from bot.timing import wall_time
from storage.directory import Contact, Topic
from tests.bot.directory.tended import ANA, BEN, CLEO, DAN, EVE, Tended, action_of, card_of, form_of, text, wrong
from tests.bot.people.house import words

LIST = "directory list"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Tended]:
    house = Tended(tmp_path)
    yield house
    house.close()


def all_of_it(house: Tended, user: str = ANA) -> str:
    return words(house.command(user, "directory questions"))


# On Monday


def test_on_monday_morning_of_theirs_if_there_is_anything(house: Tended) -> None:
    house.changes(ANA, zone="America/New_York")
    today = house.clock.now().date()
    monday = today + timedelta(days=7 - today.weekday())
    house.until(monday + timedelta(days=2))
    assert house.told(ANA) == []
    house.files("company swag", times=2)
    house.until(monday + timedelta(days=9))
    (message,) = house.told(ANA, LIST)
    hour = wall_time(message.not_before, "America/New_York")
    assert (hour.weekday(), hour.hour, hour.minute) == (0, 10, 0)
    assert message.attention == Attention.UNASKED
    assert "“company swag” had no answer, asked 2 times" in text(message)
    house.until(monday + timedelta(days=16))
    assert len(house.told(ANA, LIST)) == 2


def test_everybody_gets_what_is_theirs(house: Tended) -> None:
    house.topic("swag", steward=DAN)
    house.files("who has mugs", house.contact("swag", BEN))
    house.files("canteen")
    today = house.clock.now().date()
    house.until(today + timedelta(days=8 - today.weekday()))
    (to_ana,), (to_dan,) = house.told(ANA, LIST), house.told(DAN, LIST)
    assert "canteen" in text(to_ana)
    assert "mugs" not in text(to_ana)
    assert "mugs" in text(to_dan)
    assert "canteen" not in text(to_dan)
    assert house.told(BEN) == house.told(CLEO) == []
    assert "mugs" in all_of_it(house)  # she may settle all
    assert "canteen" not in all_of_it(house, DAN)
    assert "That is for" in all_of_it(house, BEN)


def test_what_has_an_answer_by_now_is_settled(house: Tended) -> None:
    question = house.files("company swag")
    assert "company swag" in all_of_it(house)
    house.topic("merchandise", "company swag")
    house.contact("merchandise", BEN)
    assert "Nothing waits" in all_of_it(house)
    assert house.state(question) == "settled"


def test_most_asked_first_and_in_pages(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    for number in range(8):
        house.files(f"thing {number}", times=number + 1)
    house.files("prices", contact, times=4)
    first = all_of_it(house)
    assert first.index("thing 7") < first.index("thing 6") < first.index("“prices”")
    assert "Page 1 of 2" in first
    assert "thing 0" not in first
    later = words(house.clicks(ANA, ShowQuestions(shown=Shown(page=1, everything=True))))
    assert "thing 0" in later


def test_a_line_at_home(house: Tended) -> None:
    house.files("canteen")
    home = house.command(ANA, "home")
    assert "One question or contact of the directory waits for you" in words(home)
    assert "canteen" in words(house.clicks(ANA, action_of(home, "Settle them")))
    assert "directory waits" not in words(house.command(BEN, "home"))


# Wrong answers


def test_the_one_somebody_suggested_is_assigned_with_one_click(house: Tended) -> None:
    contact = house.contact("pricing", BEN, "DACH", backup=house.number(CLEO))
    house.contact("pricing", DAN, "Spain")
    first = house.files("prices in Vienna", contact, suggested=EVE, times=2)
    second = house.files("discounts in Graz", contact)
    reply = house.command(ANA, "directory questions")
    assert "pricing for DACH: Ben Okoro was not the right one for “prices in Vienna”, asked 2 times" in words(reply)
    assert "Somebody who asked says that it is Eve Lang" in words(reply)
    for label in ("Assign Eve Lang", "Assign Cleo Marsh", "Assign Dan Ito", "Somebody else", "It was right"):
        assert f"[{label}]" in words(reply)
    after = house.clicks(ANA, action_of(reply, "Assign Eve Lang"))
    assert "Eve Lang answers for pricing for DACH now, and is told so." in words(after)
    assert "Nothing waits" in words(after)
    assert house.state(first) == house.state(second) == "settled"  # both were about Ben
    assert house.found("pricing in Vienna") == [EVE]
    assert house.row(contact).state == "new"
    (message,) = house.told(EVE)
    assert message.attention == Attention.ALERT
    house.clicks(EVE, action_of(card_of(message), "That's right"))
    assert house.row(contact).state == "confirmed"


def test_somebody_else_by_form(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    question = house.files("prices", contact)
    action = action_of(house.command(ANA, "directory questions"), "Somebody else")
    assert isinstance(action, AssignElse)
    assert [field.key for field in form_of(house.clicks(ANA, action)).fields] == ["person"]
    house.leaves(CLEO)
    refused = house.fills_in(ANA, action, {"person": "999"})
    assert wrong(refused) == {"person": "Please pick somebody from the list."}
    reply = house.fills_in(ANA, action, {"person": str(house.number(DAN))})
    assert "Dan Ito answers for pricing now" in words(reply)
    assert house.state(question) == "settled"
    assert house.found("pricing") == [DAN]


def test_whoever_assigns_themselves_has_said_so(house: Tended) -> None:
    contact = house.contact("pricing", BEN, backup=house.number(ANA))
    house.files("prices", contact)
    reply = house.clicks(ANA, action_of(house.command(ANA, "directory questions"), "Assign Ana Ruiz"))
    assert "You answer for pricing now." in words(reply)
    assert house.row(contact).state == "confirmed"
    assert house.told(ANA) == []


def test_it_was_right(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    question = house.files("prices", contact)
    reply = house.clicks(ANA, action_of(house.command(ANA, "directory questions"), "It was right"))
    assert "Nothing waits" in words(reply)
    assert house.state(question) == "settled"
    assert house.row(contact).person == house.number(BEN)
    house.files("prices", contact)
    assert house.state(question) == "open"


def test_what_another_steward_has_settled(house: Tended) -> None:
    contact = house.contact("pricing", BEN, backup=house.number(CLEO))
    house.files("prices", contact, suggested=EVE)
    reply = house.command(ANA, "directory questions")
    house.makes(DAN, "steward")
    house.clicks(DAN, action_of(reply, "Assign Eve Lang"))
    for label in ("Assign Cleo Marsh", "Assign Eve Lang", "Somebody else"):
        assert "That is settled already: Eve Lang answers for pricing" in words(
            house.clicks(ANA, action_of(reply, label))
        )
    assert "That is settled already" in words(house.clicks(ANA, action_of(reply, "It was right")))
    assert house.row(contact).person == house.number(EVE)
    assert len(house.told(EVE)) == 1


def test_the_contact_is_gone(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    other = house.contact("pricing", CLEO, "Spain")
    question = house.files("prices", contact)
    reply = house.command(ANA, "directory questions")
    with house.database.write() as session:
        session.delete(session.get_one(Contact, contact))
    assert "not in the directory any more" in words(house.clicks(ANA, action_of(reply, "Assign Cleo Marsh")))
    again = house.command(ANA, "directory questions")
    assert "pricing: nobody right was named for “prices”" in words(again)
    house.clicks(ANA, action_of(again, "Assign Cleo Marsh"))
    assert house.state(question) == "settled"
    assert house.found("pricing") == [CLEO]
    assert len(house.rows(Contact)) == 2
    assert house.row(other).state == "new"


# Questions without an answer


def test_another_name_for_a_topic(house: Tended) -> None:
    topic = house.topic("webinars")
    house.topic("market research")
    house.contact("webinars", BEN)
    question = house.files("webcasts")
    reply = house.command(ANA, "directory questions")
    assert "Is that another name for one of these topics?" in words(reply)
    assert house.found("webcasts") == []
    after = house.clicks(ANA, action_of(reply, "Yes, webinars"))
    assert "webinars is also called “webcasts” now." in words(after)
    assert house.state(question) == "settled"
    assert house.found("who does webcasts?") == [BEN]
    again = house.clicks(ANA, CallTopic(question=question, topic=topic))
    assert "That is settled already" in words(again)


def test_words_that_are_known_are_left_out_of_the_name(house: Tended) -> None:
    house.contact("merchandise", BEN, "DACH")
    house.files("gadgets Vienna")
    topic = house.topic("merchandise")
    house.clicks(ANA, CallTopic(question=house.files("gadgets Vienna"), topic=topic))
    assert house.found("gadgets in Graz") == [BEN]


def test_a_new_topic(house: Tended) -> None:
    question = house.files("company swag", suggested=CLEO)
    action = TopicFor(question=question)
    form = form_of(house.clicks(ANA, action))
    assert [(field.key, getattr(field, "initial", None)) for field in form.fields] == [
        ("topic", "swag"),
        ("person", house.number(CLEO)),
        ("region", ""),
    ]
    nobody: dict[str, str | tuple[str, ...]] = {"topic": "gifts", "person": "", "region": ""}
    assert wrong(house.fills_in(ANA, action, nobody)) == {"person": "Please pick somebody from the list."}
    nowhere = nobody | {"person": str(house.number(CLEO)), "region": "Atlantis"}
    assert "Atlantis" in wrong(house.fills_in(ANA, action, nowhere))["region"]
    assert wrong(house.fills_in(ANA, action, nobody | {"topic": "!!!"})).keys() == {"topic", "person"}
    assert house.rows(Topic) == {}
    reply = house.fills_in(ANA, action, nowhere | {"region": "Austria"})
    assert "Cleo Marsh answers for gifts for Austria now, and is told so." in words(reply)
    assert house.found("company swag in Vienna") == house.found("gifts in Vienna") == [CLEO]
    assert house.state(question) == "settled"
    assert len(house.told(CLEO)) == 1


def test_a_topic_that_is_there_gets_another_name_by_the_form(house: Tended) -> None:
    house.topic("merchandise", "giveaways")
    house.contact("merchandise", BEN)
    first, second = house.files("company swag"), house.files("hoodies")
    typed: dict[str, str | tuple[str, ...]] = {"topic": "Giveaway", "person": "", "region": ""}
    house.fills_in(ANA, TopicFor(question=first), typed)
    assert house.found("company swag") == [BEN]
    typed = {"topic": "merchandise", "person": str(house.number(CLEO)), "region": "Spain"}
    house.fills_in(ANA, TopicFor(question=second), typed)
    assert house.found("hoodies in Madrid") == [CLEO]
    assert len(house.rows(Topic)) == 1
    assert "Nothing waits" in all_of_it(house)


def test_not_for_us_stays_so(house: Tended) -> None:
    question = house.files("canteen")
    reply = house.clicks(ANA, action_of(house.command(ANA, "directory questions"), "Not for us"))
    assert "I won't bring this again" in words(reply)
    house.files("canteen", times=3)
    assert house.state(question) == "foreign"
    assert "Nothing waits" in all_of_it(house)


def test_a_topic_without_anybody_there(house: Tended) -> None:
    house.contact("pricing", BEN, "DACH")
    question = house.files("pricing Japan", suggested=CLEO)
    reply = house.command(ANA, "directory questions")
    assert "It is about pricing, as far as I understand it" in words(reply)
    house.clicks(ANA, action_of(reply, "Assign Cleo Marsh"))
    assert house.state(question) == "settled"
    assert house.found("pricing in Japan") == [CLEO]
    assert house.found("pricing in Vienna") == [BEN]


# Contacts that need somebody


def test_who_keeps_silent(house: Tended) -> None:
    contact = house.contact("pricing", BEN, state="stale", asked=house.clock.now() - timedelta(days=8), reminded=2)
    reply = house.command(ANA, "directory questions")
    assert "Ben Okoro has not confirmed it, and was reminded twice" in words(reply)
    after = house.clicks(ANA, action_of(reply, "Ask once more"))
    assert "Ben Okoro is asked once more" in words(after)
    assert "Nothing waits" in words(after)
    (message,) = house.told(BEN)
    assert message.attention == Attention.ALERT
    assert house.row(contact).reminded == 0
    assert "That is settled" not in words(house.clicks(BEN, action_of(card_of(message), "Still right")))
    assert house.row(contact).state == "confirmed"
    assert "That is settled already: Ben Okoro answers for pricing." in words(
        house.clicks(ANA, action_of(reply, "Ask once more"))
    )


def test_nobody_is_needed_any_more(house: Tended) -> None:
    contact = house.contact("pricing", BEN, state="declined")
    reply = house.command(ANA, "directory questions")
    assert "Ben Okoro is not named for pricing any more" in words(house.clicks(ANA, action_of(reply, "Remove")))
    assert house.rows(Contact) == {}
    assert "not in the directory any more" in words(house.clicks(ANA, DropContact(contact=contact)))


def test_what_is_confirmed_is_not_removed_by_an_old_click(house: Tended) -> None:
    contact = house.contact("pricing", BEN, state="confirmed")
    assert "Ben Okoro answers for pricing" in words(house.clicks(ANA, DropContact(contact=contact)))
    assert house.row(contact).state == "confirmed"
    click = Assign(contact=contact, person=house.number(CLEO), instead=house.number(BEN))
    assert "Ben Okoro answers for pricing" in words(house.clicks(ANA, click))
    assert house.row(contact).person == house.number(BEN)


# Who may


def test_only_who_looks_after_it_may(house: Tended) -> None:
    house.topic("swag", steward=DAN)
    contact = house.contact("swag", BEN, state="declined")
    wrongly, unknown = house.files("mugs", contact), house.files("canteen")
    topic, me = house.topic("swag"), house.number(EVE)
    clicks: list[Action] = [
        Assign(contact=contact, question=wrongly, person=me, instead=house.number(BEN)),
        Assign(contact=contact, person=me, instead=house.number(BEN)),
        Assign(question=wrongly, person=me),
        AssignElse(contact=contact, question=wrongly),
        AssignElse(question=unknown),
        WasRight(question=wrongly),
        NotForUs(question=unknown),
        NotForUs(question=wrongly),
        CallTopic(question=unknown, topic=topic),
        TopicFor(question=unknown),
        AskAgain(contact=contact),
        DropContact(contact=contact),
        Assign(contact=999, person=me),
        WasRight(question=999),
        ShowQuestions(shown=Shown(everything=True)),
    ]
    for action in clicks:
        assert "That is for" in words(house.clicks(EVE, action)), action
    for form in (AssignElse(contact=contact, question=wrongly), TopicFor(question=unknown)):
        values: dict[str, str | tuple[str, ...]] = {"person": str(me), "topic": "x", "region": ""}
        reply = house.fills_in(EVE, form, values)
        assert not isinstance(reply, FormErrors)
        assert "That is for" in words(reply)
    assert house.row(contact).person == house.number(BEN)
    assert house.state(wrongly) == house.state(unknown) == "open"
    for forbidden in (NotForUs(question=unknown), TopicFor(question=unknown)):  # not his topic's
        assert "That is for" in words(house.clicks(DAN, forbidden))
    assert "You answer" not in words(house.clicks(DAN, clicks[0]))
    assert house.row(contact).person == me
