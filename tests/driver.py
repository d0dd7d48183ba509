"""A whole Truce between fakes of its platforms, and the people who use it: what stories are told with.

    async with a_world("slack") as world:
        await world.hires(COMPANY)
        alice = world.person("Alice Ober")
        await alice.runs("pulse start assessment")
        await world.time.passes(days=1)
        alice.sees("Twenty statements")

Everything is real but the far side and the clock: signed requests into Bolt and the Bot Framework's authentication,
the core on a database, the postman's pace, the platforms' limits and checks.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import httpx
from sqlmodel import SQLModel
from starlette.applications import Starlette

from adapters.cli.platforms import shortcuts
from adapters.clock import MovableClock
from adapters.composing import build
from adapters.postman import Postman
from adapters.serving import introduce
from adapters.slack.app import SlackApp
from adapters.slack.manifest import manifest
from adapters.teams import package
from adapters.waking import Waker
from adapters.web import calendar
from adapters.web.client import WORKSPACE, WebClient
from adapters.web.company import Somebody
from adapters.web.crm_played import sources
from adapters.web.hands import Hands
from adapters.web.travel import Travel
from bot.conversation.events import Installed, MembersSeen, Profile
from bot.conversation.reading import Reader
from bot.core import Truce
from bot.people.importing import import_people
from bot.routes import MEETINGS, ROUTES
from bot.settings import Settings
from storage.database import Database
from storage.people import Organisation, People
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import APP_ID, FakeTeams
from tests.hands.base import Hand, Shown
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.hands.web import OnWeb

Where = Literal["slack", "teams", "web", "both"]
MONDAY = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
"""Nine in the morning in Vienna."""
ZONE = "Europe/Vienna"
ADDRESS = "https://truce.example"
"""Where Truce itself can be reached."""


@dataclass(frozen=True)
class Channel:
    """A channel of the story, on each platform that it is told on, as its fake knows it."""

    name: str
    on: Mapping[str, Any]

    def of(self, hand: Hand) -> Any:
        """The one where this person is."""
        return self.on["slack" if isinstance(hand, OnSlack) else "teams" if isinstance(hand, OnTeams) else "web"]


class Somebodys:
    """One person of the story. What they see and do is at their own client."""

    def __init__(self, name: str, hand: Hand) -> None:
        self.name = name
        self.hand = hand

    def __repr__(self) -> str:
        return self.name

    def at(self, channel: Channel) -> "Somebodys":
        """The same person in a channel: what they see, type and click there. Keep it while they fill in a form."""
        return Somebodys(self.name, self.hand.at(channel.of(self.hand)))

    async def says(self, text: str) -> None:
        await self.hand.says(text)

    async def writes(self, text: str) -> None:
        """Write to the others in a channel."""
        await self.hand.writes(text)

    async def points(self, label: str, at: str) -> None:
        """Use a shortcut on the newest message here, anybody's, that says so."""
        await self.hand.points(label, at)

    async def runs(self, command: str) -> None:
        await self.hand.runs(command)

    async def clicks(self, label: str) -> Shown:
        """Click on the newest message that has such a button; returns the message as it was."""
        for shown in reversed(self.hand.messages()):
            if label in shown.buttons:
                await self.hand.clicks_on(shown, label)
                return shown
        raise AssertionError(f"{self.name} has nothing to click called {label!r}: {self.screen()}")

    async def answers(self, question: str, label: str) -> Shown:
        """Click on a step or an option below a question, in the newest message that asks it."""
        shown = self.sees(question)
        await self.hand.answers(shown, question, label)
        return shown

    async def submits(self, values: Mapping[str, Any] | None = None) -> None:
        await self.hand.submits(values or {})

    def sees(self, words: str) -> Shown:
        """The newest message that says so."""
        for shown in reversed(self.hand.messages()):
            if words in shown.text:
                return shown
        raise AssertionError(f"{self.name} does not see {words!r}, but: {self.screen()}")

    def sees_not(self, words: str) -> None:
        assert not [shown for shown in self.hand.messages() if words in shown.text], f"{self.name} sees {words!r}"

    def count(self, words: str) -> int:
        return sum(words in shown.text for shown in self.hand.messages())

    def form(self, words: str = "") -> str:
        """The open form's words, which hold these."""
        form = self.hand.form()
        assert form, f"{self.name} has no form open: {self.screen()}"
        assert words in form, f"{words!r} is not in the form: {form}"
        return form

    def screen(self) -> str:
        return "\n---\n".join(f"{shown.text}\n{shown.buttons}" for shown in self.hand.messages()[-4:])


