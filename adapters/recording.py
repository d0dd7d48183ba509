"""What became of attempts to send, written down for the postman."""

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic_core import to_json

from bot.delivery import Outcome, Sent, Wait, next_step
from storage.outbox import Done, Leased, Outbox, Undone


class Landed(NamedTuple):
    """An attempt that has ended, with the pictures that it has brought to the platform."""

    row: Leased
    outcome: Outcome
    uploads: dict[str, str]


def record(outbox: Outbox, landed: Collection[Landed], now: datetime, rng: random.Random, lag: timedelta) -> bool:
    """Write down what became of attempts. What was forgotten or changed meanwhile keeps what happened to it.

    Returns whether something waits again at once, since there is a newer card.
    """
    done: list[Done] = []
    undone: list[Undone] = []
    for row, outcome, uploads in landed:
        written = to_json(uploads).decode()
        if isinstance(outcome, Sent):
            done.append(Done(row.id, row.version, outcome.external_id, written))
            continue
        step = next_step(outcome, row.attempts, row.first_try, now, rng)
        doubtful, due = row.doubtful, step.not_before
        if due is not None:
            # Looking may have failed as well: then it is as doubtful as before.
            doubtful = (step.look_first or row.doubtful) and not row.external
            due = max(due, now + lag) if doubtful else due
        undone.append(Undone(row.id, row.attempts, step.state, step.reason or "", written, doubtful, due))
    again = outbox.sent(done, now)
    outbox.not_sent(undone)
    for row, outcome, _ in landed:
        if isinstance(outcome, Wait) and outcome.whole_workspace:
            outbox.hold_workspace(row.platform, row.workspace, outcome.reason)
        elif isinstance(outcome, Wait) and not row.channel:
            outbox.trouble_with(row.id, outcome.reason)
    return again
