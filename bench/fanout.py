"""Writing to a whole company: without limits against a plain loop of slack_sdk, and against the pace that Slack allows.

Both post the same message to the same people over one pool of connections, 20 at a time. Truce's are rows in a SQLite
file with durable commits, leased before and recorded after they go; the plain loop remembers nothing. With limits,
the far side is the fake Slack with its rates, and its time and Truce's run `SPEED` times as fast as the wall's.
"""

import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, insert
from sqlmodel import SQLModel, select

from adapters.clock import SystemClock
from adapters.platform import Outgoing, Target
from adapters.postman import Patience, Postman
from adapters.serving import new_loop, settle_memory
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
from bot.delivery import PRIORITY, Outcome, Pace, slack_pace
from bot.pulse.actions import Answer, AnswerAll
from bot.routes import ROUTES
from bot.settings import Settings
from storage.database import Database
from storage.deliveries import Delivery
from storage.people import Organisation, Person, PersonAccount

COMPANY: Final = 5000
ALLOWED: Final = 20.0
"""Messages a second in a workspace, by the fake's limits and by Truce's setting."""
SPEED: Final = 2.0
"""How much faster than the wall's the time of Truce and the fake runs: as much as leaves the machine idle between."""
ALERTS: Final = 40
A_ROUND: Final = 5000
AT_ONCE: Final = 20
TEAM: Final = "T0HOME"
TOKEN: Final = "xoxb-bench"  # noqa: S105  the far side's
ZONES: Final = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore", "America/Sao_Paulo")
NO_LIMIT: Final = Pace(1e6, 1_000_000, 1e6, 1_000_000)
PLAIN: Final = "a plain loop of slack_sdk, 20 at a time"


def measure(folder: Path, turns: Turns) -> list[Figure]:
    with asyncio.Runner(loop_factory=new_loop) as runner:  # a server's, here for both sides
        return [*runner.run(_without_limits(folder, turns.rounds)), *runner.run(_at_slacks_pace(folder))]


# Without limits


async def _without_limits(folder: Path, rounds: int) -> list[Figure]:
    with takes_all() as far:
        users = [f"U{number:05}" for number in range(1, A_ROUND + 1)]
        async with _company(folder / "fast.db", users, f"{far}api/", NO_LIMIT, SystemClock()) as company:
            await _plain(company, far)
            settle_memory()  # as a server does, here for both sides
            pairs = [(await _ours(company, far), await _plain(company, far)) for _ in range(rounds)]
    ours, theirs = medians(pairs)
    return [figure("messages to a company, no limits", ours, "a second", (PLAIN, theirs), least=0.9)]


async def _ours(company: "Company", far: str) -> float:
    """Messages a second, from the moment at which all may go until all are recorded as sent."""
    company.invites()
    gc.collect()
    began = time.perf_counter()
    company.postman.kick()
    await company.client.posted(len(company.users))
    while company.unsent():  # noqa: ASYNC110  what is waited for is in the database
        await asyncio.sleep(0.005)
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


# At Slack's pace


async def _at_slacks_pace(folder: Path) -> list[Figure]:
    clock = _Fast()
    fake = ["tests.fakes.slack", "--speed", str(SPEED), "--people", str(COMPANY)]
    with _process([*fake, "--workspace-per-second", str(ALLOWED)]) as told:
        base, token = told["url"].removesuffix("api/"), told["bot_token"]
        async with aiohttp.ClientSession() as session:
            users = [each["id"] for each in await _get(session, f"{base}_fake/users") if each["name"][:4] == "user"]
            settings = Settings.model_validate({"SLACK_MESSAGES_PER_SECOND": ALLOWED})
            pace = slack_pace(settings.slack_messages_per_second)
            async with _company(folder / "paced.db", users, told["url"], pace, clock, token) as company:
                company.invites()
                company.postman.kick()
                alerts = [await _alert(company, number) for number in range(ALERTS)]
                while company.unsent():  # noqa: ASYNC110  as above
                    await asyncio.sleep(0.05)
            counts = await _get(session, f"{base}_fake/counts")
            sent = sorted(each["at"] for each in await _get(session, f"{base}_fake/messages"))
    assert len(sent) == len(users) + ALERTS, f"{len(sent)} messages instead of {len(users) + ALERTS}"
    refused = counts["refused"]
    rate = (len(sent) - pace.workspace_burst) / (sent[-1] - sent[0])  # what the first burst saves doesn't count
    allowed = f"what the fake Slack allows, {SPEED:g} times as fast as the clock"
    waits, ahead = zip(*alerts, strict=True)
    every = f"the pace's interval; the longest of {ALERTS} waited {max(waits) * ALLOWED:.1f}"
    queued = f"invitations queued; at most {max(ahead)} in {ALERTS} times"
    return [
        figure(f"messages to {COMPANY:,} people", rate, "a second", (allowed, ALLOWED), least=0.98),
        Figure("429s drawn meanwhile", refused, "", "messages", len(sent), refused / len(sent), "<= 0", refused == 0),
        figure("an alert's wait behind them, p50", statistics.median(waits) * 1000, "ms", (every, 1000 / ALLOWED)),
        figure("sent before it meanwhile, p50", statistics.median(ahead), "", (queued, len(users))),
    ]