class Time:
    """The story's time. It stops at everything that is due on the way."""

    def __init__(self, clock: MovableClock, travel: Travel) -> None:
        self._clock, self._travel = clock, travel

    @property
    def now(self) -> datetime:
        return self._clock.now()

    async def passes(self, **much: float) -> None:
        await self._travel.by(timedelta(**much))

    async def comes(self, moment: datetime) -> None:
        await self._travel.to(moment)

    def local(self, zone: str = ZONE) -> datetime:
        return self._clock.now().astimezone(ZoneInfo(zone))


class _Patient:
    """The postman, with time passing where only the pace holds him back."""

    def __init__(self, postman: Postman, clock: MovableClock) -> None:
        self._postman, self._clock = postman, clock

    async def drain(self) -> None:
        await self._postman.drain(self._clock.move_to)


class World:
    def __init__(self, where: Where, database: Database, clock: MovableClock) -> None:
        self.where = where
        self.database = database
        self.clock = clock
        self.truce: Truce
        self.app = Starlette()
        self.slack = FakeSlack(clock=lambda: clock.now().timestamp())
        self.teams = FakeTeams(clock=lambda: clock.now().timestamp())
        self.slack_app: SlackApp | None = None
        self.organisation = 0
        self._people: dict[str, Somebodys] = {}

    @property
    def platforms(self) -> tuple[str, ...]:
        return ("slack", "teams") if self.where == "both" else (self.where,)

    def person(self, name: str) -> Somebodys:
        return self._people[name]

    @property
    def everybody(self) -> list[Somebodys]:
        return list(self._people.values())

    async def settle(self) -> None:
        """Let everything happen that is due now."""
        if self.slack_app is not None:
            await self.slack_app.settle()
        await self.travel.settle()
        if self.slack_app is not None:
            await self.slack_app.settle()

    async def get(self, address: str, **headers: str) -> httpx.Response:
        """What another program gets that asks for an address of Truce's."""
        assert address.startswith(ADDRESS), address
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as web:
            return await web.get(address, headers=named)

    # Building it

    async def open(self, stack: AsyncExitStack) -> None:
        with self.database.write() as session:
            row = Organisation(name="Brightwater", zone=ZONE, country="AT")
            session.add(row)
            session.flush()
            self.organisation = row.id or 0
        if self.where == "web":
            self.truce = Truce(self.database, self.clock, ROUTES, address=ADDRESS)
            self.app = Starlette(routes=calendar.routes(self.database, self.clock, MEETINGS.feeding.feed))
            client, fetched = WebClient(self.database), sources(self.database, self.clock)
            self.postman = Postman(self.database, {"web": client}, self.clock, self.truce, sources=fetched)
            self.waker = Waker(self.database, self.clock, self.truce)
        else:
            await self._open_platforms(stack)
        self.travel = Travel(self.database, self.clock, self.waker, _Patient(self.postman, self.clock))
        self.time = Time(self.clock, self.travel)

    async def _open_platforms(self, stack: AsyncExitStack) -> None:
        """The same parts as `truce serve` has, pointed at the fakes."""
        told = {"PUBLIC_URL": ADDRESS, "TRUCE_SECRET": "of the tests, and long enough for them"}
        if "slack" in self.platforms:
            await stack.enter_async_context(self.slack)
            told["SLACK_BOT_TOKEN"] = self.slack.bot_token
            told["SLACK_SIGNING_SECRET"] = self.slack.signing_secret
            told["SLACK_API_URL"] = self.slack.url
        if "teams" in self.platforms:
            await stack.enter_async_context(self.teams)
            told |= self.teams.environment()
        house = build(Settings.model_validate(told), self.database, self.clock)
        self.truce, self.postman, self.waker = house.truce, house.postman, house.waker
        self.app = app = Starlette(routes=house.routes)
        menu = shortcuts(ROUTES.shortcuts)
        self.slack.configure(manifest({}, told["PUBLIC_URL"], menu))
        self.teams.upload(package.manifest(app_id=APP_ID, url=told["PUBLIC_URL"], shortcuts=menu))
        if house.slack:
            stack.push_async_callback(house.slack.client.close)
            stack.push_async_callback(house.slack.app.close)
            self.slack_app = house.slack.app
            self.slack.connect(app)
        if house.teams:
            stack.push_async_callback(house.teams.http.aclose)
            self.teams.app = app
        await introduce(house)

    # The company

    async def hires(self, people: str) -> None:
        """Import a CSV of people, and let them have their accounts where the story is told."""
        with self.database.write() as session:
            report = import_people(
                session,
                self.organisation,
                people.encode(),
                dry_run=False,
                skip_bad=False,
                now=self.clock.now(),
            )
            assert report.written, report
        with self.database.read() as session:
            rows = People(session, self.organisation).all()
        for row in rows:
            where = self.where if self.where != "both" else ("teams" if row.side == "sales" else "slack")
            self._people[row.name] = Somebodys(row.name, self._hand(where, row.name, row.email or "", row))
        await self._meet()

    async def opens(self, name: str) -> Channel:
        """A channel in which everybody is, and Truce too: one on each platform. After people were hired."""
        on: dict[str, Any] = {}
        hands = [each.hand for each in self.everybody]
        if "slack" in self.platforms:
            on["slack"] = self.slack.add_channel(name, [each.user for each in hands if isinstance(each, OnSlack)])
        if "teams" in self.platforms:
            people = [each.person for each in hands if isinstance(each, OnTeams)]
            team = self.teams.add_team(name, ("General", name), people)
            replies = await self.teams.install(people[0], team)
            assert all(reply.status < 300 for reply in replies), replies
            on["teams"] = team.channel(name)
        if "web" in self.platforms:
            on["web"] = f"#{name}"
        await self.settle()
        return Channel(name, on)

    def _hand(self, where: str, name: str, email: str, row: Any) -> Hand:
        if where == "slack":
            handle = name.lower().replace(" ", ".")
            user = self.slack.add_user(handle, real_name=name, email=email, tz=row.zone or ZONE)
            return OnSlack(self.slack, user, self.settle)
        if where == "teams":
            person = self.teams.add_person(name, email, timezone=row.zone or ZONE)
            return OnTeams(self.teams, person, self.teams.app, self.settle)
        somebody = Somebody(
            user=f"u{row.id}",
            person=row.id,
            name=name,
            side=row.side,
            title=row.title,
            zone=row.zone or ZONE,
            language="en",
            country="AT",
            on="slack",
        )
        hands = Hands(self.truce, self.database, self.clock, self.organisation, self.travel.settle)
        return OnWeb(hands, self.database, self.organisation, somebody, lambda: self._reader(row.zone or ZONE))

    def _reader(self, zone: str) -> Reader:
        return Reader(now=self.clock.now(), zone=zone, workspace=("web", WORKSPACE))

    async def _meet(self) -> None:
        """Everybody's account becomes known: by Slack's roster, by Teams' installation, or in the playground."""
        if "web" in self.platforms:
            happened = {"at": self.clock.now(), "platform": "web", "workspace": WORKSPACE}
            await self.truce.handle(Installed(key="web", name="Playground", organisation=self.organisation, **happened))
            with self.database.read() as session:
                rows = People(session, self.organisation).all()
            members = tuple(Profile(user=f"u{row.id}", name=row.name, email=row.email or "") for row in rows)
            await self.truce.handle(MembersSeen(key="web people", members=members, **happened))
        for somebody in self.everybody:
            if isinstance(somebody.hand, OnTeams):
                replies = await self.teams.install(somebody.hand.person)
                assert all(reply.status < 300 for reply in replies), replies
        await self.settle()

    def problems(self) -> list[str]:
        """Everything that a platform has refused or would show as an error."""
        refused = [f"{call.method}: {call.error}" for call in self.slack.calls() if call.error]
        return refused + self.teams.problems


@asynccontextmanager
async def a_world(where: Where, folder: Path, start: datetime = MONDAY) -> AsyncIterator[World]:
    """A world in which nobody works yet, on a database of its own in `folder`."""
    database = Database(f"sqlite:///{folder}/truce.db")
    SQLModel.metadata.create_all(database.engine)
    world = World(where, database, MovableClock(start))
    try:
        async with AsyncExitStack() as stack:
            await world.open(stack)
            yield world
    finally:
        await asyncio.to_thread(world.truce.close)
        database.close()
