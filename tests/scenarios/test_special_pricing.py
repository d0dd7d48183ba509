"""Marketing is heard on special pricing, then finance decides, and whoever handed it in hears of it."""

from pathlib import Path
from typing import Any

import pytest

from bot.conversation.payloads import encode
from bot.engagements.actions import Agree
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, csv
from tests.scenarios.engaging import OWNER, a_rule, named_for, optional, record, states, told, trail
from tests.scenarios.test_engagements_answers import clicks_code, deal
from tests.scenarios.test_gates import Printer
from tests.scenarios.test_tending import leaves

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
MARKETER, FINANCE = "Tara Uhl", "Finn Hart"
YOURS = "Acme, three years: it is yours to decide"


def is_set_up(world: World, **more: Any) -> None:
    """Tara does the marketing for manufacturers, Finn decides about special prices."""
    named_for(world, "segment marketing", MARKETER, segment="Manufacturing")
    named_for(world, "pricing exceptions", FINANCE)
    said = {"kind": "price", "condition": "true", "gate": True, "involve": [{"who": "marketer"}]}
    a_rule(world, "Special pricing", **said | {"pass_on": [{"topic": "pricing exceptions"}]} | more)


async def hands_in(who: Somebodys, name: str = "Acme, three years") -> None:
    await who.runs("submit price")
    if not who.hand.form():  # a typed command opens no dialog in Teams
        await who.clicks("Ask for a special price")
    values = {"What is the price for?": name, "Discount, in per cent": "30", "Wanted by": "2027-02-01"}
    more = {"Segment": "Manufacturing", "What should they know?": "They buy three years at once."}
    await who.submits(values | {optional(who, label): typed for label, typed in more.items()})


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_marketing_is_heard_before_finance_decides(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        is_set_up(world)
        carla, tara, finn = world.person(OWNER), world.person(MARKETER), world.person(FINANCE)
        await hands_in(carla)
        assert "They buy three years at once." in tara.sees("Acme, three years: please review").text
        await tara.clicks("Changes needed...")
        await tara.submits({"What should change?": "Two years at most."})
        finn.sees_not("Acme, three years")  # not cleared: not passed on

        await tara.clicks("Approve and say...")
        await tara.submits({"What should they know?": "Bolt would ask for the same."})
        read = finn.sees(YOURS).text
        said = ("Two years at most.", "Bolt would ask for the same.", "They buy three years at once.")
        for words in (*said, "30", OWNER):
            assert words in read, words
        carla.sees("Acme, three years was heard, and is with Finn Hart to decide.")
        await carla.runs("gate price-1")
        carla.sees("Passed on to Finn Hart, who decides.")

        await world.time.passes(minutes=5)
        await finn.clicks("Not agreed...")
        await finn.submits({"Why not?": "Below cost."})
        assert "Below cost." in finn.sees("Acme, three years: not agreed").text
        carla.sees("Finn Hart did not agree to Acme, three years: “Below cost.”")
        await finn.clicks("Agreed")  # after all
        carla.sees("Finn Hart agreed to Acme, three years.")
        answer = await Printer(world).asks("price-1")
        assert answer["outcome"] == [{"state": "agreed", "who": [FINANCE], "reason": ""}]
        assert record(world, 1)[-4:] == ["met", "passed on", "not agreed", "agreed"]
        assert states(world) == ["met"]
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_what_is_let_through_is_passed_on_with_the_reason(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        is_set_up(world, waive=[{"role": "head", "side": "marketing"}])
        carla, mia, finn = world.person(OWNER), world.person(HEAD_OF_MARKETING), world.person(FINANCE)
        await hands_in(carla)
        await mia.runs("gate price-1")
        await mia.clicks("Let it through")
        await mia.submits({"Why can't it wait?": "The tender closes today."})
        await world.settle()
        assert "The tender closes today." in finn.sees(YOURS).text
        await finn.clicks("Agreed")
        assert "Finn Hart agreed" in finn.sees("Acme, three years: agreed").text
        carla.sees("Finn Hart agreed to Acme, three years.")
        assert world.problems() == []


async def test_what_is_looked_at_again_is_nobodys_to_decide(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        is_set_up(world)
        carla, tara, finn = world.person(OWNER), world.person(MARKETER), world.person(FINANCE)
        await hands_in(carla)
        await tara.clicks("Approve")
        finn.sees(YOURS)
        await tara.clicks("Take back my approval")
        finn.sees("It is being looked at again.")
        finn.sees_not(YOURS)
        await clicks_code(world, FINANCE, encode(Agree(engagement=1)))
        assert "agreed" not in record(world, 1)
        await tara.clicks("Approve")
        assert finn.count(YOURS) == 2  # the new message, and the one of before, which says the same

        await carla.runs("submit")  # handed in anew: it is another price
        await carla.clicks("Change")
        await carla.submits({"Discount, in per cent": "35"})
        finn.sees_not(YOURS)
        await tara.clicks("Approve")
        assert finn.count(YOURS) == 1
        await carla.runs("submit")
        await carla.clicks("Withdraw")
        await world.settle()
        finn.sees_not(YOURS)
        finn.sees("Acme, three years was withdrawn.")


async def test_another_gate_holds_it_back(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        is_set_up(world)
        a_rule(world, "Legal", kind="price", condition="true", gate=True, involve=[{"topic": "legal"}])
        named_for(world, "legal", "Gina Moss")
        carla, tara, gina, finn = (world.person(each) for each in (OWNER, MARKETER, "Gina Moss", FINANCE))
        await hands_in(carla)
        await tara.clicks("Approve")
        finn.sees_not("Acme, three years")
        await gina.clicks("Approve")
        finn.sees(YOURS)


async def test_only_those_to_whom_it_came_decide(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        is_set_up(world)
        carla, tara = world.person(OWNER), world.person(MARKETER)
        await hands_in(carla)
        code = encode(Agree(engagement=1))
        assert "Nobody has the right" in await clicks_code(world, FINANCE, code)  # not passed on yet
        await tara.clicks("Approve")
        assert "That is for Finn Hart to decide" in await clicks_code(world, OWNER, code)
        assert trail(world)[0].words == "agree: Acme, three years"
        await leaves(world, FINANCE)  # what was his to decide is his manager's
        alice = world.person("Alice Ober")
        alice.sees(YOURS)
        await alice.clicks("Agreed")
        carla.sees("Alice Ober agreed to Acme, three years.")


async def test_nobody_is_named_for_it(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        is_set_up(world, pass_on=[{"topic": "treasury"}])
        await hands_in(world.person(OWNER))
        await world.person(MARKETER).clicks("Approve")
        world.person(HEAD_OF_MARKETING).sees(YOURS)  # there is no liaison: the heads find somebody
        assert "nobody" in record(world, 1)


async def test_a_discount_above_a_share_goes_there_too(tmp_path: Path) -> None:
    """A deal's: whoever is in was heard."""
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        is_set_up(world, kind="deal", condition="deal.discount > 20", gate=False)
        await told(world, deal(world, discount=30, segment="Manufacturing"))
        await world.person(MARKETER).clicks("I'm in, and say...")
        await world.person(MARKETER).submits({"What should they know?": "Never again."})
        finn = world.person(FINANCE)
        assert "Never again." in finn.sees("Acme rollout: it is yours to decide").text
        await finn.clicks("Agreed")
        world.person(OWNER).sees("Finn Hart agreed to Acme rollout.")
