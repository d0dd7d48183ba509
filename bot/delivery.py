"""What goes out next: what an outcome means, when to try again, how fast a place takes messages, whose turn it is.

Pure: the sending loop tells it what happened and what time it is, and asks what to do. Longer than most files because
`choose`, at the end, is one decision made of all the parts before it.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Literal

from bot.attention import Attention

# What became of one attempt. Adapters translate each platform's answers into these four.


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It may work later. `after` is the platform's own wish, in seconds.

    `whole_workspace` says that the limit was not the channel's alone; `maybe_sent`, that the message may have
    arrived although no answer came, so that one must look before it is sent again.
    """

    reason: str
    after: float | None = None
    whole_workspace: bool = False
    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class Permanent:
    """It will never work: no such channel, a card that the platform refuses."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody must mend something first: a revoked token, an app that is not installed.

    `whole_workspace` says that nothing can be sent there until then, so that one try tells, not one a message.
    """

    reason: str
    whole_workspace: bool = False


Outcome = Sent | Retry | Permanent | Wait


@dataclass(frozen=True, slots=True)
class Step:
    """What a delivery becomes. A waiting one is tried at `not_before`; a held one when somebody has acted."""

    state: Literal["waiting", "sent", "failed", "held"]
    reason: str | None = None
    not_before: datetime | None = None
    external_id: str | None = None
    look_first: bool = False


BASE = timedelta(seconds=1)
CAP = timedelta(minutes=15)
PATIENCE = timedelta(hours=24)
ENOUGH_TRIES = 8


