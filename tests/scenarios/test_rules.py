"""Rules of engagement set up in chat, over the wire formats of each platform: from a template to who may not."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.deals.told import DealTold
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_SALES, csv, email
from tests.scenarios.engaging import BRAND_MANAGER, OWNER, named_for, told

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams")


async def deal(world: World, amount: str, name: str = "Acme rollout", **more: object) -> None:
    """The business says what a deal is worth now."""
    await world.time.passes(minutes=1)
    values = {"amount": Decimal(amount), "currency": "USD", "owner_email": email(OWNER), **more}
    await told(world, DealTold(system="generic", external=name, at=world.time.now, name=name, **values))


async def fills_in(who: Somebodys, values: dict[str, str]) -> None:
    """Fill the open form in, by the first words of its labels; Teams writes behind them which ones are optional."""
    form = who.form().splitlines()
    await who.submits({next(line for line in form if line.startswith(label)): values[label] for label in values})


async def confirms(who: Somebodys, label: str) -> None:
    """Click on what asks whether one is sure: in Teams the yes is a button of its own."""
    shown = next(each for each in reversed(who.hand.messages()) if label in each.buttons)
    following = shown.buttons[shown.buttons.index(label) + 1 :]
    await who.hand.clicks_on(shown, "Yes, please" if following[:1] == ("Yes, please",) else label)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_template_is_one_click_and_its_numbers_can_be_changed(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head, olga = world.person(HEAD_OF_SALES), world.person(BRAND_MANAGER)
        named_for(world, "Brand manager", BRAND_MANAGER)
        await deal(world, "2100000", name="Old one")
        await head.runs("rules")
        head.sees("No rule is set up yet.")
        await head.clicks("Start from a template")
        head.sees("Brand manager on big deals")
        await head.clicks("Switch on")
        head.sees("It is on.")
        head.sees("In the last 90 days this would have fired once.")

        await deal(world, "2200000", name="Old one")
        await deal(world, "2000000")
        olga.sees_not("you are asked in")
        await deal(world, "2000000.01")
        assert olga.count("Acme rollout: you are asked in") == 1
        olga.sees_not("Old one")

        await head.runs("rules Brand manager on big deals")
        await head.clicks("Change the numbers")
        head.form("Above which amount")
        await fills_in(head, {"Above which amount": "lots"})
        head.form("Please type an amount and its currency")
        await fills_in(head, {"Above which amount": "3,000,000 USD", "Answer within": "12"})
        head.sees("It is changed.")
        head.sees("deal.amount > 3000000")
        await deal(world, "2500000", name="Beta")
        olga.sees_not("Beta")
        await deal(world, "3000001", name="Beta")
        olga.sees("Beta: you are asked in")

        await head.runs("rules trail")
        head.sees("changed Brand manager on big deals")
        head.sees("condition: deal.amount > 2000000 -> deal.amount > 3000000")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_rule_of_ones_own_with_a_mistake_that_is_mended(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head, mia = world.person(HEAD_OF_SALES), world.person("Mia Frost")
        await deal(world, "500000", discount=Decimal(30))
        await head.runs("rules new")
        head.sees("What is the rule about?")
        await head.clicks("A deal")
        head.form("Fires when")
        rule = {
            "Name": "High discounts",
            "Fires when": "deal.discont > 25",
            "Whom to involve": "head of marketing",
            "What you ask": "Is this good for the brand?",
        }
        await fills_in(head, rule)
        head.form("At character 6: deal has no “discont”. Did you mean deal.discount?")
        await fills_in(head, rule | {"Fires when": "deal.discount > 25 && deal.amount > 100000"})
        head.sees("It is saved, and not switched on yet.")
        head.sees("In the last 90 days this would have fired once.")
        head.sees("Acme rollout")
        await deal(world, "500001", discount=Decimal(35), name="Beta")
        mia.sees_not("you are asked in")

        await head.clicks("Switch on")
        head.sees("It is on.")
        await deal(world, "500000", discount=Decimal(40), name="Gamma")
        assert "Is this good for the brand?" in mia.sees("Gamma: you are asked in").text
        await head.runs("rules High discounts")
        head.sees("on, and fired once")
        await head.clicks("Try it on the last 90 days")
        head.sees("In the last 90 days this would have fired 3 times.")
        await confirms(head, "Switch off")
        head.sees("It is off. What was open because of it is cancelled.")
        await world.settle()
        mia.sees_not("Gamma: you are asked in")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_who_may_not_gets_a_no_and_it_is_on_record(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head, ben = world.person(HEAD_OF_SALES), world.person("Ben Stone")
        await ben.runs("rules")
        ben.sees("That is for manager, head of Sales or Marketing, liaison, and administrator.")
        await head.runs("rules trail")
        head.sees("Ben Stone tried “rules”, without the right to.")


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_template_says_whom_it_misses_and_where_to_mend_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head = world.person(HEAD_OF_SALES)
        await head.runs("rules templates")
        await head.clicks("Switch on")
        head.sees("Before it is switched on: not everybody whom it names is known here.")
        head.sees("The directory names nobody for “brand manager” yet.")
        await head.clicks("Mend that")
        head.form("What people ask about")
