"""Socket Mode: the app opens a WebSocket, the fake sends it envelopes, the app acknowledges each by its id."""

import asyncio
import uuid

from aiohttp import WSMsgType, web

from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Json


class Socket:
    """The WebSocket end of the fake. `acks` are the envelope ids that the app acknowledged, in order."""

    def __init__(self, app_id: str):
        self.app_id = app_id
        self.connections: list[web.WebSocketResponse] = []
        self.acks: list[str] = []
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._connected = asyncio.Event()

    async def connected(self) -> None:
        """Wait until the app has a connection open."""
        await self._connected.wait()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections.append(socket)
        info = {"app_id": self.app_id}
        await socket.send_json({"type": "hello", "num_connections": len(self.connections), "connection_info": info})
        self._connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.json())
        finally:
            self.connections.remove(socket)
            if not self.connections:
                self._connected.clear()
        return socket

    def _acknowledged(self, answer: Json) -> None:
        envelope = str(answer.get("envelope_id"))
        self.acks.append(envelope)
        waiting = self._waiting.pop(envelope, None)
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def send(self, request: SlackRequest, within: float) -> Json | None:
        """Send over the newest connection; return the payload of the acknowledgement. TimeoutError without one."""
        envelope = str(uuid.uuid4())
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = waiting
        sent: Json = {"type": request.kind, "envelope_id": envelope, "payload": request.payload}
        sent["accepts_response_payload"] = request.kind != "events_api"
        if request.kind == "events_api":
            sent |= {
                "retry_attempt": int(request.extra.get("X-Slack-Retry-Num", 0)),
                "retry_reason": request.extra.get("X-Slack-Retry-Reason", ""),
            }
        await self.connections[-1].send_json(sent)
        async with asyncio.timeout(within):
            return await waiting

    async def close(self) -> None:
        for socket in list(self.connections):
            await socket.close()
