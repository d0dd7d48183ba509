"""What a sender said, field by field, in the form in which it is kept and compared."""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any, Final

from bot.conversation.model import Place
from bot.deals.money import DIGITS, currency_code
from bot.deals.naming import clean
from bot.deals.told import Told
from storage.deals import CENTS

_META: Final = frozenset({"system", "external", "at", "what"})
_PLACES: Final = {"amount": CENTS, "probability": 3, "discount": 3}


def said_of(told: Told) -> dict[str, Any]:
    """The fields that were said, by name. An empty currency says nothing: a deal doesn't lose the one that it had."""
    said = {field: _kept(field, getattr(told, field)) for field in told.model_fields_set - _META}
    if said.get("currency") == "":
        del said["currency"]
    if "account" in said or "account_external" in said:
        name, external = said.pop("account", ""), said.pop("account_external", "")
        said["account"] = f"#{external}" if external else name
    return said


def _kept(field: str, value: Any) -> Any:
    match value:
        case Decimal():
            with localcontext(prec=DIGITS):
                return value.quantize(Decimal(1).scaleb(-_PLACES.get(field, CENTS)), ROUND_HALF_EVEN)
        case Place():
            return value.model_dump_json()
        case tuple():
            return "\n".join(sorted({_email(each) for each in value} - {""}))
        case str():
            return _text(field, value)
        case datetime() if value.tzinfo is None:
            raise ValueError(f"{field} has no time zone")
        case _:
            return "" if value is None and field == "place" else value


def _text(field: str, value: str) -> str:
    if field == "currency":
        return currency_code(clean(value))
    return _email(value) if field == "owner_email" else clean(value)


def _email(value: str) -> str:
    return clean(value).lower()
