"""What can go wrong on the way to Slack, switched on by a test: for some methods, some calls, or some time."""

from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.slack_world import Clock

Kind = Literal["lose_response", "reset", "status", "rate_limited", "error", "slow"]


@dataclass
class Fault:
    """One fault. It strikes `times` calls (None: every call) until `until` (None: for ever), then is over.

    lose_response: the call is carried out, then the connection drops before the answer
    reset: the connection drops, nothing is carried out
    status: nothing is carried out, the answer is HTTP `status`
    rate_limited: 429 with `retry_after`, which is not counted among the limits' own 429s
    error: nothing is carried out, the answer is 200 with `error`
    slow: the call waits `delay` seconds of the fake's time first
    """

    kind: Kind
    method: str = ""
    times: int | None = None
    until: float | None = None
    status: int = 500
    retry_after: int = 1
    error: str = "internal_error"
    delay: float = 0.0


@dataclass
class Faults:
    clock: Clock
    now_on: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        self.now_on.append(fault)
        return fault

    def clear(self) -> None:
        self.now_on.clear()

    def strike(self, method: str) -> dict[str, Fault]:
        """Return the faults that hit this call, by kind, and use them up by one."""
        now = self.clock()
        self.now_on = [f for f in self.now_on if (f.until is None or now < f.until) and f.times != 0]
        hit: dict[str, Fault] = {}
        for fault in self.now_on:
            if fault.method in {"", method} and fault.kind not in hit:
                hit[fault.kind] = fault
                if fault.times is not None:
                    fault.times -= 1
        return hit