async def _alert(company: "Company", number: int) -> tuple[float, int]:
    """Something urgent comes up. Returns how long it waits, in seconds, and how many invitations set out before it."""
    await asyncio.sleep(COMPANY / ALLOWED / SPEED / (ALERTS + 2) * (0.5 + number % 8 / 10))
    began = company.clock.now()
    (alert,) = await asyncio.to_thread(company.writes, [number * 97], Attention.URGENT, f"alert {number}")
    company.postman.kick()
    landed, ahead = await company.client.landed(alert)
    return (landed - began).total_seconds(), ahead


class _Watched(SlackClient):
    """Tells when what is watched has landed."""

    def __init__(self, api: Api, clock: Clock, *, pace: Pace) -> None:
        super().__init__(api, clock, pace=pace)
        self._watched: dict[str, tuple[asyncio.Future[tuple[datetime, int]], int]] = {}
        self._begun = 0
        self._left = 0
        self._all = asyncio.Event()

    async def posted(self, count: int) -> None:
        """Wait until so many more have landed."""
        self._left, self._all = count, asyncio.Event()
        await self._all.wait()

    async def landed(self, delivery: str) -> tuple[datetime, int]:
        """When a delivery has landed, and how many others have set out between now and it."""
        when: asyncio.Future[tuple[datetime, int]] = asyncio.get_running_loop().create_future()
        self._watched[delivery] = when, self._begun
        return await when

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        begun = self._begun
        self._begun += 1
        outcome = await super().post(target, out)
        self._left -= 1
        if not self._left:
            self._all.set()
        if out.id in self._watched:
            when, since = self._watched.pop(out.id)
            when.set_result((self._clock.now(), begun - since))
        return outcome


class _Fast:
    """The wall's clock, `SPEED` times as fast from now on."""

    def __init__(self) -> None:
        self._start, self._began = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * SPEED)


async def _get(session: aiohttp.ClientSession, url: str) -> Any:
    async with session.get(url) as answer:
        return await answer.json()


@contextmanager
def _process(module: Sequence[str]) -> Iterator[Any]:
    process = subprocess.Popen([sys.executable, "-m", *module], stdout=subprocess.PIPE, text=True)  # noqa: S603  ours
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


# The company


@dataclass
class Company:
    """People with a Slack account each, on a database, and the postman who writes to them."""

    database: Database
    postman: Postman
    client: "_Watched"
    clock: Clock
    organisation: int
    users: Sequence[str]
    people: Sequence[int]
    card: Card
    waves: int = 0

    def invites(self) -> None:
        """Everybody is to get the card now."""
        self.waves += 1
        self.writes(range(len(self.users)), Attention.UNASKED, f"wave {self.waves}")

    def writes(self, to: Iterable[int], attention: Attention, about: str) -> list[str]:
        """Have the card sent to these people, in a transaction. Returns the ids of the deliveries."""
        now, card = self.clock.now(), self.card.model_dump_json()
        rows = [
            {
                "id": uuid.uuid4().hex,
                "organisation": self.organisation,
                "key": f"{about} {self.people[number]}",
                "platform": "slack",
                "workspace": TEAM,
                "user": self.users[number],
                "person": self.people[number],
                "attention": attention,
                "priority": PRIORITY[attention],
                "card": card,
                "not_before": now,
                "created": now,
                "about": about,
            }
            for number in to
        ]
        with self.database.write() as session:
            session.connection().execute(insert(Delivery), rows)
        return [str(row["id"]) for row in rows]

    def unsent(self) -> int:
        with self.database.read() as session:
            return session.exec(select(func.count()).where(Delivery.state.in_(("waiting", "leased")))).one()  # type: ignore[attr-defined]


@asynccontextmanager
async def _company(
    file: Path, users: Sequence[str], slack: str, pace: Pace, clock: Clock, token: str = TOKEN
) -> AsyncIterator[Company]:
    database = Database(f"sqlite:///{file}")
    SQLModel.metadata.create_all(database.engine)
    organisation, people = _hired(database, users)
    tokens = OneToken(token)
    api = Api(tokens, slack)
    await tokens.introduce(api, clock.now())
    client = _Watched(api, clock, pace=pace)
    truce = Truce(database, clock, ROUTES)
    speed = SPEED if isinstance(clock, _Fast) else 1.0
    postman = Postman(database, {"slack": client}, clock, truce, patience=Patience(speed=speed))
    running = asyncio.create_task(postman.run())
    try:
        yield Company(database, postman, client, clock, organisation, users, people, _card(clock))
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
