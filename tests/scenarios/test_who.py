"""Who to contact: asked on one platform, answered with somebody who may sit on the other. On each, and on both."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from storage.deliveries import Delivery
from storage.directory import Directory
from storage.inbox import Handled
from storage.people import People
from tests.driver import Somebodys, Where, World, a_world
from tests.hands.slack import OnSlack
from tests.scenarios import directory
from tests.scenarios.company import csv, email
from tests.scenarios.test_assessment import starts

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_marketer_finds_the_right_seller(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia, carla = world.person("Mia Frost"), world.person("Carla Diaz")

        await mia.says("Who do I ask about special prizes in Austria?")
        answer = mia.sees("Carla Diaz")
        assert "owns Pricing exceptions for DACH" in answer.text.replace("_", "")
        assert "Nobody is named for Austria alone" in answer.text
        assert email("Carla Diaz") in answer.text

        if where == "both":
            assert "is on Teams, where I can't bring you together" in answer.text
            assert "Open a conversation" not in answer.buttons
        elif where == "teams":
            link = "https://teams.microsoft.com/l/chat/0/0?users=carla.diaz%40brightwater.example"
            assert link in str(answer.native)
        else:
            await mia.clicks("Open a conversation")
            await mia.clicks("Open a conversation")
            assert _together(world) == 1

        await mia.clicks("Not the right person")
        told = mia.sees("I have noted that Carla Diaz is not the right one")
        assert "Tara Uhl" in told.text
        assert "Dan Wolf" in told.text  # who backs her up
        assert carla.count("not the right one") == 0

        await mia.clicks("I know who it is")
        await mia.submits({"Who is the right one?": _picked(world, mia, "Gina Moss")})
        with world.database.read() as session:
            (filed,) = Directory(session, world.organisation).open_questions()
            suggested = People(session, world.organisation).get(filed.suggested or 0)
        assert (filed.kind, filed.words, filed.count) == ("wrong", "special prizes Austria", 1)
        assert suggested is not None
        assert suggested.name == "Gina Moss"

        directory.hand_over(world, directory.PRICING, "Carla Diaz", "Gina Moss")
        nils = world.person("Nils Vogt")
        await nils.runs("who discount approval in Vienna")
        assert "Gina Moss owns" in nils.sees("Gina Moss").text
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_stand_in_answers_for_who_is_on_leave(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        _goes_on_leave(world, "Carla Diaz", until=datetime(2027, 1, 25, 23, tzinfo=UTC))  # her Tuesday begins

        mia = world.person("Mia Frost")
        await mia.says("pricing exceptions dach")
        first = mia.sees("stands in").text.replace("_", "")
        said = "Dan Wolf stands in for Carla Diaz, who owns Pricing exceptions for DACH and is back "
        assert said + "Tuesday, 26 January" in first
        assert email("Dan Wolf") in first

        nils = world.person("Nils Vogt")  # in New York, where it is Monday or Tuesday, and months stand first
        await world.time.comes(datetime(2027, 1, 11, 15, 0, tzinfo=UTC))
        await nils.says("pricing exceptions dach")
        assert said + "Tuesday, January 26" in nils.sees("stands in").text.replace("_", "")

        await world.time.comes(datetime(2027, 1, 26, 9, 0, tzinfo=UTC))
        await mia.says("pricing exceptions in dach")
        mia.sees("Carla Diaz owns")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_topics_can_be_looked_through(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        mia = world.person("Mia Frost")
        await mia.runs("who")
        mia.sees("The directory is empty so far.")

        directory.fill(world)
        await mia.runs("who")
        await mia.answers("What is it about?", directory.PRICING)
        await mia.answers("Who for", "Ben Stone, for North America")
        assert "owns Pricing exceptions for North America" in mia.sees("Ben Stone owns").text.replace("_", "")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_what_nobody_knows_goes_to_the_steward_without_a_name(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia = world.person("Mia Frost")
        await mia.says("hello")
        mia.sees("Ask me who to contact")
        await mia.says("who is in charge of the canteen menu?")
        told = mia.sees("I don't know who to ask about “canteen menu”").text
        assert "Tara Uhl may know" in told
        assert "without your name" in told
        await world.person("Nils Vogt").says("canteen menu")
        with world.database.read() as session:
            (filed,) = Directory(session, world.organisation).open_questions()
        assert (filed.kind, filed.words, filed.count) == ("unanswered", "canteen menu", 2)
        assert world.problems() == []


@pytest.mark.parametrize("where", ["slack", "web"])
async def test_soon_nothing_lines_up_with_who_asked(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia = world.person("Mia Frost")
        for text in ("who for case studies?", "who for the canteen?"):
            await mia.says(text)
        await mia.clicks("Open a conversation")
        assert _kept(world)
        await world.time.passes(days=3)
        assert _kept(world) == []


async def test_in_a_channel_the_answer_is_private_until_it_is_shared(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia, nils = (world.slack.user(each) for each in ("mia.frost", "nils.vogt"))
        channel = world.slack.add_channel("launch", [mia, nils], with_bot=False)
        await world.slack.deliver(world.slack.command(mia, "/who case studies", where=channel))
        await world.settle()
        assert world.slack.messages(channel) == []
        (whispered,) = world.slack.whispers(mia)
        await world.slack.deliver(world.slack.click(mia, whispered, "Share here"))
        await world.settle()
        (shared,) = world.slack.messages(channel)
        assert "Olga Petrova" in str(shared.blocks)
        assert "Share here" not in str(shared.blocks)

        await world.slack.deliver(world.slack.click(nils, shared, "Not the right person"))
        await world.settle()
        assert "I have noted" not in str(shared.blocks)  # the others still see the answer
        assert "I have noted" in str(world.slack.whispers(nils)[-1].blocks)
        assert world.problems() == []


async def test_a_mention_is_answered_in_the_thread(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia = world.slack.user("mia.frost")
        channel = world.slack.add_channel("launch", [mia])
        await world.slack.deliver(world.slack.mention(mia, channel, "who has case studies?"))
        await world.settle()
        (answer,) = world.slack.messages(channel)
        assert "Olga Petrova" in str(answer.blocks)
        assert answer.thread_ts
        assert world.problems() == []


async def test_two_on_slack_are_brought_together_once_a_day(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia, olga = world.person("Mia Frost"), world.slack.user("olga.petrova")
        for _ in range(2):
            await mia.says("case studies")
            await mia.clicks("Open a conversation")
        (channel,) = world.slack.home.group_messages.values()
        assert {olga.id, world.slack.user("mia.frost").id} < set(channel.members)
        (said,) = world.slack.messages(channel.id)
        assert "would like to talk with" in str(said.blocks)
        await world.time.passes(days=1)
        await mia.clicks("Open a conversation")
        assert len(world.slack.messages(channel.id)) == 2
        assert world.problems() == []


async def test_who_is_not_at_work_is_written_to_when_they_are_back(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path, datetime(2027, 1, 11, 15, 45, tzinfo=UTC)) as world:
        await world.hires(csv())
        directory.fill(world)
        nils = world.person("Nils Vogt")  # in New York, where the day has begun
        await world.time.passes(hours=1)
        await nils.says("case studies")
        nils.sees("Olga Petrova is not at work now and back tomorrow at 3:00\u202fAM.")
        await nils.clicks("Open a conversation")
        nils.sees("I bring you together tomorrow at 3:00\u202fAM, when they are back.")
        assert not world.slack.home.group_messages
        await world.time.passes(hours=16)
        (channel,) = world.slack.home.group_messages.values()
        assert len(world.slack.messages(channel.id)) == 1


async def test_on_a_channel_of_teams_all_see_the_answer(tmp_path: Path) -> None:
    async with a_world("teams", tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia = world.person("Mia Frost").hand.person  # type: ignore[attr-defined]
        team = world.teams.add_team("Launch", members=[mia])
        await world.teams.install(mia, team)
        await world.teams.says(mia, "who case studies", team)
        await world.settle()
        (answer,) = world.teams.messages(team)
        assert "Olga Petrova" in str(answer.cards)


async def test_while_a_survey_waits_a_question_is_still_answered(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        directory.fill(world)
        mia = world.person("Mia Frost")
        await starts(world)
        await mia.says("who does case studies?")
        mia.sees("Olga Petrova owns")
        await mia.says("nobody ever listens to us about case studies")
        mia.sees("I have not kept it")
        await mia.says("and what about the canteen?")
        with world.database.read() as session:
            assert Directory(session, world.organisation).open_questions() == []


def _together(world: World) -> int:
    """How many messages bring two people together."""
    with world.database.read() as session:
        return len(session.exec(select(Delivery).where(Delivery.key.startswith("talk "))).all())


def _kept(world: World) -> list[str]:
    """Whatever of events and messages has to do with a question."""
    with world.database.read() as session:
        kept = [*session.exec(select(Handled)), *session.exec(select(Delivery))]
        return [row.about for row in kept if "Olga" in row.model_dump_json() or "canteen" in row.model_dump_json()]


def _goes_on_leave(world: World, name: str, until: datetime) -> None:
    with world.database.write() as session:
        people = People(session, world.organisation)
        person = people.by_email(email(name))
        assert person is not None
        person.away_until = until
        people.add(person)


def _picked(world: World, who: Somebodys, name: str) -> object:
    """Somebody in a field that finds people, as the client hands it over."""
    with world.database.read() as session:
        person = People(session, world.organisation).by_email(email(name))
    assert person is not None
    if isinstance(who.hand, OnSlack):
        return {"text": {"type": "plain_text", "text": name}, "value": str(person.id)}
    return str(person.id)
