"""Who leaves the company on Teams, which never says so: over the wire, with several teams and pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.people import People
from tests.driver import World, a_world
from tests.fakes.teams_tenant import Person
from tests.hands.teams import OnTeams
from tests.scenarios.company import csv


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world("teams", tmp_path) as world:
        await world.hires(csv())
        yield world


def account(world: World, name: str) -> Person:
    hand = world.person(name).hand
    assert isinstance(hand, OnTeams)
    return hand.person


def left(world: World) -> set[str]:
    with world.database.read() as session:
        return {each.name for each in People(session, world.organisation).all(left=True) if each.left}


async def test_out_of_one_team_of_two_and_then_out_of_the_company(world: World) -> None:
    carla, dan = account(world, "Carla Diaz"), account(world, "Dan Wolf")
    teams = [world.teams.add_team(name, members=[carla, dan]) for name in ("Field", "Office")]
    for team in teams:
        await world.teams.install(dan, team)
    await world.settle()

    await world.teams.leaves(carla, teams[0])
    await world.settle()
    await world.time.passes(minutes=5)
    assert left(world) == set()

    await world.teams.deletes(carla)
    await world.settle()
    await world.time.passes(minutes=5)
    assert left(world) == {"Carla Diaz"}
    assert world.problems() == []


async def test_of_whom_no_event_told_the_night_s_reading_finds_out(world: World) -> None:
    carla, dan, mia = (account(world, name) for name in ("Carla Diaz", "Dan Wolf", "Mia Frost"))
    crowd = [world.teams.add_person(f"Member {number:03}", installed=False) for number in range(230)]
    field = world.teams.add_team("Field", members=[dan, *crowd, carla])
    office = world.teams.add_team("Office", members=[dan, crowd[-1]])
    for team in (field, office):
        await world.teams.install(dan, team)
    await world.settle()

    deleted, moved = (carla, crowd[0], crowd[-1], mia), crowd[1]
    for each in (*deleted, moved):
        each.in_tenant = each is moved
        for team in (field, office):
            team.members[:] = [member for member in team.members if member is not each]
    await world.time.passes(days=1)
    await world.time.passes(minutes=30)
    assert left(world) == {each.name for each in deleted}

    crowd[0].in_tenant = True
    await world.teams.joins(crowd[0], office)
    await world.settle()
    await world.time.passes(minutes=5)
    assert left(world) == {each.name for each in deleted} - {crowd[0].name}
