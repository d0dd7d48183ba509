"""What a contact does about what is theirs: confirm it, hand it over, or say that it is somebody else.

A click names a contact; whether it is theirs is looked up, and nobody else may say anything about it here.
"""

from bot.conversation.cards import Card, Part, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.directory.assigning import assign, not_to_be_named
from bot.directory.confirm_cards import (
    accepted_card,
    confirmed_card,
    gone_card,
    hand_over_form,
    others_card,
    refused_card,
    waiting_line,
    what_for,
)
from bot.directory.mine import card_of, keep_up, take_back
from bot.directory.tend_actions import Accept, ConfirmMine, HandOver, NotMine, Refuse, ShowMine
from bot.directory.turns import is_waiting
from bot.work import Work
from storage.directory import Contact, Directory, Topic
from storage.people import Person
from storage.stewardship import Stewardship


def mine(work: Work) -> Reply:
    """The way of the command."""
    return Whisper(card=card_of(work.person_id, work))


def waits(work: Work) -> tuple[Part, ...]:
    """At home, for whoever was asked and has not said so far."""
    asked = [each for each in work[Stewardship].standings((work.person_id,))[work.person_id] if is_waiting(each)]
    return waiting_line(len(asked))


def show_mine(action: ShowMine, work: Work) -> Reply:
    card = card_of(work.person_id, work, number=action.page)
    return Whisper(card=card) if action.anew else Update(card=card)


def confirm_mine(action: ConfirmMine, work: Work) -> Reply:
    """Those that the message named and that are still theirs."""
    count = work[Stewardship].confirm(work.person_id, action.contacts, work.now)
    keep_up(work.person_id, work)
    return Update(card=confirmed_card(count) if count else card_of(work.person_id, work))


def accept(action: Accept, work: Work) -> Reply:
    found = _own(action.contact, work)
    if isinstance(found, Card):
        return Update(card=found)
    work[Stewardship].confirm(work.person_id, (action.contact,), work.now)
    keep_up(work.person_id, work)
    return Update(card=accepted_card(*found))


def refuse(action: Refuse, work: Work) -> Reply:
    found = _own(action.contact, work)
    if isinstance(found, Card):
        return Update(card=found)
    _decline(found[0], work)
    return Update(card=refused_card(*found))


def not_mine(action: NotMine, work: Work) -> Reply:
    found = _own(action.contact, work)
    if isinstance(found, Card):
        return Update(card=found)
    _decline(found[0], work)
    said = T("Nobody is sent to you for {what} any more.", what=what_for(*found))
    return Update(card=card_of(work.person_id, work, number=action.page, said=said))


def hand_over_to(action: HandOver, work: Work) -> Form | Reply:
    found = _own(action.contact, work)
    return Whisper(card=found) if isinstance(found, Card) else hand_over_form(action, *found)


def hand_over(action: HandOver, values: Values, work: Work) -> Reply:
    found = _own(action.contact, work)
    if isinstance(found, Card):
        return Whisper(card=found)
    row, topic = found
    person = work.people.get(values["person"])
    if wrong := not_to_be_named(person):
        return FormErrors(errors={"person": wrong})
    assert person is not None  # noqa: S101  that is what was asked just now
    if person.id == work.person_id:
        return FormErrors(errors={"person": T("That is you. Please pick somebody else.")})
    what = what_for(row, topic)
    assign(row, person, work)
    card = card_of(work.person_id, work, number=action.page, said=_over_to(person, what))
    return Update(card=card) if getattr(work.event, "message", "") else Whisper(card=card)


def _over_to(person: Person, what: Words) -> Words:
    return T("{name} answers for {what} now, and is told so.", name=person.name, what=what)


def _own(number: int, work: Work) -> tuple[Contact, Topic] | Card:
    """The contact, if it is that of whoever acts; else what to tell them."""
    row = work[Directory].contact(number)
    topic = work[Directory].topic(row.topic) if row is not None else None
    if row is None or topic is None:
        return gone_card()
    if row.person == work.person_id and row.state not in {"declined", "left"}:
        return row, topic
    if row.person == work.person_id:
        return note(T("Nobody is sent to you for {what} any more.", what=what_for(row, topic)))
    person = work.people.get(row.person)
    return others_card(row, topic, person) if person is not None else gone_card()


def _decline(row: Contact, work: Work) -> None:
    """It goes to the steward's list; until somebody is found nobody is named for it."""
    row.state, row.reminded = "declined", 0
    work[Directory].add(row)
    take_back(work.person_id, row.id or 0, work)
    keep_up(work.person_id, work)
