"""What a steward does about what waits: name somebody, add another name for a topic, or let it be.

A click names a contact or a question; whether the person may change its topic, and whether somebody else has settled
it meanwhile, is looked up. The answer is always the list as it is now.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.directory.assigning import assign, not_to_be_named, tell
from bot.directory.checking import check_name, check_region, check_synonyms, check_topic, kept, tidy
from bot.directory.confirm_cards import what_for
from bot.directory.finding import vocabulary_of
from bot.directory.mine import ASKED, card_of, keep_up, take_back
from bot.directory.steward_cards import assign_form, list_card, topic_form
from bot.directory.stewards import require_tending
from bot.directory.tend_actions import (
    AskAgain,
    Assign,
    AssignElse,
    CallTopic,
    DropContact,
    NotForUs,
    Shown,
    TopicFor,
    WasRight,
)
from bot.directory.tokens import key
from bot.directory.waiting import called_by, here, tended_here, topic_asked, waiting
from bot.work import Work, key_of
from storage.directory import Contact, Directory, OpenQuestion, Topic
from storage.directory_pages import DirectoryPages
from storage.people import Person
from storage.stewardship import GAPS, Stewardship


class _Named(Protocol):
    """What a click names that assigns somebody."""

    @property
    def contact(self) -> int | None: ...
    @property
    def question(self) -> int | None: ...
    @property
    def instead(self) -> int | None: ...


@dataclass(frozen=True)
class _Job:
    """Somebody is to be assigned: to a contact, or, without one, to a topic everywhere."""

    topic: Topic
    contact: Contact | None
    question: OpenQuestion | None

    @property
    def what(self) -> Words:
        return what_for(self.contact, self.topic) if self.contact else T("**{topic}**", topic=self.topic.name)


# Naming somebody


def assign_one(action: Assign, work: Work) -> Reply:
    job = _job(action, work)
    if not isinstance(job, _Job):
        return Update(card=_list(action.shown, job, work))
    person = work.people.get(action.person)
    if wrong := not_to_be_named(person):
        return Update(card=_list(action.shown, wrong, work))
    assert person is not None  # noqa: S101  that is what was asked just now
    return Update(card=_list(action.shown, _carry_out(job, person, work), work))


def assign_else_form(action: AssignElse, work: Work) -> Form | Reply:
    job = _job(action, work)
    if not isinstance(job, _Job):
        return Whisper(card=_list(action.shown, job, work))
    return assign_form(action, job.what)


def assign_else(action: AssignElse, values: Values, work: Work) -> Reply:
    job = _job(action, work)
    if not isinstance(job, _Job):
        return _after_form(action.shown, job, work)
    person = work.people.get(values["person"])
    if wrong := not_to_be_named(person):
        return FormErrors(errors={"person": wrong})
    assert person is not None  # noqa: S101  as above
    return _after_form(action.shown, _carry_out(job, person, work), work)


def _job(action: _Named, work: Work) -> _Job | Words:
    """What is to be done, or why there is nothing to do any more. ForbiddenError for who may not."""
    directory = work[Directory]
    question = directory.open_question(action.question) if action.question is not None else None
    contact = directory.contact(action.contact) if action.contact is not None else None
    topic = directory.topic(contact.topic) if contact is not None else topic_asked(question, work) if question else None
    require_tending(topic, work)
    if action.question is not None and (question is None or question.state != "open"):
        return _settled(contact, topic, work)
    if action.contact is not None and contact is None:
        return T("This contact is not in the directory any more.")
    if contact is not None and contact.person != action.instead:
        return _settled(contact, topic, work)
    if contact is not None and question is None and contact.state not in GAPS:
        return _settled(contact, topic, work)
    return _Job(topic, contact, question) if topic is not None else _SETTLED


def _settled(contact: Contact | None, topic: Topic | None, work: Work) -> Words:
    person = work.people.get(contact.person) if contact is not None else None
    if contact is None or topic is None or person is None or contact.state in GAPS:
        return _SETTLED
    return T("That is settled already: {name} answers for {what}.", name=person.name, what=what_for(contact, topic))


def _carry_out(job: _Job, person: Person, work: Work) -> Words:
    """Returns what has happened, in words."""
    if job.contact is not None:
        assign(job.contact, person, work)
    else:
        _add(job.topic, person, "", work)
    if job.question is not None:
        work[Directory].settle(job.question)
    return _now(person, job.what, work)


def _now(person: Person, what: Words, work: Work) -> Words:
    if person.id == work.person_id:
        return T("You answer for {what} now.", what=what)
    return T("{name} answers for {what} now, and is told so.", name=person.name, what=what)


def _add(topic: Topic, person: Person, region: str, work: Work) -> Contact:
    """A new contact; one that is the same already is asked once more where it needs that."""
    row = Contact.model_validate(
        {
            "organisation": work[Directory].organisation,
            "topic": topic.id,
            "person": key_of(person),
            **kept(region=region),
        }
    )
    same = work[Stewardship].same(row, key_of(person))
    if same is not None:
        return same if same.state not in GAPS else assign(same, person, work)
    work[Directory].add_contact(row)
    tell(row, person, work)
    return row


# Letting be, asking once more


def was_right(action: WasRight, work: Work) -> Reply:
    return _close(action.question, "settled", T("Noted: the answer was right."), action.shown, work)


def not_for_us(action: NotForUs, work: Work) -> Reply:
    """It does not come again, however often it is asked."""
    return _close(action.question, "foreign", T("I won't bring this again."), action.shown, work)


def _close(number: int, state: str, said: Words, shown: Shown, work: Work) -> Reply:
    question = work[Directory].open_question(number)
    topic = work[Directory].topic(question.topic) if question is not None and question.topic is not None else None
    require_tending(topic, work)
    if question is None or question.state != "open":
        return Update(card=_list(shown, _SETTLED, work))
    work[Directory].settle(question, state)
    return Update(card=_list(shown, said, work))


def ask_again(action: AskAgain, work: Work) -> Reply:
    """A steward asks, so it costs none of the attention that unasked messages may take."""
    found = _gap(action.contact, work)
    if isinstance(found, Words):
        return Update(card=_list(action.shown, found, work))
    row, topic, person = found
    if row.state != "stale":
        return Update(card=_list(action.shown, _settled(row, topic, work), work))
    row.asked, row.reminded = work.now, 0
    work[Directory].add(row)
    if work.account_for(person) is not None:
        card = card_of(row.person, work, "reminded")
        key = f"{ASKED} {row.person} again {work.event.key}"
        row.asked = work.send(person, card, key=key, attention=Attention.ALERT)
        work[Directory].add(row)
    return Update(card=_list(action.shown, T("{name} is asked once more.", name=person.name), work))


def drop_contact(action: DropContact, work: Work) -> Reply:
    found = _gap(action.contact, work)
    if isinstance(found, Words):
        return Update(card=_list(action.shown, found, work))
    row, topic, person = found
    said = T("{name} is not named for {what} any more.", name=person.name, what=what_for(row, topic))
    take_back(row.person, action.contact, work)
    work[Directory].remove_contact(row)
    keep_up(key_of(person), work)
    return Update(card=_list(action.shown, said, work))


def _gap(number: int, work: Work) -> tuple[Contact, Topic, Person] | Words:
    """A contact that still needs somebody, or what has become of it."""
    row = work[Directory].contact(number)
    topic = work[Directory].topic(row.topic) if row is not None else None
    require_tending(topic, work)
    person = work.people.get(row.person) if row is not None else None
    if row is None or topic is None or person is None:
        return T("This contact is not in the directory any more.")
    return (row, topic, person) if row.state in GAPS else _settled(row, topic, work)


# Other names, new topics


def call_topic(action: CallTopic, work: Work) -> Reply:
    """The words of the question are another name for this topic."""
    question, topic = work[Directory].open_question(action.question), work[Directory].topic(action.topic)
    require_tending(topic, work)
    if question is None or question.state != "open":
        return Update(card=_list(action.shown, _SETTLED, work))
    if topic is None:
        return Update(card=_list(action.shown, T("This topic is not in the directory any more."), work))
    called = tidy(called_by(question, work))
    wrong = _call(topic, called, work)
    if wrong is None:
        work[Directory].settle(question)
    said = wrong or T("**{topic}** is also called “{called}” now.", topic=topic.name, called=called)
    return Update(card=_list(action.shown, said, work))


def _call(topic: Topic, called: str, work: Work) -> Words | None:
    """Add another name, or say why that can't be."""
    directory, number = work[Directory], topic.id or 0
    names = [each.name for each in directory.synonyms(number)]
    if wrong := check_name("synonym", called) or check_synonyms([*names, called]):
        return wrong
    if key(called) != topic.key:
        directory.add_synonym(number, called, key(called))
    return None


