"""What a deal is worth in the organisation's currency, and the questions that it raises where that can't be told.

It is worked out when amount or currency change, by the rate of that day; afterwards no rate moves it. A question is
asked a little later (`asking`), since many senders tell amount and currency one after the other.
"""

from datetime import timedelta
from typing import Final

from bot.deals.actions import AskUnsettled
from bot.deals.gathering import today
from bot.deals.money import Worth, convert
from bot.work import Work
from storage.deals import Deal, Deals, Unsettled
from storage.timers import Timers

PATIENCE: Final = timedelta(minutes=10)
SILENT: Final = frozenset({"lost", "removed"})
"""Nobody is asked about these."""


def work_out(deal: Deal, work: Work) -> None:
    """Convert the amount by today's rate, and open or close the question about it. The deal is stored already."""
    home = work.organisation.currency
    found = work[Deals].rate(deal.currency, home, today(work)) if deal.currency not in {"", home} else None
    done = convert(deal.amount, deal.currency, home, Worth(found.rate, found.day) if found else None)
    deal.home_amount, deal.home_currency, deal.rate, deal.rate_day = done.amount, home, done.rate, done.day
    if done.amount is None:
        deal.home_currency = ""
    settle(deal, done.trouble, work)


def settle(deal: Deal, trouble: str, work: Work) -> None:
    """Keep exactly the questions that this deal raises now."""
    deals, number = work[Deals], deal.id or 0
    wanted = "" if deal.state in SILENT else trouble
    there = deals.unsettled_of(number)
    for row in there:
        if row.kind != wanted:
            deals.settled(row)
            if row.asked:
                ask_soon(work, again=row.asked)
    if wanted and wanted not in {row.kind for row in there}:
        deals.add(Unsettled(organisation=deals.organisation, kind=wanted, deal=number, since=work.now))
        ask_soon(work)


def trouble_of(deal: Deal) -> str:
    """What is missing to tell the deal's worth."""
    if deal.amount is None or deal.home_amount is not None:
        return ""
    return "rate" if deal.currency else "currency"


def ask_soon(work: Work, again: list[str] | None = None) -> None:
    """Ask what is open after a moment; messages that asked what is answered now are shown anew at once."""
    if again is not None:
        for message in again:
            work.set_timer(AskUnsettled(message=message), key=message, due=work.now)
    elif work[Timers].due_of(AskUnsettled.NAME, "") is None:
        work.set_timer(AskUnsettled(), key="", due=work.now + PATIENCE)
