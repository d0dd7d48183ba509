"""Calls of Slack's Web API. Comes in: a method and its arguments. Goes out: Slack's answer, or `RefusedError`.

`METHODS` is the one list of what is called and which scopes that needs; the manifest is made from it, and a method
that is not in it can't be called.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp import BytesPayload
from pydantic_core import from_json, to_json
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.web.internal_utils import get_user_agent
from yarl import URL

from adapters.slack.errors import NOT_INSTALLED, TROUBLE, RefusedError, refused
from bot.delivery import Retry, Wait

SLACK_API = "https://slack.com/api/"
PATIENCE = 30.0  # seconds for one call
_JSON: Final = {"Content-Type": "application/json;charset=utf-8", "User-Agent": get_user_agent()}


@dataclass(frozen=True)
class Method:
    """`repeatable`: calling it twice changes nothing more. `form`: its arguments go as a form, as reading ones must."""

    scopes: tuple[str, ...] = ()
    repeatable: bool = True
    form: bool = False


METHODS: Mapping[str, Method] = {
    "auth.test": Method(form=True),
    "chat.postEphemeral": Method(("chat:write",), repeatable=False),
    "chat.postMessage": Method(("chat:write",), repeatable=False),
    "chat.update": Method(("chat:write",)),
    "conversations.history": Method(("channels:history", "groups:history", "im:history", "mpim:history"), form=True),
    "conversations.open": Method(("im:write", "mpim:write")),
    "conversations.replies": Method(("channels:history", "groups:history", "im:history", "mpim:history"), form=True),
    "files.completeUploadExternal": Method(("files:write",)),
    "files.getUploadURLExternal": Method(("files:write",), form=True),
    "usergroups.list": Method(("usergroups:read",), form=True),
    "users.list": Method(("users:read", "users:read.email"), form=True),
    "views.open": Method(repeatable=False),
    "views.publish": Method(),
}


class Tokens(Protocol):
    """Where bot tokens come from. `forget` is called when Slack says that a workspace has removed the app."""

    async def token(self, workspace: str) -> str | None: ...

    async def forget(self, workspace: str) -> None: ...


class Content(dict[str, Any]):
    """Arguments that many calls have in common, and their JSON, written once."""

    @cached_property
    def written(self) -> bytes:
        return to_json(self)


def written(given: Mapping[str, Any], content: Content | None) -> bytes:
    """Arguments of one call, and those that it has in common with others, as JSON."""
    own = to_json(given)  # pydantic's writer, which takes a tenth of the time of Python's
    return own[:-1] + b"," + content.written[1:] if content else own


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this address, if any: looked up once, not at each call."""
    asked = urlsplit(url)
    if not asked.hostname or proxy_bypass(asked.hostname):
        return None
    proxies = getproxies()
    return proxies.get(asked.scheme) or proxies.get("all")


class Api:
    """The Web API, for all workspaces, over one pool of connections."""

    def __init__(self, tokens: Tokens, base_url: str = SLACK_API, patience: float = PATIENCE) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self._tokens = tokens
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str | None, AsyncWebClient] = {}
        self._urls: dict[str, URL] = {}

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made when first needed, since it belongs to the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._patience),
                cookie_jar=aiohttp.DummyCookieJar(),  # Slack knows us by the token; so none is looked for at each call
            )
        return self._session

    def web_client(self, token: str | None = None) -> AsyncWebClient:
        """A client of slack_sdk that never repeats a call by itself: who sends decides on that."""
        session = self.session
        client = self._clients.get(token)
        if client is None or client.session is not session:
            client = AsyncWebClient(token=token, base_url=self.base_url, session=session, retry_handlers=[])
            client.proxy = proxy_for(self.base_url)  # slack_sdk's own reading of the variables forgets NO_PROXY
            self._clients[token] = client
        return client

    async def call(self, workspace: str, method: str, **args: Any) -> dict[str, Any]:
        token = await self._tokens.token(workspace)
        if token is None:
            raise RefusedError(Wait(NOT_INSTALLED, whole_workspace=True), "not_installed")
        return await self.call_with(token, method, **args)

    async def call_with(self, token: str, method: str, **args: Any) -> dict[str, Any]:
        how = METHODS[method]
        content = args.pop("content", None)
        given = {name: value for name, value in args.items() if value is not None}
        try:
            if not how.form:
                return await self._post(token, method, written(given, content))
            response = await self.web_client(token).api_call(method, data=given)
        except TROUBLE as problem:
            raise refused(problem, method, repeatable=how.repeatable) from problem
        return response.data if isinstance(response.data, dict) else {}

    async def _post(self, token: str, method: str, body: bytes) -> dict[str, Any]:
        """What slack_sdk's `api_call` does with JSON, in half the time; messages to a whole company go this way."""
        client = self.web_client(token)
        url = self._urls.get(method) or self._urls.setdefault(method, URL(self.base_url + method))
        headers = {"Authorization": f"Bearer {token}", **_JSON}
        async with self.session.post(url, data=BytesPayload(body), headers=headers, proxy=client.proxy) as answer:
            read = await answer.read()
        found: Any = {}
        with suppress(ValueError):  # what is no JSON is no answer of Slack's
            found = from_json(read)
        data: dict[str, Any] = found if isinstance(found, dict) else {}
        if answer.status == 200 and data.get("ok"):
            return data
        response = AsyncSlackResponse(
            client=client,
            http_verb="POST",
            api_url=str(url),
            req_args={},
            data=data,
            headers=answer.headers,  # type: ignore[arg-type] # as slack_sdk does: it finds names in any case
            status_code=answer.status,
        )
        raise SlackApiError(f"{method} was refused", response)  # type: ignore[no-untyped-call]

    async def upload(self, workspace: str, name: str, content: bytes, alt: str | None = None) -> str:
        """Bring a file to Slack without showing it anywhere yet; returns its id."""
        told = await self.call(
            workspace, "files.getUploadURLExternal", filename=name, length=str(len(content)), alt_txt=alt
        )
        try:
            where = str(told["upload_url"])
            async with self.session.post(where, data=content, proxy=proxy_for(where)) as answer:
                if answer.status != 200:
                    raise RefusedError(Retry(f"uploading {name}: HTTP {answer.status}"))
        except TROUBLE as problem:
            raise refused(problem, f"uploading {name}", repeatable=True) from problem
        return str(told["file_id"])

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
