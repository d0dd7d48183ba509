"""The rates of currencies: setting one, and working out the deals that waited for it, in pages, by timer.

Setting a rate moves no deal that was worked out before: that is for its amount or currency to do.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from bot.conversation.words import T, Words
from bot.deals.actions import WorkOut
from bot.deals.gathering import today
from bot.deals.settling import work_out
from bot.deals.versions import keep_version
from bot.timing import resolve
from bot.work import Work
from storage.deals import RATE_DIGITS, Deals

PAGE: Final = 100
LARGEST: Final = Decimal(10) ** 9
SMALLEST: Final = Decimal(1).scaleb(-RATE_DIGITS)


def bad_rate(currency: str, home: str, rate: Decimal) -> dict[str, Words]:
    """What is wrong with it, by field."""
    if not currency:
        return {"currency": T("Please give the currency, such as EUR.")}
    if currency == home:
        return {"currency": T("{currency} is what your company counts in; it needs no rate.", currency=currency)}
    if not SMALLEST <= rate <= LARGEST:
        return {"rate": T("Please give a rate above zero, such as 1.08.")}
    return {}


def set_rate(currency: str, home: str, day: date, rate: Decimal, work: Work) -> str:
    """Keep a rate, and let the deals that wait for it be worked out, from that day on. Says "new" or "changed"."""
    rate = rate.quantize(SMALLEST)
    done = work[Deals].set_rate(currency, home, day, rate)
    if done and home == work.organisation.currency:
        begins = resolve(datetime.combine(day, time()), work.organisation.zone)
        due = work.now if day <= today(work) else begins
        work.set_timer(WorkOut(currency=currency), key=f"{currency} {max(day, today(work))}", due=due)
    return done


def work_out_waiting(due: WorkOut, work: Work) -> None:
    """The timer: a page of deals that waited for a rate; or of all, after a change of the company's currency."""
    deals = work[Deals]
    if due.currency:
        page = deals.waiting_for(due.currency, after=due.after, most=PAGE)
    else:
        page = deals.with_amounts(after=due.after, most=PAGE)
    for deal in page:
        work_out(deal, work)
        deals.add(deal)
        keep_version(deal, work, quiet=not due.currency)
    if len(page) == PAGE:
        more = WorkOut(currency=due.currency, after=page[-1].id or 0)
        work.set_timer(more, key=f"{due.currency} after {more.after}", due=work.now)


def currency_changed(work: Work) -> None:
    """The company counts in another currency from now on. Its deals are worked out anew; no rule fires for that."""
    work.set_timer(WorkOut(), key="all", due=work.now)