def backoff(attempts: int, rng: Random, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after so many attempts (1 or more): exponential with full jitter, at most 15 minutes.

    Never shorter than `retry_after` seconds, however long these are.
    """
    if attempts < 1:
        raise ValueError("There is nothing to wait for before the first attempt.")
    ceiling = min(CAP, BASE * (1 << min(attempts - 1, 20)))
    return max(ceiling * rng.random(), timedelta(seconds=retry_after or 0))


def gives_up(attempts: int, first_try: datetime, now: datetime) -> bool:
    """Say whether a delivery has failed for good: tried for a day, and often enough that this is not our own pause."""
    return attempts >= ENOUGH_TRIES and now - first_try >= PATIENCE


def next_step(outcome: Outcome, attempts: int, first_try: datetime, now: datetime, rng: Random) -> Step:
    """Return what a delivery becomes after its attempt number `attempts` (from 1) ended in `outcome`."""
    match outcome:
        case Sent(external_id):
            return Step("sent", external_id=external_id)
        case Permanent(reason):
            return Step("failed", reason)
        case Wait(reason):
            return Step("held", reason)
        case Retry(reason, after, _, maybe_sent):
            if gives_up(attempts, first_try, now):
                return Step("failed", f"{reason} (given up after {attempts} tries)", look_first=maybe_sent)
            return Step("waiting", reason, now + backoff(attempts, rng, after), look_first=maybe_sent)


# Pace


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform takes messages: per workspace (or tenant) and per channel (or conversation).

    In any stretch of time at most `burst + seconds * per_second` go out. `calls` names the kinds of call that have a
    limit of their own, (per second, burst) for the whole workspace, instead of the channel's.
    """

    workspace_per_second: float
    workspace_burst: int
    channel_per_second: float
    channel_burst: int
    calls: Mapping[str, tuple[float, int]] = field(default_factory=lambda: MappingProxyType({}))


def slack_pace(per_second: float = 5.0) -> Pace:
    """Slack's pace, with so many messages a second to a whole workspace.

    A channel takes one a second, with short bursts. What a workspace takes Slack says only as "several hundred a
    minute", so 300 it is unless somebody knows better. No more than eight go at once, so that messages which were held
    up on their way, and come together, don't exceed it either. Updating a message has a limit of its own, and so has
    looking for one: 50 in any minute, which is 10 at once and 40 a minute.
    """
    burst = max(1, min(8, int(2 * per_second)))
    return Pace(per_second, burst, 1, 2, MappingProxyType({"update": (40 / 60, 10), "find": (40 / 60, 10)}))


SLACK = slack_pace()
# Teams: 7 in a second, 60 in 30 seconds and 1,800 in an hour into one conversation (6 + 3,600 * 0.49 = 1,770 keeps
# all three); 50 in a second for the whole tenant.
TEAMS = Pace(40, 10, 0.49, 6)


class TokenBucket:
    """`burst` at once, then `per_second`. Counted in whole microseconds, rounded so that the rate is never exceeded."""

    def __init__(self, per_second: float, burst: int) -> None:
        if per_second <= 0 or burst < 1:
            raise ValueError("A pace must let something through: more than 0 a second and a burst of at least 1.")
        self._interval = timedelta(microseconds=math.ceil(1_000_000 / per_second))
        self._span = burst * self._interval
        """How long it takes until an empty one is full."""
        self._full_by: datetime | None = None
        self._held_until: datetime | None = None

    def ready_at(self, now: datetime) -> datetime:
        """Return `now` if one may go now, else when."""
        full = self._refilled(now)
        ready = max(now, full - self._span + self._interval) if full > now else now
        return max(ready, self._held_until or now)

    def take(self, now: datetime) -> None:
        if self.ready_at(now) > now:
            raise ValueError("Too early: ask ready_at first.")
        self._full_by = self._refilled(now) + self._interval

    def hold(self, until: datetime) -> None:
        self._held_until = max(until, self._held_until or until)

    def is_idle(self, now: datetime) -> bool:
        """Say whether a new bucket would behave the same."""
        return self._refilled(now) <= now and (self._held_until or now) <= now

    def _refilled(self, now: datetime) -> datetime:
        """Return when it is full again: `now` where it is."""
        if self._full_by is None or self._full_by <= now:
            return now
        # The bound matters only if the clock was set back: nobody then waits longer than for an empty bucket.
        return min(self._full_by, now + self._span)


@dataclass(frozen=True, slots=True)
class Lane:
    """One conversation. Its messages go one after another."""

    workspace: str
    channel: str


class Pacer:
    """Keeps one platform's pace in all its workspaces and channels; lanes without recent traffic are forgotten.

    It also notices when a workspace is out of order: then only a message now and then tries whether it is back.
    """

    _TIDY_FROM = 256
    _ENOUGH = 3
    """So many failures with nothing between them are the workspace's and not a message's."""
    _PROBES = (timedelta(seconds=2), timedelta(minutes=1))
    """The first pause between two messages that try a workspace, doubled up to the second."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._buckets: dict[tuple[str, ...], TokenBucket] = {}
        self._tidy_at = self._TIDY_FROM
        self._out_of_order: dict[str, tuple[int, datetime]] = {}
        self._refused: dict[str, tuple[Lane, datetime]] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def ready_at(self, lane: Lane, now: datetime, call: str = "post") -> datetime:
        """Return `now` if this lane may send now, else the first moment at which it may."""
        ready = now
        if self._out_of_order:
            ready = max(ready, self._out_of_order.get(lane.workspace, (0, now))[1])
        for key in self._keys(lane, call):
            bucket = self._buckets.get(key)
            if bucket is not None:
                ready = max(ready, bucket.ready_at(now))
        return ready

    def take(self, lane: Lane, now: datetime, call: str = "post") -> None:
        """Record that one is sent now. Raises ValueError when `ready_at` says later."""
        for key in self._keys(lane, call):
            self._bucket(key).take(now)
        self._tidy(now)

    def refused(
        self, lane: Lane, now: datetime, seconds: float, *, call: str = "post", whole_workspace: bool = False
    ) -> None:
        """Record a 429: nothing goes where it came from for so many seconds (Retry-After)."""
        until = now + timedelta(seconds=seconds)
        keys = self._keys(lane, call)
        self._bucket((lane.workspace,) if whole_workspace else keys[-1]).hold(until)
        other, still = self._refused.get(lane.workspace, (lane, now))
        if whole_workspace or (other != lane and still > now and call not in self._pace.calls):
            # Two conversations refused at once: the limit is the workspace's. What goes next tries if it is over.
            self._bucket((lane.workspace,)).hold(until)
            self._out_of_order[lane.workspace] = self._ENOUGH, until
        if call not in self._pace.calls:
            self._refused[lane.workspace] = lane, until
        self._tidy(now)

    def failed(self, workspace: str, now: datetime, rng: Random) -> None:
        """Record that a call failed for no fault of the message: no answer, or the platform out of order.

        After three in a row nothing goes there for a while; what then goes is a probe, one at a time.
        """
        failures = self._out_of_order.get(workspace, (0, now))[0] + 1
        first, longest = self._PROBES
        ceiling = min(longest, first * (1 << min(max(failures - self._ENOUGH, 0), 20)))
        pause = ceiling * (0.5 + rng.random() / 2) if failures >= self._ENOUGH else timedelta(0)
        self._out_of_order[workspace] = failures, now + pause

    def worked(self, workspace: str) -> None:
        """Record that the platform took something: what had failed before no longer counts."""
        self._out_of_order.pop(workspace, None)

    def is_out_of_order(self, now: datetime) -> bool:
        """Say whether some workspace is being left alone at this moment."""
        return any(until > now for _, until in self._out_of_order.values())

    def tries_alone(self, workspace: str) -> bool:
        """Say whether one message at a time tries if this workspace is back."""
        return self._out_of_order.get(workspace, (0, None))[0] >= self._ENOUGH

    def _keys(self, lane: Lane, call: str) -> list[tuple[str, ...]]:
        if call in self._pace.calls:
            return [(lane.workspace,), (lane.workspace, "call", call)]
        return [(lane.workspace,), (lane.workspace, "channel", lane.channel)]

    def _bucket(self, key: tuple[str, ...]) -> TokenBucket:
        if key not in self._buckets:
            self._buckets[key] = TokenBucket(*self._tempo(key))
        return self._buckets[key]

    def _tempo(self, key: tuple[str, ...]) -> tuple[float, int]:
        pace = self._pace
        match key:
            case (_,):
                return pace.workspace_per_second, pace.workspace_burst
            case (_, "call", call):
                return pace.calls[call]
            case _:
                return pace.channel_per_second, pace.channel_burst

    def _tidy(self, now: datetime) -> None:
        if len(self._buckets) < self._tidy_at:
            return
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_idle(now)}
        self._tidy_at = max(self._TIDY_FROM, 2 * len(self._buckets))


# Order


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivery that is due. `about` says what it belongs to (a wave, a rule), `call` what kind of call sends it."""

    id: int | str
    lane: Lane
    attention: Attention
    about: str
    due: datetime
    call: str = "post"


PRIORITY: Mapping[Attention, int] = MappingProxyType(
    {Attention.REPLY: 0, Attention.URGENT: 0, Attention.ALERT: 1, Attention.UNASKED: 2}
)


class Turns:
    """Remembers whose turn it was, so that many small batches are as fair as one large one."""

    def __init__(self, remembered: int = 1000) -> None:
        self._remembered = remembered
        self._last: OrderedDict[str, int] = OrderedDict()
        self._count = 0

    def last(self, about: str) -> int:
        """Return the number of the last turn that `about` had, 0 for none."""
        return self._last.get(about, 0)

    def served(self, about: str) -> None:
        self._count += 1
        self._last[about] = self._count
        self._last.move_to_end(about)
        if len(self._last) > self._remembered:
            self._last.popitem(last=False)


def order(
    candidates: Iterable[Candidate], busy: Collection[Lane] = frozenset(), turns: Turns | None = None
) -> list[Candidate]:
    """Return those that may be in flight together, first things first: at most one a lane, none in a busy lane.

    Replies and urgent ones go before alerts, these before unasked ones. Within each, every `about` has its turn,
    the one that has waited longest for it first, and gives its oldest.
    """
    return list(_one_after_the_other(candidates, busy, turns or Turns()))


def _one_after_the_other(candidates: Iterable[Candidate], busy: Collection[Lane], turns: Turns) -> Iterator[Candidate]:
    taken = set(busy)
    waiting = sorted(candidates, key=lambda candidate: (PRIORITY[candidate.attention], candidate.due))
    for priority in sorted(set(PRIORITY.values())):
        queues: dict[str, deque[Candidate]] = {}
        for candidate in waiting:
            if PRIORITY[candidate.attention] == priority:
                queues.setdefault(candidate.about, deque()).append(candidate)
        rounds = deque(sorted(queues, key=turns.last))  # stable: of those with no turn yet, the oldest first
        while rounds:
            about = rounds.popleft()
            chosen = _first_free(queues[about], taken)
            if chosen:
                taken.add(chosen.lane)
                rounds.append(about)
                yield chosen


def _first_free(queue: deque[Candidate], taken: set[Lane]) -> Candidate | None:
    while queue:
        candidate = queue.popleft()
        if candidate.lane not in taken:
            return candidate
    return None


@dataclass(frozen=True, slots=True)
class Choice:
    """What to send now; and, if the pace kept something back, when to ask again."""

    go: tuple[Candidate, ...]
    again_at: datetime | None


def choose(
    candidates: Iterable[Candidate],
    pacer: Pacer,
    now: datetime,
    *,
    busy: Collection[Lane] = frozenset(),
    turns: Turns | None = None,
    limit: int = 20,
) -> Choice:
    """Return which of one platform's due deliveries to send now, and record in `pacer` and `turns` that they are."""
    turns = turns or Turns()
    go: list[Candidate] = []
    again_at: datetime | None = None
    trying = {lane.workspace for lane in busy}
    for candidate in _one_after_the_other(candidates, busy, turns):
        if len(go) == limit:
            break
        workspace = candidate.lane.workspace
        if workspace in trying and pacer.tries_alone(workspace):
            continue
        ready = pacer.ready_at(candidate.lane, now, candidate.call)
        if ready > now:
            again_at = min(ready, again_at or ready)
            continue
        pacer.take(candidate.lane, now, candidate.call)
        turns.served(candidate.about)
        trying.add(workspace)
        go.append(candidate)
    return Choice(tuple(go), again_at)
