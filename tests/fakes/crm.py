"""CRMs as they send: payloads in the documented shapes, signed as each vendor documents; nothing of ours is used.

posted = hubspot(events, secret=..., at=now)
answer = await posted.to(app)
"""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.types import ASGIApp

PUBLIC = "https://truce.example"
HUBSPOT_PORTAL = 62515
SALESFORCE_ORG = "00D5e000000KQ2eEAG"
PIPEDRIVE_USER = "truce-hook"


@dataclass(frozen=True)
class Posted:
    """A request, ready to be sent: as it is, or changed on its way (`dataclasses.replace`)."""

    path: str
    body: bytes
    headers: Mapping[str, str | bytes] = field(default_factory=dict)

    async def to(self, app: ASGIApp) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as client:
            return await client.post(self.path, content=self.body, headers=_as_bytes(self.headers))

    def but(self, body: bytes) -> "Posted":
        return replace(self, body=body)


def _as_bytes(headers: Mapping[str, str | bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), each if isinstance(each, bytes) else each.encode()) for name, each in headers.items()]


# HubSpot


def hubspot(events: Sequence[Any] | bytes, *, secret: str, at: datetime, public: str = PUBLIC) -> Posted:
    """Version 3 of the signature: base64 of HMAC-SHA256 over method, URI, body and timestamp."""
    body = events if isinstance(events, bytes) else json.dumps(events).encode()
    stamp = str(int(at.timestamp() * 1000))
    source = b"POST" + f"{public}/webhooks/hubspot".encode() + body + stamp.encode()
    signature = base64.b64encode(hmac.new(secret.encode(), source, hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": "application/json",
        "X-HubSpot-Signature-v3": signature,
        "X-HubSpot-Request-Timestamp": stamp,
    }
    return Posted("/webhooks/hubspot", body, headers)


def changed(deal: int, name: str, value: str, at: datetime, *, event: int = 0, attempt: int = 0) -> dict[str, Any]:
    """One property of one deal, as HubSpot tells it."""
    moment = int(at.timestamp() * 1000)
    return {
        "eventId": event or abs(hash((deal, name, value, moment))) % 10**9,
        "subscriptionId": 25,
        "portalId": HUBSPOT_PORTAL,
        "appId": 54321,
        "occurredAt": moment,
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": attempt,
        "objectId": deal,
        "propertyName": name,
        "propertyValue": value,
        "changeSource": "CRM_UI",
    }


def happened(what: str, deal: int, at: datetime, **more: Any) -> dict[str, Any]:
    """deal.creation, deal.deletion, deal.merge, ..."""
    event = changed(deal, "", "", at) | {"subscriptionType": what, "changeFlag": "CREATED"} | more
    return {key: value for key, value in event.items() if key not in {"propertyName", "propertyValue"}}


# Salesforce

_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>{organisation}</OrganizationId>
   <ActionId>04k5e000000CaRkAAK</ActionId>
   {session}
   <EnterpriseUrl>https://brightwater.my.salesforce.com/services/Soap/c/59.0/00D5e000000KQ2e</EnterpriseUrl>
   <PartnerUrl>https://brightwater.my.salesforce.com/services/Soap/u/59.0/00D5e000000KQ2e</PartnerUrl>
{notifications}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>"""
_NOTIFICATION = """   <Notification>
    <Id>{id}</Id>
    <sObject xsi:type="sf:{kind}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
{fields}
    </sObject>
   </Notification>"""


def outbound(
    *records: Mapping[str, Any],
    token: str,
    kind: str = "Opportunity",
    organisation: str = SALESFORCE_ORG,
    ids: Sequence[str] = (),
    session: str = "",
) -> Posted:
    """An outbound message; the token stands in the address, as it was entered at the endpoint URL."""
    notifications = "\n".join(
        _NOTIFICATION.format(
            id=(ids[number] if number < len(ids) else f"04l5e00000{uuid.uuid4().hex[:5]}AAJ"),
            kind=kind,
            fields="\n".join(_element(name, value) for name, value in record.items()),
        )
        for number, record in enumerate(records)
    )
    carried = f"<SessionId>{session}</SessionId>" if session else '<SessionId xsi:nil="true"/>'
    body = _ENVELOPE.format(organisation=organisation, session=carried, notifications=notifications)
    return Posted(
        f"/webhooks/salesforce?org={SALESFORCE_ORG}&token={token}",
        body.encode(),
        {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
    )


def _element(name: str, value: Any) -> str:
    if value is None:
        return f'     <sf:{name} xsi:nil="true"/>'
    written = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"     <sf:{name}>{written}</sf:{name}>"


def callout(*records: Mapping[str, Any], token: str, key: str = "", organisation: str = SALESFORCE_ORG) -> Posted:
    """What a Flow posts by an HTTP callout, with the shape that docs/crm.md gives."""
    body = {"organizationId": organisation, "idempotencyKey": key or uuid.uuid4().hex, "records": list(records)}
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return Posted(f"/webhooks/salesforce?org={SALESFORCE_ORG}", json.dumps(body).encode(), headers)


# Pipedrive


def pipedrive(
    deal: Mapping[str, Any] | None,
    *,
    password: str,
    at: datetime,
    entity_id: int = 1,
    entity: str = "deal",
    action: str = "change",
    id: str = "",  # noqa: A002  Pipedrive's name
    previous: Mapping[str, Any] | None = None,
    user: str = PIPEDRIVE_USER,
    attempt: int = 1,
) -> Posted:
    body = {
        "data": deal,
        "previous": previous,
        "meta": {
            "action": action,
            "entity": entity,
            "company_id": 12882925,
            "correlation_id": str(uuid.uuid4()),
            "entity_id": str(entity_id),
            "id": id or str(uuid.uuid4()),
            "is_bulk_edit": False,
            "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "type": "general",
            "user_id": 18487521,
            "version": "2.0",
            "webhook_id": 99,
            "webhook_owner_id": 18487521,
            "change_source": "app",
            "permitted_user_ids": [18487521],
            "attempt": attempt,
            "host": "brightwater.pipedrive.com",
        },
    }
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {basic}", "User-Agent": "Pipedrive-Webhook"}
    return Posted("/webhooks/pipedrive", json.dumps(body).encode(), headers)


def pipedrive_deal(number: int = 1, **more: Any) -> dict[str, Any]:
    """The data of a deal, with all that version 2 sends."""
    return {
        "id": number,
        "title": "Acme renewal",
        "value": 2000000,
        "currency": "USD",
        "status": "open",
        "stage_id": 2,
        "pipeline_id": 1,
        "owner_id": 18487521,
        "person_id": 3,
        "org_id": 5,
        "probability": 40,
        "expected_close_date": "2027-03-31",
        "label_ids": [],
        "custom_fields": {},
        "visible_to": "3",
        "origin": "ManuallyCreated",
        "lost_reason": None,
        "add_time": "2027-01-04T14:25:27Z",
        "update_time": "2027-01-11T08:00:00Z",
        **more,
    }


# Our own JSON


def generic(
    *items: Mapping[str, Any],
    key: str,
    secret: str,
    at: datetime,
    id: str = "",  # noqa: A002  the field's name
    body: bytes | None = None,
) -> Posted:
    sent = body if body is not None else json.dumps({"id": id or uuid.uuid4().hex, "items": list(items)}).encode()
    stamp = str(int(at.timestamp()))
    mark = hmac.new(secret.encode(), b"v1:" + stamp.encode() + b":" + sent, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Truce-Key": key,
        "X-Truce-Timestamp": stamp,
        "X-Truce-Signature": f"v1={mark}",
    }
    return Posted("/webhooks/generic", sent, headers)
