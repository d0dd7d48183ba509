"""What people write into a cell: amounts, per cents, days. Pure; what can't be told for sure is a BadCellError."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from dateutil.parser import ParserError, parse

from bot.conversation.words import T
from bot.sheets import BadCellError

Order = Literal["day", "month", ""]
"""What goes first in days such as 3/4/2027."""

MONTHS: Final = 12
EARLIEST, LATEST = 1990, 2200

_NUMBER: Final = re.compile(
    r"[+-]?(?:\d{1,3}(?P<group>[.,'’ ])\d{3}(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d+)?|\d+(?:[.,]\d+)?)"
)
_TIMES: Final = {
    "k": 1000,
    "tsd": 1000,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "mrd": 10**9,
    "billion": 10**9,
}
_SIGNS: Final = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "₽": "RUB", "₺": "TRY", "₩": "KRW", "US$": "USD"}
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def amount_of(cell: str, home: str) -> tuple[Decimal | None, str]:
    """An amount, and the currency that stands with it: "2.1M EUR", "€ 2.100.000,00", "2'100'000"."""
    text = " ".join(cell.replace("\u00a0", " ").replace("\u202f", " ").split())
    if not text:
        return None, ""
    currency = ""
    for sign, code in sorted(_SIGNS.items(), key=lambda each: -len(each[0])):
        if sign in text:
            text, currency = text.replace(sign, "", 1).strip(), code
            break
    if "$" in text:
        text, currency = text.replace("$", "", 1).strip(), home if home.endswith("D") else "USD"
    if found := re.match(r"([A-Za-z]{3})\s*(?=[\d+-])", text) or re.search(r"(?<![A-Za-z])([A-Z]{3})$", text):
        text, currency = (text[: found.start()] + text[found.end() :]).strip(), found[1].upper()
    times = 1
    if found := re.search(r"(?<=[\d ])([A-Za-z]+)\.?$", text):
        if found[1].lower() not in _TIMES:
            raise _no_amount(cell)
        text, times = text[: found.start()].strip(), _TIMES[found[1].lower()]
    number = number_of(text, grouped=times == 1)
    if number is None:
        raise _no_amount(cell)
    return number * times, currency


def _no_amount(cell: str) -> BadCellError:
    return BadCellError(T("“{cell}” is no amount. Write it like 2100000 or 2,100,000.00 EUR.", cell=cell[:40]))


def number_of(text: str, *, grouped: bool = True) -> Decimal | None:
    """A number in any usual notation; "2.100" is two thousand one hundred, unless it is not `grouped`."""
    text = text.strip()
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    group = found["group"]
    if group and not grouped and text.count(group) == 1 and group in ".,":
        return Decimal(text.replace(",", "."))
    return Decimal((text.replace(group, "") if group else text).replace(",", "."))


def per_cent_of(cell: str, *, least: int = 0) -> Decimal | None:
    """Per cent, with its sign or without: "15 %", "12,5", "15"."""
    text = cell.strip().removesuffix("%").strip()
    if not text:
        return None
    number = number_of(text, grouped=False)
    if number is None or not least <= number <= 100:
        raise BadCellError(T("“{cell}” is no per cent. Write it like 15 or 12.5 %.", cell=cell[:40]))
    return number


def order_of(cells: Iterable[str]) -> Order:
    """Whether day or month goes first in a column, as far as its days show it: 31/3/2027 can be read one way only."""
    for cell in cells:
        found = None if "." in cell else _SLASHED.fullmatch(cell.strip())
        if found and int(found[1]) > MONTHS:
            return "day"
        if found and int(found[2]) > MONTHS:
            return "month"
    return ""


def day_of(cell: str, order: Order) -> date | None:
    """A day: 2027-03-31, 31.3.2027, 3/31/2027, 31 March 2027."""
    text = cell.strip()
    if not text:
        return None
    try:
        found = _day(text, order)
    except (ValueError, OverflowError, ParserError):
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise BadCellError(T("“{cell}” is no day. Please write it like 2027-03-31.", cell=cell[:40]))
    return found


def _day(text: str, order: Order) -> date | None:
    if found := re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", text):
        return date.fromisoformat(found[1])
    if found := _SLASHED.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        which: Order = "day" if "." in text or first > MONTHS else "month" if second > MONTHS else order
        if first != second and not which:
            raise BadCellError(T("“{cell}” may be two different days. Please write it like 2027-03-31.", cell=text))
        return date(year, first, second) if which == "month" else date(year, second, first)
    if re.search(r"[A-Za-z]{3}", text) and re.search(r"\d{4}", text):
        return parse(text, default=datetime(2000, 1, 1)).date()  # noqa: DTZ001  a day
    return None
