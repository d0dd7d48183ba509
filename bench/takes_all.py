"""A Slack that takes every message at once, in a process of its own: nothing but the sender sets the pace.

It answers as Slack does, with the conversation and a timestamp of its own for each message. `GET /count` says how
many people have got how many messages since it was last asked.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop
from aiohttp import web

TEAM = {"ok": True, "team_id": "T0HOME", "team": "Acme", "user_id": "U0BOT", "bot_id": "B0BOT", "user": "truce"}


@contextmanager
def takes_all() -> Iterator[str]:
    """Run it; gives its base URL, such as http://127.0.0.1:1234/."""
    process = subprocess.Popen([sys.executable, "-m", "bench.takes_all"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait()


class Mailbox:
    def __init__(self) -> None:
        self._got: Counter[str] = Counter()
        self._number = 0

    async def take(self, request: web.Request) -> web.Response:
        said = await request.json()
        self._number += 1
        self._got[said["channel"]] += 1
        posted = {"ok": True, "channel": f"D{said['channel']}", "ts": f"1.{self._number:06}"}
        return web.json_response(posted | {"message": {"text": said["text"], "blocks": said["blocks"]}})

    async def count(self, _: web.Request) -> web.Response:
        got, self._got = self._got, Counter()
        return web.json_response({"people": len(got), "messages": got.total()})


async def _who(_: web.Request) -> web.Response:
    return web.json_response(TEAM)


async def _serve() -> None:
    mailbox = Mailbox()
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", mailbox.take)
    app.router.add_post("/api/auth.test", _who)
    app.router.add_get("/count", mailbox.count)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}/"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
