"""Asking what a deal is worth: its currency of its owner, a rate of the administrators.

What is open is asked a moment later and together, once. The message shows what is left of it, until nothing is.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card, Part
from bot.deals.actions import AskUnsettled
from bot.deals.question_cards import currency_card, rate_card, settled_card, waiting_parts
from bot.rights import Right, Role
from bot.work import Work, key_of
from storage.deals import Deal, Deals, Unsettled
from storage.people import Person

MOST_NAMED: Final = 1000
"""So many questions are looked at in one transaction; more than these are asked when some are answered."""


def ask_unsettled(due: AskUnsettled, work: Work) -> None:
    """The timer: ask what nobody was asked yet; or show a message again, with what is left of it."""
    rows = work[Deals].unsettled()
    deals = work[Deals].some_deals([each.deal for each in rows])
    if due.message:
        work.update(due.message, _card([each for each in rows if due.message in each.asked], deals, work))
        return
    fresh = [each for each in rows[:MOST_NAMED] if not each.asked]
    _ask_currencies([each for each in fresh if each.kind == "currency"], deals, work)
    _ask_rates([each for each in fresh if each.kind == "rate"], rows, deals, work)


def _card(rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> Card:
    open_ = [deals[each.deal] for each in rows]
    if not open_:
        return settled_card()
    return currency_card(open_, work) if rows[0].kind == "currency" else rate_card(open_, work)


def _ask_currencies(rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> None:
    """The owner of each; the administrators where nobody else is here to be asked."""
    administrators = work.people.with_role(Role.ADMINISTRATOR)
    owners = work.people.some({deals[each.deal].owner or 0 for each in rows})

    def owner(row: Unsettled) -> int:
        found = owners.get(deals[row.deal].owner or 0)
        return key_of(found) if found is not None and _is_here(found, work) else 0

    for number, group in groupby(sorted(rows, key=owner), key=owner):
        _send(list(group), [owners[number]] if number else administrators, deals, work)


def _ask_rates(rows: Sequence[Unsettled], all_rows: Sequence[Unsettled], deals: Mapping[int, Deal], work: Work) -> None:
    """The administrators, once for each currency; another deal in it joins the question that is open already."""
    asked = {deals[each.deal].currency: each.asked for each in all_rows if each.kind == "rate" and each.asked}
    fresh = [each for each in rows if deals[each.deal].currency not in asked]
    for row in rows:
        if row not in fresh:
            row.asked = asked[deals[row.deal].currency]
            work[Deals].add(row)
    if fresh:
        _send(fresh, work.people.with_role(Role.ADMINISTRATOR), deals, work)


def _send(rows: Sequence[Unsettled], to: Sequence[Person], deals: Mapping[int, Deal], work: Work) -> None:
    keys = [f"deals {rows[0].kind} {rows[0].deal} {rows[0].since.isoformat()} for {key_of(each)}" for each in to]
    for row in rows:
        row.asked = keys
        work[Deals].add(row)
    card = _card(rows, deals, work)
    for person, key in zip(to, keys, strict=True):
        work.send(person, card, key=key, attention=Attention.ALERT)


def _is_here(person: Person, work: Work) -> bool:
    return not person.left and work.account_for(person) is not None


def waits(work: Work) -> Sequence[Part]:
    """What stands in the home of whoever must answer."""
    rows = work[Deals].unsettled()
    if not rows:
        return ()
    deals = work[Deals].some_deals([each.deal for each in rows])
    mine = [deals[each.deal] for each in rows if each.kind == "currency" and may_say(deals[each.deal], work)]
    rates = [deals[each.deal] for each in rows if each.kind == "rate"] if work.may(Right.CONNECT_SYSTEMS) else []
    return waiting_parts(mine, rates, work)


def may_say(deal: Deal, work: Work) -> bool:
    """Whether the currency is asked of whoever looks: the owner, or, where they are not here, an administrator."""
    if deal.owner == work.person_id:
        return True
    owner = work.people.get(deal.owner) if deal.owner else None
    return (owner is None or not _is_here(owner, work)) and work.may(Right.CONNECT_SYSTEMS)
