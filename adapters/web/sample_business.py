"""What the sample company sells to whom: 12 accounts, 25 deals in five currencies, and two reviews that lie ahead.

The deals come from a file of the same shape as a company's own import; their closing dates are told there in days from
the visitor's first one, so that they are always near.
"""

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Final

from bot.deals import importing
from bot.deals.actions import Consider
from bot.deals.recording import record
from bot.deals.told import ReviewTold
from bot.practices.applying import working
from bot.timing import resolve
from storage.deals import Deals
from storage.records import Session

RATES: Final = {"USD": "0.92", "GBP": "1.17", "CHF": "1.05", "INR": "0.0102"}
"""In EUR, which the company counts in."""
AT: Final = "@fernbrook.example"


def deals_csv(met: date) -> str:
    """The deals as a file for `truce deals import`."""
    lines = list(csv.DictReader(files("adapters.web").joinpath("sample_deals.csv").read_text("utf-8").splitlines()))
    out = io.StringIO()
    writer = csv.DictWriter(out, lines[0])
    writer.writeheader()
    for line in lines:
        writer.writerow({**line, "close_date": (met + timedelta(days=int(line["close_date"]))).isoformat()})
    return out.getvalue()


def create_business(session: Session, organisation: int, now: datetime, met: datetime) -> None:
    """Keep it, as a visitor finds it who comes at `met`."""
    work = working(session, organisation, now)
    home = work.organisation.currency
    for currency, rate in RATES.items():
        work[Deals].set_rate(currency, home, now.date() - timedelta(days=now.day - 1), Decimal(rate))
    sheet = importing.read("deals", deals_csv(met.date()).encode(), importing.company_of(work))
    if sheet.bad:
        raise ValueError(str(sheet.bad))
    for page in importing.pages(sheet):
        importing.take(page, work)
    for told in _reviews(now, met, work.organisation.zone):
        record(told, work)
    for version in (each for kind in ("deal", "review") for each in work[Deals].versions_since(kind, now)):
        version.considered = True  # all this was there before anybody came: it is no news
        work[Deals].add(version)
        work.cancel_timer(Consider, key=f"{version.kind} {version.subject}")


def _reviews(now: datetime, met: datetime, zone: str) -> list[ReviewTold]:
    """One to which nobody of Marketing goes yet, and one to which both sides go."""

    def at(days: int, hour: int) -> datetime:
        return resolve(datetime.combine(met.date() + timedelta(days=days), time(hour)), zone)

    return [
        ReviewTold(
            system="file",
            external="R-1",
            at=now,
            kind="account review",
            name="Lakeside Medical, half-year review",
            account="Lakeside Medical",
            segment="Hospitals",
            starts=at(9, 15),
            owner_email=f"dana.whitaker{AT}",
            attendees=tuple(each + AT for each in ("dana.whitaker", "brianna.cole", "jack.nakamura")),
        ),
        ReviewTold(
            system="file",
            external="R-2",
            at=now,
            kind="account planning",
            name="Northwind Foods, plan for next year",
            account="Northwind Foods",
            segment="Food",
            starts=at(16, 10),
            owner_email=f"tobias.reiter{AT}",
            attendees=tuple(each + AT for each in ("tobias.reiter", "katharina.moser", "nadia.rahman")),
        ),
    ]
