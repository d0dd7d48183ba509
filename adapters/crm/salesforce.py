"""Salesforce: outbound messages (SOAP, up to 100 notifications), JSON from a Flow's callout, records of its API.

Both name their organisation and carry a token that we made: outbound messages in the address, since Salesforce signs
nothing and sends no header of ours; callouts as a bearer token. An outbound message holds the record as it is when it
is sent, not as it was when it changed, so its own SystemModstamp or LastModifiedDate says how new it is.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.crm import values
from adapters.crm.deals import deal, said_by
from adapters.crm.raw import ForgedError, Gathering, Raw, Reading, Secrets, UnreadableError, digest, one_key
from adapters.crm.wiring import Wiring
from bot.conversation.words import T
from bot.deals.told import AccountTold, DealTold

SYSTEM: Final = "salesforce"
USUAL: Final = {
    "name": "Name",
    "amount": "Amount",
    "currency": "CurrencyIsoCode",
    "stage": "StageName",
    "probability": "Probability",
    "close_date": "CloseDate",
    "owner": "OwnerId",
}
"""Salesforce's standard fields of an opportunity."""
CHANGED: Final = ("SystemModstamp", "LastModifiedDate")
MOST_RECORDS: Final = 100
IDEMPOTENCY: Final = "idempotencyKey"
FETCHED: Final = "truce.fetched"
SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
OUTBOUND: Final = "{http://soap.sforce.com/2005/09/outbound}"
OBJECT: Final = "{urn:sobject.enterprise.soap.sforce.com}"
NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class Salesforce:
    def named(self, raw: Raw) -> list[str]:
        """The organisation of the address."""
        known = eighteen(raw.query.get("org", ""))
        return [known] if known else []

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        scheme, _, bearer = raw.header("authorization").partition(" ")
        token = bearer.strip() if scheme.lower() == "bearer" else raw.query.get("token", "")
        if not is_soap(raw.body) and scheme.lower() != "bearer":
            raise ForgedError("A callout needs the header Authorization: Bearer, with the token that was made for it.")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), secrets.secret.encode()):
            raise ForgedError("The token is missing, or it is not the one that was made for this organisation.")

    def read(self, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
        if is_soap(body):
            return _notifications(body, external, wiring, received)
        message = values.an_object(values.load(body), "the message")
        if FETCHED in message:
            told = _told(values.an_object(message[FETCHED], FETCHED), "Opportunity", wiring, received)
            return Reading(digest(body), (told,))
        return _callout(message, external, wiring, received)


def is_soap(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def eighteen(external: str) -> str:
    """An id in its 18 characters, which tell upper from lower case by themselves; empty where it is no id.

    The last three each stand for the case of five others.
    """
    if not (external.isascii() and external.isalnum() and len(external) in {15, 18}):
        return ""
    short = external[:15]
    fives = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_LETTERS[sum(1 << at for at, each in enumerate(five) if each.isupper())] for five in fives)


def without_session(body: bytes) -> bytes:
    """The message without the session that Salesforce may send along: nobody's business, and good for logging in."""
    before, start, rest = body.partition(b"<SessionId>")
    session, end, after = rest.partition(b"</SessionId>")
    return before + start + end + after if session and end else body


def acknowledgement(*, ack: bool) -> str:
    """What Salesforce is answered: with false it sends the message again later."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
        '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound">'
        f"<Ack>{'true' if ack else 'false'}</Ack>"
        "</notificationsResponse></soapenv:Body></soapenv:Envelope>"
    )


# Outbound messages


def _notifications(body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
    notifications = _envelope(body)
    if eighteen((notifications.findtext(f"{OUTBOUND}OrganizationId") or "").strip()) != external:
        raise UnreadableError(T("it is of another Salesforce organization than its address"))
    found = notifications.findall(f"{OUTBOUND}Notification")
    if not found:
        raise UnreadableError(T("it holds no notification"))
    gathered, keys = Gathering(), list[str]()
    for number, each in enumerate(found[:MOST_RECORDS], 1):
        try:
            keys.append(values.identity(each.findtext(f"{OUTBOUND}Id"), "Notification Id"))
            kind, record = _record(each)
            gathered.told.append(_told(record, kind, wiring, received))
        except UnreadableError as error:
            gathered.trouble(number, error.words)
    return gathered.reading(one_key(keys) if keys else digest(body), more=True)


def _envelope(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise UnreadableError(T("it declares a document type or entities, which is refused")) from None
    except (ParseError, ValueError, LookupError):
        raise UnreadableError(T("it is not well-formed XML")) from None
    found = root.find(f"{SOAP}Body/{OUTBOUND}notifications")
    if root.tag != f"{SOAP}Envelope" or found is None:
        raise UnreadableError(T("it is not an outbound message"))
    return found


def _record(notification: Element) -> tuple[str, dict[str, str | None]]:
    """Of which kind it is, and its fields."""
    record = notification.find(f"{OUTBOUND}sObject")
    if record is None:
        raise UnreadableError(T("it holds no record"))
    fields = {
        each.tag.removeprefix(OBJECT): None if each.get(NIL) in {"true", "1"} else each.text or "" for each in record
    }
    return record.get(TYPE, "").rpartition(":")[2], fields


# Callouts of a Flow


def _callout(message: Mapping[str, Any], external: str, wiring: Wiring, received: datetime) -> Reading:
    key = values.identity(message.get(IDEMPOTENCY), IDEMPOTENCY)
    if eighteen(values.text(message.get("organizationId"), "organizationId")) != external:
        raise UnreadableError(T("organizationId is of another Salesforce organization than its address"))
    gathered = Gathering()
    for number, each in enumerate(values.a_list(message.get("records"), "records")[:MOST_RECORDS], 1):
        try:
            record = values.an_object(each, "it")
            attributes = values.an_object(record.get("attributes", {}), "attributes")
            kind = values.text(attributes.get("type", "Opportunity"), "type")
            gathered.told.append(_told(record, kind, wiring, received))
        except UnreadableError as error:
            gathered.trouble(number, error.words)
    return gathered.reading(one_key([f"callout {key}"]), more=True)


# Records


def _told(record: Mapping[str, Any], kind: str, wiring: Wiring, received: datetime) -> DealTold | AccountTold:
    external = eighteen(values.identity(record.get("Id"), "Id"))
    if not external:
        raise UnreadableError(T("Id is no Salesforce id"))
    changed = next((name for name in CHANGED if record.get(name)), "")
    at = values.news(record[changed], changed, received) if changed else received
    if kind == "Account":
        name = {"name": values.text(record["Name"], "Name")} if "Name" in record else {}
        return AccountTold(system=SYSTEM, external=external, at=at, **name)
    if kind != "Opportunity":
        raise UnreadableError(T("only opportunities and accounts are read: remove the other messages"))
    more: dict[str, Any] = _state(record, wiring) | _relations(record)
    return deal(SYSTEM, external, at, said_by(record, wiring.under(USUAL)), wiring, **more)


def _state(record: Mapping[str, Any], wiring: Wiring) -> dict[str, str]:
    stage = values.text(record.get("StageName"), "StageName")
    if _is_true(record.get("IsDeleted")):
        return {"state": "removed"}
    if "IsClosed" in record and "IsWon" in record:
        return {"state": "won" if _is_true(record["IsWon"]) else "lost" if _is_true(record["IsClosed"]) else "open"}
    if stage:
        won, lost = (*wiring.won, "Closed Won"), (*wiring.lost, "Closed Lost")
        return {"state": "won" if stage in won else "lost" if stage in lost else "open"}
    return {}


def _relations(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the API tells along with a record: the account's name, the owner's address."""
    found: dict[str, Any] = {}
    if "AccountId" in record:
        found["account_external"] = eighteen(values.text(record["AccountId"], "AccountId"))
    account, owner = record.get("Account"), record.get("Owner")
    if isinstance(account, dict):
        found["account"] = values.text(account.get("Name"), "Account.Name")
    if isinstance(owner, dict):
        found["owner_email"] = values.text(owner.get("Email"), "Owner.Email").lower()
    return found


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "1"})
