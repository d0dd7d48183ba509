"""Slack's rate limits: per minute and method, per second and channel, per second and workspace."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.fakes.slack_world import Clock

# One message a second and channel; how short "short bursts" are Slack does not say. Three is what the fake allows.
CHANNEL_BURST = 3
DEFAULT_PER_MINUTE = 50
PER_MINUTE = {
    "apps.connections.open": 20,
    "auth.test": 600,
    "chat.postEphemeral": 100,
    "conversations.list": 20,
    "conversations.members": 100,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "oauth.v2.access": 100,
    "usergroups.list": 20,
    "usergroups.users.list": 20,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}


@dataclass
class Bucket:
    """`burst` at once, then `rate` a second."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Return 0 when one may pass now, else how many seconds from now."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 - 1e-9 else (1 - self.tokens) / self.rate


@dataclass
class Rates:
    """Answers how long a call must wait. A refused call uses nothing up; `refused` counts the 429s by method."""

    clock: Clock
    on: bool = True
    workspace_per_second: float = 20.0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._windows: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def retry_after(self, team: str, method: str, channel: str) -> int:
        """Return 0 and count the call, or the whole seconds of the fake's time to wait (Slack's `Retry-After`)."""
        if not self.on:
            return 0
        now = self.clock()
        wait = self._posting(team, channel, now) if method == "chat.postMessage" else self._minute(team, method, now)
        if wait <= 0:
            return 0
        self.refused[method] += 1
        return max(1, math.ceil(wait))

    def _posting(self, team: str, channel: str, now: float) -> float:
        per_second = self.workspace_per_second
        whole = self._buckets.setdefault((team, ""), Bucket(per_second, per_second, per_second, now))
        one = self._buckets.setdefault((team, channel), Bucket(1.0, CHANNEL_BURST, CHANNEL_BURST, now))
        wait = max(whole.wait(now), one.wait(now))
        if wait <= 0:
            whole.tokens -= 1
            one.tokens -= 1
        return wait

    def _minute(self, team: str, method: str, now: float) -> float:
        calls = self._windows[team, method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= PER_MINUTE.get(method, DEFAULT_PER_MINUTE):
            return calls[0] + 60 - now
        calls.append(now)
        return 0.0
