"""How a contact is asked whether they still are: all of theirs in one message, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, note, text
from bot.conversation.forms import Form, PersonField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, Command, Listing, T, When, Words
from bot.directory.tend_actions import Accept, ConfirmMine, HandOver, NotMine, Refuse, ShowMine
from storage.directory import Contact, Topic
from storage.people import Person

PAGE: Final = 8
"""So many contacts are shown at once."""
MOST_NAMED: Final = 150
"""So many contacts fit into a button."""
Occasion = Literal["asked", "reminded", "shown"]


@dataclass(frozen=True)
class Mine:
    """What somebody is a contact for: one page, and which ones there are in all."""

    page: Sequence[tuple[Contact, Topic]]
    number: int
    contacts: Sequence[int]
    unconfirmed: int
    """How many of them were never confirmed, or not in time."""

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.contacts) // PAGE))


def what_for(contact: Contact, topic: Topic) -> Words:
    """What a contact answers for: the topic, and where or for what it is."""
    scope = tuple(each for each in (contact.account, contact.product, contact.segment, contact.region) if each)
    scope = (*scope, contact.step) if contact.step else scope
    if not scope:
        return T("**{topic}**", topic=topic.name)
    return T("**{topic}** for {scope}", topic=topic.name, scope=Listing(items=scope))


def mine_card(mine: Mine, occasion: Occasion = "shown", said: Words = NOTHING) -> Card:
    """`said`: what a click has just changed."""
    if not mine.contacts:
        return _nothing(said)
    count = len(mine.contacts)
    parts: list[Part] = [*_said(said), text(_intro(occasion, count))]
    named = tuple(mine.contacts) if count <= MOST_NAMED else ()
    label = TN("Still right", "All {count} are still right", count)
    parts.append(Buttons(buttons=(button(label, ConfirmMine(contacts=named), style="primary"),)))
    for contact, topic in mine.page:
        words = what_for(contact, topic)
        parts.append(text(T("{what}, {state}", what=words, state=_state(contact)) if occasion == "shown" else words))
        parts.append(Buttons(buttons=_buttons(contact, mine.number)))
    if mine.pages > 1:
        parts += [SmallPrint(words=_page(mine)), Buttons(buttons=_turning(mine))]
    if occasion != "shown":
        parts.append(SmallPrint(words=T("I ask once a quarter. {mine} shows them at any time.", mine=_MINE)))
    return Card(title=_title(occasion, count), parts=tuple(parts))


def _title(occasion: Occasion, count: int) -> Words:
    if occasion == "shown":
        return TN("One thing people are sent to you for", "{count} things people are sent to you for", count)
    return TN("Is this still yours?", "Are these {count} still yours?", count)


def _intro(occasion: Occasion, count: int) -> Words:
    if occasion == "asked":
        return TN(
            "Whoever asks who to contact for this is sent to you.",
            "Whoever asks who to contact for these is sent to you.",
            count,
        )
    if occasion == "reminded":
        return TN(
            "You have not said yet whether this is still so. Until you do, answers say that nobody has confirmed it.",
            "You have not said yet whether these are still so. Until you do, answers say that nobody has confirmed "
            "them.",
            count,
        )
    return TN(
        "Say whether it is still so, or who answers for it now.",
        "Say whether they are still so, or who answers for them now.",
        count,
    )


def _state(contact: Contact) -> Words:
    if contact.state == "confirmed" and contact.confirmed:
        return T("confirmed {day}", day=When(at=contact.confirmed, style="day"))
    if contact.confirmed:
        return T("last confirmed {day}", day=When(at=contact.confirmed, style="day"))
    return T("not confirmed yet")


def _buttons(contact: Contact, page: int) -> tuple[Button, ...]:
    number = contact.id or 0
    return (
        button(T("Hand over"), HandOver(contact=number, page=page)),
        button(
            T("Not me any more"),
            NotMine(contact=number, page=page),
            confirm=T("People are not sent to you for this any more, and somebody else is looked for."),
        ),
    )


def _page(mine: Mine) -> Words:
    return T("Page {page} of {pages}", page=mine.number + 1, pages=mine.pages)


def _turning(mine: Mine) -> tuple[Button, ...]:
    back = (button(T("Back"), ShowMine(page=mine.number - 1)),) if mine.number else ()
    more = (button(T("More"), ShowMine(page=mine.number + 1)),) if mine.number + 1 < mine.pages else ()
    return (*back, *more)


def _said(said: Words) -> tuple[Part, ...]:
    return (text(said),) if said else ()


def _nothing(said: Words) -> Card:
    words = T("Nobody is sent to you for anything.")
    return Card(parts=(*_said(said), text(words)), summary=words)


def confirmed_card(count: int) -> Card:
    return note(
        TN(
            "Thank you. It is confirmed, and I'll ask again in about three months. {mine} shows it, and lets you hand "
            "it over.",
            "Thank you. All {count} are confirmed, and I'll ask again in about three months. {mine} shows them, and "
            "lets you hand them over.",
            count,
            mine=_MINE,
        )
    )


# Handing over


def hand_over_form(action: HandOver, contact: Contact, topic: Topic) -> Form:
    return Form(
        title=T("Hand over"),
        intro=(what_for(contact, topic),),
        fields=(
            PersonField(
                key="person",
                label=T("Who answers for it from now on?"),
                hint=T("They are told at once, and can say that it is somebody else."),
            ),
        ),
        submit=T("Hand over"),
        press=press(action),
    )


def named_card(contact: Contact, topic: Topic, by: Person | None) -> Card:
    """Told to somebody who was made a contact."""
    words = T(
        "Whoever asks who to contact for {what} is sent to you from now on. Is that right?",
        what=what_for(contact, topic),
    )
    if by is not None:
        words = T(
            "{name} has named you: whoever asks who to contact for {what} is sent to you from now on. Is that right?",
            name=by.name,
            what=what_for(contact, topic),
        )
    number = contact.id or 0
    return Card(
        title=T("You are a contact now"),
        parts=(
            text(words),
            Buttons(
                buttons=(
                    button(T("That's right"), Accept(contact=number), style="primary"),
                    button(T("Hand over"), HandOver(contact=number)),
                    button(T("It isn't me"), Refuse(contact=number)),
                )
            ),
        ),
    )


def accepted_card(contact: Contact, topic: Topic) -> Card:
    return note(
        T(
            "Thank you. People are sent to you for {what}; I'll ask in about three months whether that is still so. "
            "{mine} shows it at any time.",
            what=what_for(contact, topic),
            mine=_MINE,
        )
    )


def refused_card(contact: Contact, topic: Topic) -> Card:
    return note(
        T(
            "Thank you for saying so. Nobody is sent to you for {what} any more, and the steward looks for somebody "
            "else.",
            what=what_for(contact, topic),
        )
    )


def others_card(contact: Contact, topic: Topic, person: Person) -> Card:
    """A click came after somebody else had become the contact."""
    return note(
        T(
            "{name} answers for {what} now. There is nothing to do for you.",
            name=person.name,
            what=what_for(contact, topic),
        )
    )


def gone_card() -> Card:
    return note(T("This is not in the directory any more. There is nothing to do for you."))


def waiting_line(count: int) -> tuple[Part, ...]:
    """At home."""
    if not count:
        return ()
    words = TN(
        "Are people still to be sent to you for one thing?",
        "Are people still to be sent to you for {count} things?",
        count,
    )
    return text(words), Buttons(buttons=(button(T("Look at it"), ShowMine(anew=True)),))


_MINE: Final = Command(text="directory mine")
