"""A far side that takes everything at once, in a process of its own: what is measured is Truce, not a fake of Slack.

It shares the machine with what is measured, so it does as little as it can.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop
from aiohttp import web

IDENTITY = json.dumps(
    {"ok": True, "team_id": "T0HOME", "team": "Acme", "user_id": "U0BOT", "bot_id": "B0BOT", "user": "truce"}
).encode()


@contextmanager
def far_side() -> Iterator[str]:
    """Run it; gives its base URL, such as http://127.0.0.1:1234/."""
    process = subprocess.Popen([sys.executable, "-m", "bench.far_side"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait()


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=IDENTITY, content_type="application/json")


async def _serve() -> None:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{anything:.*}", _take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}/"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
