"""Pulses and surveys set up in chat, over the wire formats of each platform."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.driver import Somebodys, Where, a_world
from tests.scenarios.company import HEAD_OF_SALES, csv

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams")


async def opens_form(head: Somebodys, command: str, button: str) -> None:
    """Type a command that asks in a form; where a typed command can't open one, it brings a button."""
    await head.runs(command)
    if not head.hand.form():
        await head.clicks(button)


async def fills_in(head: Somebodys, **values: str | tuple[str, ...]) -> None:
    """Fill the open form in, by the first words of its labels; Teams writes behind them which ones are optional."""
    form = head.form().splitlines()
    labels = {LABELS[key]: value for key, value in values.items()}
    await head.submits({next(line for line in form if line.startswith(each)): labels[each] for each in labels})


async def confirms(head: Somebodys, label: str) -> None:
    """Click on what asks whether one is sure: in Teams the yes is a button of its own."""
    shown = next(each for each in reversed(head.hand.messages()) if label in each.buttons)
    following = shown.buttons[shown.buttons.index(label) + 1 :]
    if following[:1] == ("Yes, please",):
        await head.hand.clicks_on(shown, "Yes, please")
    else:
        await head.hand.clicks_on(shown, label)


LABELS = {
    "what": "What is asked",
    "name": "Name",
    "every": "How often",
    "starts": "From which date on",
    "zone": "Time zone of its calendar",
    "sides": "Who is asked",
    "question": "Question",
    "kind": "How it is answered",
    "options": "Answers to choose from",
}


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_weekly_pulse_from_the_form_to_the_question(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head = world.person(HEAD_OF_SALES)
        await opens_form(head, "pulse new", "New pulse or survey")
        head.form("What is asked")
        await fills_in(head, name="Tuesday pulse", zone="Wien")
        head.form("I don't know this time zone")
        await fills_in(head, name="Tuesday pulse", zone="Europe/Vienna")
        head.sees("Tuesday pulse is set up")
        head.sees("every Tuesday at 09:00")

        await head.clicks("Preview to me")
        head.sees("A preview, for you only (1 of 4)")
        await head.clicks("3")
        head.sees("A preview, for you only (2 of 4)")
        other = world.person("Mia Frost")
        assert not other.hand.messages()

        await world.time.comes(datetime(2027, 1, 12, 8, 1, tzinfo=UTC))  # nine in Vienna
        assert [s.name for s in world.everybody if not s.count("One click each, until")] == ["Ben Stone", "Nils Vogt"]
        await world.time.comes(datetime(2027, 1, 12, 14, 1, tzinfo=UTC))  # nine in New York
        assert all(s.count("One click each, until") == 1 for s in world.everybody)

        await head.runs("pulse list")
        head.sees("Open now, until")
        await head.clicks("Pause")
        head.sees("Paused.")
        await world.time.passes(days=14)
        assert all(s.count("One click each, until") <= 1 for s in world.everybody)
        await head.clicks("Resume")
        head.sees("Next Tuesday")
        await confirms(head, "Stop")
        head.sees("One more has ended")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_survey_of_our_own_questions_grows_is_tried_and_sent(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head = world.person(HEAD_OF_SALES)
        await opens_form(head, "pulse new", "New pulse or survey")
        await fills_in(
            head,
            what="Questions of our own",
            name="The winter fair",
            every="Once",
            sides=("Sales",),
        )
        head.sees("It has no questions yet")

        await head.clicks("Add a question")
        await fills_in(head, question="Which hall?", kind="One of several")
        head.form("Give two to 10 answers")
        await fills_in(
            head,
            question="Which hall?",
            kind="One of several",
            options="North\nSouth",
        )
        head.sees("One of several: North")
        await head.clicks("Add a question")
        await fills_in(head, question="Worth it?", kind="Yes or no")
        head.sees("2. Worth it?")
        await head.clicks("Number 2")
        await head.clicks("Move up")
        head.sees("Question 1 of 2")
        await head.clicks("Change it")
        await fills_in(head, question="Was it worth it?", kind="Yes or no")
        head.sees("1. Was it worth it?")
        head.sees("2. Which hall?")
        await head.clicks("Number 1")
        await confirms(head, "Remove")
        head.sees_not("Was it worth it?")
        await head.clicks("Ask with names")
        head.sees("Answers carry names")
        await head.clicks("Make it anonymous")

        await head.clicks("Preview to me")
        head.sees("A preview, for you only (1 of 2)")
        await head.clicks("North")
        head.sees("A preview, for you only (2 of 2)")

        await confirms(head, "Send now")
        head.sees("The winter fair is on its way")
        head.sees("12 people get it")
        await world.time.passes(days=1)
        world.person("Carla Diaz").sees("Which hall?")
        world.person("Mia Frost").sees_not("Which hall?")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_draft_from_a_template_is_scheduled(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        head = world.person(HEAD_OF_SALES)
        await opens_form(head, "pulse new", "New pulse or survey")
        await fills_in(head, what="Our own, from “After an event”", every="Once")
        head.sees("Has every contact from there been followed up?")
        await head.clicks("Schedule")
        await fills_in(head, every="Once")
        head.form("Please choose the date on which it is sent")
        await fills_in(head, every="Once", starts="2027-01-20")
        head.sees("once, on")
        await world.time.comes(datetime(2027, 1, 20, 8, 1, tzinfo=UTC))
        world.person("Mia Frost").sees("asks you 4 questions")
        assert world.problems() == []


async def test_only_those_who_may_set_anything_up(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        member = world.person("Mia Frost").name
        carla = world.person("Carla Diaz")
        for command in ("pulse list", "pulse new"):
            await carla.runs(command)
        assert carla.count("That is for") == 2
        await world.person(member).runs("pulse list")
        world.person(member).sees("Nothing is set up yet")
