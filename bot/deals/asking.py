"""Asking what is not known of a deal: of its owner whatever rules need, of the administrators what a currency is worth.

What is open is asked a moment later, once: a message for each deal, which shows what is left of it until nothing is,
and also what is missing later. Where very many deals of one person lack something at once, one message names them.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card, Part
from bot.deals.actions import AskUnsettled
from bot.deals.missing_cards import FIELDS, Lacks, missing_card
from bot.deals.question_cards import rate_card, settled_card, waiting_parts
from bot.deals.settling import RATE, show_anew
from bot.rights import Right, Role
from bot.work import Work, key_of
from storage.deals import Deal, Deals, Unsettled
from storage.deliveries import Deliveries
from storage.people import Person

MOST_NAMED: Final = 1000
"""So many questions are looked at in one transaction; more than these are asked when some are answered."""
SEPARATE: Final = 3
"""Of so many deals at once one person is asked in messages of their own."""
_STEWARDS: Final = (Role.ADMINISTRATOR, Role.STEWARD, Role.LIAISON, Role.HEAD)
"""Who is asked where the owner is not here: the first of these that somebody is."""


def ask_unsettled(due: AskUnsettled, work: Work) -> None:
    """The timer: ask what nobody was asked yet; or show a message again, with what is left of it."""
    rows = work[Deals].unsettled()
    deals = work[Deals].some_deals([each.deal for each in rows])
    if due.message:
        work.update(due.message, _card([each for each in rows if due.message in each.asked], deals, work))
        return
    fresh = [each for each in rows[:MOST_NAMED] if not each.asked]
    _ask_owners([each for each in fresh if each.kind != RATE], rows, deals, work)
    _ask_rates([each for each in fresh if each.kind == RATE], rows, deals, work)


def _card(rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> Card:
    if not rows:
        return settled_card()
    if rows[0].kind == RATE:
        return rate_card([deals[each.deal] for each in rows], work)
    return missing_card(lacks_of(rows, deals), work)


def lacks_of(rows: Sequence[Unsettled], deals: Mapping[int, Deal]) -> list[Lacks]:
    """What each deal lacks, in the order in which a form asks it."""
    found: dict[int, set[str]] = {}
    for row in rows:
        if row.kind != RATE:
            found.setdefault(row.deal, set()).add(row.kind)
    return [Lacks(deals[deal], _in_order(kinds)) for deal, kinds in found.items()]


def _in_order(kinds: Collection[str]) -> tuple[str, ...]:
    """An amount is asked with its currency."""
    left = set(kinds) - ({"currency"} if "amount" in kinds else set())
    return tuple(each for each in FIELDS if each in left)


# Whoever can say it


def _ask_owners(fresh: Sequence[Unsettled], rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> None:
    """The owner of each; whoever looks after the installation where nobody else is here to be asked."""
    asked = {each.deal: each.asked for each in rows if each.kind != RATE and each.asked}
    joining = [each for each in fresh if each.deal in asked]
    _keep_asked(joining, asked, work)
    show_anew({message for each in joining for message in each.asked}, work)
    owners = work.people.some({deals[each.deal].owner or 0 for each in fresh})

    def owner(row: Unsettled) -> int:
        found = owners.get(deals[row.deal].owner or 0)
        return key_of(found) if found is not None and _is_here(found, work) else 0

    first = sorted((each for each in fresh if each.deal not in asked), key=lambda row: (owner(row), row.deal))
    for number, group in groupby(first, key=owner):
        people, theirs = [owners[number]] if number else stewards(work), list(group)
        by_deal = [list(some) for _, some in groupby(theirs, key=lambda row: row.deal)]
        if len(by_deal) > SEPARATE:
            _send(theirs, people, f"deals ask {theirs[0].deal} {theirs[0].since.isoformat()}", deals, work)
            continue
        for some in by_deal:
            _send(some, people, f"deals asks {some[0].deal}", deals, work)


def stewards(work: Work) -> Sequence[Person]:
    """Who is asked what the owner would be asked, if they were here."""
    return next((people for role in _STEWARDS if (people := work.people.with_role(role))), ())


def _is_here(person: Person, work: Work) -> bool:
    return not person.left and work.account_for(person) is not None


# What currencies are worth


def _ask_rates(fresh: Sequence[Unsettled], rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> None:
    """The administrators, once for each currency; another deal in it joins the question that is open already."""
    asked = {deals[each.deal].currency: each.asked for each in rows if each.kind == RATE and each.asked}
    joining = [each for each in fresh if deals[each.deal].currency in asked]
    _keep_asked(joining, {each.deal: asked[deals[each.deal].currency] for each in joining}, work)
    first = [each for each in fresh if deals[each.deal].currency not in asked]
    if first:
        administrators = work.people.with_role(Role.ADMINISTRATOR)
        _send(first, administrators, f"deals rate {first[0].deal} {first[0].since.isoformat()}", deals, work)


# Both


def _send(rows: Sequence[Unsettled], to: Sequence[Person], about: str, deals: Mapping[int, Deal], work: Work) -> None:
    """Ask these people, in a message each; one that asked about the same before is brought up to date instead."""
    keys = {f"{about} for {key_of(each)}": each for each in to}
    _keep_asked(rows, {each.deal: [*keys] for each in rows}, work)
    card = _card(rows, deals, work)
    for key, person in keys.items():
        if work[Deliveries].by_key(key) is not None:
            work.update(key, card)
        else:
            work.send(person, card, key=key, attention=Attention.ALERT)


def _keep_asked(rows: Sequence[Unsettled], messages: Mapping[int, list[str]], work: Work) -> None:
    """Note which messages ask it, by deal."""
    for row in rows:
        row.asked = list(messages[row.deal])
        work[Deals].add(row)


# In the home, and on demand


def waits(work: Work) -> Sequence[Part]:
    """What stands in the home of whoever must answer."""
    rows = work[Deals].unsettled()
    if not rows:
        return ()
    deals = work[Deals].some_deals([each.deal for each in rows])
    asked = stewards(work)
    mine = [each for each in lacks_of(rows, deals) if _is_asked(each.deal, asked, work)]
    rates = [deals[each.deal] for each in rows if each.kind == RATE] if work.may(Right.CONNECT_SYSTEMS) else []
    return waiting_parts(mine, rates, work)


def _is_asked(deal: Deal, stewards: Collection[Person], work: Work) -> bool:
    if deal.owner == work.person_id:
        return True
    if all(key_of(each) != work.person_id for each in stewards):
        return False
    owner = work.people.get(deal.owner) if deal.owner else None
    return owner is None or not _is_here(owner, work)


def may_say(deal: Deal, work: Work) -> bool:
    """Whether it is for whoever acts to say what is missing: the owner, who is asked instead, or managers."""
    return work.may(Right.TEND_DEALS) or _is_asked(deal, stewards(work), work)
