"""The pictures of cards, drawn when a page asks for them, off the event loop."""

import asyncio
from collections import OrderedDict
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters import charts
from adapters.web.playground.world import World
from bot.conversation.cards import Card, Image
from bot.conversation.reading import Reader
from storage.playground import message_of

KEPT: Final = 64


def picture_route(world: World) -> Route:
    """`/pictures/{message}/{version}/{part}.png?for=user`; the version lets browsers keep it. `&dark=1` is dark."""
    kept: OrderedDict[str, bytes] = OrderedDict()

    async def picture(request: Request) -> Response:
        given = request.path_params
        who = world.company.find(request.query_params.get("for", ""))
        dark = "dark" in request.query_params
        name = f"{given['message']}/{given['version']}/{given['part']}/{who.user if who else ''}/{dark}"
        if name not in kept:
            reader = world.reader(who) if who else Reader(now=world.clock.now())
            drawn = await asyncio.to_thread(_draw, world, given["message"], given["part"], reader, dark=dark)
            if drawn is None:
                return Response("There is no such picture.", 404)
            kept[name] = drawn
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return Response(kept[name], media_type="image/png", headers={"cache-control": "private, max-age=3600"})

    return Route("/pictures/{message}/{version:int}/{part:int}.png", picture)


def _draw(world: World, message: str, part: int, reader: Reader, *, dark: bool) -> bytes | None:
    with world.database.read() as session:
        row = message_of(session, message)
    parts = Card.model_validate_json(row.card).parts if row and row.card else ()
    found = parts[part] if part < len(parts) else None
    return charts.png(found.chart, reader, dark=dark) if isinstance(found, Image) else None
