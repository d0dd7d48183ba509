"""The sending loop: what it holds when it is stopped."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from adapters.clock import MovableClock
from adapters.platform import Outgoing, Target
from adapters.postman import Postman
from adapters.web.client import WEB
from bot.conversation.cards import Card
from bot.conversation.events import Happened
from bot.conversation.model import Platform
from bot.core import Truce
from bot.delivery import Outcome, Pace, Sent
from bot.routes import ROUTES
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
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
