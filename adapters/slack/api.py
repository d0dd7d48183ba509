"""Calls of Slack's Web API. Comes in: a method and its arguments. Goes out: Slack's answer, or `RefusedError`.

`METHODS` is the one list of what is called and which scopes that needs; the manifest is made from it, and a method
that is not in it can't be called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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


class Api:
    """The Web API, for all workspaces, over one pool of connections."""

    def __init__(self, tokens: Tokens, base_url: str = SLACK_API, patience: float = PATIENCE) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self._tokens = tokens
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made when first needed, since it belongs to the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._patience), trust_env=True, auto_decompress=True
            )
        return self._session

    def web_client(self, token: str | None = None) -> AsyncWebClient:
        """A client of slack_sdk that never repeats a call by itself: who sends decides on that."""
        client = AsyncWebClient(token=token, base_url=self.base_url, session=self.session, retry_handlers=[])
        client.proxy = None  # the session reads the proxies' variables itself, and minds NO_PROXY
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
            async with self.session.post(told["upload_url"], data=content) as answer:
                if answer.status != 200:
                    raise RefusedError(Retry(f"uploading {name}: HTTP {answer.status}"))
        except TROUBLE as problem:
            raise refused(problem, f"uploading {name}", repeatable=True) from problem
        return str(told["file_id"])

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
