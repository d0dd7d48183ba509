"""The fake Slack as a process, on the shared clock: `python -m tests.faults.slack CLOCK PEOPLE`."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from tests.fakes.slack_answers import Answer
from tests.fakes.slack_control import ControlledSlack, serve
from tests.fakes.slack_hands import interactive
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Json, Message
from tests.faults.clock import SPEED, ZONE, SharedClock

HISTORY_LAG = 5.0
"""Seconds until a message shows in its conversation's history: less than Truce allows for."""


class FaultsSlack(ControlledSlack):
    """The fake, telling in short what stands before people."""

    def add_routes(self, app: web.Application) -> None:
        super().add_routes(app)
        app.router.add_get("/_fake/shown", self._shown)

    async def deliver(self, request: SlackRequest, to: Any = None, *, within: float = 30.0) -> Answer:
        """As the fake does it; a connection that broke is the status 0."""
        try:
            return await super().deliver(request, to, within=within)
        except httpx.HTTPError:
            return Answer(0, "")

    async def _shown(self, _: web.Request) -> web.Response:
        """Every direct message: to whom, of which delivery, what it said first, what can be clicked now."""
        rooms = self.home.direct_messages.values()
        return web.json_response([self._short(room.user, each) for room in rooms for each in self.messages(room)])

    def _short(self, user: str, message: Message) -> Json:
        first = message.versions[0] if message.versions else message.payload(with_metadata=True)
        return {
            "user": user,
            "place": [message.channel, message.ts],
            "delivery": first.get("metadata", {}).get("event_payload", {}).get("id", ""),
            "began_as": first["text"],
            "buttons": {e["text"]["text"]: e["value"] for _, e in interactive(message) if e["type"] == "button"},
        }


def a_slack(clock: SharedClock, people: int) -> FaultsSlack:
    """The workspace at the beginning: the same people with the same ids each time."""
    slack = FaultsSlack(clock=clock.seconds, history_lag=HISTORY_LAG)
    slack.speed = SPEED  # the clock says what time it is; this, how long the fake's own waits last
    for number in range(1, people + 1):
        slack.add_user(f"user{number}", tz=ZONE)
    return slack


def main() -> None:
    asyncio.run(serve(a_slack(SharedClock(Path(sys.argv[1])), int(sys.argv[2]))))


if __name__ == "__main__":
    main()
