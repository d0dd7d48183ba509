"""Files of deals, reviews and rates, page by page: each page is a transaction, so that nobody waits long for another.

Nothing is taken before the whole file has been read; a file that is taken twice changes nothing the second time.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.conversation.words import TN, Listing, T, Words
from bot.deals.money import plain
from bot.deals.rates import set_rate
from bot.deals.recording import record
from bot.deals.sheet import (
    DEAL_COLUMNS,
    RATE_COLUMNS,
    Company,
    RateLine,
    Sheet,
    read_deals,
    read_rates,
    read_reviews,
)
from bot.deals.told import DealTold, ReviewTold
from bot.sheets import bad_lines, safe, some, verdict
from bot.work import Work
from storage.deals import Deal, Deals

What = Literal["deals", "reviews", "rates"]
PAGE: Final = 200
"""So many lines in one transaction."""
MOST_EXPORTED: Final = 500


@dataclass
class Done:
    """What came of the lines; `strangers`: addresses of owners and attendees whom nobody here has."""

    new: int = 0
    changed: int = 0
    same: int = 0
    strangers: tuple[str, ...] = ()

    def __add__(self, other: "Done") -> "Done":
        both = tuple(dict.fromkeys(self.strangers + other.strangers))
        return Done(self.new + other.new, self.changed + other.changed, self.same + other.same, both)


def company_of(work: Work, system: str = "file") -> Company:
    return Company(work.organisation.currency, work.organisation.zone, work.now, system)


def read(what: What, content: bytes, company: Company) -> Sheet:
    """The whole file."""
    return {"deals": read_deals, "reviews": read_reviews, "rates": read_rates}[what](content, company)


def pages(sheet: Sheet) -> list[list[Any]]:
    """The good lines, as many as go into one transaction."""
    lines = [line for _, line in sheet.lines]
    return [lines[start : start + PAGE] for start in range(0, len(lines), PAGE)]


def take(lines: Sequence[Any], work: Work) -> Done:
    """Record a page of lines."""
    done = Done()
    for line in lines:
        happened = _take(line, work)
        setattr(done, happened, getattr(done, happened) + 1)
    done.strangers = _strangers(lines, work)
    return done


def _take(line: Any, work: Work) -> str:
    if isinstance(line, RateLine):
        return set_rate(line.currency, line.home, line.day, line.rate, work) or "same"
    deals = work[Deals]
    if isinstance(line, DealTold):
        known = deals.deal_by_external(line.system, line.external) is not None
    else:
        known = deals.review_by_external(line.system, line.external) is not None
    return "same" if record(line, work) is None else "changed" if known else "new"


def _strangers(lines: Sequence[Any], work: Work) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for line in lines:
        if isinstance(line, DealTold | ReviewTold) and line.owner_email:
            named[line.owner_email] = None
        if isinstance(line, ReviewTold):
            named |= dict.fromkeys(line.attendees)
    known = work.people.by_emails(named)
    return tuple(each for each in named if each not in known)


def report(what: What, sheet: Sheet, done: Done, *, written: bool, dry_run: bool) -> list[Words]:
    """What came of a file, line by line."""
    lines = bad_lines(sheet.bad)
    if sheet.usable and (written or dry_run):
        lines += _counts(what, done)
        if done.strangers:
            lines.append(T("Not known here: {addresses}", addresses=_listed(done.strangers)))
            lines.append(
                T("What is theirs is recorded, and found to be theirs once they are here and it is told again.")
            )
    lines.append(verdict(usable=sheet.usable, bad=bool(sheet.bad), written=written, dry_run=dry_run))
    return [line for line in lines if line.text != "{text}" or line.values.get("text")]


def _listed(addresses: Sequence[str]) -> Listing:
    return Listing(items=tuple(some([T("{address}", address=each) for each in addresses])))


def _counts(what: What, done: Done) -> list[Words]:
    counts = (done.new, done.changed, done.same)
    match what:
        case "deals":
            lines = (
                TN("One new deal", "{count} new deals", done.new),
                TN("One changed deal", "{count} changed deals", done.changed),
                TN("One deal as it was", "{count} deals as they were", done.same),
            )
        case "reviews":
            lines = (
                TN("One new review", "{count} new reviews", done.new),
                TN("One changed review", "{count} changed reviews", done.changed),
                TN("One review as it was", "{count} reviews as they were", done.same),
            )
        case "rates":
            lines = (
                TN("One new rate", "{count} new rates", done.new),
                TN("One changed rate", "{count} changed rates", done.changed),
                TN("One rate as it was", "{count} rates as they were", done.same),
            )
    return [line for count, line in zip(counts, lines, strict=True) if count]


# Out of here


def deals_csv(work: Work) -> str:
    """Every deal that was not removed, in the columns that an import reads; importing it changes nothing."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(DEAL_COLUMNS)
    after = 0
    while page := work[Deals].all_deals(after=after, most=MOST_EXPORTED):
        accounts = work[Deals].some_accounts([each.account for each in page if each.account])
        for row in page:
            account = accounts[row.account].name if row.account is not None and row.account in accounts else ""
            cells = _cells(row, account)
            writer.writerow([safe(cells[column]) for column in DEAL_COLUMNS])
        after = page[-1].id or 0
    return out.getvalue()


def _cells(row: Deal, account: str) -> dict[str, str]:
    numbers = {"amount": row.amount, "probability": row.probability, "discount": row.discount}
    return {
        **{name: plain(value) if value is not None else "" for name, value in numbers.items()},
        **{each: getattr(row, each) for each in ("name", "currency", "stage", "state", "owner_email", "region")},
        **{each: getattr(row, each) for each in ("segment", "product", "url", "system")},
        "id": row.external,
        "account": account,
        "close_date": row.close_date.isoformat() if row.close_date else "",
    }


def rates_csv(work: Work) -> str:
    """Every rate, in the columns that an import reads."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(RATE_COLUMNS)
    for row in work[Deals].all_rates():
        writer.writerow([safe(row.currency), plain(row.rate), row.day.isoformat(), safe(row.home)])
    return out.getvalue()
