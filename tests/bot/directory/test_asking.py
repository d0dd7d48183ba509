"""Asking: whom is named, what is kept of a question, and what the buttons of an answer may do."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.conversation.cards import Buttons, Card, Choices
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Say, Update, Whisper
from bot.directory import asking, browsing, conversing
from bot.directory.actions import (
    Browse,
    BrowseTopic,
    OpenConversation,
    ShareHere,
    ShowContact,
    SomeoneElse,
    Suggest,
    WrongPerson,
)
from bot.directory.answer_cards import Seen
from bot.directory.choosing import look_up
from bot.directory.plainly import _lines
from bot.directory.tokens import key
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.directory import Contact, Directory, Topic
from storage.people import Organisation, Person
from tests.contract.stage import NOW, Stage, Theatre


@pytest.fixture
def stage() -> Iterator[Stage]:
    theatre = Theatre()
    with theatre.stage() as made:
        yield made
    theatre.close()


@pytest.fixture
def mia(stage: Stage) -> Person:
    return stage.person("Mia Frost", side="marketing")


@pytest.fixture
def work(stage: Stage, mia: Person) -> Work:
    return stage.work(mia)


def contact(stage: Stage, topic: str, person: Person, region: str = "", **more: Any) -> Contact:
    directory = Directory(stage.people.session, stage.organisation)
    row = directory.topic_by_key(key(topic)) or directory.add_topic(topic, key(topic), {})
    made = Contact(organisation=stage.organisation, topic=row.id or 0, person=key_of(person), **more)
    made.region, made.region_key = region, key(region)
    return directory.add_contact(made)


def names(text: str, work: Work, near: str = "") -> list[str]:
    return [each.person.name for each in look_up(text, work, near).named]


def read(card: Card, work: Work) -> str:
    return "\n".join(_lines(card, work.own_reader()))


def answer(text: str, work: Work) -> str:
    return read(asking.answered(look_up(text, work), work, Seen()), work)


# Whom is named


def test_who_has_left_is_never_named_and_the_next_best_is(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz", left=True), "Austria")
    contact(stage, "Pricing", stage.person("Ben Stone"), "DACH")
    assert names("pricing in Vienna", work) == ["Ben Stone"]


def test_where_all_have_left_nobody_is_known(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz", left=True))
    found = look_up("pricing", work)
    assert (found.known, found.topic_name) == (False, "Pricing")
    assert "Nobody is named for Pricing yet." in answer("pricing", work)


def test_after_hours_only_a_stand_in_who_is_at_work_goes_first(stage: Stage, work: Work) -> None:
    late = {"zone": "Pacific/Auckland"}
    asleep, awake = stage.person("Dan Wolf", **late), stage.person("Eva Kern")
    contact(stage, "Pricing", stage.person("Carla Diaz", **late), backup=key_of(asleep))
    contact(stage, "Logo", stage.person("Rosa Stein", **late), backup=key_of(awake))
    (pricing,), (logo,) = look_up("pricing", work).named, look_up("logo", work).named
    assert (pricing.stand_in, logo.stand_in) == (None, awake)
    assert "Carla Diaz is not at work now and back today at 21:00." in answer("pricing", work)
    assert "Eva Kern stands in for Rosa Stein, who owns Logo and is back today at 21:00." in answer("logo", work)


def test_the_backup_goes_before_ones_own_stand_in(stage: Stage, work: Work) -> None:
    dan, eva = stage.person("Dan Wolf"), stage.person("Eva Kern")
    gone: dict[str, Any] = {"away_until": NOW + timedelta(days=7)}
    contact(stage, "Pricing", stage.person("Carla Diaz", stand_in=key_of(eva), **gone), backup=key_of(dan))
    contact(stage, "Logo", stage.person("Rosa Stein", stand_in=key_of(eva), **gone))
    contact(stage, "Print", stage.person("Leo Marx", **gone), backup=key_of(stage.person("Ida Lund", **gone)))
    found = [look_up(text, work).named[0].stand_in for text in ("pricing", "logo", "print")]
    assert found == [dan, eva, None]
    assert "Leo Marx is away and back Monday, 18 January. Nobody stands in." in answer("print", work)


def test_what_was_not_confirmed_in_time_says_so(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz"), state="stale", confirmed=NOW - timedelta(days=120))
    contact(stage, "Logo", stage.person("Rosa Stein"), state="stale")
    assert "Not confirmed since 13 September 2026." in answer("pricing", work)
    assert "Nobody has confirmed that this is still right." in answer("logo", work)


def test_chiefs_are_always_there_and_give_way_to_the_directory(stage: Stage, work: Work) -> None:
    stage.person("Alice Ober", "head", side="sales")
    stage.person("Paul Quinn", "head", side="marketing")
    stage.person("Tara Uhl", "liaison", side="other")
    assert names("who is the head of sales?", work) == ["Alice Ober"]
    assert names("marketing director", work) == ["Paul Quinn"]
    assert names("who's our liaison", work) == ["Tara Uhl"]
    contact(stage, "Sales training", stage.person("Ben Stone"))
    contact(stage, "Product training", stage.person("Eva Kern"))
    assert names("head of sales training", work) == ["Ben Stone"]
    assert sorted(names("training", work)) == ["Ben Stone", "Eva Kern"]
    contact(stage, "Head of Sales", stage.person("Carla Diaz"))
    assert names("head of sales", work) == ["Carla Diaz"]


def test_without_a_place_the_askers_own_country_goes_first(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Ben Stone"), "Spain")
    contact(stage, "Pricing", stage.person("Carla Diaz"), "DACH")
    assert names("pricing", work, near="AT")[0] == "Carla Diaz"
    assert names("pricing", work, near="ES")[0] == "Ben Stone"


# What is kept


def open_questions(work: Work) -> list[tuple[str, str, int]]:
    return [(each.kind, each.words, each.count) for each in work[Directory].open_questions()]


@pytest.mark.parametrize(
    "text", ["hello", "Thanks!", "thank you very much", "ok thx bye", "?", "👍", "<@U1>", "who is it"]
)
def test_courtesies_are_not_filed(stage: Stage, work: Work, text: str) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz"))
    assert "Ask me who to contact" in answer(text, work)
    assert open_questions(work) == []
    assert work[Directory].uses(date(2000, 1, 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "who " + "canteen " * 2_000,
        "من المسؤول عن المطعم؟",
        "🍕 🍕 canteen 🍕",
        "canteen'; DROP TABLE contact; --",
        "<b>canteen</b> **x** [a](https://evil.example) {name} <!channel>",
    ],
)
def test_strange_questions_are_filed_as_words_only(stage: Stage, work: Work, text: str) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz"))
    assert "I don't know who to ask about" in answer(text, work)
    ((kind, words, count),) = open_questions(work)
    assert (kind, count, len(words) <= 120) == ("unanswered", 1, True)
    assert not set("<>{}*[]';") & set(words)


def test_questions_are_counted_by_topic(stage: Stage, work: Work) -> None:
    row = contact(stage, "Pricing", stage.person("Carla Diaz"), "Spain")
    for text in ("pricing in Madrid", "pricing in Japan", "canteen"):
        answer(text, work)
    uses = {each.topic: (each.asked, each.answered) for each in work[Directory].uses(date(2000, 1, 1))}
    assert uses == {row.topic: (2, 1), None: (1, 0)}


# The buttons


def test_not_the_right_person_is_filed_with_whom_it_named(stage: Stage, work: Work) -> None:
    row = contact(stage, "Pricing", stage.person("Carla Diaz"), "DACH")
    contact(stage, "Pricing", stage.person("Ben Stone"))
    stage.person("Tara Uhl", "steward")
    reply = asking.wrong(WrongPerson(text="special pricing Vienna", contact=row.id or 0), work)
    assert isinstance(reply, Update)
    said = read(reply.card, work)
    assert "Carla Diaz is not the right one" in said
    assert "Tara Uhl" in said
    assert "Ben Stone owns Pricing." in said
    assert "Mia" not in said
    (question,) = work[Directory].open_questions()
    assert (question.kind, question.words, question.topic) == ("wrong", "special pricing Vienna", row.topic)
    assert question.contact == row.id
    assert [each.wrong for each in work[Directory].uses(date(2000, 1, 1))] == [1]


def test_where_others_see_the_answer_only_who_clicked_is_told(stage: Stage, work: Work) -> None:
    row = contact(stage, "Pricing", stage.person("Carla Diaz"))
    reply = asking.wrong(WrongPerson(text="pricing", contact=row.id or 0, openly=True), work)
    assert isinstance(reply, Whisper)


def test_none_of_the_guesses_is_as_good_as_no_answer(stage: Stage, work: Work) -> None:
    contact(stage, "Sales training", stage.person("Carla Diaz"))
    contact(stage, "Product training", stage.person("Ben Stone"))
    asking.wrong(WrongPerson(text="training"), work)
    assert open_questions(work) == [("unanswered", "training", 1)]


def test_a_made_up_button_reaches_no_other_company(stage: Stage, work: Work) -> None:
    other = stage.people.add(Organisation(name="Fernbrook"))
    elsewhere = Directory(stage.people.session, other.id or 0)
    topic = elsewhere.add_topic("Pricing", key("Pricing"), {})
    stranger = stage.people.add(Person(organisation=other.id or 0, name="Zed Zulu"))
    row = elsewhere.add_contact(
        Contact(organisation=other.id or 0, topic=topic.id or 0, person=key_of(stranger), account="Acme")
    )
    question = elsewhere.file_question("unanswered", "x", "x", NOW.date())
    number = row.id or 0
    for reply in (
        asking.wrong(WrongPerson(text="pricing", contact=number), work),
        browsing.browse_topic(BrowseTopic(topic=topic.id or 0), work),
        browsing.show_contact(ShowContact(contact=number), work),
        conversing.open_conversation(OpenConversation(person=key_of(stranger)), work),
        asking.build_suggest(Suggest(question=question.id or 0), work),
        asking.share(ShareHere(text="pricing"), work),
    ):
        assert isinstance(reply, Whisper)
        assert "Zed" not in read(reply.card, work)
    assert open_questions(work) == []
    assert work[Deliveries].about("asked 2027-01-11") == []


def test_someone_else_is_who_backs_up_and_who_is_next(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz"), "Austria", backup=key_of(stage.person("Dan Wolf")))
    contact(stage, "Pricing", stage.person("Eva Kern"), "DACH")
    reply = asking.someone_else(SomeoneElse(text="pricing in Vienna"), work)
    assert isinstance(reply, Whisper)
    said = read(reply.card, work)
    assert "Dan Wolf stands in for Carla Diaz" in said
    assert "Eva Kern owns Pricing for DACH." in said
    alone = asking.someone_else(SomeoneElse(text="canteen"), work)
    assert isinstance(alone, Whisper)
    assert "I know nobody else for that." in read(alone.card, work)


def test_who_it_should_be_must_be_somebody_here_and_somebody_else(stage: Stage, work: Work) -> None:
    carla, gone, ben = stage.person("Carla Diaz"), stage.person("Old Timer", left=True), stage.person("Ben Stone")
    row = contact(stage, "Pricing", carla)
    asking.wrong(WrongPerson(text="pricing", contact=row.id or 0), work)
    (question,) = work[Directory].open_questions()
    action = Suggest(question=question.id or 0)
    assert isinstance(asking.build_suggest(action, work), Form)
    for wrong in (key_of(carla), key_of(gone), 999_999):
        assert isinstance(asking.suggest(action, Values({"person": wrong}), work), FormErrors)
    asking.suggest(action, Values({"person": key_of(ben)}), work)
    assert question.suggested == key_of(ben)


def test_buttons_hold_even_the_longest_question(stage: Stage, work: Work) -> None:
    for region in ("DACH", ""):
        contact(stage, "Pricing exceptions", stage.person("Carla Diaz"), region)
    for text in ("pricing exceptions " + "über ünd " * 1_200, "pricing exceptions " + "文" * 9_000):
        found = look_up(text, work)
        assert found.known
        assert len(found.text) <= 300
        asking.answered(found, work, Seen(shareable=True))
        assert names(found.text, work) == [each.person.name for each in found.named]


# Looking through the topics


def options(card: Card) -> list[int]:
    return [len(part.options) for part in card.parts if isinstance(part, Choices)]


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (60, 60), (61, 2), (2_000, 50), (10_000, 60)])
def test_topics_can_be_looked_through_however_many(stage: Stage, work: Work, count: int, shown: int) -> None:
    session = work[Directory].session
    session.add_all(Topic(organisation=stage.organisation, name=f"Topic {n:05}", key=f"t{n}") for n in range(count))
    session.flush()
    card = browsing.browse_card(work)
    assert options(card) == [shown]
    inner = browsing.browse(Browse(first=0, last=min(count, 60)), work)
    assert isinstance(inner, Whisper)
    assert options(inner.card) == [min(count, 60)]
    gone = browsing.browse(Browse(first=count + 5, last=count + 9), work)
    assert isinstance(gone, Whisper)
    assert options(gone.card) == [shown]


def test_with_no_topics_who_can_fill_it_is_named(stage: Stage, work: Work) -> None:
    assert "An administrator can name a steward" in read(browsing.browse_card(work), work)
    stage.person("Tara Uhl", "steward")
    assert "Tara Uhl can fill it" in read(browsing.browse_card(work), work)
    assert "The directory is empty so far." in answer("canteen", work)
    assert open_questions(work) == [("unanswered", "canteen", 1)]


# Conversations


def buttons(card: Card) -> list[str]:
    return [each.label.text for part in card.parts if isinstance(part, Buttons) for each in part.buttons]


def talk(other: Person, work: Work) -> str:
    reply = conversing.open_conversation(OpenConversation(person=key_of(other)), work)
    assert isinstance(reply, Whisper)
    return read(reply.card, work)


def test_a_conversation_needs_a_place_that_both_have(stage: Stage, work: Work, mia: Person) -> None:
    here, teams, nowhere = stage.person("Ben Stone"), stage.person("Carla Diaz", on="teams"), stage.person(on="-")
    assert "get a message together" in talk(here, work)
    assert "is on Teams, where I can't bring you together. Please write to carla.diaz" in talk(teams, work)
    assert "has no chat account that I know. Please write to" in talk(nowhere, work)
    assert talk(mia, work) == "That is you."
    (row,) = work[Deliveries].about("asked 2027-01-11")
    assert (row.platform, row.user) == ("slack", f"U{key_of(mia):06},U{key_of(here):06}")


def test_where_both_are_on_teams_a_link_opens_the_chat(stage: Stage) -> None:
    asker = stage.person("Mia Frost", on="slack teams")
    work = stage.work(asker)
    contact(stage, "Pricing", stage.person("Carla Diaz", on="teams"))
    card = asking.answered(look_up("pricing", work), work, Seen())
    (link,) = [each.url for part in card.parts if isinstance(part, Buttons) for each in part.buttons if each.url]
    assert link.startswith("https://teams.microsoft.com/l/chat/0/0?users=carla.diaz.")
    assert "%40brightwater.example" in link


def test_nobody_is_offered_a_conversation_with_who_is_away_or_themselves(stage: Stage, work: Work, mia: Person) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz", away_until=NOW + timedelta(days=7)))
    contact(stage, "Logo", mia)
    for text in ("pricing", "logo"):
        card = asking.answered(look_up(text, work), work, Seen())
        assert "Open a conversation" not in buttons(card)
    assert "That is you." in answer("logo", work)


def test_plain_words_are_answered_where_they_were_said(stage: Stage, work: Work) -> None:
    contact(stage, "Pricing", stage.person("Carla Diaz"))
    assert isinstance(asking.said("pricing", work), Say)
    assert asking.said_surely("pricing is a mess", work) is None
    assert isinstance(asking.said_surely("who does pricing", work), Say)
    assert asking.said_surely("who does the canteen?", work) is None
