"""Our own JSON, for whatever has no adapter: deals, accounts, reviews and submissions, several at once (docs/crm.md).

X-Truce-Key: the id of the key          X-Truce-Timestamp: seconds since 1970
X-Truce-Signature: v1=HMAC-SHA256 of "v1:timestamp:body" with the key's secret, in hexadecimal

{"id": "never twice for two messages", "items": [{"type": "deal", "id": "D-17", "at": "...", "name": "..."}]}
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, get_args

from adapters.crm import values
from adapters.crm.deals import deal
from adapters.crm.raw import ForgedError, Gathering, Raw, Reading, Secrets, UnreadableError, must_be_young, one_key
from adapters.crm.wiring import OURS, Wiring
from bot.conversation.words import T
from bot.deals.reported import AnyTold
from bot.deals.told import AccountTold, DealTold, ReviewTold, SubmissionTold

SYSTEM: Final = "generic"
MOST_ITEMS: Final = 100
"""All of them are recorded in one transaction, and nobody is to wait for it."""
MOST_PEOPLE: Final = 200
NAME: Final = re.compile(r"[A-Za-z_]{1,40}")
"""What looks like the name of a field, and not like somebody's data."""
TIMESTAMP: Final = re.compile(r"\d{10}")
OF_DEALS: Final = tuple(each for each in OURS if each != "owner")
RENAMED: Final = {"account_id": "account_external", "deal_id": "deal_external"}

Reads = Callable[[Any, str], Any]


class Generic:
    def named(self, raw: Raw) -> list[str]:
        key = raw.header("x-truce-key")
        return [key] if key else []

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        signed, signature = raw.header("x-truce-timestamp"), raw.header("x-truce-signature")
        if not signature or not TIMESTAMP.fullmatch(signed):
            raise ForgedError("X-Truce-Key, X-Truce-Timestamp (whole seconds) or X-Truce-Signature is missing.")
        wanted = signature_of(secrets.secret, signed, raw.body)
        if not hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")):
            raise ForgedError("X-Truce-Signature does not fit this message, its timestamp and the key's secret.")
        must_be_young(values.moment(signed, "X-Truce-Timestamp"), raw.received)

    def read(self, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
        message = values.an_object(values.load(body), "the message")
        key = one_key([f"{external} {values.identity(message.get('id'), 'id')}"])
        items = values.a_list(message.get("items"), "items")
        if len(items) > MOST_ITEMS:
            raise UnreadableError(
                T("it holds {count} items; at most {most} are read", count=len(items), most=MOST_ITEMS)
            )
        gathered = Gathering()
        for number, each in enumerate(items, 1):
            try:
                gathered.told.append(_item(values.an_object(each, "it"), wiring, received))
            except UnreadableError as error:
                gathered.trouble(number, error.words)
        return Reading(key, tuple(gathered.told), tuple(gathered.troubles))


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """The header's value."""
    message = b"v1:" + timestamp.encode() + b":" + body
    return f"v1={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def _item(item: Mapping[str, Any], wiring: Wiring, received: datetime) -> AnyTold:
    what = item.get("type")
    if what not in ("deal", "account", "review", "submission"):
        raise UnreadableError(T("type is none of deal, account, review and submission"))
    given: dict[str, Any] = {
        "system": SYSTEM,
        "external": values.identity(item.get("id"), "id"),
        "at": values.news(item.get("at"), "at", received),
    }
    said = {name: value for name, value in item.items() if name not in {"type", "id", "at"}}
    own = {"deal": _DEAL, "account": _ACCOUNT, "review": _REVIEW, "submission": _SUBMISSION}[str(what)]
    known = (*OF_DEALS, *own) if what == "deal" else tuple(own)
    for name in said:
        if name not in known:
            shown = name if NAME.fullmatch(name) else "?"
            raise UnreadableError(
                T("{field} is no field of it; known are {known}", field=shown, known=", ".join(known))
            )
    read = {RENAMED.get(name, name): own[name](value, name) for name, value in said.items() if name in own}
    match what:
        case "deal":
            ours = {f"{name} {name}": value for name, value in said.items() if name in OF_DEALS}
            return deal(wiring=wiring, said=ours, **given, **read)
        case "account":
            return AccountTold(**given, **read)
        case "review":
            return ReviewTold(**given, **read)
    return SubmissionTold(**given, **read)


def _one_of(told: type[DealTold | ReviewTold | SubmissionTold], field: str) -> Reads:
    known = get_args(told.model_fields[field].annotation)

    def read(value: Any, name: str) -> str:
        if value not in known:
            raise UnreadableError(T("{field} is none of {known}", field=name, known=", ".join(known)))
        return str(value)

    return read


def _people(value: Any, name: str) -> tuple[str, ...]:
    return tuple(values.text(each, name).lower() for each in values.a_list(value, name)[:MOST_PEOPLE])


def _email(value: Any, name: str) -> str:
    return values.text(value, name).lower()


def _starts(value: Any, name: str) -> datetime | None:
    return None if value is None else values.moment(value, name)


_ACCOUNT: Final[Mapping[str, Reads]] = {
    "name": values.text,
    "segment": values.text,
    "region": values.text,
    "owner_email": _email,
}
_DEAL: Final[Mapping[str, Reads]] = {"account_id": values.text, "state": _one_of(DealTold, "state")}
_REVIEW: Final[Mapping[str, Reads]] = {
    "kind": _one_of(ReviewTold, "kind"),
    "name": values.text,
    "account": values.text,
    "segment": values.text,
    "region": values.text,
    "product": values.text,
    "starts": _starts,
    "owner_email": _email,
    "attendees": _people,
    "state": _one_of(ReviewTold, "state"),
}
_SUBMISSION: Final[Mapping[str, Reads]] = {
    "kind": _one_of(SubmissionTold, "kind"),
    "name": values.text,
    "link": values.text,
    "segment": values.text,
    "region": values.text,
    "product": values.text,
    "due": values.day,
    "deal_id": values.text,
    "discount": values.percent,
    "owner_email": _email,
    "note": values.text,
    "state": _one_of(SubmissionTold, "state"),
}
