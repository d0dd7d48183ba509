"""What is measured: Truce in the middle of an assessment, a bare Bolt app, and signed clicks for both.

The clicks are those of the assessment: many people, a rating each, on the message that Truce really made.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import SQLModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.clock import SystemClock
from adapters.composing import build
from adapters.serving import settle_memory
from adapters.slack.app import EVENT_PATH, SlackApp
from adapters.slack.render_card import message
from bot.conversation.events import Installed, MembersSeen, Profile, Submitted
from bot.conversation.model import Account, Place
from bot.conversation.payloads import encode
from bot.conversation.reading import Reader
from bot.core import Truce
from bot.people.importing import import_people
from bot.pulse import cards
from bot.pulse.actions import StartAssessment
from bot.pulse.statements import STATEMENTS
from bot.pulse.waves import Seat
from bot.settings import Settings
from storage.database import Database
from storage.people import Organisation, People
from storage.pulse import Pulses, Wave
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_methods import add_message
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Message

PEOPLE = 300
HEAD = 1  # the first of them runs the assessment

Asgi = Any


@dataclass(frozen=True)
class Stage:
    """`truce` and `bare` are ASGI apps that take the same requests; `clicks` gives the next, never one twice."""

    truce: Asgi
    bare: Asgi
    app: SlackApp
    clicks: "Clicks"


class Clicks:
    """Ratings: each of the people rates one statement after the other, then all of them anew."""

    def __init__(self, slack: FakeSlack, wave: Wave) -> None:
        self._slack = slack
        self._users = [user for user in slack.home.users.values() if user.name.startswith("person")]
        self._messages = {
            user.id: [self._shown(user.id, wave, each.number) for each in STATEMENTS] for user in self._users
        }
        self._made = 0

    def take(self, count: int) -> list[SlackRequest]:
        return [self._next() for _ in range(count)]

    def _next(self) -> SlackRequest:
        turn, person = divmod(self._made, len(self._users))
        self._made += 1
        user = self._users[person]
        shown = self._messages[user.id][turn % len(STATEMENTS)]
        return self._slack.click(user, shown, str(1 + (person + turn) % 5))

    def _shown(self, user: str, wave: Wave, number: int) -> Message:
        seat = Seat(wave, "", "", {})
        slack = self._slack
        made = message(cards.asking(seat, number), Reader(now=slack.now()), uploads={})
        return add_message(slack, slack.home, slack.channel(user).id, made)


@asynccontextmanager
async def a_stage(folder: Path, far_side: str) -> AsyncIterator[Stage]:
    """Truce on SQLite with durable commits, with 300 people in an open assessment; beside it the bare app."""
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    SQLModel.metadata.create_all(database.engine)
    slack = FakeSlack()
    slack.url = f"{far_side}api/"
    for number in range(1, PEOPLE + 1):
        slack.add_user(f"person{number}", email=f"person{number}@acme.example")
    house = build(_settings(slack), database, SystemClock())
    assert house.slack is not None
    try:
        wave = await _assessment(house.truce, database, slack)
        served, bare = Starlette(routes=house.routes), bare_app(slack.signing_secret, slack.bot_token, slack.url)
        clicks = Clicks(slack, wave)
        settle_memory()  # as a server does, here for both sides
        yield Stage(served, bare, house.slack.app, clicks)
        await house.slack.app.close()
    finally:
        await house.slack.client.close()
        house.truce.close()
        database.close()


def _settings(slack: FakeSlack) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.url,
        secret=SecretStr("a-secret-of-the-bench-that-is-long-enough"),
    )


def bare_app(signing_secret: str, token: str, slack_api: str) -> Asgi:
    """The least that answers Slack: checks the signature, acknowledges, keeps nothing."""
    bolt = AsyncApp(
        client=AsyncWebClient(token=token, base_url=slack_api),
        signing_secret=signing_secret,
        process_before_response=True,
    )

    @bolt.action(re.compile(".*"))
    async def _(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(bolt)

    async def serve(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(EVENT_PATH, serve, methods=["POST"])])


async def _assessment(truce: Truce, database: Database, slack: FakeSlack) -> Wave:
    now, team = slack.now(), slack.home.id
    with database.write() as session:
        row = Organisation(name="Acme", zone="Europe/Berlin")
        session.add(row)
        session.flush()
        organisation = row.id or 0
        import_people(session, organisation, _csv(), dry_run=False, skip_bad=False, now=now)
    happened = {"at": now, "platform": "slack", "workspace": team}
    await truce.handle(Installed(key="install", name="Acme", organisation=organisation, **happened))
    people = [user for user in slack.home.users.values() if not user.is_bot]
    members = tuple(Profile(user=user.id, name=user.real_name, email=user.email, zone=user.tz) for user in people)
    await truce.handle(MembersSeen(key="members", members=members, **happened))
    head = Account(platform="slack", workspace=team, user=slack.user(f"person{HEAD}").id)
    await truce.handle(
        Submitted(
            key="start",
            at=now + timedelta(seconds=1),
            by=head,
            place=Place(platform="slack", workspace=team, channel="", kind="direct"),
            carries=frozenset({"say"}),
            code=encode(StartAssessment()),
            values={"title": "Bench", "sides": ("sales", "marketing"), "days": "8", "minimum": "5"},
        )
    )
    with database.read() as session:
        wave = Pulses(session, organisation).open_of_kind("assessment")
        assert wave is not None, "the assessment did not start"
        assert len(Pulses(session, organisation).participants(wave.id or 0)) == PEOPLE
        assert People(session, organisation).count() >= PEOPLE
        return wave


def _csv() -> bytes:
    lines = ["name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles"]
    for number in range(1, PEOPLE + 1):
        side, role = ("sales", "marketing")[number % 2], "head" if number == HEAD else "member"
        lines.append(f"Person {number},person{number}@acme.example,{side},,,Europe/Berlin,en,,,{role}")
    return "\n".join(lines).encode()
