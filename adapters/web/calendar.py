"""`GET /calendar/{token}.ics`: what calendar programs read, again and again.

Comes in: the token of a link that somebody made by `/meetings calendar`. Goes out: iCalendar, or 304 where nothing has
changed since; 404 for links that lead nowhere (any more), of which nothing tells what they were.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.calendar import to_icalendar
from bot.clock import Clock
from bot.conversation.events import Event
from bot.meetings.feed import Feed
from bot.meetings.feed_links import digest_of
from bot.timing import Holidays
from bot.work import Work
from storage.calendars import link_of
from storage.database import Database
from storage.people import People

Feeds = Callable[[int, int | None, Work], Feed | None]
"""(whose link it is, the series or None for all of theirs, work) -> what it leads to; None: nowhere."""

PATH: Final = "/calendar/{token}.ics"
LONGEST: Final = 100
"""Characters of a token; ours have 43."""
_HEADERS: Final = {"cache-control": "private, max-age=300", "x-robots-tag": "noindex"}
_NOWHERE: Final = (
    "This link leads to no calendar, or not any more. Ask Truce for a new one: type /truce meetings calendar on Slack, "
    "or meetings calendar in Teams."
)


def routes(database: Database, clock: Clock, feeds: Feeds) -> list[Route]:
    return [Route(PATH, _asked(database, clock, feeds), methods=["GET"])]


def _asked(database: Database, clock: Clock, feeds: Feeds) -> Callable[[Request], Awaitable[Response]]:
    holidays = Holidays()

    async def asked(request: Request) -> Response:
        body = await asyncio.to_thread(look, str(request.path_params["token"]))
        if body is None:
            return PlainTextResponse(_NOWHERE, 404, headers={"cache-control": "no-store"})
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {**_HEADERS, "etag": tag}
        if _has(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        headers["content-disposition"] = 'inline; filename="truce.ics"'
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

    def look(token: str) -> bytes | None:
        if len(token) > LONGEST:
            return None
        digest = digest_of(token)
        with database.read() as session:
            link = link_of(session, digest)
            if link is None or not hmac.compare_digest(link.digest, digest):
                return None
            now = clock.now()
            work = Work(People(session, link.organisation), Event(key="calendar", at=now), now, holidays)
            feed = feeds(link.person, link.series, work)
        return to_icalendar(feed) if feed is not None else None

    return asked


def _has(known: str, tag: str) -> bool:
    """Whether the asker has this already: the tags that it names, weak or not, or any."""
    tags = [each.strip().removeprefix("W/") for each in known.split(",")]
    return tag in tags or "*" in tags
