"""A playground on a free port, over a database of its own: `python -m tests.browser.serve FOLDER`. Prints its port.

With `--past` behind the folder, the company has a past, and its visitor comes at `START`.
"""

import asyncio
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from adapters.clock import MovableClock
from adapters.postman import Postman
from adapters.waking import Waker
from adapters.web.client import WebClient
from adapters.web.crm_played import sources
from adapters.web.happenings import Happenings
from adapters.web.past import LENGTH
from adapters.web.playground import Bell, build
from bot.core import Truce
from storage.database import Database
from storage.migrating import upgrade
from tests.browser.gallery import routes_with_gallery

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Vienna


def main() -> None:
    database = Database(f"sqlite:///{Path(sys.argv[1]) / 'playground.db'}")
    upgrade(database)
    past = "--past" in sys.argv
    clock = MovableClock(START - LENGTH if past else START, running=False)
    bell = Bell()
    happenings = Happenings(bell.ring)
    routes = routes_with_gallery()
    truce = Truce(database, clock, routes, observer=happenings.note, detailed=True, committed=bell.ring)
    client = WebClient(database, bell.ring)
    postman = Postman(database, {"web": client}, clock, truce, sources=sources(database, clock))
    tries = ("/truce help", "/truce gallery", "/truce pulse start assessment")
    app = build(
        truce,
        database,
        clock,
        waker=Waker(database, clock, truce),
        postman=postman,
        happenings=happenings,
        bell=bell,
        tries=() if past else tries,
        until=START if past else None,
        shortcuts=routes.shortcuts,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201  whoever started this reads it
    config = uvicorn.Config(app, log_level="warning")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    main()
