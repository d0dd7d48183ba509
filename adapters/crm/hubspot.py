"""HubSpot's webhooks: a list of events, each about one property of one deal or company. Also deals as its API has them.

Events come unordered and up to ten times; each carries HubSpot's own time, by which the newest word about a property is
known. Signed (version 3) with the app's client secret over method, our public address, body and timestamp.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adapters.crm import values
from adapters.crm.deals import deal, said_by, state_of
from adapters.crm.raw import (
    ForgedError,
    Gathering,
    Raw,
    Reading,
    Secrets,
    UnreadableError,
    digest,
    must_be_young,
    one_key,
)
from adapters.crm.wiring import Wiring
from bot.conversation.words import T
from bot.deals.reported import AnyTold
from bot.deals.told import AccountTold, DealTold

SYSTEM: Final = "hubspot"
USUAL: Final = {
    "name": "dealname",
    "amount": "amount",
    "currency": "deal_currency_code",
    "stage": "dealstage",
    "probability": "hs_deal_stage_probability*100",
    "close_date": "closedate",
    "owner": "hubspot_owner_id",
}
"""HubSpot's standard properties."""
WON: Final = ("closedwon",)
LOST: Final = ("closedlost",)
FLAGS: Final = {"hs_is_closed_won": "won", "hs_is_closed_lost": "lost"}
STATES: Final = {"deletion": "removed", "restore": "open"}
FETCHED: Final = "truce.fetched"
"""The key of a body that we have made ourselves of what the API answered."""
TYPES: Final = {"0-2": "company", "0-3": "deal"}
"""HubSpot's numbers of the objects that we keep, in events called "object...."."""
TIMESTAMP: Final = re.compile(r"\d{10,16}")
PORTAL: Final = re.compile(rb'"portalId"\s*:\s*"?(\d{1,20})"?\s*[,}]')


