"""A topic: what else it is called, who looks after it, and its contacts, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Divider, Part, SmallPrint, button, heading, text
from bot.conversation.words import NOTHING, TN, Listing, T, When, Words, verbatim
from bot.directory.edit_actions import (
    AddContact,
    ChangeContact,
    ChangeTopic,
    FindContact,
    ListTopics,
    RemoveContact,
    RemoveTopic,
    ShowTopic,
)
from bot.directory.overview_cards import turns
from storage.directory import Contact, Topic
from storage.people import Person

PAGE: Final = 8
"""So many contacts are shown at once."""
MOST_SYNONYMS_SHOWN: Final = 20
FOR: Final = ("account", "product", "segment", "region", "step")


@dataclass(frozen=True)
class Shown:
    """A topic as it is shown: `found` of its `contacts` hold what was typed, and `page` are those on this page."""

    topic: Topic
    synonyms: Sequence[str]
    shared: Mapping[str, str]
    """Synonyms that another topic has too, with its name."""
    stewards: Sequence[Person]
    contacts: int
    found: int
    page: Sequence[Contact]
    people: Mapping[int, Person]
    may_tend: bool


def topic_card(shown: Shown, action: ShowTopic) -> Card:
    number = shown.topic.id or 0
    pages = max(1, -(-shown.found // PAGE))
    parts: list[Part] = [*_about(shown), Divider(), heading(_how_many(shown, action.typed))]
    for contact in shown.page:
        parts.append(text(contact_words(contact, shown.people)))
        if shown.may_tend:
            parts.append(Buttons(buttons=_contact_buttons(contact, shown.people, action)))
    below: list[Button] = [*turns(action.model_copy(update={"here": True}), action.page, pages)]
    if shown.contacts > PAGE:
        below.append(button(T("Find a contact"), FindContact(topic=number)))
    if action.typed:
        below.append(button(T("All of them"), ShowTopic(topic=number, here=True)))
    if shown.may_tend:
        below.append(button(T("Add a contact"), AddContact(topic=number), style="primary"))
    if below:
        parts.append(Buttons(buttons=tuple(below)))
    if shown.may_tend:
        parts += [Divider(), Buttons(buttons=_topic_buttons(shown))]
    else:
        parts.append(Buttons(buttons=(button(T("All topics"), ListTopics()),)))
    return Card(title=verbatim(shown.topic.name), parts=tuple(parts))


def _about(shown: Shown) -> list[Part]:
    parts: list[Part] = []
    if shown.synonyms:
        some = [verbatim(each) for each in shown.synonyms[:MOST_SYNONYMS_SHOWN]]
        more = len(shown.synonyms) - len(some)
        listed = Listing(items=(*some, TN("one more", "{count} more", more)) if more else tuple(some))
        parts.append(text(T("Also called {synonyms}.", synonyms=listed)))
    for synonym, other in list(shown.shared.items())[:MOST_SYNONYMS_SHOWN]:
        said = T(
            "_{topic}_ is called “{synonym}” too; who asks for that is offered both.", topic=other, synonym=synonym
        )
        parts.append(SmallPrint(words=said))
    parts.append(SmallPrint(words=_looked_after(shown)))
    return parts


def _looked_after(shown: Shown) -> Words:
    names = Listing(items=tuple(each.name for each in shown.stewards))
    if not shown.stewards:
        return T("Nobody looks after it yet.")
    if shown.topic.steward is None or shown.stewards[0].id != shown.topic.steward:
        return T("It has no steward of its own; {names} may change it.", names=names)
    return T("Its steward is {names}.", names=names)


def _how_many(shown: Shown, typed: str) -> Words:
    if typed:
        return TN(
            "{found} of one contact holds “{typed}”",
            "{found} of {count} contacts hold “{typed}”",
            shown.contacts,
            found=shown.found,
            typed=typed,
        )
    if not shown.contacts:
        return T("Nobody is named yet")
    return TN("One contact", "{count} contacts", shown.contacts)


def contact_words(contact: Contact, people: Mapping[int, Person]) -> Words:
    """Who it is, for what, who stands in, and how sure that is."""
    person = people[contact.person]
    backup = people.get(contact.backup or 0)
    who = T("**{name}**, {scope}.", name=person.name, scope=scope_words(contact))
    stands_in = T("Stand-in: {name}.", name=backup.name) if backup is not None and not backup.left else NOTHING
    said = [each for each in (who, stands_in, _state(contact, person)) if each]
    return T("{said}", said=_in_a_row(said))


def _in_a_row(said: Sequence[Words]) -> Words:
    row = said[0]
    for each in said[1:]:
        row = T("{before} {after}", before=row, after=each)
    return row


def scope_words(contact: Contact) -> Words:
    """What a contact is for, in a few words: "for DACH and Analyzer"."""
    named = [verbatim(getattr(contact, field)) for field in FOR if getattr(contact, field)]
    return T("for {what}", what=Listing(items=tuple(named))) if named else T("for everything, everywhere")


def _state(contact: Contact, person: Person) -> Words:
    day = When(at=contact.confirmed, style="date") if contact.confirmed else None
    if contact.state == "left" or person.left:
        return T("_Has left the company._")
    if contact.state == "declined":
        return T("_Says that it is somebody else._")
    if contact.state == "stale":
        return T("_Not confirmed since {day}._", day=day) if day else T("_Was asked, and has not confirmed it._")
    if contact.state == "new" or day is None:
        return T("_Not confirmed yet._")
    return T("_Confirmed on {day}._", day=day)


def _contact_buttons(contact: Contact, people: Mapping[int, Person], action: ShowTopic) -> tuple[Button, ...]:
    where = {"contact": contact.id or 0, "page": action.page, "typed": action.typed}
    sure = T("{name} will not be named for this any more.", name=people[contact.person].name)
    return (
        button(T("Change"), ChangeContact.model_validate(where)),
        button(T("Remove"), RemoveContact.model_validate(where), confirm=sure),
    )


def _topic_buttons(shown: Shown) -> tuple[Button, ...]:
    number = shown.topic.id or 0
    sure = TN(
        "“{name}” goes with its contact. Export the directory first if you may want it back.",
        "“{name}” goes with its {count} contacts. Export the directory first if you may want them back.",
        shown.contacts,
        name=shown.topic.name,
    )
    if not shown.contacts:
        sure = T("“{name}” will not be found any more.", name=shown.topic.name)
    return (
        button(T("Change topic"), ChangeTopic(topic=number)),
        button(T("All topics"), ListTopics()),
        button(T("Remove topic"), RemoveTopic(topic=number), style="danger", confirm=sure),
    )
