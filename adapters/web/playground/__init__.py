"""The playground: a page on which one is anybody of a sample company, talks with Truce, and moves time.

The only place that knows NiceGUI; nothing else of the program imports it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from importlib.resources import files
from typing import Annotated

from fastapi import FastAPI, Query
from nicegui import ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from adapters.clock import MovableClock
from adapters.platform import Door
from adapters.web.happenings import Happenings
from adapters.web.playground.page import Page
from adapters.web.playground.pictures import picture_route
from adapters.web.playground.world import Bell, World
from adapters.web.travel import Sends, Travel, Wakes
from bot.routing import Shortcut
from storage.database import Database

__all__ = ["Bell", "build"]

LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")
TITLE = "Truce playground"


def build(  # noqa: PLR0913  the composition root names each part
    door: Door,
    database: Database,
    clock: MovableClock,
    *,
    waker: Wakes,
    postman: Sends,
    happenings: Happenings,
    bell: Bell,
    routes: Sequence[BaseRoute] = (),
    tries: tuple[str, ...] = (),
    until: datetime | None = None,
    shortcuts: Mapping[str, Shortcut] | None = None,
) -> ASGIApp:
    """The playground as an ASGI program, over a database of its own. Call it once in a program.

    `happenings` must be the observer of the core, `bell.ring` what it, the web client and `happenings` call when
    something has changed. The playground runs the waker and the postman itself: don't start their loops. `until` gives
    a company that does not exist yet a past, which is played while the page is open already (see `World`). `shortcuts`
    are in the menu of each message.
    """
    world = World(door, database, clock, Travel(database, clock, waker, postman), happenings, bell, until, shortcuts)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(world.live())
        yield
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=living)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOCAL))
    app.router.routes += [*routes, picture_route(world)]
    look = "\n".join(_style(name) for name in ("colours.css", "look.css", "messages.css", "parts.css", "skins.css"))

    @ui.page("/", title=TITLE, favicon=_ICON)
    def page(as_: Annotated[str, Query(alias="as")] = "", room: str = "") -> None:
        company = world.company
        ui.add_head_html(f"<style>{look}</style>")
        Page(world, company.find(as_) or company.first_up, room, tries)

    ui.run_with(app, title=TITLE, dark=None, tailwind=False, show_welcome_message=False, reconnect_timeout=10)
    return app


def _style(name: str) -> str:
    return files("adapters.web.playground").joinpath(name).read_text(encoding="utf-8")


_ICON = (
    '<svg viewBox="0 0 40 40" xmlns="http://www.w3.org/2000/svg"><circle cx="14" cy="20" r="12" fill="#0072B2"/>'
    '<circle cx="26" cy="20" r="12" fill="#D55E00" fill-opacity=".9"/></svg>'
)
