"""The directory as people look at it and change it."""

from datetime import timedelta

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.directory import contact_editing, editing, handlers, looking, overview_cards, regions
from bot.directory.checking import kept
from bot.directory.edit_actions import (
    AddContact,
    ChangeContact,
    ChangeRegion,
    ChangeTopic,
    FindContact,
    FindTopic,
    ListTopics,
    NewRegion,
    NewTopic,
    RemoveTopic,
    ShowTopic,
)
from bot.directory.exporting import directory_csv
from bot.directory.tokens import key
from bot.work import Work, key_of
from storage.directory import Contact, Directory, Topic
from tests.contract.stage import NOW, Stage


def _work(stage: Stage, *roles: str) -> Work:
    return stage.work(stage.person("Ada Admin", *(roles or ("steward",))))


def _topic(stage: Stage, work: Work, name: str = "Pricing exceptions", synonyms: int = 3) -> Topic:
    many = stage.many(synonyms, 60) if synonyms else 0
    called = [f"{stage.text('Special pricing', 60)} {number}" for number in range(many)]
    number = len(work[Directory].topics())
    own = stage.text(name, 70) if stage.tone == "ordinary" else f"{stage.text(name, 70)} {number}"
    return work[Directory].add_topic(own, key(own), {key(each): each for each in called})


def _contacts(stage: Stage, work: Work, topic: Topic, count: int) -> list[Contact]:
    """In every state, with every field or none."""
    states = ("confirmed", "new", "stale", "declined", "left")
    backup = stage.person("Cleo Marsh")
    found = []
    for number in range(count):
        row = Contact(
            organisation=stage.organisation, topic=topic.id or 0, person=key_of(stage.person(f"Ben Okoro {number}"))
        )
        product = stage.text("Analyzer", 100)
        scope = (
            kept(region="DACH", product=product, segment=product, account=product, step="purchase") if number else {}
        )
        for field, value in scope.items():
            setattr(row, field, value)
        row.state, row.backup = states[number % len(states)], key_of(backup) if number % 2 else None
        row.confirmed = NOW - timedelta(days=40) if row.state in {"confirmed", "stale"} else None
        found.append(work[Directory].add_contact(row))
    return found


def overview_of_nothing(stage: Stage) -> Card:
    return looking.overview(_work(stage))


def gone_from_the_directory(_: Stage) -> Card:
    return overview_cards.gone_card()


def overview_of_nothing_for_a_member(stage: Stage) -> Card:
    return looking.overview(_work(stage, "member"))


def overview_of_some(stage: Stage) -> Card:
    work = _work(stage)
    for number in range(stage.many(6, 12)):
        _contacts(stage, work, _topic(stage, work, f"Topic {number}", synonyms=1), number)
    return looking.overview(work)


def overview_of_many(stage: Stage) -> Card:
    work = _work(stage)
    for number in range(30):
        _topic(stage, work, f"Topic {number}", synonyms=0)
    return looking.overview(work)


def directory_as_a_file(stage: Stage) -> Card:
    work = _work(stage)
    _contacts(stage, work, _topic(stage, work), 3)
    return overview_cards.file_card(directory_csv(work))


def directory_too_big_for_a_file(stage: Stage) -> Card:
    return overview_cards.too_big_card(stage.many(12_000, 1_000_000))


def overview_after_a_removal(stage: Stage) -> Card:
    work = _work(stage)
    _topic(stage, work, "Case studies")
    reply = editing.remove_topic(RemoveTopic(topic=_topic(stage, work).id or 0), work)
    assert reply.reply == "update"
    return reply.card


def topics_to_look_at(stage: Stage) -> Card:
    work = _work(stage)
    for number in range(stage.many(6, 60)):
        _contacts(stage, work, _topic(stage, work, f"Topic {number}", synonyms=0), number % 3)
    return looking.topics_page(ListTopics(waiting=True, page=1), work)


def topics_called_like_it(stage: Stage) -> Card:
    work = _work(stage, "member")
    for name in ("Pricing exceptions", "Pricing reviews"):
        _topic(stage, work, name, synonyms=0)
    typed = "pricing" if stage.tone == "ordinary" else stage.text("pricing", 70)
    return handlers._called(typed, work)


