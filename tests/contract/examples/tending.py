"""Keeping the directory right: what contacts are asked, what waits for stewards, who has left, and the figures."""

from datetime import date, timedelta

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.directory import confirm_cards, mine, owning, settling, steward_cards, stewarding, use, waiting
from bot.directory.finding import keys_of
from bot.directory.tend_actions import AssignElse, HandOver, Shown, TopicFor
from bot.directory.tokens import key
from bot.work import Work, key_of
from storage.directory import Contact, Directory, OpenQuestion, Topic
from storage.people import Person
from storage.stewardship import Stewardship, Tended
from tests.contract.stage import NOW, Stage

TODAY = date(2027, 1, 8)


def _steward(stage: Stage) -> Work:
    return stage.work(stage.person("Sam Steward", "steward"))


def _topic(stage: Stage, work: Work, name: str = "Pricing exceptions", steward: Person | None = None) -> Topic:
    number = len(work[Directory].topics())
    typed = stage.text(name, 80)
    synonyms = keys_of([] if stage.tone == "ordinary" else [f"{stage.text(name, 60)} {number}"])
    return work[Directory].add_topic(typed, f"{key(typed)}{number}", synonyms, steward.id if steward else None)


def _contact(stage: Stage, work: Work, topic: Topic, person: Person, **fields: object) -> Contact:
    row = Contact(organisation=stage.organisation, topic=topic.id or 0, person=key_of(person))
    row.region, row.product, row.account = stage.text("DACH", 80), "", ""
    if stage.tone == "extreme":
        row.product = row.segment = row.account = stage.text("", 120)
        row.step = "brand consideration"
    for name, value in fields.items():
        setattr(row, name, value)
    row.region_key, row.product_key, row.account_key = (
        f"{key(value)}{topic.id}" for value in (row.region, row.product, row.account)
    )
    return work[Directory].add_contact(row)


def _mine(stage: Stage, ordinary: int, extreme: int = 2, **fields: object) -> tuple[Work, int]:
    person = stage.person("Carla Diaz")
    work = stage.work(person)
    names = ("Pricing exceptions", "Case studies", "Trade fairs", "Partner programme", "Price list")
    for number in range(stage.many(ordinary, extreme)):
        topic = _topic(stage, work, names[number % len(names)])
        _contact(stage, work, topic, person, **fields)
    return work, key_of(person)


# The contact's own


