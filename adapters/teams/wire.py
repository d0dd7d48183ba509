"""The HTTP below the Bot Framework's connector: httpx in place of requests on threads.

One try a call: the SDK would repeat some calls by itself, unseen, and the postman is the one to decide on that. A
token that was refused is renewed once, since nothing was done then.
"""

import json
from typing import Any

import httpx
from msrest.pipeline import Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http.async_abc import AsyncClientResponse

from adapters.teams.auth import AppToken
from adapters.teams.outcomes import refused


class _Answer(AsyncClientResponse):
    def __init__(self, request: Any, response: httpx.Response) -> None:
        super().__init__(request, response)
        self.status_code = response.status_code
        self.headers = response.headers
        self.reason = response.reason_phrase

    def body(self) -> bytes:
        return bytes(self.internal_response.content)


class _Sender(AsyncHTTPSender[Any, Any]):
    def __init__(self, http: httpx.AsyncClient, token: AppToken) -> None:
        self._http, self._token = http, token

    async def __aexit__(self, *_: object) -> None:
        """Whoever made the client closes it."""

    def build_context(self) -> dict[str, Any]:
        return {}

    async def send(self, request: Any, **_: Any) -> Any:
        """Send once; raises RefusedError for an error of Teams, and httpx's own for the network's."""
        wire = request.http_request
        response = await self._once(wire)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._token.drop(response.request.headers.get("Authorization", "").removeprefix("Bearer "))
            response = await self._once(wire)
        if response.is_error:
            raise refused(response)
        return Response(request, _Answer(wire, response))

    async def _once(self, wire: Any) -> httpx.Response:
        token = await self._token.get()
        headers = {name: str(value) for name, value in wire.headers.items() if name.lower() != "content-length"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        # The SDK writes everything beyond ASCII as escapes of six characters, which count towards Teams' limit.
        content = json.dumps(json.loads(wire.data), ensure_ascii=False).encode() if wire.data else None
        return await self._http.request(wire.method, wire.url, headers=headers, content=content)


def pipeline(http: httpx.AsyncClient, token: AppToken) -> "AsyncPipeline[Any, Any]":
    """What a connector sends its requests through."""
    return AsyncPipeline([RawDeserializer()], _Sender(http, token))