def topics_of_no_such_name(stage: Stage) -> Card:
    return looking.topics_page(ListTopics(typed=stage.text("canteen", 80)), _work(stage))


def topics_none_to_look_at(stage: Stage) -> Card:
    return looking.topics_page(ListTopics(waiting=True), _work(stage))


def topic_to_change(stage: Stage) -> Card:
    work = _work(stage)
    topic = _topic(stage, work)
    _contacts(stage, work, topic, stage.many(5))
    return looking.topic_page(topic, ShowTopic(topic=topic.id or 0, page=stage.many(0, 1)), work)


def topic_to_look_at(stage: Stage) -> Card:
    work = _work(stage, "member")
    topic = _topic(stage, work)
    topic.steward = key_of(stage.person("Felix Aigner"))
    _contacts(stage, work, topic, stage.many(3))
    shared = work[Directory].synonyms(topic.id or 0)[:1]
    work[Directory].add_topic(stage.text("Discounts", 60), "discounts", {row.key: row.name for row in shared})
    return looking.topic_page(topic, ShowTopic(topic=topic.id or 0), work)


def topic_of_nobody(stage: Stage) -> Card:
    work = _work(stage, "member")
    return looking.topic_page(_topic(stage, work, synonyms=0), ShowTopic(topic=0), work)


def topic_with_contacts_found(stage: Stage) -> Card:
    work = _work(stage)
    topic = _topic(stage, work)
    _contacts(stage, work, topic, 12)
    return looking.topic_page(topic, ShowTopic(topic=topic.id or 0, typed=stage.text("okoro", 80)), work)


def form_of_a_new_topic(stage: Stage) -> Form:
    return editing.new_topic_form(NewTopic(name=stage.text("Lead routing", 70)), _work(stage))


def form_of_a_topic(stage: Stage) -> Form:
    work = _work(stage)
    topic = _topic(stage, work)
    topic.steward = key_of(stage.person("Felix Aigner"))
    made = editing.change_topic_form(ChangeTopic(topic=topic.id or 0), work)
    assert isinstance(made, Form)
    return made


def form_to_find_a_topic(stage: Stage) -> Form:
    return handlers.find_topic_form(FindTopic(), _work(stage))


def form_of_a_new_contact(stage: Stage) -> Form:
    work = _work(stage)
    made = contact_editing.add_contact_form(AddContact(topic=_topic(stage, work).id or 0), work)
    assert isinstance(made, Form)
    return made


def form_of_a_contact(stage: Stage) -> Form:
    work = _work(stage)
    row = _contacts(stage, work, _topic(stage, work), 2)[1]
    made = contact_editing.change_contact_form(ChangeContact(contact=row.id or 0, typed=stage.text("x", 80)), work)
    assert isinstance(made, Form)
    return made


def form_to_find_a_contact(stage: Stage) -> Form:
    work = _work(stage)
    made = handlers.find_contact_form(FindContact(topic=_topic(stage, work).id or 0), work)
    assert isinstance(made, Form)
    return made


def own_regions_none(stage: Stage) -> Card:
    return regions.regions(_work(stage))


def own_regions_some(stage: Stage) -> Card:
    work = _work(stage)
    _regions(stage, work)
    return regions.regions(work, page=stage.many(0, 1))


def form_of_a_new_region(stage: Stage) -> Form:
    return regions.new_region_form(NewRegion(), _work(stage))


def form_of_a_region(stage: Stage) -> Form:
    work = _work(stage)
    _regions(stage, work)
    first = work[Directory].own_regions()[0]
    made = regions.change_region_form(ChangeRegion(region=first.id or 0), work)
    assert isinstance(made, Form)
    return made


def _regions(stage: Stage, work: Work) -> None:
    places = ["Austria", "Switzerland", "Atlantis"] * stage.many(1, 100)
    for number in range(stage.many(2, 25)):
        name = f"{stage.text('Alpine', 60)} {number}"
        work[Directory].set_own_region(name, key(name), places)
    topic = _topic(stage, work)
    row = Contact(organisation=stage.organisation, topic=topic.id or 0, person=work.person_id)
    row.region, row.region_key = name, key(name)
    work[Directory].add_contact(row)
