"""The sending loop: whose turn it is, and what it holds when it is stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import select

from adapters.clock import MovableClock
from adapters.platform import Outgoing, Target
from adapters.postman import CLAIMED, IN_FLIGHT, LAG, LEASE, Patience, Postman
from adapters.web.client import WEB
from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.events import Happened
from bot.conversation.model import Platform
from bot.core import Truce
from bot.delivery import PRIORITY, SLACK, Outcome, Pace, Sent
from bot.routes import ROUTES
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.outbox import Outbox
from storage.people import Organisations

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class LastWords:
    """A platform whose answer to a message comes just when the program is told to stop."""

    platform: Platform = "slack"
    pace: Pace = WEB
    postman: Postman

    async def post(self, target: Target, out: Outgoing) -> Outcome:  # noqa: ARG002
        self.postman.stop()
        return Sent("C1/1.0")

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        return await self.post(target, out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:  # noqa: ARG002
        return Sent(external)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002
        return None

    async def roster(self, workspace: str) -> AsyncIterator[Happened]:  # noqa: ARG002
        return
        yield

    async def member(self, target: Target) -> AsyncIterator[Happened]:  # noqa: ARG002
        return
        yield


async def test_what_was_sent_while_it_stopped_is_recorded(sqlite_database: Database) -> None:
    clock = MovableClock(NOW)
    with sqlite_database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        row = Delivery(
            id="d1",
            organisation=home,
            key="1",
            platform="slack",
            workspace="T1",
            user="U1",
            attention="unasked",
            priority=3,
            card=Card().model_dump_json(),
            not_before=NOW,
            created=NOW,
        )
        Deliveries(session, home).add(row)
    client = LastWords()
    truce = Truce(sqlite_database, clock, ROUTES)
    client.postman = Postman(sqlite_database, {"slack": client}, clock, truce)

    await client.postman.run()

    truce.close()
    with sqlite_database.read() as session:
        sent = session.get_one(Delivery, "d1")
    assert (sent.state, sent.external, sent.leased_until) == ("sent", "C1/1.0", None)


class Ledger:
    """A platform that takes everything, and notes what came when."""

    platform: Platform = "slack"

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.took: list[str] = []
        self.taking: Callable[[], None] = lambda: None

    async def post(self, target: Target, out: Outgoing) -> Outcome:  # noqa: ARG002
        await asyncio.sleep(0)
        self.took.append(out.id)
        self.taking()
        return Sent(f"C1/{out.id}")

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        return await self.post(target, out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:  # noqa: ARG002
        return Sent(external)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002
        return None

    async def roster(self, workspace: str) -> AsyncIterator[Happened]:  # noqa: ARG002
        return
        yield

    async def member(self, target: Target) -> AsyncIterator[Happened]:  # noqa: ARG002
        return
        yield


def wave(home: int, name: str, size: int, attention: Attention = Attention.UNASKED) -> list[dict[str, object]]:
    """Messages to people of their own, all of which may go now."""
    return [
        {
            "id": f"{name} {number}",
            "organisation": home,
            "key": f"{name} {number}",
            "platform": "slack",
            "workspace": "T1",
            "user": f"U {name} {number}",
            "attention": attention,
            "priority": PRIORITY[attention],
            "card": Card().model_dump_json(),
            "not_before": NOW,
            "created": NOW,
            "about": name,
        }
        for number in range(size)
    ]


def put(database: Database, *rows: dict[str, object]) -> None:
    with database.write() as session:
        session.connection().execute(insert(Delivery), rows)


@pytest.fixture
def home(sqlite_database: Database) -> int:
    with sqlite_database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


@pytest.fixture
def truce(sqlite_database: Database) -> Iterator[Truce]:
    truce = Truce(sqlite_database, MovableClock(NOW), ROUTES)
    yield truce
    truce.close()


@pytest.mark.parametrize("attention", [Attention.REPLY, Attention.URGENT, Attention.ALERT])
async def test_what_is_urgent_overtakes_five_thousand_invitations(
    attention: Attention, sqlite_database: Database, home: int, truce: Truce
) -> None:
    put(sqlite_database, *wave(home, "wave", 5000))
    client, clock = Ledger(SLACK), MovableClock(NOW)
    postman = Postman(sqlite_database, {"slack": client}, clock, truce)

    def meanwhile() -> None:
        if len(client.took) == 100:
            put(sqlite_database, *wave(home, "urgent", 1, attention))
            postman.kick()

    client.taking = meanwhile
    draining = asyncio.create_task(postman.drain(clock.move_to))
    while len(client.took) < 130:  # noqa: ASYNC110  the postman tells nobody how far he is
        await asyncio.sleep(0.01)
    draining.cancel()
    await asyncio.wait([draining])
    ahead = client.took.index("urgent 0") - 100
    assert ahead <= SLACK.workspace_burst, "only what was on its way already went before it"


async def test_what_is_urgent_overtakes_also_what_is_leased_already(
    sqlite_database: Database, home: int, truce: Truce
) -> None:
    put(sqlite_database, *wave(home, "wave", 1000))
    client = Ledger(WEB)
    postman = Postman(sqlite_database, {"slack": client}, MovableClock(NOW), truce)

    def meanwhile() -> None:
        if len(client.took) == 100:
            put(sqlite_database, *wave(home, "urgent", 1, Attention.URGENT))
            postman.kick()

    client.taking = meanwhile
    await postman.drain()
    assert len(client.took) == 1001
    assert client.took.index("urgent 0") < 100 + 2 * CLAIMED


class Busy(MovableClock):
    """A clock that moves on, once, right after somebody has read it: much may happen before they look around."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.then: Callable[[], None] | None = None

    def now(self) -> datetime:
        read = super().now()
        then, self.then = self.then, None
        if then is not None:
            then()
        return read


