"""What a rule would have done in the last ninety days: the states that records were in, looked at again in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.ports.records import Kind, Subjects
from bot.rules.conditions import condition, fields_in, fields_of
from bot.rules.crossing import Replay
from bot.work import Work
from storage.versions import State, Versions

BACK: Final = timedelta(days=90)
MOST_STATES: Final = 5_000
NAMED: Final = 10


@dataclass(frozen=True)
class DryRun:
    """It would have fired `count` times since then, the newest in `named`. `looked_at`: so many states only."""

    count: int
    named: Sequence[State]
    since: datetime
    looked_at: int | None = None


def dry_run(typed: str, kind: Kind, subjects: Subjects, work: Work) -> DryRun:
    """Of records that changed more often than can be looked at, only the newest states count."""
    fields = fields_of(subjects.known(kind))
    since = work.now - BACK
    before, states, complete = work[Versions].since(kind, since, MOST_STATES)
    holds = condition(typed, kind, fields)
    fired = list(Replay(holds, fields_in(holds, fields)).fired(states, before))
    named = tuple(reversed(fired[-NAMED:]))
    begins = since if complete or not states else states[0].moment
    return DryRun(len(fired), named, begins, None if complete else len(states))