def asked_about_one(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    return mine.card_of(person, work, "asked")


def asked_about_three(stage: Stage) -> Card:
    work, person = _mine(stage, 3, 10)
    return mine.card_of(person, work, "asked")


def asked_about_many(stage: Stage) -> Card:
    work, person = _mine(stage, 20, 200)
    return mine.card_of(person, work, "asked", number=1)


def reminded(stage: Stage) -> Card:
    work, person = _mine(stage, 3, 10)
    return mine.card_of(person, work, "reminded")


def mine_at_any_time(stage: Stage) -> Card:
    work, person = _mine(stage, 2, state="confirmed", confirmed=NOW - timedelta(days=40))
    _contact(stage, work, _topic(stage, work, "Swag"), stage.people.some([person])[person])
    return mine.card_of(person, work)


def mine_after_a_click(stage: Stage) -> Card:
    work, person = _mine(stage, 2, state="stale", confirmed=NOW - timedelta(days=200))
    contact, topic = mine.mine_of(person, work).page[0]
    said = owning._over_to(stage.person("Ben Stone"), confirm_cards.what_for(contact, topic))
    return mine.card_of(person, work, said=said)


def mine_is_nothing(stage: Stage) -> Card:
    person = stage.person()
    return mine.card_of(key_of(person), stage.work(person))


def confirmed(stage: Stage) -> Card:
    return confirm_cards.confirmed_card(stage.many(1))


def hand_over(stage: Stage) -> Form:
    work, person = _mine(stage, 1)
    contact, _ = mine.mine_of(person, work).page[0]
    made = owning.hand_over_to(HandOver(contact=contact.id or 0), work)
    assert isinstance(made, Form)
    return made


def named(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    return confirm_cards.named_card(*mine.mine_of(person, work).page[0], stage.person("Sam Steward"))


def named_by_a_timer(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    return confirm_cards.named_card(*mine.mine_of(person, work).page[0], None)


def accepted(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    return confirm_cards.accepted_card(*mine.mine_of(person, work).page[0])


def refused(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    return confirm_cards.refused_card(*mine.mine_of(person, work).page[0])


def not_theirs_any_more(stage: Stage) -> Card:
    work, person = _mine(stage, 1)
    contact, _ = mine.mine_of(person, work).page[0]
    made = owning._own(contact.id or 0, stage.work(stage.person("Ben Stone")))
    assert isinstance(made, Card)
    return made


def not_there_any_more(stage: Stage) -> Card:
    made = owning._own(999, stage.work(stage.person()))
    assert isinstance(made, Card)
    return made


def waiting_for_a_contact(stage: Stage) -> tuple[Part, ...]:
    work, _ = _mine(stage, 2, asked=NOW)
    return owning.waits(work)


# The steward's list


def _list(stage: Stage, **shown: bool) -> tuple[Work, Shown]:
    work = _steward(stage)
    ben, carla, eva = (stage.person(name) for name in ("Ben Stone", "Carla Diaz", "Eva Kern"))
    gone = stage.person("Dan Wolf", left=True)
    for _ in range(stage.many(1, 3)):
        topic = _topic(stage, work)
        wrongly = _contact(stage, work, topic, ben, backup=carla.id)
        question = _file(stage, work, "special price Vienna", topic, wrongly, count=4)
        question.suggested = eva.id
        _file(stage, work, "company swag", count=3)
        _file(stage, work, "pricing exceptions Japan", count=2)
        _contact(stage, work, _topic(stage, work, "Trade fairs"), gone, state="left", backup=carla.id)
        _contact(stage, work, _topic(stage, work, "Swag shop"), ben, state="declined")
        _contact(stage, work, _topic(stage, work, "Case studies"), carla, state="stale", reminded=2)
    return work, Shown(everything=True, **shown)


def _file(
    stage: Stage, work: Work, words: str, topic: Topic | None = None, contact: Contact | None = None, count: int = 1
) -> OpenQuestion:
    directory, said = work[Directory], stage.text(words, 120)
    kind = "wrong" if contact else "unanswered"
    number = len(work[Stewardship].questions(Tended(), 0, 100))
    named = {"topic": topic.id if topic else None, "contact": contact.id if contact else None}
    row = directory.file_question(kind, said, f"{key(said)}{number}", TODAY, **named)
    row.count = count if stage.tone == "ordinary" else 1_234_567
    return row


def list_of_all_sorts(stage: Stage) -> Card:
    work, shown = _list(stage)
    return steward_cards.list_card(waiting.waiting(Tended(), shown, work))


def list_after_a_click(stage: Stage) -> Card:
    work, shown = _list(stage)
    person, topic = stage.person("Eva Kern"), _topic(stage, work)
    what = confirm_cards.what_for(_contact(stage, work, topic, person), topic)
    return settling._list(shown, settling._now(person, what, work), work)


def list_of_what_is_gone(stage: Stage) -> Card:
    work, shown = _list(stage)
    for topic in work[Directory].topics():
        for contact in work[Directory].contacts(topic.id):
            work[Directory].remove_contact(contact)
    return steward_cards.list_card(waiting.waiting(Tended(), shown, work))


def list_of_nothing(stage: Stage) -> Card:
    work = _steward(stage)
    return steward_cards.list_card(waiting.waiting(Tended(), Shown(), work))


def leavers_are_all_replaced(stage: Stage) -> Card:
    work = _steward(stage)
    return steward_cards.list_card(waiting.waiting(Tended(), Shown(leavers=True), work))


def leaver(stage: Stage) -> Card:
    work = _steward(stage)
    gone, backup = stage.person("Dan Wolf", left=True), stage.person("Carla Diaz")
    for name in ("Trade fairs", "Partner programme"):
        _contact(stage, work, _topic(stage, work, name), gone, state="left", backup=backup.id)
    kept = [_topic(stage, work, "Price list", gone) for _ in range(stage.many(1, 12))]
    now = waiting.waiting(Tended(), Shown(leavers=True), work, leavers=[key_of(gone)])
    return steward_cards.leavers_card(now, [gone], kept)


def many_leavers(stage: Stage) -> Card:
    work = _steward(stage)
    gone = [stage.person(f"Dan Wolf {number}", left=True) for number in range(stage.many(12, 12))]
    for person in gone:
        _contact(stage, work, _topic(stage, work, "Trade fairs"), person, state="left")
    now = waiting.waiting(Tended(), Shown(leavers=True), work, leavers=[key_of(each) for each in gone])
    return steward_cards.leavers_card(now, gone, ())


def assign_for_a_contact(stage: Stage) -> Form:
    work = _steward(stage)
    person = stage.person("Ben Stone")
    contact = _contact(stage, work, _topic(stage, work), person, state="declined")
    made = settling.assign_else_form(AssignElse(contact=contact.id, instead=person.id), work)
    assert isinstance(made, Form)
    return made


def topic_for_a_question(stage: Stage) -> Form:
    work = _steward(stage)
    question = _file(stage, work, "company swag")
    question.suggested = stage.person("Eva Kern").id
    made = settling.topic_for_form(TopicFor(question=question.id or 0), work)
    assert isinstance(made, Form)
    return made


def waiting_for_a_steward(stage: Stage) -> tuple[Part, ...]:
    work, _ = _list(stage)
    return stewarding.waits(work)


# The figures


def numbers(stage: Stage) -> Card:
    work, _ = _list(stage)
    directory = work[Directory]
    for number, topic in enumerate(directory.topics()):
        count = 12 - number if stage.tone == "ordinary" else 9_876_543
        directory.count_use(TODAY, topic.id, asked=count, answered=count - 1, wrong=1)
    directory.count_use(TODAY, None, asked=3)
    return use.numbers_card(work)


def numbers_of_nothing(stage: Stage) -> Card:
    return use.numbers_card(_steward(stage))
