"""`truce demo`: the playground in a browser, on this machine only, over a database of its own."""

import asyncio
import gc
import os
import sys
import threading
import webbrowser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

import uvicorn
from sqlmodel import col, func, select
from starlette.types import ASGIApp

from adapters.clock import MovableClock, SystemClock
from adapters.postman import Postman
from adapters.serving import StartError, listening
from adapters.waking import Waker
from adapters.web import api, calendar, gates
from adapters.web.checks import database_answers, writers_live
from adapters.web.client import WebClient
from adapters.web.crm_played import sources
from adapters.web.happenings import Happenings
from adapters.web.metrics import Metrics
from adapters.web.past import LENGTH, MORNING
from adapters.web.playground import Bell, build
from adapters.web.sample import ZONE, forget
from bot.core import Truce
from bot.routes import GATE_ANSWER, MEETINGS, ROUTES
from bot.timing import Holidays, Hours, country_of_zone, next_working
from bot.trace import Trace
from storage import migrating
from storage.database import Database
from storage.inbox import Handled
from storage.people import Organisations
from storage.playground import WebMessage

HOST: Final = "127.0.0.1"
PORTS_TRIED: Final = 10
LAST_REQUESTS: Final = 1  # seconds: an open page would hold the program up for ever


def demo(database: Database, port: int | None, default_port: int, ready: Callable[[str], None]) -> None:
    """Run the playground until Ctrl+C. Without a `port`, take the default one or the next that is free."""
    ports = [port] if port else range(default_port, default_port + PORTS_TRIED)
    for number in ports:
        try:
            with listening(HOST, number) as sock:
                config = uvicorn.Config(
                    _app(database, number), log_config=None, access_log=False, timeout_graceful_shutdown=LAST_REQUESTS
                )
                gc.freeze()  # the program itself is not looked through again and again while ten weeks are played
                ready(f"http://{HOST}:{number}")
                asyncio.run(uvicorn.Server(config).serve(sockets=[sock]))
                return
        except StartError:
            if number == ports[-1]:
                raise


def begin_anew(database: Database) -> None:
    """Forget what happened in the playground: the company is created anew, with its past, when it opens."""
    forget(database)


def is_a_company_s(database: Database) -> bool:
    """Whether somebody's real people are in there: the playground keeps away from those."""
    with database.read() as session:
        organisations = Organisations(session)
        platforms = {row.platform for row in organisations.workspaces()}
        return bool(platforms - {"web"}) or (bool(organisations.all()) and not platforms)


def open_browser(address: str) -> None:
    """Show the page, where there is a screen to show it on."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _app(database: Database, port: int) -> ASGIApp:
    opening, fresh = _opening(database)
    clock = MovableClock(opening - LENGTH if fresh else opening, running=True)
    bell, metrics = Bell(), Metrics(database, clock)
    happenings = Happenings(bell.ring)

    def observe(trace: Trace) -> None:
        metrics.observe(trace)
        happenings.note(trace)

    address = f"http://localhost:{port}"
    truce = Truce(
        database, clock, ROUTES, observer=observe, detailed=True, committed=metrics.committed, address=address
    )
    client = WebClient(database, bell.ring)
    postman = Postman(database, {"web": client}, clock, truce, sources=sources(database, clock))
    checks: list[Callable[[], str]] = [database_answers(database), partial(migrating.problem, database), writers_live]
    return build(
        truce,
        database,
        clock,
        waker=Waker(database, clock, truce),
        postman=postman,
        happenings=happenings,
        bell=bell,
        routes=[
            *api.routes(checks, metrics),
            *gates.routes(database, clock, GATE_ANSWER),
            *calendar.routes(database, clock, MEETINGS.feeding.feed),
        ],
        until=opening,
        shortcuts=ROUTES.shortcuts,
    )


def _opening(database: Database) -> tuple[datetime, bool]:
    """When a visitor comes, and whether the company is still to be created.

    The next working morning; with a company that is there, where the playground's time had been moved to.
    """
    now = SystemClock().now()
    with database.read() as session:
        there = bool(Organisations(session).workspaces())
        handled = session.exec(select(func.max(col(Handled.at)))).one()
        shown = session.exec(select(func.max(col(WebMessage.changed_at)))).one()
    if there and (handled or shown):
        return max(now, *(each for each in (handled, shown) if each)), False
    return next_working(now, Hours(ZONE, country=country_of_zone(ZONE)), Holidays(), at=MORNING), not there
