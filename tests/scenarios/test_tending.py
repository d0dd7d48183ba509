"""The directory is kept right: wrong answers, unknown words, silence and leavers. On each platform, and on both."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.conversation.events import MembersSeen, Profile
from bot.directory.turns import QUARTER, turn
from storage.directory import Contact
from storage.people import People
from tests.driver import Somebodys, Where, World, a_world
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.scenarios import directory
from tests.scenarios.company import csv

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
MONDAY = datetime(2027, 1, 18, 9, 5, tzinfo=UTC)
"""A little after ten in Vienna."""
SPRING = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
"""Nobody's turn was a short while ago, and Olga's and Rosa's come soon."""


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_wrong_answer_and_an_unknown_word_are_put_right(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia, nils, dan, tara = (
            world.person(name) for name in ("Mia Frost", "Nils Vogt", "Dan Wolf", directory.STEWARD)
        )
        await mia.says("Who do I ask about pricing exceptions in Vienna?")
        mia.sees("Carla Diaz")
        await mia.clicks("Not the right person")
        await mia.says("Who has our brandbook?")
        assert "Rosa Stein" not in mia.hand.messages()[-1].text

        await world.time.comes(MONDAY)
        tara.sees("Who to contact: 2 to settle")
        tara.sees("Carla Diaz was not the right one for “pricing exceptions Vienna”, asked once")
        await tara.clicks("Assign Dan Wolf")
        tara.sees("Dan Wolf answers for Pricing exceptions for DACH now, and is told so.")
        tara.sees_not("Who to contact: 2 to settle")  # the list is the same message
        await nils.runs("who pricing exceptions in Vienna")
        nils.sees("Dan Wolf")
        await tara.clicks("Yes, Brand guidelines")
        tara.sees("Brand guidelines is also called “brandbook” now.")
        tara.sees("Nothing waits")
        await nils.runs("who brandbook")
        nils.sees("Rosa Stein")

        dan.sees("Tara Uhl has named you")
        await dan.clicks("That's right")
        dan.sees("People are sent to you for Pricing exceptions for DACH")
        assert states(world)["Dan Wolf"] == ["confirmed"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE[:3])
async def test_contacts_confirm_or_hand_over_and_who_is_silent_is_seen(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, SPRING) as world:
        await world.hires(
            csv(*directory.NAMED, "Paul Quinn")
        )  # a few: many nights pass, and in each all are looked for
        directory.fill(world)
        rosa, olga, tara = (world.person(name) for name in ("Rosa Stein", "Olga Petrova", directory.STEWARD))
        begins = whose_turn(world, "Olga Petrova")
        olga.sees_not("Is this still yours?")
        await world.time.comes(begins)
        olga.sees("Is this still yours?")
        await world.time.comes(begins + timedelta(days=20))
        assert olga.count("You have not said yet whether this is still so") == 2
        await world.time.comes(begins + timedelta(days=22))
        assert states(world)["Olga Petrova"] == ["stale"]
        await tara.runs("directory questions")
        tara.sees("Olga Petrova has not confirmed it, and was reminded twice")

        await olga.clicks("Hand over")
        olga.form("Case studies")
        await olga.submits({"Who answers for it from now on?": picked(world, olga, "Paul Quinn")})
        olga.sees("Paul Quinn answers for Case studies now, and is told so.")
        paul = world.person("Paul Quinn")
        paul.sees("Olga Petrova has named you")
        await paul.clicks("It isn't me")
        paul.sees("Nobody is sent to you for Case studies any more")
        await tara.runs("directory questions")
        tara.sees("Paul Quinn says that it is somebody else")

        await world.time.comes(whose_turn(world, "Rosa Stein"))
        rosa.sees("Is this still yours?")
        await rosa.clicks("Still right")
        rosa.sees("It is confirmed")
        assert states(world)["Rosa Stein"] == ["confirmed"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_who_leaves_is_missed_at_once(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia, tara = world.person("Mia Frost"), world.person(directory.STEWARD)
        await in_a_team(world, "Carla Diaz", "Dan Wolf")
        await leaves(world, "Carla Diaz")
        await world.time.passes(minutes=5)
        tara.sees("Carla Diaz has left")
        await mia.says("Who do I ask about pricing exceptions in Vienna?")
        assert "Carla Diaz owns" not in mia.hand.messages()[-1].text
        await tara.clicks("Assign Dan Wolf")
        tara.sees("All of these have somebody again")
        await mia.says("And pricing exceptions in Graz?")
        mia.sees("Dan Wolf")
        assert world.problems() == []


def whose_turn(world: World, name: str) -> datetime:
    """The afternoon of the next day on which it is somebody's turn."""
    day = turn(number_of(world, name), world.time.local().date()) + QUARTER
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def number_of(world: World, name: str) -> int:
    with world.database.read() as session:
        return next(each.id or 0 for each in People(session, world.organisation).all() if each.name == name)


def states(world: World) -> dict[str, list[str]]:
    """The states of what each is a contact for."""
    with world.database.read() as session:
        people = {each.id: each.name for each in People(session, world.organisation).all(left=True)}
        found: dict[str, list[str]] = {}
        for row in session.exec(select(Contact)):
            found.setdefault(people[row.person], []).append(row.state)
        return found


def picked(world: World, who: Somebodys, name: str) -> object:
    """Somebody in a field that finds people, as the client hands it over."""
    number = str(number_of(world, name))
    if isinstance(who.hand, OnSlack):
        return {"text": {"type": "plain_text", "text": name}, "value": number}
    return number


async def in_a_team(world: World, *names: str) -> None:
    """Those of them who are on Teams are in a team there, which has Truce."""
    hands = [world.person(name).hand for name in names]
    people = [hand.person for hand in hands if isinstance(hand, OnTeams)]
    if people:
        replies = await world.teams.install(people[-1], world.teams.add_team("Field", members=people))
        assert all(reply.status == 200 for reply in replies), replies
        await world.settle()


async def leaves(world: World, name: str) -> None:
    """The account is gone, and the platform tells: Slack so, and Teams by taking it out of its team."""
    hand = world.person(name).hand
    if isinstance(hand, OnSlack):
        answer = await world.slack.deliver(world.slack.deactivated(hand.user))
        assert answer.status == 200, answer
    elif isinstance(hand, OnTeams):
        replies = await world.teams.deletes(hand.person)
        assert [reply.status for reply in replies] == [200]
    else:
        with world.database.read() as session:
            accounts = People(session, world.organisation).accounts(number_of(world, name))
        for account in accounts:
            member = Profile(user=account.external, name=name, left=True)
            news: dict[str, Any] = {"platform": account.platform, "workspace": account.workspace}
            key = f"{name} leaves {account.platform}"
            await world.truce.handle(MembersSeen(key=key, at=world.time.now, members=(member,), **news))
    await world.settle()
