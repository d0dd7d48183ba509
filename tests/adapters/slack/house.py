"""Truce's Slack side as it runs, between a fake Slack and a door that notes what comes in and answers as told."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.applications import Starlette

from adapters.clock import MovableClock
from adapters.platform import Handled, Outgoing
from adapters.slack.api import Api
from adapters.slack.app import SlackApp
from adapters.slack.client import SlackClient
from adapters.slack.tokens import OneToken
from bot.conversation.cards import Card
from bot.conversation.events import Event
from bot.conversation.model import Account
from bot.conversation.payloads import Press
from bot.conversation.reading import Reader
from bot.conversation.replies import Quiet, Reply
from tests.fakes.slack import FakeSlack

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
HOME = "T0HOME"


def reader(now: datetime = NOW) -> Reader:
    return Reader(now=now, zone="Europe/Berlin", workspace=("slack", HOME))


def press(code: str = "join:1:{}", name: str = "join") -> Press:
    return Press(code=code, name=name)


@dataclass
class RecordingDoor:
    """Answers every event with `reply`; what came in is in `events`. `trouble` is raised instead, where set."""

    reply: Reply | Callable[[Event], Reply] = field(default_factory=Quiet)
    events: list[Event] = field(default_factory=list)
    people: Sequence[tuple[str, str]] = ()
    typed: list[tuple[Account, str]] = field(default_factory=list)
    trouble: Exception | None = None

    async def handle(self, event: Event) -> Handled:
        if self.trouble:
            raise self.trouble
        self.events.append(event)
        return Handled(self.reply if not callable(self.reply) else self.reply(event), reader())

    async def suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        self.typed.append((by, typed))
        return self.people


@dataclass
class House:
    """Everything together. `pauses` notes what the roster waited, instead of waiting."""

    slack: FakeSlack
    door: RecordingDoor
    client: SlackClient
    app: SlackApp
    clock: MovableClock
    pauses: list[float]

    def outgoing(self, card: Card, id: str = "d-1") -> Outgoing:  # noqa: A002
        return Outgoing(id=id, card=card, reader=reader(), since=self.slack.now())


@asynccontextmanager
async def a_house(slack: FakeSlack, *, patience: float = 5.0) -> AsyncIterator[House]:
    async with slack:
        pauses: list[float] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        clock = MovableClock(slack.now())
        tokens = OneToken(slack.bot_token)
        api = Api(tokens, slack.url, patience)
        await tokens.introduce(api, clock.now())
        client = SlackClient(api, clock, pause)
        door = RecordingDoor()
        app = SlackApp(
            door=door, client=client, tokens=tokens, clock=clock, signing_secret=slack.signing_secret, oauth=None
        )
        slack.connect(Starlette(routes=app.routes()))
        try:
            yield House(slack, door, client, app, clock, pauses)
        finally:
            await app.close()
            await client.close()
