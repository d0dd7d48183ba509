"""The fake's HTTP side: one aiohttp server on a thread with an event loop of its own.

/{secret}/openidconfiguration, /{secret}/keys    signing keys, under a new path each start (the SDK caches by URL)
/login/{tenant}/oauth2/v2.0/token                the bot's own tokens
/teams/v3/...                                    the Connector API
/_fake/settings, /_fake/state                    the environment for a bot; everything that was seen, as JSON
POST /_fake/{person,fault,say,click,submit,...}  steering, for tests that run the fake as its own program
"""

import argparse
import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.teams_connector import Answer, Call, understand
from tests.fakes.teams_limits import Fault
from tests.fakes.teams_steering import steer

if TYPE_CHECKING:
    from tests.fakes.teams import FakeTeams


class Server:
    def __init__(self, teams: "FakeTeams", port: int) -> None:
        self._teams, self._port = teams, port
        self.metadata_path = f"/{uuid.uuid4().hex}/openidconfiguration"
        self._ready = threading.Event()
        self._failure: Exception | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._thread = threading.Thread(target=self._serve, name="fake-teams", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join()

    def wait(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        try:
            asyncio.run(self._run())
        except Exception as problem:  # noqa: BLE001  raised again by start(), on the thread that waits for it
            self._failure = problem
        finally:
            self._ready.set()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        application = web.Application(client_max_size=8 * 1024 * 1024)
        base = self.metadata_path.rpartition("/")[0]
        application.router.add_get(self.metadata_path, self._metadata)
        application.router.add_get(f"{base}/keys", self._keys)
        application.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        application.router.add_route("*", "/teams/{rest:.*}", self._connector)
        application.router.add_route("*", "/_fake/{what}", self._steer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
            self._port = runner.addresses[0][1]
            self._ready.set()
            await self._stop.wait()
        finally:
            await runner.cleanup()

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        keys = f"{self.url}{self.metadata_path.rpartition('/')[0]}/keys"
        document = {
            "issuer": self._teams.identity.issuer,
            "jwks_uri": keys,
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return await self._answer(request, "keys", None, lambda: Answer(200, document))

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "keys", None, lambda: Answer(200, self._teams.identity.jwks()))

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        tenant = request.match_info["tenant"]
        return await self._answer(request, "token", None, lambda: Answer(*self._teams.identity.grant(tenant, form)))

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        path = request.rel_url.raw_path.removeprefix("/teams")
        operation, where, _ = understand(request.method, path)
        call = Call(operation, request.method, path, None)
        authorization = request.headers.get("Authorization", "")
        query = dict(request.query)
        return await self._answer(
            request, operation, where, lambda: self._teams.handle(call, query, authorization, raw)
        )

    async def _answer(
        self, request: web.Request, operation: str, where: str | None, work: Callable[[], Answer]
    ) -> web.StreamResponse:
        fault = self._teams.faults.take(operation, where, self._teams.clock())
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "status":
            return self._failed(fault, request, operation, where)
        if fault is not None and fault.kind == "drop" and not fault.after:
            return _cut(request)
        answer = work()
        if fault is not None and fault.kind == "drop":
            return _cut(request)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def _failed(self, fault: Fault, request: web.Request, operation: str, where: str | None) -> web.StreamResponse:
        """A failure that never reached the Connector; seen in the calls all the same."""
        path = request.rel_url.raw_path.removeprefix("/teams")
        with self._teams.lock:
            call = Call(operation, request.method, path, None, where, fault.status, self._teams.clock())
            self._teams.calls.append(call)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if not fault.json:
            return web.Response(text=f"<html>{fault.code}</html>", status=fault.status, content_type="text/html")
        body = {"error": {"code": fault.code, "message": "The fake was asked to fail."}}
        return web.json_response(body, status=fault.status, headers=headers)

    async def _steer(self, request: web.Request) -> web.StreamResponse:
        arguments: dict[str, Any] = json.loads(await request.read() or b"{}")
        status, body = await steer(self._teams, request.match_info["what"], arguments)
        return web.json_response(body, status=status)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def run(make: Callable[..., "FakeTeams"]) -> None:
    """Serve until killed. The first line on standard output is the environment for a bot, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.teams", description="A Microsoft Teams on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--app-url", help="the bot's messaging endpoint, where people's messages and clicks go")
    parser.add_argument("--no-limits", action="store_true")
    options = parser.parse_args()
    teams = make(options.app_url, port=options.port, speed=options.speed, limits=not options.no_limits)
    teams.server.start()
    print(json.dumps(teams.environment()), flush=True)  # noqa: T201  the program's one output
    teams.server.wait()
