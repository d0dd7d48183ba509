"""The sample company, and the assessment that its people answer by themselves."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from adapters.web.opinions import is_silent, mark, rate
from adapters.web.playground.world import World
from adapters.web.sample import sample_csv
from bot.conversation.cards import Image
from storage.directory import Directory
from storage.playground import Upcoming
from tests.adapters.web.chatting import card, last, messages, says, somebody, starts_assessment, title, words


def test_twenty_seven_people_on_two_platforms(world: World) -> None:
    people = world.company.people
    assert Counter(each.side for each in people) == {"sales": 13, "marketing": 13, "other": 1}
    assert sorted(each.side for each in people if "head" in each.roles) == ["marketing", "sales"]
    assert abs(Counter(each.on for each in people)["slack"] - len(people) / 2) < 1
    assert len({each.zone for each in people}) >= 4
    assert any("administrator" in each.roles for each in people)
    assert any("liaison" in each.roles for each in people)
    assert "head" in world.company.first_up.roles


def test_every_person_of_the_file_has_an_id_elsewhere_and_a_manager_but_one() -> None:
    lines = list(csv.DictReader(sample_csv().splitlines()))
    emails = {line["email"] for line in lines}
    assert all(line["slack_id"] or line["teams_id"] for line in lines)
    assert [line["name"] for line in lines if line["manager_email"] not in emails] == ["Ingrid Solheim"]


async def test_a_result_two_weeks_after_everybody_answered(world: World) -> None:
    helena = somebody(world, "Helena")
    await starts_assessment(world, helena)
    await world.to_next_morning(world.company)
    await world.to_next_morning(world.company)
    silent = [each for each in world.company.people if is_silent(each)]
    answered = await world.everybody_answers(world.company, helena)
    assert answered == len(world.company.people) - len(silent) - 1
    assert 2 <= len(silent) <= 6
    await world.travel.by(timedelta(weeks=2))
    result = card(last(world, helena))
    assert "the result" in world.reader(helena).plain(result.title)
    assert any(isinstance(part, Image) for part in result.parts)


async def test_some_rate_one_by_one_and_some_all_at_once(world: World) -> None:
    await starts_assessment(world, somebody(world, "Helena"))
    await world.to_next_morning(world.company)
    await world.to_next_morning(world.company)
    world.happenings.clear()
    await world.everybody_answers(world.company, somebody(world, "Helena"))
    ways = Counter((each.did, each.who) for each in world.happenings.newest(10_000))
    assert any(count >= 20 for (did, _), count in ways.items() if did == "clicked")
    assert any(did == "sent a form" for did, _ in ways)


async def test_nobody_answers_when_nothing_is_asked(world: World) -> None:
    helena, before = somebody(world, "Helena"), world.clock.now()
    await says(world, helena, "/truce help")
    assert await world.everybody_answers(world.company, helena) == 0
    assert world.clock.now() == before


def test_people_stay_with_their_opinion_and_the_sides_disagree(world: World) -> None:
    people = [each for each in world.company.people if each.side != "other"]
    ratings = {each.user: rate(each, "We share one language.") for each in people}
    assert ratings == {each.user: rate(each, "We share one language.") for each in people}
    assert set(ratings.values()) <= {1, 2, 3, 4, 5}
    means = {
        side: sum(rate(each, f"Statement {number}") for each in people if each.side == side for number in range(20))
        for side in ("sales", "marketing")
    }
    assert means["marketing"] > means["sales"] + 13 * 20 * 0.3


def test_people_think_better_of_it_in_time_and_give_more_from_0_to_10(world: World) -> None:
    people = world.company.people
    now, later = (sum(rate(each, "We share one language.", better) for each in people) for better in (0.0, 0.6))
    assert now < later
    marks = [mark(each, "Would you recommend it?", 0, 10) for each in people]
    assert max(marks) <= 10
    assert len(set(marks)) >= 3


async def test_starting_over_leaves_a_fresh_company(world: World) -> None:
    helena = somebody(world, "Helena")
    await starts_assessment(world, helena)
    await world.start_over()
    fresh = somebody(world, "Helena")
    assert not messages(world, fresh)
    assert len(world.company.people) == 27
    with world.database.read() as session:
        upcoming = Upcoming(session, world.company.organisation)
        assert not upcoming.timers(10)
        assert not upcoming.deliveries(("waiting",), 10)
    assert not world.happenings.newest(1)
    await says(world, fresh, "/truce help")
    assert "Helena" in title(world, fresh, last(world, fresh))


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("/who pricing exceptions", "Tobias Reiter"),
        ("who handles pricing exceptions in Germany?", "Katharina Moser"),
        ("who can approve a discount for FlowSense?", "Lucy Hargreaves"),
        ("I need a customer story for a hospital", "Grace Okafor"),
        ("/who trade fairs in Boston", "Ethan Brooks"),
        ("who answers tenders in Tokyo?", "Priya Raman"),
        ("whom do I ask about Northwind Foods?", "Carlos Rivera"),
        ("/who lead routng", "Felix Aigner"),
        ("who is the liaison?", "Felix Aigner"),
    ],
)
async def test_whom_to_contact_is_answered_at_once(world: World, asked: str, named: str) -> None:
    helena = somebody(world, "Helena")
    await says(world, helena, asked)
    assert named in words(world, helena, last(world, helena))


async def test_what_nobody_answers_for_is_not_known(world: World) -> None:
    helena = somebody(world, "Helena")
    for asked in ("/who canteen menu", "who repairs my laptop?"):
        await says(world, helena, asked)
        said = words(world, helena, last(world, helena))
        assert not [each.name for each in world.company.people if each.name in said and "steward" not in each.roles]


def test_the_directory_is_one_that_a_company_could_have(world: World) -> None:
    with world.database.read() as session:
        directory = Directory(session, world.company.organisation)
        contacts, topics = directory.contacts(), directory.topics()
    assert len(topics) == 21
    assert len(contacts) == 46
    assert Counter(row.state for row in contacts) == {"confirmed": 44, "new": 1, "stale": 1}
    assert all(row.steward for row in topics)
    assert all(row.confirmed is None or row.confirmed < world.clock.now() for row in contacts)
    assert len({row.region for row in contacts if row.region}) >= 6
    assert {row.product for row in contacts if row.product} == {"FlowSense", "ThermoLine"}


def test_serving_does_not_pay_for_the_playground() -> None:
    program = (
        "import sys, adapters.web.client, adapters.web.api, adapters.web.checks, adapters.web.sample;"
        "print('nicegui' in sys.modules or 'fastapi' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603  our own words
    assert done.stdout.strip() == "False"
