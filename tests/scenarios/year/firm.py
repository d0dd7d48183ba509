"""The company at its chat clients: who is hired, leaves, changes sides or settings, each over the wire."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.people.importing import import_people
from tests.driver import Somebodys, World
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Message
from tests.hands.base import Hand, Shown
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.scenarios.year.company import HEAD_OF_SALES, Worker, csv

SIDES = {"sales": "Sales", "marketing": "Marketing", "other": "Neither"}


class SlackHand(OnSlack):
    """A hand at Slack whose clicks may come twice: Slack sends a request again where the answer was lost."""

    looks_back = 6
    twice = False

    async def _do(self, request: SlackRequest) -> None:
        await super()._do(request)
        if self.twice:
            await super()._do(request)


class TeamsHand(OnTeams):
    looks_back = 6

    async def submits(self, values: Mapping[str, Any]) -> None:
        """On Teams a label says which fields may be left empty."""
        form = self.form()
        optional = {label: f"{label} (optional)" for label in values}
        await super().submits({optional[each] if optional[each] in form else each: values[each] for each in values})


class Firm:
    """Everybody who ever worked here. What many do at once is done at once; `world.settle` follows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.workers: dict[str, Worker] = {}
        self.people: dict[str, Somebodys] = {}

    @property
    def staff(self) -> list[Worker]:
        return [each for each in self.workers.values() if not each.gone]

    def __getitem__(self, worker: Worker | str) -> Somebodys:
        return self.people[worker if isinstance(worker, str) else worker.name]

    async def _later(self) -> None:
        """Nothing settles until all have done their part."""

    # Coming and going

    async def hires(self, workers: Iterable[Worker]) -> None:
        """By the company's list, and then by the platforms' own news of somebody new."""
        hired = list(workers)
        world = self.world
        with world.database.write() as session:
            now = world.clock.now()
            content = csv(hired).encode()
            report = import_people(session, world.organisation, content, dry_run=False, skip_bad=False, now=now)
            assert report.written, report
        for each in hired:
            await self._joins(each)
        await world.settle()
        for each in hired:
            if each.on == "both":
                await self._prefers(each)

    async def _joins(self, worker: Worker) -> None:
        hands: list[Hand] = []
        slack, teams = self.world.slack, self.world.teams
        if worker.on in {"slack", "both"}:
            handle = worker.name.lower().replace(" ", ".")
            user = slack.add_user(handle, real_name=worker.name, email=worker.email, tz=worker.zone)
            answer = await slack.deliver(slack.team_joined(user))
            assert answer.status == 200, answer
            hands.append(SlackHand(slack, user, self._later))
        if worker.on in {"teams", "both"}:
            person = teams.add_person(worker.name, worker.email, timezone=worker.zone)
            replies = await teams.install(person)
            assert all(reply.status < 300 for reply in replies), replies
            hands.append(TeamsHand(teams, person, teams.app, self._later))
        worker.hired = self.world.clock.now()
        self.workers[worker.name] = worker
        self.people[worker.name] = Somebodys(worker.name, hands[0])

    async def _prefers(self, worker: Worker) -> None:
        """Who is on both says on Slack that it shall be there: whatever is asked has to come there, and there only."""
        await self._sets(worker, {"Where shall I write to you?": "Slack"})

    async def leaves(self, worker: Worker) -> None:
        """Deactivated on Slack, which tells so; on Teams only blocked, which it never tells, so the head says it."""
        hand = self[worker].hand
        worker.left = self.world.clock.now()
        if isinstance(hand, OnSlack):
            answer = await self.world.slack.deliver(self.world.slack.deactivated(hand.user))
            assert answer.status == 200, answer
            await self.world.settle()
        if worker.on != "slack":
            await self.changes_side(worker, "other")

    async def changes_side(self, worker: Worker, side: str) -> None:
        head = self.people[HEAD_OF_SALES]
        await self._after(head.runs(f"people {worker.name}"))
        await self._after(head.clicks("Change side and roles"))
        await self._after(head.submits({"Side": SIDES[side]}))
        head.sees("Saved")

    # What they say of themselves

    async def sets_hours(self, worker: Worker) -> None:
        starts, ends = (each.strftime("%H:%M") for each in (worker.starts, worker.ends))
        await self._sets(worker, {"Your day begins at": starts, "and ends at": ends})

    async def goes_away(self, worker: Worker, back: date) -> None:
        await self._sets(worker, {"Out of office; first day back": back.isoformat()})
        worker.quiet.append((self.world.clock.now(), worker.begins(back)))

    async def snoozes(self, worker: Worker, until: date) -> None:
        await self._sets(worker, {"Keep quiet until": until.isoformat()})
        worker.quiet.append((self.world.clock.now(), worker.begins(until)))

    async def _sets(self, worker: Worker, values: dict[str, Any]) -> None:
        person = self[worker]
        await self._after(person.runs("me"))
        await self._after(person.clicks("Change"))
        assert person.form("You and Truce")
        await self._after(person.submits(values))

    async def _after(self, doing: Any) -> None:
        await doing
        await self.world.settle()

    async def at_once(self, doings: Iterable[Any]) -> None:
        """What many do at the same time, and what follows from it."""
        await asyncio.gather(*doings)
        await self.world.settle()


def name_of(shown: Shown) -> str:
    """What a message is known by: its conversation and its id, as the platform's client writes them."""
    if isinstance(shown.native, Message):
        return f"{shown.native.channel}/{shown.native.ts}"
    message, _ = shown.native
    return f"{message.conversation_id}|{message.id}"
