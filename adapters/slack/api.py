"""Calls of Slack's Web API. Comes in: a method and its arguments. Goes out: Slack's answer, or `RefusedError`.

`METHODS` is the one list of what is called and which scopes that needs; the manifest is made from it, and a method
that is not in it can't be called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import NOT_INSTALLED, TROUBLE, RefusedError, refused
from bot.delivery import Retry, Wait

SLACK_API = "https://slack.com/api/"
PATIENCE = 30.0  # seconds for one call


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
    "conversations.history": Method(("channels:history", "groups:history", "im:history"), form=True),
    "conversations.open": Method(("im:write",)),
    "conversations.replies": Method(("channels:history", "groups:history", "im:history"), form=True),
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

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made when first needed, since it belongs to the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._patience))
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
        given = {name: value for name, value in args.items() if value is not None}
        client = self.web_client(token)
        try:
            response = await (client.api_call(method, data=given) if how.form else client.api_call(method, json=given))
        except TROUBLE as problem:
            raise refused(problem, method, repeatable=how.repeatable) from problem
        return dict(response.data) if isinstance(response.data, dict) else {}

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
