"""One moment: a company of 500 is invited to an assessment while people answer, and Truce is killed and starts again.

Comes in: a seed. Goes out: an `Outcome`, which says what the people have got and what the result holds. Truce and the
fake Slack are processes; clicks travel as Slack sends them, and count only when Slack was answered with a 200.
"""

import asyncio
import contextlib
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from bot.conversation.payloads import Codec
from bot.pulse.actions import Rate
from bot.pulse.results import Result
from bot.pulse.uncertainty import Sums
from tests.faults.clock import ZONE, SharedClock
from tests.faults.slack import a_slack
from tests.nursery import Program

PEOPLE = 500
ANSWERING = 24
RATINGS = 3
"""Of each of those who answer, at least."""
LEAST = 5
"""Ratings that a statement needs to be shown."""
INVITED = "Twenty statements about Sales and Marketing"
HEAD = "user1"
LONGEST = 150.0  # seconds for anything to come about
LOOK = 0.1  # seconds between two looks, which cost the processes that are looked at
SECRETS = {"TRUCE_SECRET": "a-secret-of-the-fault-runs-that-is-long-enough"}


@dataclass(frozen=True)
class Moment:
    """When Truce dies: so many seconds after so many invitations are `planned` in the database, or `sent`."""

    seed: int
    step: str
    count: int
    delay: float

    def __str__(self) -> str:
        return f"moment {self.seed}: killed {self.delay:.2f} s after {self.count} invitations were {self.step}"


def moment(seed: int) -> Moment:
    rng = random.Random(seed)
    step = "planned" if rng.random() < 0.2 else "sent"
    return Moment(seed, step, rng.randint(0, PEOPLE), rng.uniform(0, 0.2))


@dataclass
class Outcome:
    """`acknowledged` holds the last rating of a person for a statement that Slack got a 200 for; `unsure` one after
    that, to which no answer came: it may count or not. `sums`: ratings and their sum in the result.
    """

    moment: Moment
    invitations: Counter[str] = field(default_factory=Counter)
    deliveries: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[tuple[str, int], int] = field(default_factory=dict)
    unsure: dict[tuple[str, int], int] = field(default_factory=dict)
    sums: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    unanswered: int = 0
    seconds: float = 0.0

    def rated(self, user: str, statement: int, rating: int, *, answered: bool) -> None:
        """Somebody has clicked."""
        if answered:
            self.acknowledged[user, statement] = rating
            self.unsure.pop((user, statement), None)
        else:
            self.unsure[user, statement] = rating

    def possible(self, side: str, statement: int) -> set[tuple[int, int]]:
        """What the result may say: the acknowledged ratings, each unsure one in its place, beside them, or not."""
        mine = {user for user, _ in {**self.acknowledged, **self.unsure} if side in {"overall", side_of(user)}}
        found = {(0, 0)}
        for user in mine:
            rating, other = self.acknowledged.get((user, statement)), self.unsure.get((user, statement))
            ways = {each for each in (rating, other) if each is not None} | ({0} if rating is None else set())
            found = {(n + bool(way), total + way) for n, total in found for way in ways}
        return found

    def problems(self) -> list[str]:
        """What is not as it should be, in words."""
        found = [f"{user} has {self.invitations[user]} invitations" for user in users() if self.invitations[user] != 1]
        found += [f"the delivery {each} was posted {n} times" for each, n in self.deliveries.items() if n > 1]
        for side in ("overall", "sales", "marketing"):
            for statement in range(1, 21):
                held, possible = self.sums.get((side, statement), (0, 0)), self.possible(side, statement)
                hidden = held == (0, 0) and max(possible)[0] < LEAST
                if held not in possible and not hidden:
                    found.append(f"statement {statement}, {side}: the result says {held}, clicked was {possible}")
        if len(self.acknowledged) < ANSWERING * RATINGS:
            found.append(f"only {len(self.acknowledged)} ratings were acknowledged")
        return found

    def __str__(self) -> str:
        once = sum(count == 1 for count in self.invitations.values())
        return (
            f"{self.moment}: {once} of {PEOPLE} invited once, {len(self.acknowledged)} ratings acknowledged and in "
            f"the result, {self.unanswered} clicks unanswered, {self.seconds:.0f} s: "
            f"{'; '.join(self.problems()) or 'as it should be'}"
        )


def users() -> list[str]:
    return [f"user{number}" for number in range(1, PEOPLE + 1)]


