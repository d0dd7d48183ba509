"""A sender's values, read into ours: text, numbers, per cent, days, moments. What makes no sense is an UnreadableError.

Nothing here trusts a sender: lengths and sizes have bounds, and no message repeats what was sent.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any, Final

from adapters.crm.raw import AHEAD, UnreadableError
from bot.conversation.words import T

LONGEST: Final = 500
"""So many characters of a text are kept."""
LONGEST_NUMBER: Final = 60
MOST_DIGITS: Final = 18
"""Before the point. More is no amount of money."""
CENTS: Final = Decimal("0.0001")
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
MILLISECONDS: Final = re.compile(r"-?\d{11,16}")
WRITTEN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_JOINER: Final = "\u200d"
"""Keeps the parts of an emoji together."""
SEEN: Final = 80
"""So much of the name of a field is repeated."""


def load(body: bytes) -> Any:
    """JSON, with exact numbers."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=_exact, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise UnreadableError(T("it is not UTF-8 text")) from None
    except json.JSONDecodeError as error:
        where = T("it is not JSON: line {line}, column {column}", line=error.lineno, column=error.colno)
        raise UnreadableError(where) from None
    except RecursionError:
        raise UnreadableError(T("it is nested too deeply")) from None
    except (ValueError, ArithmeticError):
        raise UnreadableError(T("it holds a number that is none, or is far too long")) from None


def _exact(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("too long")
    return Decimal(text)


def _no_number(text: str) -> Any:
    raise ValueError(text)


def an_object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError(T("{field} should be an object", field=name))
    return value


def a_list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableError(T("{field} should be a list", field=name))
    return value


def identity(value: Any, name: str) -> str:
    """An id: text, or a whole number; never empty."""
    found = "" if isinstance(value, Decimal) else text(value, name)
    if not found:
        raise UnreadableError(T("{field} is missing, or is no id", field=name[:SEEN]))
    return found


def text(value: Any, name: str) -> str:
    """Text as it can be kept; a number as it is written. None is no text."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise UnreadableError(T("{field} should be text", field=name[:SEEN]))
    written = value if isinstance(value, str) else str(value)
    kept = "".join(each for each in written[: LONGEST * 4] if each.isprintable() or each.isspace() or each == _JOINER)
    return " ".join(kept.split())[:LONGEST].strip()


def number(value: Any, name: str) -> Decimal | None:
    """A number of an amount's size, with at most four digits after the point. None, or an empty text, is none."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    written = value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | Decimal) else ""
    if isinstance(value, bool) or len(written) > LONGEST_NUMBER or not WRITTEN.fullmatch(written):
        raise UnreadableError(T("{field} should be a number", field=name[:SEEN]))
    found = Decimal(written)
    if found and found.adjusted() >= MOST_DIGITS:
        raise UnreadableError(T("{field} is too large", field=name[:SEEN]))
    with localcontext(prec=LONGEST_NUMBER):
        return found.quantize(CENTS, ROUND_HALF_EVEN) if found else Decimal(0)


def percent(value: Any, name: str, *, fraction: bool = False) -> Decimal | None:
    """Per cent, 0 to 100; a `fraction` of one is made into per cent."""
    found = number(value, name)
    if found is None:
        return None
    found = found * 100 if fraction else found
    if not 0 <= found <= 100:
        raise UnreadableError(T("{field} should be between 0 and 100 per cent", field=name[:SEEN]))
    return found


def day(value: Any, name: str) -> date | None:
    """An ISO date, the date of an ISO moment, or milliseconds since 1970."""
    if value is None or value == "":
        return None
    written = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        if MILLISECONDS.fullmatch(written):
            return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(written))).date()
        return date.fromisoformat(written[:10])
    except (ValueError, OverflowError):
        raise UnreadableError(T("{field} should be a date such as 2027-03-31", field=name[:SEEN])) from None


def moment(value: Any, name: str) -> datetime:
    """An ISO moment with its zone, or seconds or milliseconds since 1970."""
    wrong = UnreadableError(T("{field} should be a moment such as 2027-03-31T09:00:00Z", field=name[:SEEN]))
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong
    written = str(value).strip()[:LONGEST_NUMBER]
    try:
        if re.fullmatch(r"\d{9,16}", written):
            count = int(written)
            unit = {"milliseconds": count} if len(written) > 10 else {"seconds": count}
            found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(**unit)
        else:
            found = datetime.fromisoformat(written)
        if found.tzinfo is None:
            raise wrong
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong from None


def news(value: Any, name: str, received: datetime) -> datetime:
    """The sender's time of something that has happened: by it late and repeated news is known."""
    found = moment(value, name)
    if found > received + AHEAD or found < EARLIEST:
        raise UnreadableError(T("{field} lies in the future, or long ago: set the sender's clock right", field=name))
    return found
