"""Who does what by when: written down in a line, agreed by a click, reminded, and carried until it is done."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.action_items import ActionItem, ActionItems
from storage.people import People
from tests.driver import Somebodys, Where, World, a_world
from tests.hands.teams import OnTeams
from tests.scenarios.agendas import NAME, a_series
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv
from tests.scenarios.engaging import changes, number_of, optional, picked, trail
from tests.scenarios.test_tending import leaves

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
CARLA, ROSA = "Carla Diaz", "Rosa Stein"
DECK = "send the deck"
TITLE = f"Agenda: {NAME}"
ASKED = "You are asked to do something"
MONDAY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
"""Ten in Vienna."""


def items(world: World) -> list[ActionItem]:
    with world.database.read() as session:
        rows = ActionItems(session, world.organisation).owned(
            None, ("asked", "accepted", "declined", "done", "dropped"), 0, 99
        )
        return sorted(rows, key=lambda row: row.id or 0)


def states(world: World) -> list[str]:
    return [row.state for row in items(world)]


async def of_two(world: World) -> tuple[Somebodys, Somebodys]:
    """Alice asks Rosa: where the story is told on both platforms, each is on one of them."""
    await world.hires(csv())
    return world.person(HEAD_OF_SALES), world.person(ROSA)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_from_a_line_in_words_to_done(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        await alice.runs("action @Rosa Stein send the deck by Friday")
        asked = rosa.sees(ASKED)
        for words in (DECK, "Alice Ober asks you to do it by Friday, 15 January"):
            assert words in asked.text, words
        alice.sees("Rosa Stein is asked to do it by Friday, 15 January, and has not answered yet.")
        await rosa.clicks("I'll do it")
        rosa.sees("You do it by Friday, 15 January")
        alice.sees("Rosa Stein does it by Friday, 15 January")
        assert alice.count(DECK) == 1, "one message that changes in place"
        assert rosa.count(DECK) == 1
        await is_reminded(world, rosa)
        await rosa.clicks("Done...")
        rosa.form(DECK)
        await rosa.submits({optional(rosa, "A word about how it went?"): "They liked it"})
        rosa.sees("has done it: “They liked it”")
        alice.sees("Rosa Stein has done it: “They liked it”")
        rosa.sees_not("still open")
        await world.time.passes(days=30)
        assert world.problems() == []
        assert states(world) == ["done"]


async def is_reminded(world: World, rosa: Somebodys) -> None:
    """On Wednesday and on Friday at ten; then each Friday, from the second one on with the head's knowledge."""
    mia = world.person(HEAD_OF_MARKETING)
    await world.time.comes(datetime(2027, 1, 13, 8, 59, tzinfo=UTC))
    rosa.sees_not("Action item, due")
    await world.time.comes(datetime(2027, 1, 13, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item, due Friday, 15 January") == 1
    await world.time.comes(datetime(2027, 1, 15, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: its day has come") == 1
    await world.time.comes(datetime(2027, 1, 22, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: still open") == 1
    rosa.sees("7 days ago")
    mia.sees_not("Action items that are overdue")
    await world.time.comes(datetime(2027, 1, 29, 9, 1, tzinfo=UTC))
    assert rosa.count("Action item: still open") == 2
    assert mia.count("Action items that are overdue") == 1
    mia.sees(DECK)


@pytest.mark.parametrize("where", ["slack", "both"])
async def test_a_mention_is_of_the_platform_on_which_it_is_made(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        await world.hires(csv())
        mia, rosa = world.person(HEAD_OF_MARKETING), world.person(ROSA)
        await mia.says(f"action <@{user_of(world, ROSA)}> {DECK} by Friday")
        assert DECK in rosa.sees(ASKED).text
        assert world.problems() == []


def user_of(world: World, name: str) -> str:
    with world.database.read() as session:
        (account,) = People(session, world.organisation).accounts(number_of(world, name))
        return account.external


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_what_can_not_be_read_is_asked_in_a_form_that_holds_all_of_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        await alice.runs("action @Benedict send the deck next Wednesday")
        await opens(alice)
        alice.form("I don't know who “Benedict” is.")
        chosen = {"Who does it?": picked(world, alice, ROSA)}
        await alice.submits(chosen)
        (row,) = items(world)
        assert (row.what, row.due) == (DECK, date(2027, 1, 13)), "the first of the two days, as it stood there"
        assert "by Wednesday, 13 January" in rosa.sees(ASKED).text
        await alice.runs("action")
        await opens(alice)
        alice.form("What is to be done?")
        assert world.problems() == []


async def opens(who: Somebodys) -> None:
    """Where a form can't open from what is typed, its button is there."""
    if not who.hand.form():
        await who.clicks("New action item")


@pytest.mark.parametrize("where", ["web", "both"])
async def test_who_can_not_do_it_says_why_and_somebody_else_is_asked(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        await alice.runs("action @Rosa Stein send the deck by Friday")
        await rosa.clicks("I can't...")
        rosa.form("Alice Ober reads this at once.")
        await rosa.submits({"Why?": "I am at the trade fair"})
        assert states(world) == ["declined"]
        assert "I am at the trade fair" in alice.sees("Rosa Stein can't do it. Who does it now?").text
        await world.time.passes(days=10)
        rosa.sees_not("still open")
        await alice.clicks("Somebody else...")
        await alice.submits({"Who does it?": picked(world, alice, CARLA)})
        carla = world.person(CARLA)
        assert DECK in carla.sees(ASKED).text
        await carla.clicks("I'll do it")
        assert states(world) == ["accepted"]
        alice.sees("Carla Diaz does it by")
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_another_day_is_for_whoever_asked_to_agree_to(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        await alice.runs("action @Rosa Stein send the deck by Friday")
        await rosa.clicks("Another day...")
        rosa.form("is asked whether the other day will do")
        await rosa.submits({"By when?": "2027-01-20"})
        rosa.sees("You proposed Wednesday, 20 January instead, which waits for an answer.")
        assert states(world) == ["asked"]
        alice.sees("Rosa Stein proposes Wednesday, 20 January instead of Friday, 15 January.")
        await alice.clicks("Keep Friday, 15 January")
        rosa.sees("Alice Ober keeps to Friday, 15 January.")
        await rosa.clicks("Another day...")
        await rosa.submits({"By when?": "2027-01-21"})
        await alice.clicks("Agree to Thursday, 21 January")
        (row,) = items(world)
        assert (row.state, row.due, row.proposed) == ("accepted", date(2027, 1, 21), None)
        rosa.sees("It is due Thursday, 21 January now, not Friday, 15 January.")
        await world.time.comes(datetime(2027, 1, 15, 12, tzinfo=UTC))
        rosa.sees_not("its day has come")
        await world.time.comes(datetime(2027, 1, 21, 12, tzinfo=UTC))
        rosa.sees("its day has come")
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_who_takes_something_on_themselves_has_agreed(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, _ = await of_two(world)
        await alice.runs("action me call Acme by tomorrow")
        assert states(world) == ["accepted"]
        alice.sees("You do it by tomorrow.")
        alice.sees_not(ASKED)
        await alice.clicks("Another day...")
        await alice.submits({"By when?": "2027-01-14"})
        alice.sees("You do it by Thursday, 14 January.")
        await alice.clicks("Drop it...")
        await alice.submits({"Why?": "They called us"})
        alice.sees("It was dropped: “They called us”")
        assert states(world) == ["dropped"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_message_becomes_an_action_item_of_whoever_wrote_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        await world.hires(csv())
        channel = await world.opens("sales-and-marketing")
        one, other = (ROSA, HEAD_OF_MARKETING) if where == "both" else (ROSA, HEAD_OF_SALES)
        rosa, asking = world.person(one).at(channel), world.person(other).at(channel)
        await rosa.writes("I can send the figures of the campaign")
        await asking.points("Make an action item", at="figures of the campaign")
        asking.form("New action item")
        await asking.submits({"By when?": "2027-01-15"})
        (row,) = items(world)
        assert row.what == "I can send the figures of the campaign"
        assert row.owner == number_of(world, ROSA)
        world.person(one).sees(ASKED)
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_the_stand_in_is_asked_while_somebody_is_away(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        away = world.time.now + timedelta(days=9)
        changes(world, ROSA, away_until=away, stand_in=number_of(world, "Sam Tull"))
        await alice.runs("action @Rosa Stein send the deck by Friday")
        rosa.sees_not(DECK)
        sam = world.person("Sam Tull")
        sam.sees("you stand in.")
        await sam.clicks("I'll do it")
        (row,) = items(world)
        assert (row.state, row.owner) == ("accepted", number_of(world, "Sam Tull"))
        alice.sees("Sam Tull does it by Friday, 15 January")
        assert world.problems() == []


async def test_the_manager_of_somebody_who_has_left_names_somebody_else(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, MONDAY) as world:
        alice, _ = await of_two(world)
        for what in ("send the deck", "call Acme"):
            await alice.runs(f"action @Rosa Stein {what} by Friday")
        await leaves(world, ROSA)
        mia = world.person(HEAD_OF_MARKETING)
        assert "2 action items are still open" in mia.sees("Rosa Stein has left").text
        await mia.answers("Open one", next(each for each in mia.sees("Rosa Stein has left").buttons if DECK in each))
        mia.sees("Please say who does it now.")
        await mia.clicks("Somebody else...")
        await mia.submits({"Who does it?": picked(world, mia, "Sam Tull")})
        assert DECK in world.person("Sam Tull").sees(ASKED).text
        assert next(row.owner for row in items(world)) == number_of(world, "Sam Tull")
        assert world.problems() == []


async def test_lists_are_mine_of_my_side_and_for_managers_everybodys(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        carla, sam = world.person(CARLA), world.person("Sam Tull")
        for number in range(8):
            await alice.runs(f"action @Rosa Stein number {number} of many things by Friday")
        await alice.runs("action @Carla Diaz call Acme tomorrow")
        await world.time.passes(days=2)
        await rosa.runs("actions")
        mine = rosa.sees("Your action items")
        assert "Page 1 of 2" in mine.text
        await rosa.clicks("Later")
        assert "Page 2 of 2" in rosa.sees("Your action items").text
        await carla.runs("actions ours")
        assert "Carla Diaz – call Acme: overdue, it was due yesterday" in carla.sees("of your side").text
        assert "number 1" not in carla.sees("of your side").text
        await sam.runs("actions ours")
        assert "number 1" in sam.sees("of your side").text
        await sam.runs("actions all")
        sam.sees_not("All open action items")
        await alice.runs("actions all")
        assert "call Acme" in alice.sees("All open action items").text
        await alice.runs("actions asked")
        await alice.clicks("Open")
        alice.sees("Carla Diaz was asked to do it by yesterday")
        home = await carla.hand.opens_home()
        for words in ("You are asked to do one thing.", "One action item of yours is overdue."):
            assert words in home.text, words
        assert world.problems() == []


async def test_nobody_else_may_answer_drop_or_move_it(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, MONDAY) as world:
        alice, rosa = await of_two(world)
        sam = world.person("Sam Tull")
        await alice.runs("action @Rosa Stein send the deck by Friday")
        asked = rosa.sees(ASKED)
        for label in ("I'll do it", "Done...", "Another day...", "I can't..."):
            await sam.hand.repeats_click(asked, label)
            assert sam.hand.form() == ""
        assert sam.count("That is for whoever does it, and whoever asked for it. Nothing was changed.") == 4
        assert states(world) == ["asked"]
        assert str(trail(world)).count("refused") >= 4


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_what_is_not_done_is_on_every_agenda_until_it_is(where: Where, tmp_path: Path) -> None:
    """Written down in the meeting's channel, where everybody reads how it stands."""
    async with a_world(where, tmp_path, datetime(2027, 2, 2, 8, 30, tzinfo=UTC)) as world:
        await world.hires(csv(ROSA, CARLA))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        mia, rosa = world.person(HEAD_OF_MARKETING).at(channel), world.person(ROSA)
        there = rosa.at(channel)
        await mia.runs(f"action @Rosa Stein {DECK} by 12.2.")
        there.sees(f"Rosa Stein – {DECK}, by Friday, 12 February (not agreed yet)")
        await rosa.clicks("I'll do it")
        await world.time.passes(minutes=2)
        line = there.sees(f"Rosa Stein – {DECK}, by Friday, 12 February")
        assert "not agreed yet" not in line.text
        await world.time.comes(datetime(2027, 2, 26, 9, tzinfo=UTC))
        assert f"Overdue: Rosa Stein – {DECK}" in there.sees(TITLE).text
        await world.time.comes(datetime(2027, 4, 2, 9, tzinfo=UTC))
        assert there.count(TITLE) == 2
        assert f"Overdue: Rosa Stein – {DECK}" in there.sees(TITLE).text
        await rosa.clicks("Done...")
        await rosa.submits()
        await world.time.comes(datetime(2027, 4, 30, 9, tzinfo=UTC))
        assert there.count(TITLE) == 3
        assert DECK not in there.sees(TITLE).text
        assert world.problems() == []


async def test_in_a_teams_channel_a_mention_is_enough(tmp_path: Path) -> None:
    async with a_world("teams", tmp_path, MONDAY) as world:
        await world.hires(csv())
        channel = await world.opens("sales-and-marketing")
        alice, rosa = world.person(HEAD_OF_SALES), world.person(ROSA)
        assert isinstance(alice.hand, OnTeams)
        assert isinstance(rosa.hand, OnTeams)
        tag, asked = "<at>Rosa</at>", rosa.hand.person
        there = channel.of(alice.hand)
        activity = world.teams.activities.message(alice.hand.person, f"action {tag} {DECK} by Friday", there)
        mentioned = {"id": asked.id, "name": asked.name}
        activity["entities"].append({"type": "mention", "mentioned": mentioned, "text": tag})
        assert (await world.teams.post(activity)).status == 200
        await world.settle()
        assert "by Friday, 15 January" in rosa.sees(ASKED).text
        assert states(world) == ["asked"]
        assert world.problems() == []
