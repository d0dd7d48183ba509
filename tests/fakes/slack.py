"""A local fake of Slack: a real HTTP server on loopback that answers, checks and limits as Slack does.

In the test's own event loop::

    async with FakeSlack() as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])

in a thread of its own (`with FakeSlack().in_thread() as slack`), or as a process that survives whatever a fault test
does to Truce (`python -m tests.fakes.slack --port 0 --speed 60`, see slack_control). Comes in: Web API calls, uploads,
response URLs, Socket Mode. Goes out: Slack's answers, and the requests that tests `deliver`.
Over 300 lines because the server, its switches and its three doors read best in one place.
"""

import asyncio
import base64
import json
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack_answers import Answers
from tests.fakes.slack_checks import check_message
from tests.fakes.slack_faults import Fault, Faults, Kind
from tests.fakes.slack_lookups import METHODS, oauth_access, truthy
from tests.fakes.slack_methods import Call, add_message, invalid_arguments, rewrite
from tests.fakes.slack_rates import Rates
from tests.fakes.slack_socket import Socket
from tests.fakes.slack_world import Clock, Installation, Json, SlackError, Workspace, sped_up

WITHOUT_BOT_TOKEN = {"oauth.v2.access", "apps.connections.open"}
SENT_AS_JSON_TEXT = ("blocks", "attachments", "metadata", "view", "files")
UPLOAD_LIMIT = 64 * 1024 * 1024


@dataclass
class Logged:
    """One call that reached the fake; `error` is empty for a success, `http_429` and the like for bare statuses."""

    method: str
    args: Json
    at: float
    error: str = ""


