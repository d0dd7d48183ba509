"""The playground's CRM: a deal that a visitor changes is reported as a real system would report it.

Comes in: what was typed into a form. Goes out: our own JSON, signed, through the webhook like anybody's; nothing here
writes a record. Its key is made anew with each program.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import httpx
from starlette.applications import Starlette

from adapters.crm.fetching import Fetching
from adapters.crm.generic import SYSTEM, signature_of
from adapters.platform import Door, Source
from adapters.web.company import Company, Somebody
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from bot.clock import Clock
from bot.conversation.forms import ChoiceField, Form, FormOption, MoneyField, Raw, TextField, Values, read
from bot.conversation.payloads import Press
from bot.conversation.words import T, Words, verbatim
from storage.database import Database
from storage.deals import Deal
from storage.people import People
from storage.playground import newest_deal
from storage.reports import Connection, Connections
from storage.sealing import Sealer

KEY = "playground"
PUBLIC = "http://playground"
STATES: Mapping[str, Words] = {"open": T("open"), "won": T("won"), "lost": T("lost")}
PRESS = Press(code="", name="playground.deal")


def sources(database: Database, clock: Clock) -> Mapping[str, Source]:
    """What the playground's postman fetches from: no CRM is asked, but what came can be read once more."""
    return {"crm": Fetching(database, None, clock)}


@dataclass(frozen=True)
class Told:
    """What the CRM was let say, or what needs another look in the form."""

    sentence: str = ""
    errors: Mapping[str, Words] | None = None


class PlayedCrm:
    def __init__(self, door: Door, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._secret = secrets.token_urlsafe(32)
        self._sealer = Sealer(secrets.token_urlsafe(48))
        metrics = Metrics(database, clock)
        hooks = Webhooks(door, database, clock, metrics, self._sealer, PUBLIC)
        self._app = Starlette(routes=hooks.routes())

    def form(self, company: Company, currency: str) -> Form:
        """A deal as it is now, to be changed; or a new one, by another name."""
        newest, owner = self._newest(company), _seller(company)
        amount = newest.amount if newest and newest.amount is not None else Decimal(1_900_000)
        shown = f"{amount.normalize():,f} {(newest.currency if newest else '') or currency}"
        sellers = [each for each in company.people if each.side == "sales"]
        owners = tuple(FormOption(value=each.user, label=verbatim(each.name)) for each in sellers)
        return Form(
            title=T("A deal changes in the CRM"),
            intro=(T("This is what HubSpot or Salesforce would report by itself. A new name is a new deal."),),
            fields=(
                TextField(key="name", label=T("Deal"), initial=newest.name if newest else "Acme renewal", longest=120),
                MoneyField(key="amount", label=T("Amount"), initial=shown, currency=currency),
                TextField(
                    key="region",
                    label=T("Region"),
                    initial=newest.region if newest else "DACH",
                    optional=True,
                    longest=80,
                ),
                ChoiceField(
                    key="owner",
                    label=T("Owner"),
                    options=owners,
                    initial=(owner.user,) if owner else (),
                    optional=True,
                ),
                ChoiceField(
                    key="state",
                    label=T("State"),
                    options=tuple(FormOption(value=name, label=words) for name, words in STATES.items()),
                    initial=("open",),
                ),
            ),
            submit=T("Report it"),
            press=PRESS,
        )

    async def report(self, form: Form, typed: Raw, company: Company) -> Told:
        """Send what was typed. Whatever follows happens when time is let settle."""
        values = read(form, typed)
        if not isinstance(values, Values):
            return Told(errors=values)
        amount, currency = values["amount"]
        item = {
            "type": "deal",
            "id": re.sub(r"\W+", "-", values["name"].casefold()),
            "at": self._clock.now().isoformat(),
            "name": values["name"],
            "amount": str(amount),
            "currency": currency,
            "state": values["state"],
            "region": values["region"] or "",
            "owner_email": await asyncio.to_thread(self._email, company, values["owner"] or ""),
        }
        answer = await self._send([item], company)
        if answer.status_code != 200:
            return Told(errors={"name": verbatim(str(answer.json().get("error", "")))})
        return Told(f"The CRM says: {values['name']} is {values['state']}, at {amount.normalize():,f} {currency}.")

    async def _send(self, items: Sequence[Mapping[str, object]], company: Company) -> httpx.Response:
        await asyncio.to_thread(self._connect, company)
        body = json.dumps({"id": secrets.token_hex(8), "items": items}).encode()
        stamp = str(int(self._clock.now().timestamp()))
        headers = {
            "X-Truce-Key": KEY,
            "X-Truce-Timestamp": stamp,
            "X-Truce-Signature": signature_of(self._secret, stamp, body),
        }
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=PUBLIC) as client:
            return await client.post(f"/webhooks/{SYSTEM}", content=body, headers=headers)

    def _connect(self, company: Company) -> None:
        """The company may have been made anew since, and so may this program."""
        with self._database.write() as session:
            known = Connections(session)
            row = known.find(SYSTEM, KEY)
            if row is None:
                now = self._clock.now()
                row = Connection(
                    organisation=company.organisation, system=SYSTEM, external=KEY, sealed_secret="", added=now
                )
            row.sealed_secret = self._sealer.seal(self._secret)
            known.add(row)

    def _newest(self, company: Company) -> Deal | None:
        with self._database.read() as session:
            return newest_deal(session, company.organisation, SYSTEM)

    def _email(self, company: Company, user: str) -> str:
        who = company.find(user)
        if who is None:
            return ""
        with self._database.read() as session:
            person = People(session, company.organisation).get(who.person)
        return (person.email if person else "") or ""


def _seller(company: Company) -> Somebody | None:
    """Somebody of Sales who leads nobody."""
    return next((each for each in company.people if each.side == "sales" and each.roles <= {"member"}), None)
