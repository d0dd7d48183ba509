"""The fake Slack as a process of its own, with an inspection and control endpoint under /_fake/.

`python -m tests.fakes.slack --port 0 --speed 60 --people 200` prints one line of JSON (url, port, tokens) when it
is ready and runs until it is ended.

    GET  /_fake/messages?where=U1         what stands in a conversation, or every message ever posted without `where`
    GET  /_fake/calls?method=chat.update  the calls so far
    GET  /_fake/counts                    messages, calls and limits' 429s
    GET  /_fake/users                     the people of the home workspace
    POST /_fake/users                     {"name": ..., "id": ..., "tz": ...} adds somebody
    POST /_fake/channels                  {"name": ..., "members": [...]} adds a channel
    POST /_fake/fault                     {"kind": "lose_response", "method": ..., "times": ..., "seconds": ...}
    POST /_fake/clear                     ends all faults
    POST /_fake/refuse                    {"seconds": 5}: refuse connections (this endpoint's too) for that long
    POST /_fake/deliver                   {"to": "http://...", "do": "command", "with": {"who": ..., "line": ...}}
    POST /_fake/deliver                   {"to": ..., "do": "click", "message": [channel, ts], "with": {"who", "which"}}
                                          answers the app's status and body, and the value of what was clicked
"""

import argparse
import asyncio
import json
import sys
from typing import Any

from aiohttp import web

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_hands import CannotDoError
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Json, Message

BUILDERS = {
    "command",
    "direct_message",
    "home_opened",
    "mention",
    "joined_channel",
    "left_channel",
    "team_joined",
    "user_changed",
    "deactivated",
    "uninstalled",
    "tokens_revoked",
    "event",
}
ON_MESSAGES = {"click", "choose"}
ON_VIEWS = {"submit", "close"}


class ControlledSlack(FakeSlack):
    """The fake, with routes for whoever is in another process."""

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/_fake/messages", self._messages)
        app.router.add_get("/_fake/calls", self._calls)
        app.router.add_get("/_fake/counts", self._counts)
        app.router.add_get("/_fake/users", self._users)
        app.router.add_post("/_fake/users", self._add_user)
        app.router.add_post("/_fake/channels", self._add_channel)
        app.router.add_post("/_fake/fault", self._fault)
        app.router.add_post("/_fake/clear", self._clear)
        app.router.add_post("/_fake/refuse", self._refuse)
        app.router.add_post("/_fake/deliver", self._deliver)

    async def _messages(self, request: web.Request) -> web.Response:
        where = request.query.get("where")
        found = self.messages(where) if where else self.all_messages()
        return web.json_response([described(message) for message in found])

    async def _calls(self, request: web.Request) -> web.Response:
        calls = self.calls(request.query.get("method", ""))
        return web.json_response([{"method": c.method, "args": c.args, "at": c.at, "error": c.error} for c in calls])

    async def _counts(self, _: web.Request) -> web.Response:
        count = {"messages": len(self.all_messages()), "calls": len(self.log), "refused": self.refused}
        return web.json_response(count | {"now": self.clock()})

    async def _users(self, _: web.Request) -> web.Response:
        return web.json_response([user.payload() for user in self.home.users.values()])

    async def _add_user(self, request: web.Request) -> web.Response:
        return web.json_response(self.add_user(**await request.json()).payload())

    async def _add_channel(self, request: web.Request) -> web.Response:
        return web.json_response(self.add_channel(**await request.json()).payload(self.home.bot_user))

    async def _fault(self, request: web.Request) -> web.Response:
        self.fault(**await request.json())
        return web.json_response({"ok": True})

    async def _clear(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"ok": True})

    async def _refuse(self, request: web.Request) -> web.Response:
        seconds = float((await request.json())["seconds"])
        self._refusing = asyncio.create_task(self._refuse_soon(seconds))
        return web.json_response({"ok": True})

    async def _refuse_soon(self, seconds: float) -> None:
        await asyncio.sleep(0.05)  # lets the answer to this very request leave
        await self.refuse_connections(seconds)

    async def _deliver(self, request: web.Request) -> web.Response:
        asked: Json = await request.json()
        try:
            made = self._make(asked)
        except (CannotDoError, KeyError, TypeError) as problem:
            return web.json_response({"problem": str(problem)}, status=400)
        if asked.get("again"):
            made = made.again(int(asked["again"]))
        answer = await self.deliver(made, asked["to"], within=float(asked.get("within", 30)))
        acted = made.payload.get("actions") or [{}]
        carried = acted[0].get("value", "")
        return web.json_response({"status": answer.status, "body": answer.text, "value": carried})

    def _make(self, asked: Json) -> SlackRequest:
        do, given = asked["do"], dict(asked.get("with", {}))
        if do in ON_MESSAGES:
            channel, ts = asked["message"]
            found = next((m for m in self.all_messages() if (m.channel, m.ts) == (channel, ts)), None)
            given["container"] = found
        elif do in ON_VIEWS:
            given["view"] = self.view(asked["view_of"])
        elif do not in BUILDERS:
            raise KeyError(f"cannot do {do!r}; can do {sorted(BUILDERS | ON_MESSAGES | ON_VIEWS)}")
        made: SlackRequest = getattr(self, do)(**given)
        return made


def described(message: Message) -> dict[str, Any]:
    shown = message.payload(with_metadata=True)
    more = {"channel": message.channel, "deleted": message.deleted, "ephemeral_to": message.ephemeral_to}
    return shown | more | {"at": message.at, "versions": message.versions}


def main() -> None:
    options = argparse.ArgumentParser(description="A local fake of Slack.")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--speed", type=float, default=1.0, help="how many times faster its time runs")
    options.add_argument("--people", type=int, default=0, help="how many people to start with: user1, user2, ...")
    options.add_argument("--no-limits", action="store_true")
    options.add_argument("--workspace-per-second", type=float, default=20.0)
    options.add_argument("--history-lag", type=float, default=0.0, help="seconds until the history shows a message")
    chosen = options.parse_args()
    slack = ControlledSlack(
        port=chosen.port,
        speed=chosen.speed,
        limits=not chosen.no_limits,
        workspace_per_second=chosen.workspace_per_second,
        history_lag=chosen.history_lag,
    )
    for number in range(1, chosen.people + 1):
        slack.add_user(f"user{number}")
    asyncio.run(serve(slack))


async def serve(slack: ControlledSlack) -> None:
    async with slack:
        ready = {"url": slack.url, "port": slack.port, "bot_token": slack.bot_token, "app_token": slack.app_token}
        sys.stdout.write(json.dumps(ready | {"signing_secret": slack.signing_secret}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