class FakeSlack(Answers):
    """The fake. `speed` makes its time run faster; a `clock` (seconds since 1970) given by the test replaces it.

    limits: whether rate limits hold; workspace_per_second: the cap on messages of the whole workspace.
    history_lag: seconds until a fresh message shows in the history.
    posting_to_deactivated: the error for messages to a deactivated person; none by default, since Slack has none.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        speed: float = 1.0,
        limits: bool = True,
        workspace_per_second: float = 20.0,
        history_lag: float = 0.0,
        posting_to_deactivated: str = "",
        port: int = 0,
    ):
        super().__init__(
            clock=clock or sped_up(speed), history_lag=history_lag, posting_to_deactivated=posting_to_deactivated
        )
        self.speed = speed
        self.port = port
        self.rates = Rates(self.clock, on=limits, workspace_per_second=workspace_per_second)
        self.faults = Faults(self.clock)
        self.log: list[Logged] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    # -- running it

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.socket = Socket(self.app_id)
        app = web.Application(client_max_size=UPLOAD_LIMIT)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/actions/{team}/{key}", self._response_url)
        app.router.add_route("*", "/upload/v1/{team}/{file}", self._upload)
        app.router.add_get("/socket", self.socket.handle)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await self.listen()

    def add_routes(self, app: web.Application) -> None:
        """Add routes of one's own before the server starts (slack_control does)."""

    async def listen(self) -> None:
        """Take connections, on the same port as before."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}/api/"

    async def stop_listening(self) -> None:
        """Refuse connections, and drop those that are open, until `listen` is called again."""
        assert self._site is not None
        assert self._runner is not None
        await self._site.stop()
        for connection in self._runner.server.connections if self._runner.server else []:
            connection.force_close()

    async def refuse_connections(self, seconds: float) -> None:
        """Be away for `seconds` of the fake's time."""
        await self.stop_listening()
        await asyncio.sleep(seconds / self.speed)
        await self.listen()

    async def stop(self) -> None:
        await self.socket.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Run in a thread with its own event loop, so that synchronous tests and other processes can use it."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="fake-slack", daemon=True)
        thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), loop).result(10)
        try:
            yield self
        finally:
            self.run(self.stop())
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def run(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something in the fake's own thread: `slack.run(slack.stop_listening())`."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(30)

    # -- what tests switch and ask

    def fault(
        self, kind: Kind, method: str = "", *, times: int | None = None, seconds: float = 0.0, **more: Any
    ) -> Fault:
        """Switch a fault on: see `Fault` for the kinds; `seconds` of the fake's time, 0 for no end."""
        until = self.clock() + seconds if seconds else None
        return self.faults.add(Fault(kind, method, times=times, until=until, **more))

    def calls(self, method: str = "") -> list[Logged]:
        """Return the calls so far, of one method or of all."""
        return [call for call in self.log if method in {"", call.method}]

    @property
    def refused(self) -> int:
        """How many 429s the app has drawn from the limits."""
        return sum(self.rates.refused.values())

    def oauth_code(self, workspace: Workspace) -> str:
        """Return a code with which the app can fetch a token for a workspace, as after somebody installs it."""
        code = self.new_id("code")
        self.oauth_codes[code] = workspace.id
        return code

    # -- the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        hit = self.faults.strike(method)
        logged = Logged(method, {}, self.clock())
        self.log.append(logged)
        if "slow" in hit:
            await asyncio.sleep(hit["slow"].delay / self.speed)
        if "reset" in hit:
            logged.error = "reset"
            return drop(request)
        try:
            logged.args = await arguments(request)
            answer = self._broken(hit, logged) or self._answer(request, logged)
        except SlackError as refusal:
            logged.error = refusal.error
            answer = web.json_response({"ok": False, "error": refusal.error} | refusal.more)
        return drop(request) if "lose_response" in hit else answer

    def _broken(self, hit: dict[str, Fault], logged: Logged) -> web.Response | None:
        if "rate_limited" in hit:
            logged.error = "ratelimited"
            return too_many(hit["rate_limited"].retry_after)
        if "status" in hit:
            logged.error = f"http_{hit['status'].status}"
            return web.Response(status=hit["status"].status, text="upstream trouble")
        if "error" in hit:
            raise SlackError(hit["error"].error)
        return None

    def _answer(self, request: web.Request, logged: Logged) -> web.Response:
        method = logged.method
        if method not in METHODS and method not in WITHOUT_BOT_TOKEN:
            raise SlackError("unknown_method", req_method=method)
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": self._socket_url(request, logged.args)})
        if method == "oauth.v2.access":
            self._check_client(request, logged.args)
            call = Call(self, logged.args, Installation("", ""), self._base)
            return web.json_response({"ok": True} | oauth_access(call))
        installation = self._installation(request, logged.args)
        run, scope = METHODS[method]
        call = Call(self, logged.args, installation, self._base)
        if wait := self.rates.retry_after(installation.team, method, self._rate_key(call)):
            logged.error = "ratelimited"
            return too_many(wait)
        if scope:
            call.need_scope(scope)
        return web.json_response({"ok": True} | run(call), headers={"X-OAuth-Scopes": installation.scopes})

    def _rate_key(self, call: Call) -> str:
        given = str(call.args.get("channel") or "")
        channel = call.team.channels.get(given)
        return channel.user if channel and channel.user else given

    @property
    def _base(self) -> str:
        return self.url.removesuffix("/api/")

    def _installation(self, request: web.Request, args: Json) -> Installation:
        token = token_of(request, args)
        if not token:
            raise SlackError("not_authed")
        if token == self.app_token:
            raise SlackError("not_allowed_token_type")
        installation = self.installations.get(token)
        if installation is None:
            raise SlackError("invalid_auth")
        if installation.error:
            raise SlackError(installation.error)
        return installation

    def _socket_url(self, request: web.Request, args: Json) -> str:
        token = token_of(request, args)
        if token != self.app_token:
            raise SlackError("not_allowed_token_type" if token in self.installations else "invalid_auth")
        return f"ws://127.0.0.1:{self.port}/socket?ticket={self.new_id('ticket')}&app_id={self.app_id}"

    def _check_client(self, request: web.Request, args: Json) -> None:
        given = (args.get("client_id"), args.get("client_secret"))
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            name, _, secret = base64.b64decode(encoded).decode().partition(":")
            given = (name, secret)
        if given[0] != self.client_id:
            raise SlackError("invalid_client_id")
        if given[1] != self.client_secret:
            raise SlackError("bad_client_secret")

    # -- beside the Web API

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        """Take what an app posts to a response URL: five times within half an hour."""
        hit = self.faults.strike("response_url")
        entry = self.response_urls.get(request.match_info["key"])
        args = await arguments(request)
        logged = Logged("response_url", args, self.clock())
        self.log.append(logged)
        if "reset" in hit:
            return drop(request)
        if entry is None or self.clock() >= entry.expires or entry.uses_left <= 0:
            logged.error = "used_url" if entry and entry.uses_left <= 0 else "expired_url"
            return web.Response(status=404, text=logged.error)
        entry.uses_left -= 1
        if problems := check_message(args):
            logged.error = "invalid_blocks"
            return web.Response(status=400, text=f"invalid_blocks: {problems}")
        team = self.workspaces[request.match_info["team"]]
        original = next((m for m in team.messages if entry.ts and (m.channel, m.ts) == (entry.channel, entry.ts)), None)
        if truthy(args.get("delete_original")) and original:
            original.deleted = True
        elif truthy(args.get("replace_original")) and original:
            rewrite(self, original, args)
        elif args.get("text") or args.get("blocks"):
            whisper = "" if args.get("response_type") == "in_channel" else entry.user
            add_message(self, team, entry.channel, args, ephemeral_to=whisper)
        else:
            logged.error = "no_text"
            return web.Response(status=400, text="no_text")
        return drop(request) if "lose_response" in hit else web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.workspaces[request.match_info["team"]].files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        content = await request.read()
        if request.content_type.startswith("multipart/"):
            field = next(iter((await request.post()).values()))
            content = field.file.read() if isinstance(field, web.FileField) else str(field).encode()
        if len(content) != file.length:
            return web.Response(status=400, text="the length is not the one announced")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")


def too_many(seconds: int) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


def drop(request: web.Request) -> web.Response:
    """Cut the connection; the answer that the server then tries to write goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def token_of(request: web.Request, args: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(args.pop("token", "") or "")


async def arguments(request: web.Request) -> Json:
    """Read the arguments from the query, a form or a JSON body; what forms carry as JSON text is decoded."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args.update({key: value for key, value in body.items() if value is not None})
    elif request.can_read_body:
        args.update({key: str(value) for key, value in (await request.post()).items()})
    for name in SENT_AS_JSON_TEXT:
        if isinstance(args.get(name), str):
            args[name] = decoded(name, args[name])
    return args


def decoded(name: str, value: str) -> Any:
    try:
        return json.loads(value) if value else None
    except ValueError:
        if name == "blocks":
            raise SlackError("invalid_blocks_format") from None
        if name == "metadata":
            raise SlackError("invalid_metadata_format") from None
        raise invalid_arguments([f"[ERROR] {name} is not valid JSON"]) from None


if __name__ == "__main__":
    from tests.fakes.slack_control import main

    main()
