"""Fetching for the postman: deals where a token was given, and stored reports that are to be read once more.

Comes in: a delivery of the kind "fetch", `deal:ID` or `report:NUMBER`, for a connection. Goes out: an event with what
was read, or the outcome in the postman's terms.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

from adapters.crm import hubspot_api, salesforce_api
from adapters.crm.connected import Connected, opened, read, systems, wiring_of
from adapters.platform import EffectError, Target
from bot.clock import Clock
from bot.conversation.events import Event
from bot.conversation.words import T
from bot.deals.reported import ReadAgain, Reported
from bot.delivery import Pace, Permanent, Wait
from storage.database import Database
from storage.reports import Connection, Connections, Report
from storage.sealing import Sealer, UnreadableError

PACE: Final = Pace(workspace_per_second=5, workspace_burst=10, channel_per_second=1, channel_burst=3)
"""Below what HubSpot allows a private app (100 in ten seconds): a deal takes up to three calls."""
FETCHES: Final[Mapping[str, Callable[[Connected, str], bytes]]] = {
    "hubspot": hubspot_api.fetch_deal,
    "salesforce": salesforce_api.fetch_deal,
}


class Fetching:
    """A `Source` for all connections. Without a secret it can fetch nothing, but read stored reports once more."""

    pace = PACE

    def __init__(self, database: Database, sealer: Sealer | None, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def fetch(self, target: Target) -> AsyncIterator[Event]:
        what, _, which = target.user.partition(":")
        yield await asyncio.to_thread(self._report if what == "report" else self._deal, int(target.workspace), which)

    def _deal(self, connection: int, external: str) -> Reported:
        connected = self._connected(connection)
        fetch = FETCHES.get(connected.system)
        if fetch is None or not connected.token:
            raise EffectError(Permanent("Nothing can be fetched from this system: it was connected without a token."))
        body = fetch(connected, external)
        now, whose = self._clock.now(), connected.secrets.external
        found = read(systems()[connected.system], body, whose, connected.wiring, now)
        return Reported(
            key=f"{connected.system} {connected.id} {found.key}",
            at=now,
            organisation=connected.organisation,
            connection=connected.id,
            system=connected.system,
            report=f"{connected.id} {found.key}",
            body=body,
            media_type="application/json",
            told=found.told,
            troubles=found.troubles,
        )

    def _report(self, connection: int, number: str) -> ReadAgain:
        """What is stored is read here: that needs no secret, and no network."""
        known = self._known(connection)
        with self._database.read() as session:
            row = session.get(Report, int(number))
        if row is None or row.connection != connection:
            raise EffectError(Permanent("This report is no longer there."))
        return again(known, row, self._clock)

    def _known(self, connection: int) -> Connection:
        with self._database.read() as session:
            row = Connections(session).get(connection)
        if row is None:
            raise EffectError(Permanent("This system is no longer connected."))
        return row

    def _connected(self, connection: int) -> Connected:
        row = self._known(connection)
        if self._sealer is None:
            raise EffectError(Wait("TRUCE_SECRET is not set, so no secret can be opened.", whole_workspace=True))
        try:
            return opened(row, self._sealer)
        except UnreadableError:
            reason = "The secrets of this connection can't be decrypted. Connect it again."
            raise EffectError(Wait(reason, whole_workspace=True)) from None


def again(connection: Connection, row: Report, clock: Clock) -> ReadAgain:
    """A stored report, read as this program reads now, and with the wiring as it is now."""
    found = read(systems()[row.system], row.body, connection.external, wiring_of(connection), row.received)
    troubles = found.troubles if row.body else (T("its body is no longer kept"),)
    now = clock.now()
    return ReadAgain(
        key=f"read again {row.id} {now.isoformat()}",
        at=now,
        organisation=row.organisation,
        number=row.id or 0,
        told=found.told,
        troubles=troubles,
    )
