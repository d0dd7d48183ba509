"""How a steward's list looks: wrong answers, questions without one, and contacts that need somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, text
from bot.conversation.forms import Form, PersonField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, Command, Listing, T, Words
from bot.directory.checking import MOST
from bot.directory.confirm_cards import what_for
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
from storage.directory import Contact, OpenQuestion, Topic
from storage.people import Person

PAGE: Final = 6
"""So many are shown at once."""
MOST_TOPICS: Final = 10


@dataclass(frozen=True)
class Wrong:
    """A question that had the wrong answer. `contact` and `person`: the one that was named, if it is still there."""

    question: OpenQuestion
    topic: Topic
    contact: Contact | None
    person: Person | None
    suggested: Person | None
    offered: Sequence[Person]


@dataclass(frozen=True)
class Unanswered:
    """A question without an answer, or with a guess that was wrong. `topic`: what it is about, if that is known.

    `called`: those of its words that nothing is known by; `nearest`: topics that may be called so; `suggested`: who
    it should be, as somebody said.
    """

    question: OpenQuestion
    topic: Topic | None
    called: str
    nearest: Sequence[tuple[int, str]]
    suggested: Person | None = None


@dataclass(frozen=True)
class Gap:
    """A contact that needs somebody."""

    contact: Contact
    topic: Topic
    person: Person
    offered: Sequence[Person]


@dataclass(frozen=True)
class Waiting:
    """A page of what waits for a steward, and how much that is in all."""

    items: Sequence[Wrong | Unanswered | Gap]
    count: int
    shown: Shown

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def list_card(waiting: Waiting, said: Words = NOTHING) -> Card:
    """`said`: what a click has just changed."""
    parts: list[Part] = [text(said)] if said else []
    if not waiting.items:
        words = T("Nothing waits. Every question had an answer, and every contact has somebody.")
        if waiting.shown.leavers:
            words = T("All of these have somebody again. Thank you.")
        return Card(parts=(*parts, text(words)), summary=words)
    for item in waiting.items:
        parts += _item(item, waiting.shown)
    if waiting.pages > 1:
        page = waiting.shown.page
        parts += [
            SmallPrint(words=T("Page {page} of {pages}", page=page + 1, pages=waiting.pages)),
            Buttons(buttons=_turning(waiting)),
        ]
    if not waiting.shown.leavers:
        parts.append(
            SmallPrint(words=T("Nothing says who asked. {questions} shows this at any time.", questions=_LIST))
        )
    return Card(title=_title(waiting), parts=tuple(parts))


def _title(waiting: Waiting) -> Words:
    if waiting.shown.leavers:
        return TN("One contact needs somebody", "{count} contacts need somebody", waiting.count)
    return TN("Who to contact: one to settle", "Who to contact: {count} to settle", waiting.count)


def _turning(waiting: Waiting) -> tuple[Button, ...]:
    shown = waiting.shown
    turns = ((T("Back"), shown.page - 1), (T("More"), shown.page + 1))
    return tuple(
        button(label, ShowQuestions(shown=shown.model_copy(update={"page": page})))
        for label, page in turns
        if 0 <= page < waiting.pages
    )


def _item(item: Wrong | Unanswered | Gap, shown: Shown) -> tuple[Part, ...]:
    match item:
        case Wrong():
            return _wrong(item, shown)
        case Unanswered():
            return _unanswered(item, shown)
    return _gap(item, shown)


def _wrong(item: Wrong, shown: Shown) -> tuple[Part, ...]:
    question, number = item.question, item.question.id or 0
    asked, times = question.words, _times(question.count)
    if item.contact is None or item.person is None:
        name = item.topic.name
        words = T("**{topic}**: nobody right was named for “{words}”, {times}.", topic=name, words=asked, times=times)
    else:
        words = T(
            "{what}: {name} was not the right one for “{words}”, {times}.",
            what=what_for(item.contact, item.topic),
            name=item.person.name,
            words=asked,
            times=times,
        )
    if item.suggested is not None:
        words = T("{what} Somebody who asked says that it is {name}.", what=words, name=item.suggested.name)
    contact, instead = _numbers(item.contact)
    buttons = (
        *_offers(item.offered, Assign(contact=contact, question=number, person=0, instead=instead, shown=shown)),
        button(T("Somebody else"), AssignElse(contact=contact, question=number, instead=instead, shown=shown)),
        button(T("It was right"), WasRight(question=number, shown=shown)),
    )
    return text(words), Buttons(buttons=buttons)


def _unanswered(item: Unanswered, shown: Shown) -> tuple[Part, ...]:
    question, number = item.question, item.question.id or 0
    dismiss = button(T("Not for us"), NotForUs(question=number, shown=shown))
    times = _times(question.count)
    other = button(T("Other or new topic"), TopicFor(question=number, shown=shown))
    if item.topic is not None:
        words = T(
            "“{words}” had no right answer, {times}. It is about **{topic}**, as far as I understand it.",
            words=question.words,
            times=times,
            topic=item.topic.name,
        )
        offered = (item.suggested,) if item.suggested is not None else ()
        offers = _offers(offered, Assign(question=number, person=0, shown=shown))
        named = button(T("Name somebody"), AssignElse(question=number, shown=shown))
        return text(words), Buttons(buttons=(*offers, named, other, dismiss))
    words = T("“{words}” had no answer, {times}.", words=question.words, times=times)
    if item.nearest and item.called == question.words:
        words = T("{words} Is that another name for one of these topics?", words=words)
    elif item.nearest:
        words = T("{words} Is “{called}” another name for one of these topics?", words=words, called=item.called)
    calls = (
        button(T("Yes, {topic}", topic=name), CallTopic(question=number, topic=topic, shown=shown))
        for topic, name in item.nearest
    )
    return text(words), Buttons(buttons=(*calls, other, dismiss))


def _gap(item: Gap, shown: Shown) -> tuple[Part, ...]:
    contact, instead = _numbers(item.contact)
    number = contact or 0
    buttons = [*_offers(item.offered, Assign(contact=contact, person=0, instead=instead, shown=shown))]
    buttons.append(button(T("Somebody else"), AssignElse(contact=contact, instead=instead, shown=shown)))
    if item.contact.state == "stale":
        buttons.append(button(T("Ask once more"), AskAgain(contact=number, shown=shown)))
    confirm = T("Nobody is named for this any more.")
    buttons.append(button(T("Remove"), DropContact(contact=number, shown=shown), confirm=confirm))
    return text(_what_is_wrong(item)), Buttons(buttons=tuple(buttons))


def _what_is_wrong(item: Gap) -> Words:
    what, name = what_for(item.contact, item.topic), item.person.name
    match item.contact.state:
        case "left":
            return T("{what}: {name} has left.", what=what, name=name)
        case "declined":
            return T("{what}: {name} says that it is somebody else.", what=what, name=name)
    return T("{what}: {name} has not confirmed it, and was reminded twice.", what=what, name=name)


def _offers(offered: Sequence[Person], like: Assign) -> tuple[Button, ...]:
    return tuple(
        button(T("Assign {name}", name=each.name), like.model_copy(update={"person": each.id or 0})) for each in offered
    )


def _numbers(contact: Contact | None) -> tuple[int | None, int | None]:
    return (contact.id, contact.person) if contact is not None else (None, None)


def _times(count: int) -> Words:
    return TN("asked once", "asked {count} times", count)


# Somebody has left


def leavers_card(waiting: Waiting, people: Sequence[Person], unattended: Sequence[Topic]) -> Card:
    """Told at once: who has left, for what they were the contact, and which topics they looked after."""
    names = Listing(items=tuple(each.name for each in people[:MOST_TOPICS]))
    more = len(people) - MOST_TOPICS
    who = T("{names} and {count} more", names=names, count=more) if more > 0 else T("{names}", names=names)
    parts: list[Part] = []
    if waiting.count:
        parts.append(
            text(
                TN(
                    "{who} answered for one thing. Until you name somebody, nobody is named for it.",
                    "{who} answered for {count} things. Until you name somebody, nobody is named for them.",
                    waiting.count,
                    who=who,
                )
            )
        )
    for item in waiting.items:
        said, *buttons = _item(item, waiting.shown)
        if len(people) == 1 and isinstance(item, Gap):
            said = text(what_for(item.contact, item.topic))  # who has left stands above
        parts += [said, *buttons]
    if waiting.count > len(waiting.items):
        all_of_them = ShowQuestions(shown=waiting.shown.model_copy(update={"page": 1}))
        parts.append(Buttons(buttons=(button(T("More"), all_of_them),)))
    if unattended:
        some = tuple(each.name for each in unattended[:MOST_TOPICS])
        parts.append(
            text(
                TN(
                    "{who} looked after {topics}; {directory} gives it another steward.",
                    "{who} looked after {count} topics, such as {topics}; {directory} gives them another steward.",
                    len(unattended),
                    who=who,
                    topics=Listing(items=some),
                    directory=Command(text="directory"),
                )
            )
        )
    title = TN("One person has left", "{count} people have left", len(people))
    if len(people) == 1:
        title = T("{name} has left", name=people[0].name)
    return Card(title=title, parts=tuple(parts))


# Forms


def assign_form(action: AssignElse, what: Words) -> Form:
    return Form(
        title=T("Who answers for it?"),
        intro=(what,),
        fields=(
            PersonField(
                key="person",
                label=T("Who answers for it from now on?"),
                hint=T("They are told at once, and can say that it is somebody else."),
            ),
        ),
        submit=T("Assign"),
        press=press(action),
    )


def topic_form(action: TopicFor, words: str, called: str, suggested: Person | None) -> Form:
    """`suggested`: who it should be, as somebody said."""
    return Form(
        title=T("A topic for a question"),
        intro=(T("Somebody asked: “{words}”", words=words),),
        fields=(
            TextField(
                key="topic",
                label=T("What is the topic called?"),
                hint=T("Is there such a topic, “{called}” becomes another name for it.", called=called),
                initial=called[: MOST["topic"]],
                longest=MOST["topic"],
            ),
            PersonField(
                key="person",
                label=T("Who answers for it?"),
                hint=T("A new topic needs somebody."),
                initial=suggested.id if suggested else None,
                initial_name=suggested.name if suggested else "",
                optional=True,
            ),
            TextField(
                key="region",
                label=T("Where?"),
                hint=T("A city, country or region. Left empty: everywhere."),
                optional=True,
                longest=MOST["region"],
            ),
        ),
        submit=T("Save"),
        press=press(action),
    )


def waiting_line(count: int) -> tuple[Part, ...]:
    """At home."""
    if not count:
        return ()
    words = TN(
        "One question or contact of the directory waits for you.",
        "{count} questions and contacts of the directory wait for you.",
        count,
    )
    return text(words), Buttons(buttons=(button(T("Settle them"), ShowQuestions(anew=True)),))


_LIST: Final = Command(text="directory questions")
