"""What can stand between a bot's call and its effect: the platform's rates, and the faults that a test asks for."""

import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

# (calls, within seconds): Teams' documented limits, also in PLATFORMS.
ONE_CONVERSATION = ((7, 1.0), (60, 30.0), (1800, 3600.0))
READING_MEMBERS = ((14, 1.0), (120, 30.0), (3600, 3600.0))
APP_IN_TENANT = ((50, 1.0),)

Operation = Literal["create", "send", "update", "delete", "members", "team", "token", "keys", "any"]


class Rates:
    """Sliding windows a key. A refused call is counted in `throttled` and uses nothing up."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._calls: dict[str, deque[float]] = {}
        self.throttled = 0

    def wait(self, keys: dict[str, tuple[tuple[int, float], ...]]) -> int | None:
        """Whole seconds to wait before this call would be allowed, or None, which also takes the place."""
        now = self._seconds()
        waits = [self._until_free(key, window, now) for key, windows in keys.items() for window in windows]
        longest = max(waits, default=0.0)
        if longest > 0:
            self.throttled += 1
            return max(1, math.ceil(longest))
        for key in keys:
            self._calls.setdefault(key, deque(maxlen=3600)).append(now)
        return None

    def _until_free(self, key: str, window: tuple[int, float], now: float) -> float:
        calls, (most, seconds) = self._calls.get(key, deque[float]()), window
        if len(calls) < most:
            return 0.0
        return calls[-most] + seconds - now


@dataclass
class Fault:
    """Something that goes wrong `times` times, or until `until` (the fake's seconds) when it is given.

    kind "status" answers with `status` and does nothing; "drop" cuts the connection, after the call had its effect
    (the nastiest) or, with `after=False`, before; "delay" waits `seconds` of real time and then goes on.
    """

    kind: Literal["status", "drop", "delay"]
    operation: Operation = "any"
    times: float = 1
    until: float | None = None
    status: int = 502
    code: str = "ServiceError"
    retry_after: int | None = None
    json: bool = True
    after: bool = True
    seconds: float = 0.0
    conversation_id: str | None = None  # only calls about this conversation

    def applies(self, operation: str, conversation_id: str | None, now: float) -> bool:
        if self.times <= 0 or (self.until is not None and now >= self.until):
            return False
        if self.conversation_id not in {None, conversation_id}:
            return False
        return self.operation in {"any", operation}


@dataclass
class Faults:
    """The faults still to come; the first that fits is used, once a call."""

    waiting: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self.waiting.clear()

    def take(self, operation: str, conversation_id: str | None, now: float) -> Fault | None:
        with self._lock:
            for fault in self.waiting:
                if fault.applies(operation, conversation_id, now):
                    fault.times -= 1
                    return fault
        return None
