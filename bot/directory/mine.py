"""What somebody is a contact for, and the messages that ask them about it."""

from datetime import timedelta
from typing import Final

from bot.conversation.cards import Card
from bot.conversation.words import NOTHING, Words
from bot.directory.confirm_cards import PAGE, Mine, Occasion, confirmed_card, mine_card
from bot.directory.turns import is_waiting
from bot.work import Work
from storage.deliveries import Deliveries
from storage.stewardship import Stewardship

ASKED: Final = "directory ask"
NAMED: Final = "directory named"
"""How the keys of messages begin that ask somebody about all of theirs, and about one that they were named for."""
OPEN: Final = timedelta(weeks=6)
"""So long is a message kept up to date that asks."""


def mine_of(person: int, work: Work, number: int = 0) -> Mine:
    """A page of what somebody is a contact for; the last one, if there are not so many any more."""
    stewardship = work[Stewardship]
    known = stewardship.standings((person,))[person]
    number = max(0, min(number, (len(known) - 1) // PAGE))
    return Mine(
        page=stewardship.held_by(person, number * PAGE, PAGE),
        number=number,
        contacts=[each.contact for each in known],
        unconfirmed=sum(each.state != "confirmed" for each in known),
    )


def card_of(person: int, work: Work, occasion: Occasion = "shown", number: int = 0, said: Words = NOTHING) -> Card:
    return mine_card(mine_of(person, work, number), occasion, said)


def keep_up(person: int, work: Work) -> None:
    """What somebody holds has changed: messages that ask about it say what is so now, or are taken back."""
    known = work[Stewardship].standings((person,))[person]
    waits = any(is_waiting(each) for each in known)
    card = card_of(person, work, "asked") if waits or not known else confirmed_card(len(known))
    clicked = getattr(work.event, "message", "")
    for row in work[Deliveries].keyed(person, f"{ASKED} {person} ", work.now - OPEN):
        if not row.external and not waits:
            work.withdraw(row.key)
        elif not clicked or row.external != clicked:
            work.update(row.key, card)


def take_back(person: int, contact: int, work: Work) -> None:
    """Somebody is not the contact any more for what they were named: they need not be told of it."""
    for row in work[Deliveries].keyed(person, f"{NAMED} {person} {contact} ", work.now - OPEN):
        work.withdraw(row.key)
