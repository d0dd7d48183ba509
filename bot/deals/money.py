"""An amount in the organisation's currency. Pure: an amount, two currencies and a rate come in, the result goes out.

When it is worked out is settled in `settling`: when amount or currency change, and at no other time.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final, Literal

from babel.numbers import get_currency_precision

DIGITS: Final = 60
TOO_MUCH: Final = Decimal(10) ** 19
LONGEST_CODE: Final = 12


@dataclass(frozen=True)
class Worth:
    """What one of a currency is worth in the organisation's, from this day on."""

    rate: Decimal
    day: date | None


@dataclass(frozen=True)
class Converted:
    """`amount` is None where it can't be told, and `trouble` says what is missing: the currency, or its rate."""

    amount: Decimal | None = None
    rate: Decimal | None = None
    day: date | None = None
    trouble: Literal["", "currency", "rate"] = ""


SAME: Final = Worth(Decimal(1), None)


def convert(amount: Decimal | None, currency: str, home: str, worth: Worth | None) -> Converted:
    """The amount in the currency `home`. No amount is no trouble."""
    if amount is None:
        return Converted()
    if not currency:
        return Converted(trouble="currency")
    rate = SAME if currency == home else worth
    if rate is None:
        return Converted(trouble="rate")
    converted = in_cents(amount * rate.rate, home)
    if abs(converted) >= TOO_MUCH:
        return Converted(trouble="rate")  # nothing is worth so much
    return Converted(converted, rate.rate, rate.day)


def in_cents(amount: Decimal, currency: str) -> Decimal:
    """Rounded to the smallest coin of the currency, half to even."""
    with localcontext(prec=DIGITS):
        return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_EVEN)


def currency_code(text: str) -> str:
    """As ISO 4217 writes it; also what is no code is kept, so that somebody is asked about it."""
    return "".join(text.split()).upper()[:LONGEST_CODE]


def plain(value: Decimal) -> str:
    """A number as text, the same for equal numbers: no exponent, no zeros at the end."""
    with localcontext(prec=DIGITS):
        text = f"{value.normalize():f}"
    return "0" if text in {"-0", "0"} else text
