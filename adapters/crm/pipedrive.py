"""Pipedrive's webhooks, version 2: one change of one deal or organisation, with all of its standard fields.

Comes with HTTP Basic, by the user name and password that were entered at the webhook. Pipedrive bans an address that
fails ten times in a row, so what is genuine is always answered well.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adapters.crm import values
from adapters.crm.deals import deal, said_by
from adapters.crm.raw import ForgedError, Raw, Reading, Secrets, UnreadableError, digest, one_key
from adapters.crm.wiring import Wiring
from bot.conversation.words import T
from bot.deals.told import AccountTold, DealTold

SYSTEM: Final = "pipedrive"
USUAL: Final = {
    "name": "title",
    "amount": "value",
    "currency": "currency",
    "stage": "stage_id",
    "probability": "probability",
    "close_date": "expected_close_date",
    "owner": "owner_id",
}
"""Pipedrive's standard fields."""
STATES: Final = {"open": "open", "won": "won", "lost": "lost", "deleted": "removed"}


class Pipedrive:
    def named(self, raw: Raw) -> list[str]:
        user, _ = _basic(raw)
        return [user] if user else []

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        user, password = _basic(raw)
        if not user:
            raise ForgedError("HTTP Basic authentication is missing: enter user name and password at the webhook.")
        same = hmac.compare_digest(user.encode(), secrets.external.encode())
        if not hmac.compare_digest(password.encode(), secrets.secret.encode()) or not same:
            raise ForgedError("The user name or the password is wrong.")

    def read(self, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
        message = values.an_object(values.load(body), "the message")
        meta = values.an_object(message.get("meta"), "meta")
        key = f"{external} {values.text(meta.get('id'), 'meta.id')}" if meta.get("id") else digest(body)
        try:
            told = _told(message, meta, wiring, received)
        except UnreadableError as error:
            return Reading(one_key([key]), troubles=(error.words,))
        return Reading(one_key([key]), (told,))


def _basic(raw: Raw) -> tuple[str, str]:
    scheme, _, sent = raw.header("authorization").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(sent.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _told(
    message: Mapping[str, Any], meta: Mapping[str, Any], wiring: Wiring, received: datetime
) -> DealTold | AccountTold:
    if not str(meta.get("version", "")).startswith("2"):
        raise UnreadableError(T("only version 2 of Pipedrive's webhooks is read: choose it at the webhook"))
    entity = values.text(meta.get("entity"), "meta.entity")
    if entity not in {"deal", "organization"}:
        raise UnreadableError(T("only events of deals and organizations are read: remove the other webhooks"))
    external = values.identity(meta.get("entity_id"), "meta.entity_id")
    at = values.news(meta.get("timestamp"), "meta.timestamp", received)
    if entity == "organization":
        data = message.get("data")
        name = {"name": values.text(data["name"], "name")} if isinstance(data, dict) and "name" in data else {}
        return AccountTold(system=SYSTEM, external=external, at=at, **name)
    if meta.get("action") == "delete" or message.get("data") is None:
        return DealTold(system=SYSTEM, external=external, at=at, state="removed")
    data = values.an_object(message["data"], "data")
    if "id" in data and values.text(data["id"], "data.id") != external:
        raise UnreadableError(T("it speaks of two deals"))
    return _deal(data, external, at, wiring)


def _deal(data: Mapping[str, Any], external: str, at: datetime, wiring: Wiring) -> DealTold:
    own = data.get("custom_fields") or {}
    flat = {**data, **{name: _own(value) for name, value in values.an_object(own, "custom_fields").items()}}
    more: dict[str, Any] = {}
    if "status" in data:
        status = values.text(data["status"], "status")
        if status not in STATES:
            raise UnreadableError(T("status is none of open, won, lost and deleted"))
        more["state"] = STATES[status]
    if "org_id" in data:
        more["account_external"] = values.text(data["org_id"], "org_id")
    return deal(SYSTEM, external, at, said_by(flat, wiring.under(USUAL)), wiring, **more)


def _own(value: Any) -> Any:
    """What a custom field holds: {"type": "varchar", "value": "DACH"}, or the number of an option as {"id": 42}."""
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in ("value", "label", "id") if value.get(name) is not None), None)
