"""Deals, reviews and rates as files: the lines of a CSV, read into what they tell, with every bad line and why.

An empty cell says nothing: what is known stays. Comes in: a file as spreadsheets write it. Goes out: words like those
of any other sender, of the moment of the import.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, TypeVar

from babel.numbers import list_currencies
from pydantic import ValidationError

from bot.conversation.words import T, Words
from bot.deals.money import currency_code
from bot.deals.naming import key
from bot.deals.rates import bad_rate
from bot.deals.told import DealTold, ReviewTold, Told
from bot.deals.typed import Order, amount_of, day_of, number_of, order_of, per_cent_of
from bot.sheets import Bad, BadCellError, Columns, is_email, meant, read_rows
from bot.timing import resolve

DEAL_COLUMNS: Final = (
    *("id", "name", "account", "amount", "currency", "stage", "probability", "discount", "state", "owner_email"),
    *("close_date", "region", "segment", "product", "url", "system"),
)
REVIEW_COLUMNS: Final = (
    *("id", "kind", "name", "account", "starts", "attendees", "owner_email", "segment", "region", "product", "state"),
    "system",
)
RATE_COLUMNS: Final = ("currency", "rate", "day", "home")

_OWNER: Final = {"owner": "owner_email", "e_mail": "owner_email", "email": "owner_email", "owner_e_mail": "owner_email"}
_DEALS: Final = Columns(
    DEAL_COLUMNS,
    required=(),
    aliases=_OWNER
    | {
        "deal": "name",
        "deal_name": "name",
        "opportunity": "name",
        "opportunity_name": "name",
        "record_id": "id",
        "deal_id": "id",
        "opportunity_id": "id",
        "account_name": "account",
        "company": "account",
        "organization": "account",
        "value": "amount",
        "deal_stage": "stage",
        "status": "state",
        "closing_date": "close_date",
        "link": "url",
    },
)
_REVIEWS: Final = Columns(
    REVIEW_COLUMNS,
    required=(),
    aliases=_OWNER | {"date": "starts", "when": "starts", "account_name": "account", "status": "state"},
    lists=("attendees",),
)
_RATES: Final = Columns(RATE_COLUMNS, required=("currency", "rate", "day"), aliases={"date": "day", "from": "day"})

_STATES: Final = {
    "open": "open",
    "won": "won",
    "closedwon": "won",
    "lost": "lost",
    "closedlost": "lost",
    "removed": "removed",
    "deleted": "removed",
}
_REVIEW_KINDS: Final = {
    "accountreview": "account review",
    "accountplanning": "account planning",
    "keyaccountplanning": "account planning",
    "productplanning": "product planning",
    "productplanningreview": "product planning",
}


@dataclass(frozen=True)
class RateLine:
    currency: str
    home: str
    day: date
    rate: Decimal


@dataclass
class Sheet:
    """What a file holds. Not `usable`: trust none of it."""

    lines: list[tuple[int, Any]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    usable: bool = True


@dataclass(frozen=True)
class Company:
    """What must be known to read a file: what the company counts in, its time zone, the moment of the import."""

    home: str
    zone: str
    now: datetime
    system: str = "file"
    """Where the records come from, in lines that don't say it: records of a CRM keep their ids."""


Cells = Mapping[str, str]
One = TypeVar("One", DealTold, ReviewTold)


def read_deals(content: bytes | str, company: Company) -> Sheet:
    """The deals of a file, as `DealTold`."""
    return _read(content, _DEALS, company, _deal, ("close_date",), _named)


def read_reviews(content: bytes | str, company: Company) -> Sheet:
    """The reviews of a file, as `ReviewTold`."""
    return _read(content, _REVIEWS, company, _review, ("starts",), _named)


def read_rates(content: bytes | str, company: Company) -> Sheet:
    """The rates of a file, as `RateLine`."""
    return _read(content, _RATES, company, _rate, ("day",), lambda line: (line.currency, line.home, line.day))


def _named(told: Told) -> tuple[str, ...]:
    return (told.system, told.external)


def _read(
    content: bytes | str,
    columns: Columns,
    company: Company,
    read: Callable[[Cells, Order, Company], Any],
    days: Sequence[str],
    identity: Callable[[Any], tuple[Any, ...]],
) -> Sheet:
    table = read_rows(content, columns)
    sheet = Sheet(bad=table.bad, usable=table.usable)
    if sheet.usable and columns is not _RATES and not {"id", "name", "account"} & set(table.columns):
        return Sheet(bad=[Bad(1, T("The first line must name at least one of id, name and account."))], usable=False)
    order = order_of(cells.get(day, "") for _, cells in table.rows for day in days)
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in table.rows:
        try:
            line = read({column: meant(cell) for column, cell in cells.items()}, order, company)
        except BadCellError as bad:
            sheet.bad.append(Bad(number, bad.words))
            continue
        if (first := seen.setdefault(identity(line), number)) != number:
            sheet.bad.append(Bad(number, T("This is in line {number} already.", number=str(first))))
        else:
            sheet.lines.append((number, line))
    sheet.bad.sort(key=lambda each: each.number)
    return sheet


# A line


