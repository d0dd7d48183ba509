"""Agendas: they build themselves, stand in each channel once, and everybody shapes them until the meeting begins."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.deals.recording import record
from bot.deals.told import DealTold
from bot.practices.applying import working
from tests.driver import Channel, Somebodys, Where, World, a_world
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.scenarios.agendas import (
    NAME,
    a_series,
    comments,
    items,
    meetings,
    number_of,
    posts,
    refusals,
    votes,
)
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv, email

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams", "both")
JANUARY = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)
"""A Monday; the council meets on Tuesday the 2nd of February, and its agenda goes out on Friday."""
FRIDAY = datetime(2027, 1, 29, 9, 0, tzinfo=UTC)
BEGINS = datetime(2027, 2, 2, 8, 0, tzinfo=UTC)
TITLE = f"Agenda: {NAME}"
SALES, MARKETING = "Carla Diaz", "Olga Petrova"


def a_deal(world: World, name: str, amount: int, **more: Any) -> None:
    with world.database.write() as session:
        work = working(session, world.organisation, world.time.now)
        said = {"name": name, "amount": Decimal(amount), "currency": "USD", "owner_email": email(SALES), **more}
        record(DealTold(system="test", external=name, at=world.time.now, **said), work)


async def opens(somebody: Somebodys, words: str) -> None:
    """Open an item from the list below the agenda."""
    agenda = somebody.sees(TITLE)
    label = next(each for each in agenda.buttons if words in each and each[0].isdigit())
    await somebody.hand.clicks_on(agenda, label)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_an_agenda_from_its_making_to_the_meeting(where: Where, tmp_path: Path) -> None:
    """Posted once in each channel with the same content, voted on together, updated in place, frozen at the start."""
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        a_deal(world, "Acme rollout", 2_500_000, stage="Negotiation")
        a_deal(world, "Small one", 20_000)
        carla, olga = world.person(SALES).at(channel), world.person(MARKETING).at(channel)
        await olga.runs("agenda add Churn in retail [10]")
        olga.sees(f"Noted. It waits for the next agenda of {NAME}.")
        await olga.runs("agenda")
        olga.sees("One item waits for it.")

        await world.time.comes(FRIDAY)
        assert set(posts(world, channel, TITLE).values()) == {1}
        for each in (carla, olga):
            agenda = each.sees(TITLE)
            assert "2 February 2027, 09:00 to 10:00 (Vienna time)" in agenda.text
            assert "1. 09:00 Acme rollout, US$" in agenda.text
            assert " (5 min, Carla Diaz)" in agenda.text
            assert "2. 09:05 Churn in retail (10 min, Olga Petrova)" in agenda.text
            assert "Small one" not in agenda.text

        await opens(carla, "2 Churn in retail")
        carla.sees(f"{NAME}, number 2")
        await carla.clicks("Vote for it")
        carla.sees("Your vote counts.")
        await opens(olga, "2 Churn in retail")
        await olga.clicks("Vote for it")
        olga.sees("2: Carla Diaz and Olga Petrova")
        await world.time.passes(minutes=2)
        for each in (carla, olga):
            assert "Churn in retail (10 min, Olga Petrova, 2 votes)" in each.sees(TITLE).text
        assert set(posts(world, channel, TITLE).values()) == {1}
        assert len(votes(world)) == 2

        await world.time.comes(BEGINS + timedelta(minutes=1))
        for each in (carla, olga):
            assert "The meeting has begun, so this agenda stays as it is." in each.sees(TITLE).text
        await opens(carla, "2 Churn in retail")
        carla.sees("Its meeting has begun, so nothing about it changes any more.")
        await carla.runs("agenda add Too late for this one")
        carla.sees(f"Noted. It waits for the next agenda of {NAME}.")
        assert "Too late for this one" not in carla.sees(TITLE).text
        assert set(posts(world, channel, TITLE).values()) == {1}
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_an_item_is_added_changed_commented_moved_dropped_and_brought_back(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        await world.time.comes(FRIDAY)
        carla, alice = world.person(SALES).at(channel), world.person(HEAD_OF_SALES).at(channel)
        carla.sees("Nothing is on it so far. Add what you want to talk about.")
        await carla.clicks("Add an item")
        carla.form("It goes on the next agenda of Deal council.")
        await carla.submits({"What it is about": "Case studies", "Minutes": "10"})
        carla.sees("1. 09:00 Case studies (10 min, Carla Diaz)")
        await alice.runs("agenda add Churn in retail 15 min")
        alice.sees("It is on the agenda of Deal council, number 2.")

        await opens(carla, "1 Case studies")
        await carla.clicks("Comment")
        await carla.submits({"What you want to say": "Two are ready."})
        assert "Carla Diaz, " in carla.sees("Two are ready.").text
        await carla.clicks("Change")
        await carla.submits({"What it is about": "Case studies for retail", "Minutes": "20"})
        carla.sees("Saved.")
        assert "1. 09:00 Case studies for retail (20 min, Carla Diaz, 1 comment)" in carla.sees(TITLE).text

        await opens(alice, "2 Churn in retail")
        await alice.clicks("Earlier")
        assert "1. 09:00 Churn in retail (15 min, Alice Ober)" in alice.sees(TITLE).text
        assert "2. 09:15 Case studies for retail" in alice.sees(TITLE).text
        await alice.clicks("Order by votes again")
        assert "1. 09:00 Case studies for retail" in alice.sees(TITLE).text

        await alice.clicks("Drop...")
        await alice.submits({"Why it is not needed": "Settled on the phone."})
        alice.sees("Alice Ober has dropped it: “Settled on the phone.”")
        agenda = alice.sees(TITLE).text
        assert "Churn in retail" not in agenda
        assert "One item was dropped, with a reason." in agenda
        await carla.clicks("All items")
        assert "Churn in retail: “Settled on the phone.”" in carla.sees(f"All items: {NAME}").text
        await alice.clicks("Bring it back")
        assert "2. 09:20 Churn in retail (15 min, Alice Ober)" in alice.sees(TITLE).text
        assert len(comments(world)) == 1
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "both"])
async def test_what_found_no_time_comes_first_the_next_month(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel, minutes=20)
        olga = world.person(MARKETING).at(channel)
        for each in ("First", "Second", "Third"):
            await olga.runs(f"agenda add {each} [10]")
        await world.time.comes(FRIDAY)
        agenda = olga.sees(TITLE).text
        assert agenda.index("Left out: there is no time for these") < agenda.index("Third (10 min")
        await opens(olga, "3 Third")
        olga.sees(f"{NAME}, number 3: there is no time for it")
        await world.time.comes(datetime(2027, 2, 26, 9, 0, tzinfo=UTC))
        assert [each.starts.month for each in meetings(world) if each.state == "open"] == [3]
        assert set(posts(world, channel, TITLE).values()) == {2}
        agenda = olga.sees("2 March 2027, 09:00 to 09:20").text
        assert agenda.index("Left out last time") < agenda.index("1. 09:00 Third (10 min, Olga Petrova)")
        # Nobody has said that they met, so what was on that agenda is not lost either.
        assert agenda.index("Added by people") < agenda.index("2. 09:10 First") < agenda.index("Left out: there")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_what_is_not_ones_own_is_for_the_owners(where: Where, tmp_path: Path) -> None:
    """A polite no, and a line in the audit trail."""
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        await world.time.comes(FRIDAY)
        olga, carla = world.person(MARKETING).at(channel), world.person(SALES).at(channel)
        await olga.runs("agenda add Churn in retail")
        await opens(carla, "1 Churn in retail")
        card = carla.sees("Added by")
        assert "Vote for it" in card.buttons
        assert not {"Change", "Drop...", "Earlier", "Later", "First"} & set(card.buttons)
        await opens(olga, "1 Churn in retail")
        own = olga.sees("Added by")
        assert {"Change", "Drop..."} <= set(own.buttons)
        assert "Earlier" not in own.buttons
        assert refusals(world) == []


async def test_a_click_that_is_made_up_changes_nothing(tmp_path: Path) -> None:
    from tests.scenarios.test_engagements_answers import clicks_code  # noqa: PLC0415

    async with a_world("web", tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        await world.time.comes(FRIDAY)
        await world.person(MARKETING).at(channel).runs("agenda add Churn in retail")
        await world.person(MARKETING).at(channel).runs("agenda add Case studies")
        for code, tried in (
            ('agenda.move:1:{"item":2,"step":"first"}', "move: Case studies"),
            ('agenda.by_votes:1:{"item":1}', "order by votes: Churn in retail"),
            ('agenda.drop:1:{"item":1}', "drop: Churn in retail"),
            ('agenda.change:1:{"item":1}', "change: Churn in retail"),
            ('agenda.bring_back:1:{"item":1}', "bring back: Churn in retail"),
        ):
            said = await clicks_code(world, SALES, code)
            assert (
                said == "That is for Olga Petrova, Alice Ober, Mia Frost, and managers to do. Nothing was changed."
            ), said
            assert (refusals(world)[0].kind, refusals(world)[0].words) == ("agenda", tried)
        assert [(each.state, each.position) for each in items(world)] == [("on", None), ("on", None)]
        post = 'agenda.post:1:{"meeting":1}'
        assert await clicks_code(world, SALES, post) == "That is for the owners of Deal council."
        assert refusals(world)[0].words == "post the agenda"
        assert await clicks_code(world, HEAD_OF_SALES, post) == "It is in the channel."
        assert await clicks_code(world, SALES, 'agenda.item:1:{"item":4711}') == "This is not there any more."
        assert await clicks_code(world, SALES, 'agenda.vote:1:{"item":4711}') == "This is not there any more."


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_an_item_leads_to_what_it_came_from(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        a_deal(world, "Acme rollout", 2_500_000, stage="Negotiation")
        await world.time.comes(FRIDAY)
        carla = world.person(SALES).at(channel)
        await opens(carla, "Acme rollout")
        carla.sees("In the stage “Negotiation”.")
        await carla.clicks("Where it comes from")
        assert "Won" in carla.hand.messages()[-1].buttons
        olga = world.person(MARKETING).at(channel)
        await opens(olga, "Acme rollout")
        await olga.clicks("Where it comes from")
        assert [each.kind for each in refusals(world)] == ["tend_deals"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_which_agenda_is_asked_where_it_is_not_plain(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        carla = world.person(SALES)
        await carla.runs("agenda")
        carla.sees("There is no meeting series here yet.")
        await carla.runs("agenda add Churn")
        carla.sees("There is no meeting series here yet, so there is no agenda either.")
        a_series(world)
        a_series(world, name="Campaign council", owner=number_of(world, SALES))
        olga = world.person(MARKETING)
        await olga.runs("agenda")
        await olga.answers("Whose agenda?", "Campaign council")
        olga.sees("Next agenda: Campaign council")
        await carla.runs("agenda")
        carla.sees("Next agenda: Campaign council")
        await carla.runs("agenda add Budget for spring [20]")
        carla.sees("Noted. It waits for the next agenda of Campaign council.")
        await carla.runs("agenda add Budget for summer [61]")
        carla.sees("The meeting lasts 60 minutes; please give it fewer.")
        await carla.runs("agenda deal council")
        carla.sees("Next agenda: Deal council")
        assert [each.title for each in items(world) if "summer" in each.title] == []
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_message_becomes_an_item(where: Where, tmp_path: Path) -> None:
    """The shortcut on it opens the form with its words, who wrote it, and its link."""
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        await world.time.comes(FRIDAY)
        carla = world.person(SALES).at(channel)
        await carla.writes("Retailers ask for the price list\nin their own currency.")
        await carla.points("Add to agenda", "Retailers ask")
        assert "For which meeting" not in carla.form("Add an item")
        await carla.submits({"Minutes": "10"})
        (item,) = items(world)
        assert "Retailers ask for the price list in their own currency." in item.title
        assert (item.minutes, item.owner, item.added_by) == (10, number_of(world, SALES), number_of(world, SALES))
        assert "Carla Diaz: Retailers ask for the price list in their own currency." in item.note
        assert item.url.startswith("https://") or where == "web"
        assert "Retailers ask for the price" in carla.sees(TITLE).text
        assert world.problems() == []


@pytest.mark.parametrize("where", ["slack", "teams"])
async def test_many_items_are_chosen_from_a_list(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel)
        carla = world.person(SALES).at(channel)
        for number in range(1, 9):
            await carla.runs(f"agenda add Item {number} [10]")
        await world.time.comes(FRIDAY)
        agenda = carla.sees(TITLE)
        if isinstance(carla.hand, OnSlack):
            request = world.slack.choose(carla.hand.user, agenda.native, "Choose", "8 Item 8")
            assert (await world.slack.deliver(request)).status == 200
        elif isinstance(carla.hand, OnTeams):
            label = "Open an item, to vote, comment or change it"
            reply = await world.teams.click(carla.hand.person, agenda.native[0], "Choose", {label: "8 Item 8"})
            assert reply.status < 300
        await world.settle()
        carla.sees(f"{NAME}, number 8: there is no time for it")
        await carla.clicks("Vote for it")
        assert "1. 09:00 Item 8 (10 min, Carla Diaz, 1 vote)" in carla.sees(TITLE).text
        assert world.problems() == []


async def test_both_platforms_read_the_same(tmp_path: Path) -> None:
    """Sales in Teams and Marketing on Slack, line by line."""
    async with a_world("both", tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = await world.opens("deal-council")
        a_series(world, channel, minutes=30)
        a_deal(world, "Acme rollout", 2_500_000, stage="Negotiation")
        olga, carla = world.person(MARKETING).at(channel), world.person(SALES).at(channel)
        for number in range(1, 5):
            await olga.runs(f"agenda add Item {number} [10]")
        await world.time.comes(FRIDAY)
        there, here = (set(each.sees(TITLE).text.split("\n")) - {""} for each in (carla, olga))
        assert there == here
        assert len(there) > 10


async def test_an_agenda_that_its_channel_did_not_get(tmp_path: Path) -> None:
    """Truce is not in it: the owners hear so directly, invite it, and let the agenda be posted."""
    async with a_world("slack", tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        channel = world.slack.add_channel("deal-council", with_bot=False)
        a_series(world, Channel("deal-council", {"slack": channel}))
        await world.time.comes(FRIDAY + timedelta(minutes=5))
        alice, carla = world.person(HEAD_OF_SALES), world.person(SALES)
        assert "type /invite @Truce there" in alice.sees(f"I can't write into the channel of {NAME}").text
        world.person(HEAD_OF_MARKETING).sees(f"I can't write into the channel of {NAME}")
        carla.sees_not("I can't write into the channel")
        channel.members.append(world.slack.home.bot_user)
        await alice.clicks("Post it now")
        alice.sees("I try once more. If it fails again, you hear from me.")
        await world.time.passes(minutes=3)
        (post,) = world.slack.messages(channel)
        assert TITLE in str(post.blocks)
        assert [each for each in world.problems() if "not_in_channel" not in each] == []


async def test_without_a_channel_the_owners_get_it_directly(tmp_path: Path) -> None:
    async with a_world("both", tmp_path, JANUARY) as world:
        await world.hires(csv(SALES, MARKETING))
        a_series(world)
        await world.time.comes(FRIDAY)
        for name in (HEAD_OF_SALES, HEAD_OF_MARKETING):
            world.person(name).sees(TITLE)
        world.person(SALES).sees_not(TITLE)
        assert world.problems() == []
