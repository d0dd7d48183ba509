"""How long a crash can make Teams show a message twice: from sending it until it is written down that it was sent.

Truce and the fake Teams in one process, with SQLite on disk. Teams' own time on the way is not in it.
"""

import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import select

from adapters.platform import Client, Outgoing, Target
from adapters.postman import Postman
from adapters.recording import Landed
from bot.attention import Attention
from bot.conversation.cards import Card, note
from bot.conversation.events import Happened
from bot.conversation.words import T
from bot.delivery import PRIORITY, Outcome
from storage.deliveries import Delivery
from storage.outbox import Leased
from storage.people import PersonAccount
from tests.driver import World, a_world
from tests.scenarios.company import csv

EACH = 10  # messages to everybody


@dataclass(frozen=True)
class Window:
    """Seconds, of each message: from its request to the commit that records it, and of these from Teams' answer on."""

    whole: Sequence[float]
    after: Sequence[float]

    def __str__(self) -> str:
        half, nearly_all, after = _ms(self.whole, 50), _ms(self.whole, 99), _ms(self.after, 50)
        return (
            f"Teams may show a message twice if Truce dies within {half} ms of sending (99 of 100: {nearly_all} ms), "
            f"{after} ms of them after Teams' answer; of {len(self.whole)} messages"
        )


def _ms(seconds: Sequence[float], part: int) -> str:
    return f"{statistics.quantiles(seconds, n=100, method='inclusive')[part - 1] * 1000:.1f}"


@dataclass
class _Watched:
    """A client, and when each message was asked for and answered."""

    client: Client
    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.platform, self.pace = self.client.platform, self.client.pace

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        self.asked[out.id] = time.monotonic()
        outcome = await self.client.post(target, out)
        self.answered[out.id] = time.monotonic()
        return outcome

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        return await self.client.whisper(target, out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:
        return await self.client.update(workspace, external, reference, out)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:
        return await self.client.find(target, out)

    def roster(self, workspace: str) -> AsyncIterator[Happened]:
        return self.client.roster(workspace)

    def member(self, target: Target) -> AsyncIterator[Happened]:
        return self.client.member(target)


class _Noting(Postman):
    """Notes when it was written down that a message was sent."""

    def _save(self, landed: list[Landed], go: list[str], back: Collection[str] = ()) -> list[Leased]:
        leased = super()._save(landed, go, back)
        now = time.monotonic()
        self.written = getattr(self, "written", {}) | {each.row.id: now for each in landed}
        return leased


async def measure() -> Window:
    with tempfile.TemporaryDirectory() as folder:
        async with a_world("teams", Path(folder)) as world:
            await world.hires(csv())
            client = _Watched(world.postman._clients["teams"])
            postman = _Noting(world.database, {"teams": client}, world.clock, world.truce)
            _write_to_all(world)
            await postman.drain(world.clock.move_to)
    ids = [each for each in client.answered if each in postman.written]
    return Window(
        [postman.written[each] - client.asked[each] for each in ids],
        [postman.written[each] - client.answered[each] for each in ids],
    )


def _write_to_all(world: World) -> None:
    now, card = world.clock.now(), note(T("A message of the measurement."))
    with world.database.write() as session:
        accounts = session.exec(select(PersonAccount).where(PersonAccount.platform == "teams")).all()
        rows = [_row(each, number, card, now) for number in range(EACH) for each in accounts]
        session.connection().execute(insert(Delivery), rows)


def _row(account: PersonAccount, number: int, card: Card, now: object) -> dict[str, object]:
    return {
        "id": uuid.uuid4().hex,
        "organisation": account.organisation,
        "key": f"measured {number} {account.id}",
        "platform": account.platform,
        "workspace": account.workspace,
        "user": account.external,
        "person": account.person,
        "attention": Attention.ALERT,
        "priority": PRIORITY[Attention.ALERT],
        "card": card.model_dump_json(),
        "not_before": now,
        "created": now,
        "about": f"measured {number}",
    }
