"""What becomes of an engagement: how it is answered, by whom, and what happens when somebody can't."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.web.client import WORKSPACE, direct_room
from bot.conversation.cards import Card, Text
from bot.conversation.events import Clicked
from bot.conversation.model import Account, Place
from bot.conversation.reading import Reader
from bot.deals.told import DealTold, ReviewTold, SubmissionTold
from storage.deals import Deals
from storage.people import People
from tests.driver import Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, csv, email
from tests.scenarios.engaging import (
    BRAND_MANAGER,
    OWNER,
    a_rate,
    a_rule,
    asks,
    changes,
    named_for,
    number_of,
    picked,
    record,
    states,
    told,
    trail,
)
from tests.scenarios.test_tending import in_a_team, leaves

EVERYWHERE: list[Where] = ["web", "both"]
"""Sales on Teams, Marketing on Slack: where both take part, each is seen."""
TUESDAY = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
"""Ten in Vienna."""
ASKED = "Acme rollout: you are asked in"
DISCOUNT = "deal.discount > 20"


def deal(world: World, amount: str = "2100000", currency: str = "USD", **more: Any) -> DealTold:
    """Acme rollout, as it is now."""
    said: dict[str, Any] = {"name": "Acme rollout", "owner_email": email(OWNER), "at": world.time.now}
    said |= {"amount": Decimal(amount), "currency": currency}
    return DealTold(system="generic", external="acme", **(said | more))


async def opened(world: World, **more: Any) -> None:
    """The brand manager is asked about a big deal."""
    await world.hires(csv())
    a_rule(world, **more)
    named_for(world, "Brand manager", BRAND_MANAGER)
    await told(world, deal(world))


@pytest.mark.parametrize(
    ("amount", "currency", "asked"),
    [("2000000", "USD", 0), ("2000000.01", "USD", 1), ("1800000", "EUR", 0), ("1800001", "EUR", 1), ("9000000", "", 0)],
)
async def test_what_is_above_the_amount(amount: str, currency: str, asked: int, tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rate(world, "EUR", "1.1111111111")
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        await told(world, deal(world, amount, currency))
        assert world.person(BRAND_MANAGER).count(ASKED) == asked
        assert len(states(world)) == asked


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_two_rules_make_one_message(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await opened(world)
        olga = world.person(BRAND_MANAGER)
        a_rule(world, "Marketing heard on special pricing", condition=DISCOUNT)
        a_rule(world, "Another of them", condition="deal.discount > 30")
        await world.time.passes(hours=2)
        await told(world, deal(world, discount=Decimal(35)))
        assert olga.count(ASKED) == 1
        shown = olga.sees(ASKED)
        assert shown.buttons.count("I'm in") == 3
        assert shown.text.count("New, ") == 2
        await olga.clicks("I'm in")
        assert olga.sees("Acme rollout: you are asked in").buttons.count("I'm in") == 2
        assert sorted(states(world)) == ["met", "open", "open"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_taken_back_and_said_again(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await opened(world)
        olga, carla = world.person(BRAND_MANAGER), world.person(OWNER)
        before = olga.sees(ASKED)
        await olga.clicks("I'm in")
        carla.sees("Olga Petrova is in on Acme rollout")
        await olga.hand.repeats_click(before, "I'm in")
        assert carla.count("Olga Petrova is in on Acme rollout") == 1, "a second click changes nothing"
        await olga.clicks("Take back")
        carla.sees("Olga Petrova is out again on Acme rollout")
        assert states(world) == ["open"]
        await world.time.passes(days=2)
        assert states(world) == ["overdue"], "the deadline stays"
        world.person(HEAD_OF_MARKETING).sees("nobody has answered in time")
        await olga.clicks("I'm in")
        assert states(world) == ["met"]
        world.person(HEAD_OF_MARKETING).sees("Olga Petrova said yes.")
        await olga.clicks("Record")
        shown = olga.sees("Acme rollout: the record").text
        assert "Met, late" in shown
        assert f"Olga Petrova said I'm in, on {platform_of(world, BRAND_MANAGER)}" in shown
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_not_needed_is_decided_by_who_may(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await opened(world)
        olga, mia, carla = (world.person(name) for name in (BRAND_MANAGER, HEAD_OF_MARKETING, OWNER))
        await olga.clicks("Not needed...")
        await olga.submits({"Why is it not needed?": "A renewal"})
        olga.sees("You said that it is not needed, which waits for a decision: “A renewal”")
        mia.sees("Acme rollout: is it needed?")
        await mia.clicks("No, still needed")
        mia.sees("It is still needed, you said.")
        olga.sees(ASKED)
        await olga.clicks("Not needed...")
        await olga.submits({"Why is it not needed?": "They know us for ten years"})
        await mia.clicks("Yes, not needed")
        mia.sees("It is not needed, you said.")
        olga.sees("It is not needed, says Mia Frost: “They know us for ten years”")
        carla.sees("It is not needed on Acme rollout, says Mia Frost")
        assert states(world) == ["waived"]
        assert record(world, 1)[-4:] == ["declined", "still needed", "declined", "waived"]
        await mia.runs("engagements compliance")
        assert "They know us for ten years" in mia.sees("How well rules are kept").text
        assert world.problems() == []


async def test_who_may_waive_does_it_directly(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await opened(world)
        mia, olga = world.person(HEAD_OF_MARKETING), world.person(BRAND_MANAGER)
        await mia.runs("engagements all")
        await mia.clicks("Record")
        await mia.clicks("Not needed...")
        await mia.submits({"Why is it not needed?": "I have spoken with them"})
        mia.sees("Mia Frost decided that it is not needed: “I have spoken with them”, on the playground")
        olga.sees("It is not needed, says Mia Frost")
        assert states(world) == ["waived"]


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_deal_is_lost(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await opened(world)
        olga = world.person(BRAND_MANAGER)
        before = olga.sees(ASKED)
        await world.time.passes(hours=1)
        await told(world, deal(world, state="lost"))
        olga.sees("Acme rollout is lost. There is nothing left for you to do.")
        assert states(world) == ["cancelled"]
        await olga.hand.repeats_click(before, "I'm in")
        assert states(world) == ["cancelled"]
        await world.time.passes(days=3)
        world.person(HEAD_OF_MARKETING).sees_not("nobody has answered in time")
        assert world.problems() == []


@pytest.mark.parametrize("where", ["slack", "teams", "web"])
async def test_who_leaves_is_followed_by_their_manager(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await opened(world)
        mia = world.person(HEAD_OF_MARKETING)
        await in_a_team(world, BRAND_MANAGER, "Rosa Stein")
        await leaves(world, BRAND_MANAGER)
        await world.time.passes(minutes=5)
        mia.sees(ASKED)
        assert "takes over from Olga Petrova" in mia.sees(ASKED).text
        assert asks(world) == [(BRAND_MANAGER, "handed"), (HEAD_OF_MARKETING, "asked")]
        assert record(world, 1)[-2:] == ["gone", "asked"]
        await mia.clicks("I'm in")
        assert states(world) == ["met"]
        assert world.problems() == []


async def test_who_is_away_has_a_stand_in(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        rosa = number_of(world, "Rosa Stein")
        changes(world, BRAND_MANAGER, away_until=TUESDAY + timedelta(days=7), stand_in=rosa)
        await told(world, deal(world))
        assert asks(world) == [("Rosa Stein", "asked")]
        assert "stands in for Olga Petrova, who owns" in world.person("Rosa Stein").sees(ASKED).text
        # the stand-in goes away as well, and the first is back
        changes(world, BRAND_MANAGER, away_until=None, stand_in=None)
        changes(world, "Rosa Stein", away_until=TUESDAY + timedelta(days=7), stand_in=number_of(world, BRAND_MANAGER))
        await world.time.passes(days=1)
        assert asks(world)[-1] == (BRAND_MANAGER, "asked")
        assert "away" in record(world, 1)
        assert states(world) == ["open"], "nobody has missed anything"


async def test_who_is_away_without_a_stand_in_has_time_until_they_are_back(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await opened(world)
        back = TUESDAY + timedelta(days=7)
        changes(world, BRAND_MANAGER, away_until=back)
        await world.time.comes(back)
        assert states(world) == ["open"]
        await world.time.passes(days=3)
        assert states(world) == ["overdue"]


async def test_who_goes_out_of_office_hands_over_at_once(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await opened(world)
        olga, rosa = world.person(BRAND_MANAGER), world.person("Rosa Stein")
        await olga.runs("me")
        await olga.clicks("Change")
        chosen = {
            "Out of office; first day back": "2027-01-20",
            "Who stands in for you?": number_of(world, "Rosa Stein"),
        }
        await olga.submits(chosen)
        await world.time.passes(minutes=1)
        rosa.sees(ASKED)
        olga.sees("Rosa Stein has this now.")
        assert asks(world) == [(BRAND_MANAGER, "handed"), ("Rosa Stein", "asked")]


async def test_a_whole_side_is_asked_and_one_answers(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await world.hires(csv() + crowd(230))
        a_rule(world, involve=[{"side": "marketing"}])
        await told(world, deal(world))
        asked = asks(world)
        assert len(asked) == len(set(asked)) == 12 + 230
        xenia, last = world.person("Xenia Zorn"), world.person("Crowd 229")
        last.sees(ASKED)
        await xenia.clicks("I'm in")
        assert states(world) == ["met"]
        assert [state for _, state in asks(world)].count("released") == len(asked) - 1
        last.sees("Xenia Zorn is in. There is nothing left for you to do.")
        world.person(BRAND_MANAGER).sees("Xenia Zorn is in.")
        await xenia.clicks("Take back")
        assert states(world) == ["open"]
        last.sees("Please answer by")


def crowd(count: int) -> str:
    names = (f"Crowd {number:03}" for number in range(count))
    return "".join(f"{name},{email(name)},marketing,,,Europe/Vienna,en,,,member\n" for name in names)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_nobody_is_named(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        roles(world, "Tara Uhl", "steward")
        roles(world, "Ida Lund", "liaison")
        a_rule(world)
        await told(world, deal(world, region="Kansai"))
        ida, tara = world.person("Ida Lund"), world.person("Tara Uhl")
        assert "is asked to find somebody" in ida.sees(ASKED).text
        assert "for brand manager (Kansai), and the directory names nobody" in tara.sees("Nobody is named for").text
        assert record(world, 1) == ["opened", "nobody", "asked"]
        await tara.runs("directory questions")
        tara.sees("brand manager Kansai")
        await ida.clicks("Hand to...")
        await ida.submits({"Who should it be?": picked(world, ida, "Rosa Stein")})
        rosa = world.person("Rosa Stein")
        rosa.sees("Ida Lund handed this to you.")
        await rosa.clicks("I'm in")
        assert states(world) == ["met"]
        assert world.problems() == []


async def test_a_week_without_anything_has_no_digest(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await world.hires(csv())
        mia = world.person(HEAD_OF_MARKETING)
        await world.time.passes(days=13)
        mia.sees_not("Your Monday digest")
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        await told(world, deal(world))
        await world.person(BRAND_MANAGER).clicks("I'm in")
        await world.time.passes(days=7)
        digest = mia.sees("Your Monday digest")
        assert "Rules asked for somebody once last week. 1 of 1 that were due were met in time." in digest.text
        await world.time.passes(days=7)
        assert mia.count("Your Monday digest") == 1


async def test_what_waits_stands_at_home(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await opened(world)
        olga, mia = world.person(BRAND_MANAGER), world.person(HEAD_OF_MARKETING)
        assert "One rule asks for you." in (await olga.hand.opens_home()).text
        await olga.runs("engagements")
        assert "It waits for Olga Petrova, until" in olga.sees("What waits for your answer").text
        await olga.clicks("Record")
        await olga.clicks("Not needed...")
        await olga.submits({"Why is it not needed?": "A renewal"})
        assert "waits for your decision" in (await mia.hand.opens_home()).text
        await mia.runs("engagements")
        await mia.clicks("Record")
        await mia.clicks("Yes, not needed")
        assert "waits for your decision" not in (await mia.hand.opens_home()).text
        assert states(world) == ["waived"]


async def test_a_click_that_was_made_up(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, TUESDAY) as world:
        await opened(world)
        made_up = ("join", "take_back", "hand_to", "not_needed", "want_changes")
        for name in made_up:
            said = await clicks_code(world, "Ben Stone", f'engagements.{name}:1:{{"ask":1}}')
            assert said == "That is asked of somebody else. Nothing was changed."
        said = await clicks_code(world, OWNER, 'engagements.join:1:{"ask":1}')
        assert said == "Olga Petrova is asked about Acme rollout, and only they can answer. Nothing was changed."
        for code in ('decide:1:{"ask":1,"needed":false}', 'waive:1:{"engagement":1}'):
            said = await clicks_code(world, "Ben Stone", f"engagements.{code}")
            assert said == "That is for Mia Frost to decide. Nothing was changed."
        said = await clicks_code(world, "Ben Stone", 'engagements.record:1:{"engagement":1,"anew":true}')
        assert said == "This record is for those who are asked, and for managers."
        assert states(world) == ["open"]
        assert asks(world) == [(BRAND_MANAGER, "asked")]
        tried = {(each.what, each.kind, each.words) for each in trail(world)}
        assert ("refused", "engagement", "join: Acme rollout") in tried
        assert ("refused", "engagement", "waive: Acme rollout") in tried
        assert len(trail(world)) == 9
        await clicks_code(world, "Ben Stone", 'engagements.list:1:{"anew":true}')
        assert trail(world)[0].kind == "see_compliance"


@pytest.mark.parametrize("where", ["slack", "both"])
async def test_the_deals_channel(where: Where, tmp_path: Path) -> None:
    """The post changes in place when somebody answers; where Truce is not in the channel, the owner hears it."""
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        channel = world.slack.add_channel("deal-acme", with_bot=False)
        place = Place(platform="slack", workspace=world.slack.home.id, channel=channel.id, kind="channel")
        await told(world, deal(world, place=place))
        olga, carla = world.person(BRAND_MANAGER), world.person(OWNER)
        assert olga.count(ASKED) == 1
        carla.sees_not("I can't write into the channel")
        await world.time.passes(minutes=3)
        assert "type /invite @Truce there" in carla.sees("I can't write into the channel of Acme rollout").text
        await carla.clicks("Post it now")
        carla.sees("I try once more.")
        await world.time.passes(minutes=3)
        assert carla.count("I can't write into the channel of Acme rollout") == 1
        channel.members.append(world.slack.home.bot_user)
        await carla.clicks("Post it now")
        await world.time.passes(minutes=3)
        (post,) = world.slack.messages(channel)
        assert "Acme rollout: who is asked in" in str(post.blocks)
        assert "It waits for Olga Petrova" in str(post.blocks)
        await olga.clicks("I'm in")
        (post,) = world.slack.messages(channel)
        assert "All who are needed are in." in str(post.blocks)
        refused = [each for each in world.problems() if "not_in_channel" not in each]
        assert refused == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_owner_says_which_channel_is_the_deals(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        await told(world, deal(world, amount="1000000"))
        channel = await world.opens("deal-acme")
        carla, dan = world.person(OWNER), world.person("Dan Wolf")
        await carla.runs("deals here Acme")
        carla.sees("Type this in the channel that you mean.")
        there = carla.at(channel)
        await there.runs("deals here Nowhere")
        there.sees("I know no open deal of yours called “Nowhere”.")
        await dan.at(channel).runs("deals here acme rollout")
        dan.at(channel).sees("I know no open deal of yours called “acme rollout”.")
        await there.runs("deals here acme roll")
        there.sees("Whoever is asked about Acme rollout, and who joins, stands here from now on.")
        await told(world, deal(world))
        await world.time.passes(minutes=3)
        there.sees("It waits for Olga Petrova")
        await world.person(BRAND_MANAGER).clicks("I'm in")
        await world.time.passes(minutes=3)
        there.sees("All who are needed are in.")
        await there.runs("deals not here Acme rollout")
        there.sees("What is asked about Acme rollout no longer comes here.")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_review_without_a_marketer(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(
            world,
            "Marketing in account reviews",
            kind="review",
            condition='!("marketing" in review.sides)',
            involve=[{"who": "marketer"}],
        )
        named_for(world, "Segment marketing", "Rosa Stein", segment="Retail")
        named_for(world, "Segment marketing", "Olga Petrova", segment="Banking")
        review = ReviewTold(
            system="generic",
            external="r1",
            at=world.time.now,
            name="Acme in autumn",
            segment="Retail",
            starts=world.time.now + timedelta(days=9),
            owner_email=email(OWNER),
            attendees=(email(OWNER), email("Dan Wolf")),
        )
        await told(world, review)
        rosa, carla = world.person("Rosa Stein"), world.person(OWNER)
        rosa.sees("Acme in autumn: you are asked in")
        carla.sees("Rosa Stein does the marketing for this segment, and is asked to take part.")
        await carla.clicks("Add them")
        carla.sees("Rosa Stein is on the list of Acme in autumn now, and is told.")
        rosa.sees("Acme in autumn: you are on the list")
        assert states(world) == ["met"]
        with world.database.read() as session:
            there = Deals(session, world.organisation).attendees(1)
        assert number_of(world, "Rosa Stein") in there
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_reviewers_of_a_gate(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(
            world,
            "Sales reviews collateral",
            kind="collateral",
            condition="true",
            involve=[{"person": email("Dan Wolf")}, {"person": email("Eva Kern")}],
            gate=True,
        )
        await told(world, piece(world))
        dan, eva, mia = (world.person(name) for name in ("Dan Wolf", "Eva Kern", HEAD_OF_MARKETING))
        await dan.clicks("Approve")
        dan.sees("You approved this")
        await eva.clicks("Changes needed...")
        await eva.submits({"What should change?": "The price is last year's"})
        mia.sees("Eva Kern asks for changes to Case study: “The price is last year's”")
        assert states(world) == ["open"]
        await world.time.passes(hours=3)
        await told(world, piece(world, link="https://example.com/second"))
        assert states(world) == ["cancelled", "open"], "an edit opens the review again"
        assert asks(world)[2:] == [("Dan Wolf", "asked"), ("Eva Kern", "asked")]
        await dan.clicks("Approve")
        await eva.clicks("Approve")
        assert states(world) == ["cancelled", "met"]
        await world.time.passes(days=4)
        assert states(world) == ["cancelled", "met"]
        assert world.problems() == []


def piece(world: World, **more: Any) -> SubmissionTold:
    said: dict[str, Any] = {"name": "Case study", "link": "https://example.com/first", "at": world.time.now}
    said |= {"owner_email": email(HEAD_OF_MARKETING), "segment": "Retail"}
    return SubmissionTold(system="generic", external="c1", **(said | more))


async def clicks_code(world: World, name: str, code: str) -> str:
    """A payload that somebody has made up, sent through their own account; returns what they read."""
    user = f"u{number_of(world, name)}"
    where: dict[str, Any] = {"platform": "web", "workspace": WORKSPACE}
    event = Clicked(
        key=f"{name} {code}",
        at=world.time.now,
        by=Account(user=user, **where),
        place=Place(channel=direct_room(user), **where),
        carries=frozenset({"whisper", "form", "update"}),
        code=code,
    )
    reply = (await world.truce.handle(event)).reply
    card = getattr(reply, "card", Card())
    return " ".join(Reader(now=world.time.now).plain(each.words) for each in card.parts if isinstance(each, Text))


def roles(world: World, name: str, *more: str) -> None:
    with world.database.write() as session:
        People(session, world.organisation).set_roles(number_of(world, name), {"member", *more})


def platform_of(world: World, name: str) -> str:
    hands = {"OnSlack": "Slack", "OnTeams": "Teams", "OnWeb": "the playground"}
    return hands[type(world.person(name).hand).__name__]
