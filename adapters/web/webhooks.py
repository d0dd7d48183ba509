"""What other systems send: POST /webhooks/hubspot, /salesforce, /pipedrive and /generic.

Comes in: a signed message. Goes out: `Reported`, once it is known whose it is and that it is genuine; and an answer
only after that is stored. What is forged is 401 and leaves nothing but a count; what is genuine and can't be read is
kept and answered well, for its sender can't mend it; where even that fails it is 503, and the sender sends again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.crm import salesforce
from adapters.crm.connected import Connected, opened, read, systems
from adapters.crm.raw import ForgedError, Raw, System, digest
from adapters.platform import Door
from adapters.web.metrics import Metrics
from bot.clock import Clock
from bot.conversation.reading import Reader
from bot.conversation.words import T
from bot.core import Handled
from bot.deals.reported import Reported
from bot.dispatch import HandlerError
from storage.database import Database
from storage.reports import Connection, Connections
from storage.sealing import Sealer, UnreadableError

LARGEST: Final = 1024 * 1024
"""Bytes of a message. A hundred notifications of Salesforce are a tenth of it."""
MOST_TRIED: Final = 50
"""Where a message does not say whose it is: so many connections are tried."""
UNKNOWN: Final = "Nobody has connected the account that this message names. `truce connect` does."

log = structlog.get_logger("truce.webhooks")


class _RefusedError(Exception):
    def __init__(self, status: int, sentence: str, counted: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.counted = status, sentence, counted


@dataclass(frozen=True)
class Webhooks:
    """`public` is the address under which senders know this program; HubSpot's signature is made with it."""

    door: Door
    database: Database
    clock: Clock
    metrics: Metrics
    sealer: Sealer | None
    public: str

    def routes(self) -> list[Route]:
        return [
            Route(f"/webhooks/{name}", self._endpoint(name, system), methods=["POST"])
            for name, system in systems().items()
        ]

    def _endpoint(self, name: str, system: System) -> Callable[[Request], Awaitable[Response]]:
        async def take(request: Request) -> Response:
            soap = False
            try:
                raw = await self._raw(name, request)
                soap = name == "salesforce" and salesforce.is_soap(raw.body)
                reports = await asyncio.to_thread(self._read, name, system, raw)
                return _answer(await self._take_all(reports), reports, soap=soap)
            except _RefusedError as no:
                self.metrics.webhook(name, no.counted)
                if soap and no.status == 503:
                    return Response(salesforce.acknowledgement(ack=False), no.status, media_type="text/xml")
                headers = {"retry-after": "30"} if no.status == 503 else {}
                return JSONResponse({"error": no.sentence}, no.status, headers=headers)

        return take

    async def _raw(self, name: str, request: Request) -> Raw:
        parts, size = list[bytes](), 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > LARGEST:
                    raise _RefusedError(413, "The message is larger than 1 MiB. Send fewer items at once.", "too large")
                parts.append(part)
        except ClientDisconnect:
            raise _RefusedError(400, "The message broke off.", "broken off") from None
        return Raw(
            body=b"".join(parts),
            headers={key.lower(): value for key, value in request.headers.items()},
            query=dict(request.query_params),
            url=f"{self.public}/webhooks/{name}",
            received=self.clock.now(),
        )

    def _read(self, name: str, system: System, raw: Raw) -> list[Reported]:
        """Whose it is, whether it is genuine, and what it says."""
        if self.sealer is None or (name == "hubspot" and not self.public):
            lacks = "PUBLIC_URL" if self.sealer else "TRUCE_SECRET"
            raise _RefusedError(503, f"Truce can't check this message yet: {lacks} is not set.", "not set up")
        known = self._verified(name, system, raw, self.sealer)
        return [self._report(each, system, raw) for each in known]

    def _verified(self, name: str, system: System, raw: Raw, sealer: Sealer) -> list[Connected]:
        why, found = UNKNOWN, list[Connected]()
        for row in self._candidates(name, system.named(raw)):
            try:
                connected = opened(row, sealer)
                system.verify(raw, connected.secrets)
                found.append(connected)
            except ForgedError as error:
                why = str(error)
            except UnreadableError:
                log.warning("a secret can't be decrypted: connect again", connection=row.id)
                why = "The secret of this connection can't be decrypted. `truce connect` sets a new one."
        if not found:
            raise _RefusedError(401, why, "refused")
        return found

    def _candidates(self, name: str, named: Sequence[str]) -> list[Connection]:
        with self.database.read() as session:
            connections = Connections(session)
            found = [connections.find(name, each) for each in named[:MOST_TRIED]]
            known = [each for each in found if each is not None]
            # Broken off before it says so, or what it says is broken: whose secret fits, theirs it is.
            return known or list(connections.of_system(name, MOST_TRIED) if not named else [])

    def _report(self, connected: Connected, system: System, raw: Raw) -> Reported:
        found = read(system, raw.body, connected.secrets.external, connected.wiring, raw.received)
        body = salesforce.without_session(raw.body) if connected.system == "salesforce" else raw.body
        return Reported(
            key=f"{connected.system} {connected.id} {found.key}",
            at=raw.received,
            organisation=connected.organisation,
            connection=connected.id,
            system=connected.system,
            report=f"{connected.id} {found.key}",
            body=body,
            media_type=raw.header("content-type")[:100],
            told=found.told,
            troubles=found.troubles,
            fetch=found.fetch if connected.token else (),
        )

    async def _take_all(self, reports: Sequence[Reported]) -> list[Handled]:
        return [await self._take(each) for each in reports]

    async def _take(self, report: Reported) -> Handled:
        try:
            handled = await self._handle(report)
        except HandlerError:
            why = T("it could not be recorded; nothing of it was")
            kept = {"key": f"{report.key} kept", "report": f"{report.report} {digest(report.body)}"}
            report = report.model_copy(update={"told": (), "fetch": (), "troubles": (why,), **kept})
            handled = await self._handle(report)
        counted = "repeated" if not handled.fresh else "unreadable" if report.troubles else "taken"
        self.metrics.webhook(report.system, counted)
        return handled

    async def _handle(self, report: Reported) -> Handled:
        try:
            return await self.door.handle(report)
        except HandlerError as error:
            if report.troubles and not report.told:
                raise _RefusedError(503, _LATER, "not stored") from error
            raise
        except Exception as error:
            log.warning("a message could not be stored", system=report.system, error=type(error).__name__)
            raise _RefusedError(503, _LATER, "not stored") from error


_LATER: Final = "Truce could not store this message. Please send it again."


def _answer(handled: Sequence[Handled], reports: Sequence[Reported], *, soap: bool) -> Response:
    if soap:
        return Response(salesforce.acknowledgement(ack=True), media_type="text/xml")
    taken: dict[str, object] = {"stored": True}
    if not any(each.fresh for each in handled):
        taken["repeat"] = True
    if troubles := [words for each in reports for words in each.troubles]:
        reader = Reader(now=reports[0].at)
        taken["unreadable"] = [reader.plain(words) for words in troubles]
    return JSONResponse(taken)
