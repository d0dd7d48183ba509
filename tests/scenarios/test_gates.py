"""The print gate: a piece is not cleared before its reviewers have approved it, whichever way somebody asks."""

from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from adapters.web import gates
from bot.deals.told import SubmissionTold
from bot.routes import GATE_ANSWER
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv, email
from tests.scenarios.engaging import a_rule, named_for, told

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams", "both")


def _is_set_up(world: World) -> None:
    """Finn reviews what is for manufacturers, Gina everything else."""
    named_for(world, "collateral review", "Finn Hart", segment="Manufacturing")
    named_for(world, "collateral review", "Gina Moss")
    a_rule(
        world,
        "Sales reviews collateral before print",
        kind="collateral",
        condition="true",
        involve=[{"topic": "collateral review"}],
        waive=[{"role": "head", "side": "sales"}],
        gate=True,
    )


class Printer:
    """The print shop's program, which asks before it prints."""

    def __init__(self, world: World) -> None:
        with world.database.write() as session:
            self.token = gates.issue(session, world.organisation, world.clock.now())
        app = Starlette(routes=gates.routes(world.database, world.clock, GATE_ANSWER))
        self.client = AsyncClient(transport=ASGITransport(app), base_url="https://truce.example")

    async def asks(self, gate: str, token: str | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        answer: dict[str, Any] = (await self.client.get(f"/api/gates/{gate}", headers=headers)).json()
        return answer


async def _hands_in(who: Somebodys, name: str, segment: str = "Manufacturing") -> None:
    await who.runs("submit collateral")
    if not who.hand.form():  # a typed command opens no dialog in Teams
        await who.clicks("Hand in collateral")
    await _fills_in(who, **{"What is it": name, "Link": "https://example.com/draft", "Segment": segment})


async def _fills_in(who: Somebodys, **values: str) -> None:
    lines = [line for line in who.form().splitlines() if line]
    due = {"Print date": "2027-02-01"}
    await who.submits({next(line for line in lines if line.startswith(key)): v for key, v in (due | values).items()})


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_nothing_is_printed_unseen(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        _is_set_up(world)
        printer = Printer(world)
        await _waits_for_its_reviewer(world, printer)
        await _is_cleared_after_changes(world, printer)
        await _is_looked_at_again_when_edited(world, printer)
        await _is_let_through_with_a_reason(world, printer)
        await _another_program_hands_in(world, printer)
        assert (await printer.asks("collateral-99"))["cleared"] is False
        assert (await printer.asks("collateral-1", token="made up"))["cleared"] is False
        assert world.problems() == []


async def _waits_for_its_reviewer(world: World, printer: Printer) -> None:
    olga, finn, gina = (world.person(name) for name in ("Olga Petrova", "Finn Hart", "Gina Moss"))
    await _hands_in(olga, "Pump brochure")
    olga.sees("Pump brochure is handed in")
    finn.sees("Pump brochure: please review")
    gina.sees_not("Pump brochure")
    answer = await printer.asks("collateral-1")
    assert answer["cleared"] is False
    assert answer["missing"] == ["Sales reviews collateral before print: waits for Finn Hart."]
    assert answer["by"]
    await olga.runs("gate collateral-1")
    olga.sees("Not cleared yet")
    olga.sees_not("Let it through")


async def _is_cleared_after_changes(world: World, printer: Printer) -> None:
    olga, finn = world.person("Olga Petrova"), world.person("Finn Hart")
    await finn.clicks("Changes needed...")
    await finn.submits({"What should change?": "The price on page two is last year's."})
    olga.sees("The price on page two is last year's.")
    assert (await printer.asks("collateral-1"))["cleared"] is False
    await finn.clicks("Approve")
    assert (await printer.asks("collateral-1"))["cleared"] is True
    await olga.runs("gate collateral-1")
    olga.sees("Cleared.")


async def _is_looked_at_again_when_edited(world: World, printer: Printer) -> None:
    """After approval: it is something else now."""
    olga, finn = world.person("Olga Petrova"), world.person("Finn Hart")
    await olga.runs("submit")
    await olga.clicks("Change")
    await _fills_in(olga, Link="https://example.com/second-draft")
    answer = await printer.asks("collateral-1")
    assert (answer["cleared"], answer["round"]) == (False, 2)
    assert finn.count("Pump brochure: please review") == 1  # the first one is answered


async def _is_let_through_with_a_reason(world: World, printer: Printer) -> None:
    """By whoever may; both heads read it."""
    mia, alice = world.person(HEAD_OF_MARKETING), world.person(HEAD_OF_SALES)
    await mia.runs("gate collateral-1")
    mia.sees_not("Let it through")
    await alice.runs("gate collateral-1")
    await alice.clicks("Let it through")
    await alice.submits({"Why can't it wait?": "The fair opens tomorrow."})
    assert (await printer.asks("collateral-1"))["cleared"] is True
    await world.settle()
    mia.sees("The fair opens tomorrow.")
    assert (await printer.asks("collateral-1"))["passed"][0]["how"] == "forced"


async def _another_program_hands_in(world: World, printer: Printer) -> None:
    """It asks by its own name for it."""
    gina = world.person("Gina Moss")
    piece = SubmissionTold(
        system="generic",
        external="DAM-7",
        at=world.time.now,
        kind="collateral",
        name="Valve poster",
        segment="Retail",
        owner_email=email("Olga Petrova"),
    )
    await told(world, piece)
    assert (await printer.asks("DAM-7"))["missing"] == ["Sales reviews collateral before print: waits for Gina Moss."]
    await gina.clicks("Approve")
    assert (await printer.asks("DAM-7"))["cleared"] is True
    await world.time.passes(minutes=1)
    await told(world, piece.model_copy(update={"at": world.time.now, "link": "https://example.com/another"}))
    assert (await printer.asks("DAM-7"))["cleared"] is False
