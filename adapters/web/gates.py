"""`GET /api/gates/{id}`: a print shop's or another program's question whether something may happen.

Comes in: a bearer token, made by `truce connect gates`, and the name of a gate (or what the asking system calls it).
Goes out: JSON with `cleared`, and why not. Whatever goes wrong is no yes.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.conversation.events import Event
from bot.timing import Holidays
from bot.work import Work
from storage.database import Database
from storage.people import People
from storage.records import Session
from storage.reports import Connection, Connections

SYSTEM: Final = "gates"
Answer = Callable[[str, Work], dict[str, Any] | None]
"""(what was asked for, work) -> how that gate stands; None where there is none."""


def issue(session: Session, organisation: int, now: datetime) -> str:
    """A new token for one company: the name of a connection and a secret, of which only a digest is kept."""
    name = f"gates-{secrets.token_hex(4)}"
    token = f"{name}.{secrets.token_urlsafe(32)}"
    row = Connection(organisation=organisation, system=SYSTEM, external=name, sealed_secret=_digest(token), added=now)
    Connections(session).add(row)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def routes(database: Database, clock: Clock, answer: Answer) -> list[Route]:
    return [Route("/api/gates/{id}", _asked(database, clock, answer), methods=["GET"])]


def _asked(database: Database, clock: Clock, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def asked(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return _refused()
        found = await asyncio.to_thread(look, token.strip(), request.path_params["id"])
        return _refused() if found is None else found

    def look(token: str, name: str) -> Response | None:
        with database.read() as session:
            connection = Connections(session).find(SYSTEM, token.partition(".")[0])
            if connection is None or not hmac.compare_digest(connection.sealed_secret, _digest(token)):
                return None
            now = clock.now()
            work = Work(People(session, connection.organisation), Event(key="gate", at=now), now, Holidays())
            found = answer(name[:200], work)
        if found is None:
            return JSONResponse({"error": "There is no gate of that name.", "cleared": False}, 404)
        return JSONResponse(found, headers={"cache-control": "no-store"})

    return asked


def _refused() -> Response:
    says = "Send the token that `truce connect gates` has shown, as: Authorization: Bearer TOKEN"
    return JSONResponse({"error": says, "cleared": False}, 401, headers={"www-authenticate": "Bearer"})