def topic_for_form(action: TopicFor, work: Work) -> Form | Reply:
    require_tending(None, work)
    question = work[Directory].open_question(action.question)
    if question is None or question.state != "open":
        return Whisper(card=_list(action.shown, _SETTLED, work))
    suggested = here(question.suggested, work)
    return topic_form(action, question.words, tidy(called_by(question, work)), suggested)


def topic_for(action: TopicFor, values: Values, work: Work) -> Reply:
    """A new topic with its contact, or another name for one that is there."""
    require_tending(None, work)
    directory = work[Directory]
    question = directory.open_question(action.question)
    if question is None or question.state != "open":
        return _after_form(action.shown, _SETTLED, work)
    name, region = tidy(values["topic"]), tidy(values["region"] or "")
    topic, person = _called(name, work), work.people.get(values["person"]) if values["person"] else None
    errors = {
        "topic": check_topic(name),
        "region": check_region(region, vocabulary_of(directory).places),
        "person": not_to_be_named(person) if values["person"] or topic is None else None,
    }
    if any(errors.values()):
        return FormErrors(errors={field: words for field, words in errors.items() if words})
    called = tidy(called_by(question, work))
    topic = topic or directory.add_topic(name, key(name), {})
    if wrong := _call(topic, called, work) if key(called) != key(name) else None:
        return FormErrors(errors={"topic": wrong})
    said = T("**{topic}** is also called “{called}” now.", topic=topic.name, called=called)
    if person is not None:
        said = _now(person, what_for(_add(topic, person, region, work), topic), work)
    directory.settle(question)
    return _after_form(action.shown, said, work)


def _called(name: str, work: Work) -> Topic | None:
    """The topic of this name, or the only one that is also called so."""
    if not key(name):
        return None
    if topic := work[Directory].topic_by_key(key(name)):
        return topic
    also = {topic.id: topic for _, topic in work[DirectoryPages].called((key(name),))}
    return next(iter(also.values())) if len(also) == 1 else None


def _list(shown: Shown, said: Words, work: Work) -> Card:
    return list_card(waiting(tended_here(shown, work), shown, work), said)


def _after_form(shown: Shown, said: Words, work: Work) -> Reply:
    card = _list(shown, said, work)
    return Update(card=card) if getattr(work.event, "message", "") else Whisper(card=card)


_SETTLED = T("That is settled already. Thank you.")
