"""Somebody else becomes the contact: at once for whoever asks next, and they are told."""

from bot.attention import Attention
from bot.conversation.words import T, Words
from bot.directory.confirm_cards import named_card
from bot.directory.mine import NAMED, keep_up, take_back
from bot.work import Work, key_of
from storage.directory import Contact, Directory
from storage.people import Person
from storage.stewardship import Stewardship


def not_to_be_named(person: Person | None) -> Words | None:
    """Why nobody can be sent to this person; None if they can."""
    if person is None:
        return T("Please pick somebody from the list.")
    if person.left:
        return T("{name} has left. Please pick somebody who is here.", name=person.name)
    return None


def assign(row: Contact, person: Person, work: Work) -> Contact:
    """This person answers for it from now on. Where they do so already, that contact stays, and this one goes.

    Whatever was asked for which this contact was the wrong answer is settled with it.
    """
    before, number = row.person, row.id or 0
    for question in work[Stewardship].about(number):
        work[Directory].settle(question)
    same = work[Stewardship].same(row, key_of(person))
    if same is not None:
        _fold(row, same, work)
        row = same
    if same is None or same.state not in {"new", "confirmed"}:
        row.person, row.state, row.confirmed, row.asked, row.reminded = key_of(person), "new", None, None, 0
        row.backup = None if row.backup == row.person else row.backup
        work[Directory].add(row)
        tell(row, person, work)
    if before != key_of(person):
        take_back(before, number, work)
        keep_up(before, work)
    return row


def _fold(row: Contact, same: Contact, work: Work) -> None:
    """Two contacts would be the same person for the same: one stays."""
    if same.backup is None and row.backup != same.person:
        same.backup = row.backup
    work[Directory].add(same)
    work[Directory].remove_contact(row)


def tell(row: Contact, person: Person, work: Work) -> None:
    """Ask somebody who was named whether it is they. Who names themselves has said so."""
    topic = work[Directory].topic(row.topic)
    row.asked, row.reminded = work.now, 0
    if work.is_met and work.person_id == key_of(person):
        row.state, row.confirmed = "confirmed", work.now
    elif topic is not None and work.account_for(person) is not None:
        card = named_card(row, topic, work.actor)
        key = f"{NAMED} {key_of(person)} {row.id} {work.event.key}"
        row.asked = work.send(person, card, key=key, attention=Attention.ALERT)
    # Who can't be reached is silent: the steward sees it in time.
    work[Directory].add(row)
