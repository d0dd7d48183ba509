"""The messages of an action item: sent once, and kept up to date wherever they are.

The keys of all of them begin alike ("action 17 "), so that those of one person are found together.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from bot.action_items.deciding import answering, answers, chairs, decider, decides, owner_of
from bot.action_items.item_cards import Occasion, View, item_card, post_card
from bot.action_items.reminding import GOOD, ON_THE_DAY
from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import NOTHING, Words
from bot.superiors import is_away
from bot.timing import resolve, wall_time
from bot.work import Work, key_of, renew
from storage.action_items import OPEN, ActionItem
from storage.deliveries import Deliveries, Delivery
from storage.meetings import Meetings
from storage.people import Person

POSTED: Final = "posted"


def view_of(item: ActionItem, person: Person | None, work: Work) -> View:
    """An action item as this person sees it; None: everybody, in a channel."""
    number = key_of(person) if person is not None else 0
    owner = owner_of(item, work)
    series = work[Meetings].series(item.series) if item.series is not None else None
    return View(
        item=item,
        owner=owner,
        asker=work.people.get(item.asked_by) if item.asked_by is not None else None,
        today=today_of(person or owner, work),
        mine=person is not None and answers(item, number, work),
        is_owner=person is not None and item.owner == number,
        deciding=person is not None and decides(item, number, work),
        away=owner is not None and is_away(owner, work),
        series=series.name if series is not None else "",
    )


def today_of(person: Person | None, work: Work) -> date:
    zone = work.zone(person) if person is not None else work.organisation.zone
    return wall_time(work.now, zone).date()


def card_for(item: ActionItem, person: Person, work: Work, said: Words = NOTHING) -> Card:
    return item_card(view_of(item, person, work), said=said)


def ask(item: ActionItem, work: Work, *, since: datetime | None = None) -> None:
    """Whoever answers for it is asked, once, unless they have just said so themselves. `since`: it was given anew."""
    person = answering(item, work)
    if person is None or item.state != "asked" or (work.is_met and key_of(person) == work.person_id):
        return
    wanted = work.now
    if is_away(person, work) and person.away_until is not None:  # nobody stands in: it waits, but not until it is late
        wanted = max(work.now, min(person.away_until, _good_hour(item.due, person, work)))
    key = f"action {item.id} ask {key_of(person)} {since or item.created:%Y-%m-%dT%H:%M:%S}"
    work.send(person, card_for(item, person, work), key=key, attention=Attention.ALERT, wanted=wanted)


def _good_hour(day: date, person: Person, work: Work) -> datetime:
    return resolve(datetime.combine(day, GOOD), work.zone(person))


def remind(item: ActionItem, stage: int, work: Work) -> None:
    """Once a stage; whoever answers for it reads it at a good hour."""
    person = answering(item, work)
    if person is None:
        return
    occasion: Occasion = "before" if stage < ON_THE_DAY else "day" if stage == ON_THE_DAY else "late"
    key = f"action {item.id} remind {item.due} {stage} {key_of(person)}"
    card = item_card(view_of(item, person, work), occasion)
    work.send(person, card, key=key, attention=Attention.ALERT)


def tell(item: ActionItem, person: Person | None, said: Words, work: Work, why: str) -> None:
    """Somebody is told what has happened, unless they did it."""
    if person is None or person.left or (work.is_met and key_of(person) == work.person_id):
        return
    key = f"action {item.id} {why} {key_of(person)} {item.due} {work.now:%Y-%m-%dT%H:%M:%S}"
    work.send(person, card_for(item, person, work, said), key=key, attention=Attention.ALERT)


def tell_decider(item: ActionItem, said: Words, work: Work, why: str) -> None:
    """Who asked for it, or an owner of the meeting."""
    tell(item, decider(item, work), said, work, why)


def refresh(item: ActionItem, work: Work) -> None:
    """Something has changed: every copy says so. The one that was clicked is updated by the answer to the click."""
    for person in _readers(item, work):
        card = card_for(item, person, work)
        for row in work[Deliveries].keyed(key_of(person), f"action {item.id} ", item.created):
            _renew(row, card, item, work)
    posted = work[Deliveries].by_key(posted_key(item))
    if posted is not None and posted.person is None:
        _renew(posted, post_card(view_of(item, None, work)), item, work)


def _readers(item: ActionItem, work: Work) -> Iterable[Person]:
    """Everybody who may have a message about it."""
    owner = owner_of(item, work)
    theirs = (owner.stand_in, owner.manager) if owner is not None else ()
    found = work.people.some(each for each in (item.owner, item.asked_by, *theirs) if each is not None)
    others = (*chairs(item, work), answering(item, work), decider(item, work))
    return (found | {key_of(each): each for each in others if each is not None}).values()


def _renew(row: Delivery, card: Card, item: ActionItem, work: Work) -> None:
    over = item.state not in OPEN
    if over and not row.external and not row.doubtful and row.state in {"waiting", "held"} and " told " not in row.key:
        work.withdraw(row.key)  # it need not be said any more
        return
    if row.external and row.external == getattr(work.event, "message", "") and row.state == "sent":
        row.card = card.model_dump_json()
    else:
        renew(row, card, work.now)
    work[Deliveries].add(row)


def posted_key(item: ActionItem) -> str:
    return f"action {item.id} {POSTED}"


def answer(item: ActionItem, work: Work, said: Words = NOTHING) -> Reply:
    """What whoever clicked sees now: what everybody sees in a channel stays as it is for everybody."""
    card = card_for(item, work.person, work, said)
    row = work[Deliveries].by_key(posted_key(item))
    for_all = row is not None and row.person is None and row.external
    return Whisper(card=card) if row and for_all == getattr(work.event, "message", "") else Update(card=card)
