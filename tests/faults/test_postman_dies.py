"""The postman dies between any two of its steps, and answers get lost: who gets a message twice, and who never.

On Slack nobody: what may have been posted is looked for first. Teams can't be asked, so there a message is repeated
when the program dies, or the answer is lost, between Teams' taking it and our writing that down; never otherwise.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlmodel import col, select

from adapters.postman import Postman
from storage.deliveries import Delivery
from storage.people import Person
from tests.driver import World, a_world
from tests.fakes.teams_limits import Fault
from tests.faults.mortal import DiedError, Mortal, When
from tests.scenarios.company import HEAD_OF_SALES, IN_NEW_YORK, csv

INVITED = "Rate twenty short statements"
BEFORE_TEN = datetime(2027, 1, 11, 8, 59, tzinfo=UTC)
TEN = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)

Place = Literal["slack", "teams"]

# The postman's writes: what is due; the lease of what goes now; then, in turns with these, what became of it.
DUE, LEASE, OUTCOME = 1, 2, 3
STEPS: list[tuple[int, When]] = [
    (DUE, "before"),
    (DUE, "after"),
    (LEASE, "before"),
    (LEASE, "after"),
    (OUTCOME, "before"),
    (OUTCOME, "after"),
    (OUTCOME + 2, "before"),
    (OUTCOME + 2, "after"),
]


async def invites(world: World) -> None:
    """A head starts an assessment; it is one minute to ten."""
    await world.hires(csv())
    head = world.person(HEAD_OF_SALES)
    await head.runs("pulse start assessment")
    if not head.hand.form():
        await head.clicks("Start an assessment")
    await head.submits({"Name": "Winter"})
    await world.time.comes(BEFORE_TEN)
    assert not any(each.count(INVITED) for each in world.everybody)


def invitations(world: World) -> list[int]:
    """How many invitations each has got, of those for whom it is ten o'clock."""
    return [world.person(name).count(INVITED) for name in awake(world)]


def awake(world: World) -> list[str]:
    return [each.name for each in world.everybody if each.name not in IN_NEW_YORK]


async def dies(world: World, step: int, when: When) -> None:
    """Ten o'clock comes, and the postman dies at this step, with what is on its way still arriving."""
    world.clock.move_to(TEN)
    mortal = Mortal(world.database.url, step, when)
    postman = Postman(mortal, world.postman._clients, world.clock, world.truce)
    with pytest.raises(DiedError):
        await postman.drain(world.clock.move_to)
    while postman._flying:
        await asyncio.wait(postman._flying)
    mortal.close()


async def comes_back(world: World) -> None:
    """The next one takes over what the dead one had in hand, and looks when it would show if it went."""
    await world.time.passes(hours=1)
    await world.time.passes(minutes=1)


def written_down(world: World) -> set[str]:
    """Those of whose invitation the database knows that it was sent."""
    with world.database.read() as session:
        rows = session.exec(
            select(Person.name).join(Delivery).where(Delivery.state == "sent", col(Delivery.key).contains("invitation"))
        ).all()
    return set(rows)


@pytest.mark.parametrize(("step", "when"), STEPS)
async def test_on_slack_a_dead_postman_means_exactly_one_message(step: int, when: When, tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        await dies(world, step, when)
        await comes_back(world)
        assert invitations(world) == [1] * 22


@pytest.mark.parametrize(("step", "when"), STEPS)
async def test_on_teams_only_what_was_taken_and_not_written_down_is_repeated(
    step: int, when: When, tmp_path: Path
) -> None:
    async with a_world("teams", tmp_path) as world:
        await invites(world)
        await dies(world, step, when)
        known = written_down(world)
        repeated = {each.name for each in world.everybody if each.count(INVITED)} - known
        await comes_back(world)
        assert invitations(world) == [1 + (name in repeated) for name in awake(world)]
        if step < OUTCOME:
            assert not repeated
        if (step, when) == (OUTCOME, "before"):
            assert repeated, "nothing had been taken: is this step still where it was?"


LOST: list[dict[str, Any]] = [
    {"kind": "lose_response", "times": 5},
    {"kind": "reset", "times": 5},
    {"kind": "status", "times": 5, "status": 500},
    {"kind": "rate_limited", "times": 5, "retry_after": 7},
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(fault["kind"]))
async def test_on_slack_a_lost_answer_or_a_refusal_means_exactly_one_message(
    fault: dict[str, Any], tmp_path: Path
) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        world.slack.fault(method="chat.postMessage", **fault)
        await world.time.passes(hours=1)
        assert invitations(world) == [1] * 22
        assert not world.slack.faults.strike("chat.postMessage"), "the faults did not strike"


@pytest.mark.parametrize("fault", LOST[:1] + LOST[3:], ids=lambda fault: str(fault["kind"]))
async def test_on_slack_a_second_failure_while_looking_repeats_nothing(fault: dict[str, Any], tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        world.slack.fault("lose_response", "chat.postMessage", times=5)
        world.slack.fault(method="conversations.history", **fault)
        await world.time.passes(hours=2)
        assert invitations(world) == [1] * 22


@pytest.mark.parametrize(
    ("fault", "repeated"),
    [
        (Fault("drop", "send", times=3), 3),
        (Fault("drop", "send", times=3, after=False), 0),
        (Fault("status", "send", times=3, status=503), 0),
        (Fault("status", "send", times=3, status=429, retry_after=7), 0),
    ],
    ids=["answer lost", "never arrived", "503", "429"],
)
async def test_on_teams_only_a_lost_answer_repeats_a_message_and_once(
    fault: Fault, repeated: int, tmp_path: Path
) -> None:
    async with a_world("teams", tmp_path) as world:
        await invites(world)
        world.teams.faults.add(fault)
        await world.time.passes(hours=1)
        got = invitations(world)
        assert sorted(got) == [1] * (22 - repeated) + [2] * repeated
        assert fault.times == 0, "the faults did not strike"