def _deal(cells: Cells, order: Order, company: Company) -> DealTold:
    amount, with_it = amount_of(cells.get("amount", ""), company.home)
    typed = currency_code(cells.get("currency", ""))
    if typed and with_it and typed != with_it:
        raise BadCellError(T("The amount is in {one}, the currency {other}.", one=with_it, other=typed))
    said: dict[str, Any] = {
        "amount": amount,
        "currency": _currency(typed or with_it),
        "probability": per_cent_of(cells.get("probability", "")),
        "discount": per_cent_of(cells.get("discount", ""), least=-100),
        "state": _state(cells),
        "owner_email": _address(cells.get("owner_email", "")),
        "close_date": day_of(cells.get("close_date", ""), order),
        "url": _link(cells.get("url", "")),
    }
    said |= {each: cells.get(each, "") for each in ("name", "account", "stage", "region", "segment", "product")}
    return _told(DealTold, cells, said, company)


def _review(cells: Cells, order: Order, company: Company) -> ReviewTold:
    kind, state = key(cells.get("kind", "")), cells.get("state", "").strip().lower()
    if kind and kind not in _REVIEW_KINDS:
        raise BadCellError(
            T(
                "“{kind}” is no kind of review: account review, account planning or product planning.",
                kind=cells["kind"],
            )
        )
    if state not in {"", "scheduled", "held", "cancelled"}:
        raise BadCellError(T("“{state}” is no state: scheduled, held or cancelled.", state=state[:40]))
    attendees = [each.strip() for each in cells.get("attendees", "").replace(",", ";").split(";") if each.strip()]
    said: dict[str, Any] = {
        "kind": _REVIEW_KINDS.get(kind),
        "state": state,
        "starts": _moment(cells.get("starts", ""), order, company),
        "attendees": tuple(_address(each) for each in attendees),
        "owner_email": _address(cells.get("owner_email", "")),
    }
    said |= {each: cells.get(each, "") for each in ("name", "account", "segment", "region", "product")}
    return _told(ReviewTold, cells, said, company)


def _told(kind: type[One], cells: Cells, said: Mapping[str, Any], company: Company) -> One:
    external = cells.get("id", "") or "/".join(
        filter(None, (key(cells.get("account", "")), key(cells.get("name", ""))))
    )
    if not external:
        raise BadCellError(T("Please give an id, or a name."))
    told = {field: value for field, value in said.items() if value not in {None, "", ()}}
    system = cells.get("system", "").strip().lower() or company.system
    try:
        return kind(system=system, external=external, at=company.now, **told)
    except ValidationError as error:
        wrong = ", ".join(str(each["loc"][0]) for each in error.errors() if each["loc"])
        raise BadCellError(T("This can't be so: {fields}.", fields=wrong or "?")) from None


def _rate(cells: Cells, order: Order, company: Company) -> RateLine:
    currency, home = currency_code(cells["currency"]), currency_code(cells.get("home", "")) or company.home
    rate, day = number_of(cells["rate"], grouped=False), day_of(cells["day"], order)
    if rate is None:
        raise BadCellError(T("“{cell}” is no rate. Write it like 1.08.", cell=cells["rate"][:40]))
    if day is None:
        raise BadCellError(T("Please give the day from which on the rate holds, like 2027-03-31."))
    if wrong := bad_rate(currency, home, rate):
        raise BadCellError(next(iter(wrong.values())))
    return RateLine(currency, home, day, rate)


# Cells


def _currency(code: str) -> str:
    if code and code not in list_currencies():
        raise BadCellError(T("{currency} is not a currency code; try USD or EUR.", currency=code))
    return code


def _state(cells: Cells) -> str:
    """As the column says; where there is none, a stage such as “Closed Won” says it."""
    typed = cells.get("state", "")
    if typed and key(typed) not in _STATES:
        raise BadCellError(T("“{state}” is no state: open, won, lost or removed.", state=typed[:40]))
    if typed:
        return _STATES[key(typed)]
    stage = key(cells.get("stage", ""))
    return _STATES[stage] if stage in {"closedwon", "closedlost"} else ""


def _address(cell: str) -> str:
    address = cell.strip().lower()
    if address and not is_email(address):
        raise BadCellError(_no_address(cell))
    return address


def _no_address(cell: str) -> Words:
    return T("“{cell}” is no e-mail address.", cell=cell[:60])


def _link(cell: str) -> str:
    if cell and not cell.startswith(("https://", "http://")):
        raise BadCellError(T("A link begins with https://"))
    return cell


def _moment(cell: str, order: Order, company: Company) -> datetime | None:
    """A day and a time at the company; nine in the morning where no time is told."""
    text, at = cell.strip(), time(9)
    for pattern in ("T", " "):
        head, _, tail = text.rpartition(pattern)
        if head and ":" in tail:
            try:
                text, at = head, time.fromisoformat(tail.strip()[:5])
            except ValueError:
                raise BadCellError(T("“{cell}” is no time. Write it like 2027-03-31 14:00.", cell=cell[:40])) from None
            break
    day = day_of(text, order)
    return resolve(datetime.combine(day, at), company.zone) if day else None
