"""A CRM that says half of it: rules wait, the owner is asked once for exactly what is missing. On each platform."""

from pathlib import Path

import pytest

from bot.deals.told import DealTold
from storage.deals import Deals
from tests.driver import Where, World, a_world
from tests.scenarios.company import csv, email
from tests.scenarios.engaging import (
    BRAND_MANAGER,
    DEAL,
    OWNER,
    a_rule,
    becomes,
    connected,
    hubspot_says,
    named_for,
    states,
    told,
    utc,
)
from tests.scenarios.test_deals import ADMINISTRATOR, HEAD, fills, prepare

EVERYWHERE: list[Where] = ["web", "slack", "teams"]
ASKED = "What I don't know of Acme rollout"
IN_DACH = 'deal.amount > 500000 && deal.region == "DACH" && deal.discount > 10'


async def says(world: World, **fields: object) -> None:
    """HubSpot's deal, told of by somebody else who knows its id there."""
    said = {"system": "hubspot", "external": str(DEAL), "at": world.time.now, **fields}
    await told(world, DealTold.model_validate(said))


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_the_owner_is_asked_once_for_what_rules_need(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        app = connected(world)
        a_rule(world, "Discounts in DACH", condition=IN_DACH)
        named_for(world, "Brand manager", BRAND_MANAGER)
        carla, dan, olga = world.person(OWNER), world.person("Dan Wolf"), world.person(BRAND_MANAGER)

        began = [becomes(world, "dealname", "Acme rollout", 9), becomes(world, "deal_currency_code", "USD", 9)]
        await hubspot_says(world, app, *began, becomes(world, "hubspot_owner_id", "7", 9))
        await hubspot_says(world, app, becomes(world, "amount", "400000", 8))
        await world.time.passes(hours=1)
        carla.sees_not("Acme rollout")  # below half a million the rule says no, wherever it is

        await world.time.comes(utc("2027-01-11 17:30"))  # half past six in the evening
        await hubspot_says(world, app, becomes(world, "amount", "900000", 0))
        await world.time.passes(hours=2)
        carla.sees_not("Acme rollout")
        await world.time.comes(utc("2027-01-12 09:00"))
        assert "discount and region" in carla.sees(ASKED).text
        await dan.runs("deals questions")
        dan.sees("Nothing is open")

        # Somebody says a part of it: the message shows what is left.
        await says(world, region="DACH")
        assert "discount" in carla.sees(ASKED).text
        assert "region" not in carla.sees(ASKED).text
        await carla.clicks("Fill it in")
        carla.form("discount")
        assert "Region" not in carla.form()
        await carla.submits({"Discount in per cent": "15"})
        carla.sees("This is settled")
        olga.sees("Acme rollout: you are asked in")
        assert states(world) == ["open"]

        # What is missing later stands in the same message, and goes from it when nobody needs it any more.
        a_rule(world, "Plastics", condition='deal.segment == "Plastics"')
        await says(world, stage="Negotiation")
        await world.time.passes(minutes=11)
        assert "segment" in carla.sees(ASKED).text
        assert carla.count(ASKED) == 1
        carla.sees_not("This is settled")
        alice = world.person(HEAD)  # a manager may answer for the owner
        await alice.runs("deals questions")
        await alice.clicks("Fill it in")
        await alice.submits({"Segment": "Plastics"})
        await world.settle()
        carla.sees("This is settled")
        assert states(world) == ["open", "open"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_everything_that_is_missing_is_one_form(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world, EUR="1.08")
        a_rule(world, "All of it", condition=f'{IN_DACH} && deal.close_date < "2028-01-01" && deal.account != "Acme"')
        carla = world.person(OWNER)
        await says(world, name="Acme rollout", owner_email=email(OWNER))
        await world.time.passes(minutes=11)
        assert "account, amount, discount, region and closing date" in carla.sees(ASKED).text
        await carla.clicks("Fill it in")
        await carla.submits({})
        carla.form("Please say at least one of these")
        some = {"Amount": "900000 XYZ", "Region": "DACH", "Account": "Bolt"}
        await fills(carla, **some)
        carla.form("XYZ is not a currency code")
        some["Amount"] = "900,000 EUR"
        await fills(carla, **some)
        await world.settle()
        assert "discount and closing date" in carla.sees("What I don't know of Acme rollout (Bolt)").text
        await says(world, state="lost")
        carla.sees("This is settled")  # nobody needs to know it any more
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE[:1])
async def test_where_the_owner_is_not_here_an_administrator_is_asked(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        a_rule(world, "Discounts in DACH", condition=IN_DACH)
        carla, ida = world.person(OWNER), world.person(ADMINISTRATOR)
        await says(world, name="Acme rollout", amount=900_000, currency="USD", owner_email="who@elsewhere.example")
        await world.time.passes(minutes=11)
        ida.sees(ASKED)
        await says(world, owner_email=email(OWNER))
        await world.time.passes(minutes=11)
        ida.sees_not(ASKED)  # it is not asked of her any more
        carla.sees(ASKED)

        alice = world.person(HEAD)
        await alice.runs("rules discounts in dach")
        await alice.clicks("Switch off")
        await world.settle()
        carla.sees("This is settled")
        with world.database.read() as session:
            assert Deals(session, world.organisation).unsettled() == []


async def test_very_many_at_once_are_one_message(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        a_rule(world, "Discounts in DACH", condition=IN_DACH)
        carla = world.person(OWNER)
        for number in range(12):
            fields = {"name": f"Deal {number}", "amount": 900_000, "currency": "USD", "owner_email": email(OWNER)}
            await says(world, external=str(number), **fields)
        await world.time.passes(minutes=11)
        assert carla.count("Something is missing") == 1
        assert "4 more are behind these" in carla.sees("Something is missing").text