async def test_what_comes_up_while_the_postman_turns_to_look_does_not_wait_for_its_next_look(
    sqlite_database: Database, home: int
) -> None:
    clock = Busy(NOW)
    truce = Truce(sqlite_database, clock, ROUTES)
    ledger = Ledger(WEB)
    unhurried = Patience(idle=timedelta(hours=1))
    postman = Postman(sqlite_database, {"slack": ledger}, clock, truce, patience=unhurried)

    def an_alert_comes_up() -> None:
        clock.move(timedelta(seconds=1))
        rows = [row | {"not_before": clock.now()} for row in wave(home, "alert", 1, Attention.URGENT)]
        with sqlite_database.write() as session:
            session.connection().execute(insert(Delivery), rows)
        postman.kick()

    ledger.taking = postman.stop
    clock.then = an_alert_comes_up
    postman.kick()
    await asyncio.wait_for(postman.run(), 60)

    truce.close()
    assert ledger.took == ["alert 0"]


async def test_two_waves_of_two_thousand_take_turns(sqlite_database: Database, home: int, truce: Truce) -> None:
    put(sqlite_database, *wave(home, "first", 2000), *wave(home, "second", 2000))
    client = Ledger(WEB)
    await Postman(sqlite_database, {"slack": client}, MovableClock(NOW), truce).drain()
    assert sorted(client.took) == sorted(f"{name} {number}" for name in ("first", "second") for number in range(2000))
    lead = 0
    for went in client.took:
        lead += 1 if went.startswith("first") else -1
        assert abs(lead) <= IN_FLIGHT


class Slow(Ledger):
    """A platform that takes a message at once, answers much later, and doesn't show yet what it has."""

    def __init__(self) -> None:
        super().__init__(WEB)
        self.answers = asyncio.Event()
        self.looked: list[str] = []

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        outcome = await super().post(target, out)
        await self.answers.wait()
        return outcome

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002
        self.looked.append(out.id)
        return None


async def test_what_is_still_on_its_way_is_not_taken_back(sqlite_database: Database, home: int, truce: Truce) -> None:
    """However slow the platform: what is in hand is nobody's to look up, or to send once more."""
    clock = MovableClock(NOW)
    put(sqlite_database, *wave(home, "slow", 3))
    client = Slow()
    postman = Postman(sqlite_database, {"slack": client}, clock, truce)
    running = asyncio.create_task(postman.run())
    for _ in range(40):
        await asyncio.sleep(0.02)
        clock.move_to(clock.now() + LEASE / 10)
        postman.kick()
    assert sorted(client.took) == ["slow 0", "slow 1", "slow 2"]
    with sqlite_database.read() as session:
        assert session.exec(select(Delivery.state)).all() == ["leased", "leased", "leased"]
    client.answers.set()
    postman.stop()
    await running
    with sqlite_database.read() as session:
        assert session.exec(select(Delivery.state)).all() == ["sent", "sent", "sent"]
    assert client.looked == []


async def test_what_a_dead_postman_had_in_hand_is_looked_up_when_it_would_show(
    sqlite_database: Database, home: int, truce: Truce
) -> None:
    """Its lease may have ended a moment after it was sent, and the platform's history lags behind."""
    put(sqlite_database, *wave(home, "left", 1))
    with sqlite_database.write() as session:
        assert Outbox(session).lease(["left 0"], NOW, NOW + LEASE)
    clock = MovableClock(NOW + LEASE)
    client = Slow()
    client.answers.set()
    postman = Postman(sqlite_database, {"slack": client}, clock, truce)
    await postman.drain()
    assert client.looked == []
    clock.move_to(NOW + LEASE + LAG)
    await postman.drain()
    assert (client.looked, client.took) == (["left 0"], ["left 0"]), "nobody finds it, so it is sent"
