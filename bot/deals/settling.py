"""The questions that a deal raises: its currency, a rate, and whatever rules need to know of it.

What it is worth is worked out when amount or currency change, by the rate of that day; afterwards no rate moves it.
A question is asked a little later (`asking`), since many senders tell a deal in several messages. It is open as an
`Unsettled` of the kind "rate", or of the name of the field that is missing.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from bot.deals.actions import AskUnsettled
from bot.deals.gathering import facts_of, today
from bot.deals.money import Worth, convert
from bot.work import Work
from storage.deals import Deal, Deals, Unsettled
from storage.timers import Timers

PATIENCE: Final = timedelta(minutes=10)
SILENT: Final = frozenset({"lost", "removed"})
"""Nobody is asked about these."""
RATE: Final = "rate"
_FACTS: Final = {"amount": "original_amount"}
"""What a field is called among the facts, where it is called otherwise."""


def work_out(deal: Deal, work: Work) -> None:
    """Convert the amount by today's rate, and open or close the question about it. The deal is stored already."""
    home = work.organisation.currency
    found = work[Deals].rate(deal.currency, home, today(work)) if deal.currency not in {"", home} else None
    done = convert(deal.amount, deal.currency, home, Worth(found.rate, found.day) if found else None)
    deal.home_amount, deal.home_currency, deal.rate, deal.rate_day = done.amount, home, done.rate, done.day
    deal.worth = float(done.amount) if done.amount is not None else None
    if done.amount is None:
        deal.home_currency = ""
    settle(deal, work)


def settle(deal: Deal, work: Work) -> None:
    """It has changed: what is known now is not asked any more, and what its amount lacks is."""
    there = {each.kind for each in work[Deals].unsettled_of(deal.id or 0)} - {RATE}
    lacking(deal, still_missing(deal, there, work), work)


def lacking(deal: Deal, fields: Collection[str], work: Work) -> None:
    """Keep exactly the questions that this deal raises: `fields` of it are missing, and what its amount lacks."""
    deals, number = work[Deals], deal.id or 0
    trouble = trouble_of(deal)
    wanted = set() if deal.state in SILENT else {*fields, trouble} - {""}
    there = deals.unsettled_of(number)
    for row in there:
        if row.kind not in wanted:
            deals.settled(row)
            show_anew(row.asked, work)
    for kind in sorted(wanted - {row.kind for row in there}):
        deals.add(Unsettled(organisation=deals.organisation, kind=kind, deal=number, since=work.now))
        _ask_soon(work)


def still_missing(deal: Deal, fields: Collection[str], work: Work) -> set[str]:
    """Those of these fields that are not known."""
    facts = facts_of(deal, work) if fields else {}
    known = {"owner"} if deal.owner is not None else set[str]()
    return {each for each in fields if facts.get(_FACTS.get(each, each)) in {None, ""}} - known


def trouble_of(deal: Deal) -> str:
    """What is missing to tell the deal's worth."""
    if deal.amount is None or deal.home_amount is not None:
        return ""
    return RATE if deal.currency else "currency"


def ask_somebody_else(deal: Deal, work: Work) -> None:
    """It has another owner: whoever was asked before need not answer, and the new one is asked."""
    for row in work[Deals].unsettled_of(deal.id or 0):
        if row.kind != RATE and row.asked:
            show_anew(row.asked, work)
            row.asked = []
            work[Deals].add(row)
            _ask_soon(work)


def show_anew(messages: Collection[str], work: Work) -> None:
    """These messages ask less, or more, than they show."""
    for message in messages:
        work.set_timer(AskUnsettled(message=message), key=message, due=work.now)


def _ask_soon(work: Work) -> None:
    """Ask what is open after a moment."""
    if work[Timers].due_of(AskUnsettled.NAME, "") is None:
        work.set_timer(AskUnsettled(), key="", due=work.now + PATIENCE)