class HubSpot:
    def named(self, raw: Raw) -> list[str]:
        """The portals, as they stand in the body: looked for as text, so that a broken body has a sender too."""
        return list(dict.fromkeys(each.decode() for each in PORTAL.findall(raw.body)))

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        signature, signed = raw.header("x-hubspot-signature-v3"), raw.header("x-hubspot-request-timestamp")
        if not signature or not TIMESTAMP.fullmatch(signed):
            raise ForgedError("X-HubSpot-Signature-v3 or X-HubSpot-Request-Timestamp is missing.")
        message = b"".join((b"POST", raw.url.encode(), raw.body, signed.encode()))
        wanted = base64.b64encode(hmac.new(secrets.secret.encode(), message, hashlib.sha256).digest())
        if not hmac.compare_digest(wanted, signature.encode("utf-8", "replace")):
            raise ForgedError("X-HubSpot-Signature-v3 does not fit this message, this address and the client secret.")
        must_be_young(values.moment(signed, "X-HubSpot-Request-Timestamp"), raw.received)

    def read(self, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
        """What the events of one portal say."""
        loaded = values.load(body)
        if isinstance(loaded, dict) and FETCHED in loaded:
            return Reading(digest(body), _fetched(values.an_object(loaded[FETCHED], FETCHED), wiring, received))
        gathered, keys, events = Gathering(), [], dict[str, Any]()
        for number, each in enumerate(values.a_list(loaded, "the message"), 1):
            try:
                event = values.an_object(each, "it")
                if str(event.get("portalId")) != external:
                    continue  # the portal's own connection reads it
                key = _key(event)
                keys.append(key)
                events.setdefault(key, (number, event))
            except UnreadableError as error:
                gathered.trouble(number, error.words)
        _read(list(events.values()), wiring, received, gathered)
        return gathered.reading(one_key(keys) if keys else digest(body), more=True)


def _key(event: Mapping[str, Any]) -> str:
    names = ("portalId", "subscriptionId", "eventId", "objectId", "occurredAt")
    return "-".join(values.text(event.get(each), each) for each in names)


def _read(events: list[tuple[int, dict[str, Any]]], wiring: Wiring, received: datetime, gathered: Gathering) -> None:
    """What happened to one object at one moment is told together: an amount never meets another one's currency."""
    changes: dict[tuple[str, str, datetime], dict[str, tuple[int, Any]]] = {}
    for number, event in events:
        try:
            what, happened, at = _about(event, received)
            if happened == "merge":
                gathered.told += _merged(event, what, at)
                continue
            said = changes.setdefault((what, values.identity(event.get("objectId"), "objectId"), at), {})
            if happened == "propertyChange":
                said[values.identity(event.get("propertyName"), "propertyName")] = number, event.get("propertyValue")
            elif happened in STATES:
                said["="] = number, STATES[happened]
        except UnreadableError as error:
            gathered.trouble(number, error.words)
    for (what, external, at), said in sorted(changes.items(), key=lambda each: each[0][2]):
        _change(what, external, at, said, wiring, gathered)


def _about(event: Mapping[str, Any], received: datetime) -> tuple[str, str, datetime]:
    """Deal or company, what happened to it, and when."""
    what, _, happened = values.text(event.get("subscriptionType"), "subscriptionType").partition(".")
    what = TYPES.get(values.text(event.get("objectTypeId"), "objectTypeId"), "") if what == "object" else what
    if what not in {"deal", "company"}:
        raise UnreadableError(T("only events of deals and companies are read: remove the other subscriptions"))
    return what, happened, values.news(event.get("occurredAt"), "occurredAt", received)


def _change(
    what: str, external: str, at: datetime, said: dict[str, tuple[int, Any]], wiring: Wiring, gathered: Gathering
) -> None:
    """Told together, where all of it can be understood; else by itself, so that only what can't is left out."""
    told: Any = {name: value for name, (_, value) in said.items()}
    try:
        gathered.told.append(_told(what, external, at, told, wiring))
    except UnreadableError as error:
        if len(said) == 1:
            gathered.trouble(next(iter(said.values()))[0], error.words)
            return
        for name, found in said.items():
            _change(what, external, at, {name: found}, wiring, gathered)


def _told(what: str, external: str, at: datetime, said: dict[str, Any], wiring: Wiring) -> DealTold | AccountTold:
    if what == "company":
        names = {"name": values.text(said["name"], "name")} if "name" in said else {}
        return AccountTold(system=SYSTEM, external=external, at=at, **names)
    more = {"state": said["="]} if "=" in said else _state(said, wiring)
    return deal(SYSTEM, external, at, said_by(said, wiring.under(USUAL)), wiring, **more)


def _state(said: Mapping[str, Any], wiring: Wiring) -> dict[str, str]:
    """Whether the deal is over: by HubSpot's own marks, where it told them; else by its stage."""
    for flag, state in FLAGS.items():
        if str(said.get(flag)).lower() == "true":
            return {"state": state}
    if "dealstage" not in said:
        return {}
    known = wiring.model_copy(update={"won": (*WON, *wiring.won), "lost": (*LOST, *wiring.lost)})
    return {"state": state_of(values.text(said["dealstage"], "dealstage"), known)}


def _merged(event: Mapping[str, Any], what: str, at: datetime) -> list[DealTold]:
    """Of several deals that became one, the others are no more."""
    gone = values.a_list(event.get("mergedObjectIds"), "mergedObjectIds") if what == "deal" else []
    return [
        DealTold(system=SYSTEM, external=values.identity(each, "mergedObjectIds"), at=at, state="removed")
        for each in gone
    ]


def _fetched(answer: Mapping[str, Any], wiring: Wiring, received: datetime) -> tuple[AnyTold, ...]:
    """A deal as the API has it: {"deal": ..., "company": ..., "owner": ...}, the latter two if it has any."""
    found = values.an_object(answer.get("deal"), "deal")
    said = values.an_object(found.get("properties"), "properties")
    external = values.identity(found.get("id"), "id")
    at = values.news(found.get("updatedAt"), "updatedAt", received)
    company, owner = answer.get("company"), answer.get("owner")
    more: dict[str, Any] = dict(_state(said, wiring))
    told: list[AnyTold] = []
    if isinstance(owner, dict):
        more["owner_email"] = values.text(owner.get("email"), "email").lower()
    if isinstance(company, dict):
        more["account_external"] = values.identity(company.get("id"), "company id")
        name = values.text(values.an_object(company.get("properties"), "properties").get("name"), "name")
        changed = values.news(company.get("updatedAt"), "updatedAt", received)
        told.append(AccountTold(system=SYSTEM, external=more["account_external"], at=changed, name=name))
    told.append(deal(SYSTEM, external, at, said_by(said, wiring.under(USUAL)), wiring, **more))
    return tuple(told)
