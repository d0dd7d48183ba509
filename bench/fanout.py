"""Writing to a whole company: without limits against a plain loop of slack_sdk, and against the pace that Slack allows.

Both post the same message to the same people over one pool of connections, 20 at a time. Truce's are rows in a SQLite
file with durable commits, leased before and recorded after they go; the plain loop remembers nothing. With limits,
the far side is the fake Slack with its rates, and its time and Truce's run `SPEED` times as fast as the wall's.
"""

import asyncio
import gc
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, insert
from sqlmodel import SQLModel, select

from adapters.clock import SystemClock
from adapters.postman import Postman
from adapters.slack.api import Api
from adapters.slack.client import EVENT_TYPE, SlackClient
from adapters.slack.render_card import message
from adapters.slack.tokens import OneToken
from bench.figures import Figure, Turns, figure, medians
from bench.takes_all import takes_all
from bot.attention import Attention
from bot.clock import Clock
from bot.conversation.cards import Buttons, Card, SmallPrint, button, text
from bot.conversation.reading import Reader
from bot.conversation.words import T, When
from bot.core import Truce
from bot.delivery import PRIORITY, Pace
from bot.pulse.actions import Answer, AnswerAll
from bot.routes import ROUTES
from storage.database import Database
from storage.deliveries import Delivery
from storage.people import Organisation, Person, PersonAccount

COMPANY: Final = 5000
A_ROUND: Final = 2000
AT_ONCE: Final = 20
TEAM: Final = "T0HOME"
TOKEN: Final = "xoxb-bench"  # noqa: S105  the far side's
ZONES: Final = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore", "America/Sao_Paulo")
NO_LIMIT: Final = Pace(1e6, 1_000_000, 1e6, 1_000_000)
PLAIN: Final = "a plain loop of slack_sdk, 20 at a time"


def measure(folder: Path, turns: Turns) -> list[Figure]:
    return asyncio.run(_without_limits(folder, turns.rounds))


# Without limits


async def _without_limits(folder: Path, rounds: int) -> list[Figure]:
    with takes_all() as far:
        async with _company(folder / "fast.db", A_ROUND, f"{far}api/", NO_LIMIT, SystemClock()) as company:
            await _plain(company, far)
            pairs = [(await _ours(company, far), await _plain(company, far)) for _ in range(rounds)]
    ours, theirs = medians(pairs)
    return [figure("messages to a company, no limits", ours, "a second", (PLAIN, theirs), least=0.9)]


async def _ours(company: "Company", far: str) -> float:
    """Messages a second, from the moment at which all may go until all are recorded as sent."""
    company.invites()
    gc.collect()
    began = time.perf_counter()
    company.postman.kick()
    while company.unsent():  # noqa: ASYNC110  what is waited for is in the database
        await asyncio.sleep(0.02)
    took = time.perf_counter() - began
    await _everyone_got_one(company, far)
    return len(company.users) / took


async def _plain(company: "Company", far: str) -> float:
    gc.collect()
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=TOKEN, base_url=f"{far}api/", session=session, retry_handlers=[])
        content = message(company.card, Reader(now=datetime.now(UTC), workspace=("slack", TEAM)))
        waiting = iter(company.users)

        async def one_after_the_other() -> None:
            for user in waiting:
                about = {"event_type": EVENT_TYPE, "event_payload": {"id": uuid.uuid4().hex}}
                await client.chat_postMessage(
                    channel=user, metadata=about, unfurl_links=False, unfurl_media=False, **content
                )

        began = time.perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
        took = time.perf_counter() - began
    await _everyone_got_one(company, far)
    return len(company.users) / took


async def _everyone_got_one(company: "Company", far: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{far}count") as told:
        got = await told.json()
    expected = len(company.users)
    assert got == {"people": expected, "messages": expected}, f"{got} instead of {expected} of each"


# The company


@dataclass
class Company:
    """People with a Slack account each, on a database, and the postman who writes to them."""

    database: Database
    postman: Postman
    clock: Clock
    organisation: int
    users: Sequence[str]
    people: Sequence[int]
    card: Card
    waves: int = 0

    def invites(self) -> None:
        """Everybody is to get the card now."""
        self.waves += 1
        now, card = self.clock.now(), self.card.model_dump_json()
        rows = [
            {
                "id": uuid.uuid4().hex,
                "organisation": self.organisation,
                "key": f"wave {self.waves} invitation {person}",
                "platform": "slack",
                "workspace": TEAM,
                "user": user,
                "person": person,
                "attention": Attention.UNASKED,
                "priority": PRIORITY[Attention.UNASKED],
                "card": card,
                "not_before": now,
                "created": now,
                "about": f"wave {self.waves}",
            }
            for user, person in zip(self.users, self.people, strict=True)
        ]
        with self.database.write() as session:
            session.connection().execute(insert(Delivery), rows)

    def unsent(self) -> int:
        with self.database.read() as session:
            return session.exec(select(func.count()).where(Delivery.state.in_(("waiting", "leased")))).one()  # type: ignore[attr-defined]


@asynccontextmanager
async def _company(file: Path, size: int, slack: str, pace: Pace, clock: Clock) -> AsyncIterator[Company]:
    database = Database(f"sqlite:///{file}")
    SQLModel.metadata.create_all(database.engine)
    users = [f"U{number:05}" for number in range(1, size + 1)]
    organisation, people = _hired(database, users)
    tokens = OneToken(TOKEN)
    api = Api(tokens, slack)
    await tokens.introduce(api, clock.now())
    client = SlackClient(api, clock, pace=pace)
    truce = Truce(database, clock, ROUTES)
    postman = Postman(database, {"slack": client}, clock, truce)
    running = asyncio.create_task(postman.run())
    try:
        yield Company(database, postman, clock, organisation, users, people, _card(clock))
    finally:
        postman.stop()
        await running
        await client.close()
        truce.close()
        database.close()


def _hired(database: Database, users: Sequence[str]) -> tuple[int, list[int]]:
    with database.write() as session:
        row = Organisation(name="Acme", zone="Europe/Berlin")
        session.add(row)
        session.flush()
        home = row.id or 0
        people = [
            Person(organisation=home, name=f"Person {user}", side="sales", zone=ZONES[number % len(ZONES)])
            for number, user in enumerate(users)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            PersonAccount(organisation=home, person=each.id or 0, platform="slack", workspace=TEAM, external=user)
            for each, user in zip(people, users, strict=True)
        )
        return home, [each.id or 0 for each in people]


def _card(clock: Clock) -> Card:
    """As long as an invitation, with its buttons."""
    closes = When(at=clock.now() + timedelta(days=8))
    return Card(
        title=T("Twenty statements about Sales and Marketing"),
        parts=(
            text(
                T("Rate twenty short statements from 1 to 5: about four minutes. Open until {closes}.", closes=closes)
            ),
            Buttons(buttons=(button(T("Start"), Answer(wave=1), style="primary"), button(T("All"), AnswerAll(wave=1)))),
            SmallPrint(words=T("Your answers are anonymous: nobody sees who said what.")),
        ),
    )


if __name__ == "__main__":
    import sys
    import tempfile

    from bench.figures import show

    with tempfile.TemporaryDirectory(dir="build") as folder:
        show(measure(Path(folder), Turns(int(sys.argv[1]), 0)))