def side_of(user: str) -> str:
    return ("sales", "marketing")[int(user.removeprefix("user")) % 2]


def make_template(folder: Path) -> Path:
    """A database into which the company was imported, by the commands that an administrator types."""
    file = folder / "template.db"
    ids = {user.name: user.id for user in a_slack(SharedClock(folder / "clock"), PEOPLE).home.users.values()}
    lines = ["name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles"]
    for user in users():
        role = "head" if user == HEAD else "member"
        lines.append(f"{user.title()},{user}@acme.example,{side_of(user)},,,{ZONE},en,{ids[user]},,{role}")
    people = folder / "people.csv"
    people.write_text("\n".join(lines))
    for command in (["db", "upgrade"], ["people", "import", str(people)]):
        program = "from adapters.cli import main; main()"
        environment = _environment({"DATABASE_URL": f"sqlite:///{file}"})
        done = subprocess.run(  # noqa: S603  our own interpreter and commands
            [sys.executable, "-c", program, *command], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"truce {' '.join(command)}: {done.stdout}{done.stderr}"
    return file


async def run(which: Moment, template: Path, folder: Path) -> Outcome:
    """Live through one moment; `folder` keeps the database and the logs."""
    shutil.copy(template, folder / "truce.db")
    began, clock = time.monotonic(), SharedClock(folder / "clock")
    outcome = Outcome(which)
    own = [str(folder / "clock"), str(PEOPLE)]
    with Program("tests.faults.slack", own, _environment({}), folder / "slack.log") as slack:
        told = json.loads(slack.line())  # what the fake says once it listens
        told["base"] = told["url"].removesuffix("/api/")
        async with _Slack(told["base"]) as far, _truce(folder, told) as truce:
            await truce.start()
            far.app = truce.url
            await _start_assessment(far)
            if which.step == "planned":
                await _until(lambda: truce.planned() >= min(which.count, PEOPLE))
                await _dies(truce, which)
            await _until(lambda: truce.planned() == PEOPLE)
            clock.let_run()
            answering = asyncio.create_task(_answer(far, which.seed, outcome))
            if which.step == "sent":
                await _until_async(lambda: _sent(far, which.count))
                await _dies(truce, which)
            await _until(lambda: truce.unsent() == 0)
            await answering
            await _close(far)
            for shown in await far.get("shown"):
                outcome.invitations[far.names[shown["user"]]] += shown["began_as"].startswith(INVITED)
                outcome.deliveries[shown["delivery"]] += 1
            outcome.sums = _sums(truce.result())
    outcome.seconds = time.monotonic() - began
    return outcome


async def _dies(truce: "_Truce", which: Moment) -> None:
    await asyncio.sleep(which.delay)
    truce.kill()
    await truce.start()


# What people do


async def _start_assessment(far: "_Slack") -> None:
    assert (await far.deliver("command", who=HEAD, line="/truce pulse start assessment")).status == 200
    assert (await far.deliver("submit", view_of=HEAD, values={"Name": "Winter"})).status == 200


async def _close(far: "_Slack") -> None:
    assert (await far.deliver("command", who=HEAD, line="/truce pulse close")).status == 200
    whispers = [each for each in await far.get("messages") if each["ephemeral_to"]]
    place = [whispers[-1]["channel"], whispers[-1]["ts"]]
    # A busy machine may miss Slack's three seconds; people click once more then.
    async with asyncio.timeout(LONGEST):
        while True:
            if (await far.deliver("click", message=place, who=HEAD, which="Close it now")).status == 200:
                return
            await asyncio.sleep(LOOK)


async def _sent(far: "_Slack", count: int) -> bool:
    counts: dict[str, float] = await far.get("counts")
    return counts["messages"] >= count


async def _answer(far: "_Slack", seed: int, outcome: Outcome) -> None:
    """Some of each side answer as soon as they are invited, and click again until they are answered themselves."""
    rng = random.Random(seed)
    sides = [[user for user in users() if side_of(user) == side and user != HEAD] for side in ("sales", "marketing")]
    waiting = {user for side in sides for user in rng.sample(side, ANSWERING // 2)}
    async with asyncio.timeout(LONGEST):
        while waiting:
            shown = {far.names[each["user"]]: each for each in await far.get("shown") if INVITED in each["began_as"]}
            ready = sorted(waiting & set(shown))
            await asyncio.gather(*(_click(far, user, shown[user], rng.randint(1, 5), outcome) for user in ready))
            rated = Counter(user for user, _ in outcome.acknowledged)
            waiting = {user for user in waiting if rated[user] < RATINGS}
            await asyncio.sleep(LOOK)


async def _click(far: "_Slack", user: str, shown: dict[str, Any], rating: int, outcome: Outcome) -> None:
    label = "Start" if "Start" in shown["buttons"] else str(rating)
    if label not in shown["buttons"]:
        return
    answer = await far.deliver("click", message=shown["place"], who=user, which=label)
    outcome.unanswered += bool(answer.clicked) and answer.status != 200
    if label != "Start" and answer.clicked:
        outcome.rated(user, _statement(answer.clicked), rating, answered=answer.status == 200)


def _statement(code: str) -> int:
    action = Codec([Rate]).decode(code)
    assert isinstance(action, Rate)
    return action.statement


def _sums(result: Result) -> dict[tuple[str, int], tuple[int, int]]:
    """An assessment that nobody was asked before it publishes exact sums."""
    return {
        (scope, each.number): (sums.n, sums.total)
        for each in result.statements
        for scope, sums in each.ratings.items()
        if isinstance(sums, Sums)
    }


# The processes


@dataclass(frozen=True)
class Delivered:
    """Truce's answer, 0 where none came; and what the clicked button carries."""

    status: int
    clicked: str


class _Slack:
    """The fake, through its control endpoint."""

    def __init__(self, base: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{base}/_fake/", timeout=60, trust_env=False)
        self.app = ""
        self.names: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        self.names = {user["id"]: user["name"] for user in await self.get("users")}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, what: str) -> Any:
        return (await self._http.get(what)).raise_for_status().json()

    async def deliver(self, do: str, *, message: Any = None, view_of: str = "", **given: Any) -> Delivered:
        """Let Slack send something to Truce, and say how it was answered."""
        asked = {"to": self.app, "do": do, "with": given, "message": message, "view_of": view_of}
        if message is None:
            del asked["message"]
        answer = await self._http.post("deliver", json=asked)
        if answer.status_code == 400:
            return Delivered(0, "")  # what stood there a moment ago has changed
        told = answer.raise_for_status().json()
        return Delivered(int(told["status"]), str(told["value"]))


class _Truce:
    """Truce as a process that can be killed and started again, on one database and one port."""

    def __init__(self, folder: Path, slack: dict[str, Any]) -> None:
        self._folder = folder
        self._file = folder / "truce.db"
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._environment = {
            "DATABASE_URL": f"sqlite:///{self._file}",
            "SLACK_API_URL": slack["url"],
            "SLACK_BOT_TOKEN": slack["bot_token"],
            "SLACK_SIGNING_SECRET": slack["signing_secret"],
            "PORT": str(self._port),
        }
        self._log = folder / "truce.log"
        self._process: Program | None = None

    async def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        environment = _environment(self._environment)
        process = Program("tests.faults.serve", [str(self._folder / "clock")], environment, self._log, speaks=False)
        self._process = process
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:

            async def ready() -> bool:
                assert process.is_alive, self._log.read_text()[-2000:]
                with contextlib.suppress(httpx.HTTPError):
                    return (await http.get("/healthz")).status_code == 200
                return False

            await _until_async(ready)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None

    def planned(self) -> int:
        """How many invitations the database holds."""
        return int(self._ask("SELECT count(*) FROM delivery WHERE key LIKE 'wave % invitation %'"))

    def unsent(self) -> int:
        return int(self._ask("SELECT count(*) FROM delivery WHERE key LIKE 'wave % invitation %' AND state <> 'sent'"))

    def result(self) -> Result:
        return Result.model_validate_json(self._ask("SELECT result FROM wave WHERE state = 'closed'"))

    def _ask(self, query: str) -> Any:
        with contextlib.closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query).fetchone()[0]


@contextlib.asynccontextmanager
async def _truce(folder: Path, slack: dict[str, Any]) -> AsyncIterator[_Truce]:
    truce = _Truce(folder, slack)
    try:
        yield truce
    finally:
        truce.kill()


def _environment(more: dict[str, str]) -> dict[str, str]:
    """This process's, without what would configure another Truce."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "Microsoft", "TRUCE_"))}
    return kept | SECRETS | more


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def _until(true: Callable[[], bool]) -> None:
    async def asked() -> bool:
        return await asyncio.to_thread(true)

    await _until_async(asked)


async def _until_async(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(LONGEST):
        while not await true():  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(LOOK)
