"""A deal, from the sender's values and how the company has wired them. Only what was said is set."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from adapters.crm import values
from adapters.crm.wiring import TIMES, Wiring, bare
from bot.deals.told import DealTold

_TEXTS: Final = ("name", "url", "account", "stage", "region", "segment", "product")


def deal(system: str, external: str, at: datetime, said: Mapping[str, Any], wiring: Wiring, **more: Any) -> DealTold:
    """`said` holds values by our field and the sender's name of it: {("amount", "Amount"): "2000"}; `more` is ours."""
    found: dict[str, Any] = dict(more)
    for ours, read in _READERS.items():
        for key, value in said.items():
            field, _, theirs = key.partition(" ")
            if field == ours:
                found |= read(value, theirs, wiring)
    if found.get("amount") is not None and not found.get("currency") and wiring.currency:
        found["currency"] = wiring.currency
    return DealTold(system=system, external=external, at=at, **found)


def said_by(theirs: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The sender's values under our names, as `deal` takes them: what it did not send is left out."""
    return {f"{ours} {name}": theirs[bare(name)] for ours, name in fields.items() if bare(name) in theirs}


def state_of(stage: str, wiring: Wiring) -> str:
    """Whether a stage ends a deal."""
    return "won" if stage in wiring.won else "lost" if stage in wiring.lost else "open"


def _text(field: str) -> Callable[[Any, str, Wiring], dict[str, Any]]:
    def read(value: Any, theirs: str, wiring: Wiring) -> dict[str, Any]:
        written = values.text(value, theirs)
        return {field: wiring.names.get(field, {}).get(written, written)}

    return read


def _amount(value: Any, theirs: str, _: Wiring) -> dict[str, Any]:
    return {"amount": values.number(value, theirs)}


def _currency(value: Any, theirs: str, _: Wiring) -> dict[str, Any]:
    return {"currency": values.text(value, theirs).upper()[:10]}


def _percent(field: str) -> Callable[[Any, str, Wiring], dict[str, Any]]:
    def read(value: Any, theirs: str, _: Wiring) -> dict[str, Any]:
        return {field: values.percent(value, bare(theirs), fraction=theirs.endswith(TIMES))}

    return read


def _close_date(value: Any, theirs: str, _: Wiring) -> dict[str, Any]:
    return {"close_date": values.day(value, theirs)}


def _owner(value: Any, theirs: str, wiring: Wiring) -> dict[str, Any]:
    """An id says nothing unless somebody has said whose it is; that the deal has no owner, an empty one says."""
    known = values.text(value, theirs)
    if not known:
        return {"owner_email": ""}
    return {"owner_email": wiring.owners[known]} if known in wiring.owners else {}


def _owner_email(value: Any, theirs: str, _: Wiring) -> dict[str, Any]:
    return {"owner_email": values.text(value, theirs).lower()}


_READERS: Final[Mapping[str, Callable[[Any, str, Wiring], dict[str, Any]]]] = {
    **{field: _text(field) for field in _TEXTS},
    "amount": _amount,
    "currency": _currency,
    "probability": _percent("probability"),
    "discount": _percent("discount"),
    "close_date": _close_date,
    "owner": _owner,
    "owner_email": _owner_email,
}
