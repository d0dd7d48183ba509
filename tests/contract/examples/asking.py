"""Who to contact: answers, guesses, nobody, looking through the topics, and what is said to an answer."""

from datetime import timedelta
from typing import Any

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.directory import answer_cards, asking, browsing, conversing
from bot.directory.actions import Suggest
from bot.directory.answer_cards import Seen
from bot.directory.choosing import look_up
from bot.directory.tokens import key
from bot.work import Work, key_of
from storage.directory import Contact, Directory, OpenQuestion, Topic
from storage.people import Person
from tests.contract.stage import NOW, Stage


def answer(stage: Stage) -> Card:
    work = _asks(stage)
    _contact(stage, "Pricing exceptions", stage.person("Carla Diaz"), region="DACH")
    return answer_cards.answer_card(look_up("pricing exceptions in Austria", work), work, Seen())


def answer_to_share(stage: Stage) -> Card:
    work = _asks(stage)
    _contact(stage, "Pricing exceptions", stage.person("Carla Diaz", on="teams slack"), product="Atlas")
    found = look_up("pricing exceptions for Atlas", work)
    return answer_cards.answer_card(found, work, Seen(shareable=True))


def answer_with_a_stand_in(stage: Stage) -> Card:
    work, dan = _asks(stage), stage.person("Dan Wolf", on="-")
    away = stage.person("Carla Diaz", away_until=NOW + timedelta(days=stage.many(9, 400)))
    _contact(stage, "Pricing exceptions", away, backup=key_of(dan))
    return answer_cards.answer_card(look_up("pricing exceptions", work), work, Seen(openly=True))


def answer_that_is_stale(stage: Stage) -> Card:
    work = _asks(stage)
    away = stage.person("Carla Diaz", on="-", away_until=NOW + timedelta(days=9))
    _contact(stage, "Pricing exceptions", away, state="stale", confirmed=NOW - timedelta(days=200))
    _contact(stage, "Pricing exceptions", work.person, state="stale")
    return answer_cards.answer_card(look_up("pricing exceptions", work), work, Seen())


def guesses(stage: Stage) -> Card:
    work = _asks(stage)
    for topic in ("Sales training", "Product training", "Partner training"):
        _contact(stage, topic, stage.person("Ben Stone", day_starts=NOW.time().replace(hour=12)))
    return answer_cards.answer_card(look_up("training", work), work, Seen())


def one_guess(stage: Stage) -> Card:
    work = _asks(stage)
    _contact(stage, "Sales training", stage.person("Ben Stone"))
    return answer_cards.answer_card(look_up("training", work), work, Seen())


def nobody(stage: Stage) -> Card:
    work = _asks(stage)
    found = look_up(stage.text("canteen menu"), work)
    return answer_cards.unknown_card(found, [stage.person("Tara Uhl", "steward")], work, filed=True)


def nobody_for_a_place(stage: Stage) -> Card:
    work = _asks(stage)
    _contact(stage, "Pricing exceptions", stage.person("Carla Diaz"), region="Japan")
    found = look_up("pricing exceptions in Austria and Spain", work)
    tending = [stage.person(f"Tara Uhl {number}") for number in range(stage.many(2))]
    return answer_cards.unknown_card(found, tending, work, filed=True)


def nobody_and_no_steward(stage: Stage) -> Card:
    work = _asks(stage)
    return answer_cards.unknown_card(look_up(stage.text("canteen menu"), work), [], work, filed=True)


def nobody_for_the_steward(stage: Stage) -> tuple[Part, ...]:
    work = _asks(stage)
    return answer_cards.steward_parts([work.person], work)


def nothing_yet(stage: Stage) -> Card:
    work = _asks(stage)
    return answer_cards.empty_card([stage.person("Tara Uhl") for _ in range(stage.many(1))], work)


def nothing_yet_and_nobody(stage: Stage) -> Card:
    return answer_cards.empty_card([], _asks(stage))


def a_greeting(stage: Stage) -> Card:
    return asking.answered(look_up("hello", _asks(stage)), _asks(stage), Seen())


def topics(stage: Stage) -> Card:
    work = _asks(stage)
    _topics(stage, stage.many(10, 60))
    return browsing.browse_card(work)


def topics_in_thousands(stage: Stage) -> Card:
    work = _asks(stage)
    _topics(stage, stage.many(200, 2000))
    return browsing.browse_card(work)


