"""A deal's channel on Teams: who is asked stands there for everybody, and changes in place as people answer."""

from pathlib import Path

import pytest

from bot.conversation.model import Place
from tests.driver import Where, World, a_world
from tests.fakes.teams_tenant import Conversation
from tests.scenarios.company import csv
from tests.scenarios.engaging import BRAND_MANAGER, OWNER, a_rule, named_for, told
from tests.scenarios.test_engagements_answers import ASKED, TUESDAY, deal

EVERYWHERE: list[Where] = ["teams", "both"]
POSTED = "Acme rollout: who is asked in"


def place_of(world: World, channel: Conversation) -> Place:
    return Place(platform="teams", workspace=world.teams.tenant.id, channel=channel.id, kind="channel")


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_deals_channel_on_teams(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(world)
        a_rule(world, "Pricing", condition="deal.amount > 1000000", involve=[{"topic": "pricing"}])
        named_for(world, "Brand manager", BRAND_MANAGER)
        named_for(world, "Pricing", "Finn Hart")
        opened = await world.opens("deal-acme")
        channel: Conversation = opened.on["teams"]
        await told(world, deal(world, place=place_of(world, channel)))
        olga, finn, carla = world.person(BRAND_MANAGER), world.person("Finn Hart"), world.person(OWNER)
        there = carla.at(opened)
        olga.sees(ASKED)
        finn.sees(ASKED)
        for words in (POSTED, "It waits for Olga Petrova", "It waits for Finn Hart", "2.100.000"):
            assert words in there.sees(POSTED).text, words

        await finn.clicks("I'm in")  # the same message, for both rules
        assert "Finn Hart said yes. All who are needed are in." in there.sees(POSTED).text
        assert "It waits for Olga Petrova" in there.sees(POSTED).text
        await olga.clicks("I'm in")
        assert "Olga Petrova said yes." in there.sees(POSTED).text
        await olga.clicks("Take back")
        assert "It waits for Olga Petrova" in there.sees(POSTED).text
        (message,) = world.teams.messages(channel)
        assert len(message.versions) == 4
        carla.sees_not("I can't write into the channel")
        assert world.problems() == []


async def test_where_truce_is_not_in_the_team_the_owner_hears_it(tmp_path: Path) -> None:
    async with a_world("teams", tmp_path, TUESDAY) as world:
        await world.hires(csv())
        a_rule(world)
        named_for(world, "Brand manager", BRAND_MANAGER)
        people = list(world.teams.tenant.people)
        team = world.teams.add_team("Acme", ("General", "deal-acme"), people)
        team.app = False  # nobody has added it yet
        channel = team.channel("deal-acme")
        await told(world, deal(world, place=place_of(world, channel)))
        carla = world.person(OWNER)
        await world.time.passes(minutes=3)
        carla.sees("I can't write into the channel of Acme rollout")
        assert world.teams.messages(channel) == []
        for reply in await world.teams.install(people[0], team):
            assert reply.status < 300
        await carla.clicks("Post it now")
        await world.time.passes(minutes=3)
        (message,) = world.teams.messages(channel)
        assert "Acme rollout" in str(message.cards)
        assert carla.count("I can't write into the channel of Acme rollout") == 0  # that is settled, in its place