def one_topic(stage: Stage) -> Card:
    work, names, rows = _asks(stage), dict[int, str](), list[Contact]()
    for number in range(stage.many(3, 70)):
        person = stage.person(f"Ben Stone {number}")
        names[key_of(person)] = person.name
        rows.append(_contact(stage, "Pricing exceptions", person, region=stage.text(f"Region {number}", 60)))
    topic = Directory(stage.people.session, stage.organisation).topic(rows[0].topic)
    assert topic is not None
    return browsing.topic_card(topic, rows, names, work)


def one_topic_of_nobody(stage: Stage) -> Card:
    work = _asks(stage)
    topic = Directory(stage.people.session, stage.organisation).topic(_topic(stage, "Pricing exceptions"))
    assert topic is not None
    return browsing.topic_card(topic, [], {}, work)


def one_contact(stage: Stage) -> Card:
    work = _asks(stage)
    row = _contact(stage, "Pricing exceptions", stage.person("Carla Diaz"))
    topic = Directory(stage.people.session, stage.organisation).topic(row.topic)
    assert topic is not None
    return browsing._shown(row, topic, work)


def not_the_right_one(stage: Stage) -> Card:
    work, carla = _asks(stage), stage.person("Carla Diaz")
    _contact(stage, "Pricing exceptions", carla, backup=key_of(stage.person("Dan Wolf")))
    found = look_up("pricing exceptions", work)
    others = asking._others(found, (), work)
    return answer_cards.wrong_card(_filed(stage), found.named[0], others, [stage.person("Tara Uhl")], work)


def none_of_them(stage: Stage) -> Card:
    return answer_cards.wrong_card(_filed(stage), None, [], [], _asks(stage))


def others(stage: Stage) -> Card:
    work, carla = _asks(stage), stage.person("Carla Diaz")
    _contact(stage, "Pricing exceptions", carla, region="DACH", backup=key_of(stage.person("Dan Wolf")))
    _contact(stage, "Pricing exceptions", stage.person("Eva Kern"), region="EMEA")
    found = look_up("pricing exceptions in Austria", work)
    return answer_cards.others_card(asking._others(found, (), work), [], work)


def no_others(stage: Stage) -> Card:
    return answer_cards.others_card([], [stage.person("Tara Uhl", on="teams")], _asks(stage))


def form_to_suggest(stage: Stage) -> Form:
    made = asking.build_suggest(Suggest(question=_filed(stage).id or 0), _asks(stage))
    assert isinstance(made, Form)
    return made


def brought_together(stage: Stage) -> Card:
    topic = Directory(stage.people.session, stage.organisation).topic(_topic(stage, "Pricing exceptions"))
    mia, carla = (stage.person(name, on="slack") for name in ("Mia Frost", "Carla Diaz"))
    return conversing.introduction(mia, carla, topic, stage.work(mia))


def brought_together_later(stage: Stage) -> Card:
    return conversing._opened(stage.person("Carla Diaz"), NOW + timedelta(hours=stage.many(3, 900)), _asks(stage))


def a_chat_in_teams(stage: Stage) -> Card:
    return conversing._elsewhere(stage.person("Carla Diaz", on="teams"), _asks(stage))


def somewhere_else(stage: Stage) -> Card:
    return conversing._elsewhere(stage.person("Carla Diaz", on="-"), _asks(stage))


def _asks(stage: Stage) -> Work:
    return stage.work(stage.person("Mia Frost", side="marketing"))


def _topic(stage: Stage, name: str) -> int:
    """With its plain name, so that it can be asked for, and with an extreme one to be shown."""
    directory = Directory(stage.people.session, stage.organisation)
    known = directory.topic_by_key(key(name)) or directory.add_topic(
        stage.text(name, 120), key(name), {key(name): name}
    )
    return known.id or 0


def _topics(stage: Stage, count: int) -> None:
    session = stage.people.session
    names = [stage.text(f"Topic {number}", 120) for number in range(count)]
    session.add_all(Topic(organisation=stage.organisation, name=name, key=f"{at}") for at, name in enumerate(names))
    session.flush()


def _contact(stage: Stage, topic: str, person: Person, **more: Any) -> Contact:
    directory = Directory(stage.people.session, stage.organisation)
    keys: dict[str, Any] = {f"{name}_key": key(str(more[name])) for name in ("region", "product") if name in more}
    row = Contact(organisation=stage.organisation, topic=_topic(stage, topic), person=key_of(person), **more, **keys)
    return directory.add_contact(row)


def _filed(stage: Stage) -> OpenQuestion:
    directory = Directory(stage.people.session, stage.organisation)
    return directory.file_question("unanswered", stage.text("canteen menu", 120), "canteenmenu", NOW.date())
