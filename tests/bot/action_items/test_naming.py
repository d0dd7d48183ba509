"""Who is meant at the beginning of a line: mentions, names with and without an "@", and several of one name."""

from collections.abc import Iterator

import pytest

from bot.action_items.naming import Named, whom
from bot.work import Work, key_of
from tests.contract.stage import Stage, Theatre


@pytest.fixture
def work() -> Iterator[Work]:
    """Alice speaks. There are two Bens, a Benedikt, and somebody who has left."""
    theatre = Theatre()
    with theatre.stage() as stage:
        yield _company(stage)
    theatre.close()


def _company(stage: Stage) -> Work:
    for name in ("Ben Stone", "Ben Kern", "Benedikt Oslo", "Rosa Stein", "José Ángel Ruiz", "Mark Will"):
        stage.person(name)
    stage.person("Leo Gone", left=True)
    return stage.work(stage.person("Alice Ober"))


def named(text: str, work: Work) -> tuple[str, str]:
    found = whom(text, work)
    return (found.person.name if found.person is not None else "", found.rest)


@pytest.mark.parametrize(
    ("text", "person", "rest"),
    [
        ("@Rosa Stein send the deck", "Rosa Stein", "send the deck"),
        ("@rosa send the deck", "Rosa Stein", "send the deck"),
        ("@Stein: send the deck", "Rosa Stein", "send the deck"),
        ("@Rosa to send the deck", "Rosa Stein", "send the deck"),
        ("Rosa Stein send the deck", "Rosa Stein", "send the deck"),
        ("Rosa: send the deck", "Rosa Stein", "send the deck"),
        ("@José Ángel Ruiz  enviar el deck", "José Ángel Ruiz", "enviar el deck"),
        ("@benedikt das Deck schicken", "Benedikt Oslo", "das Deck schicken"),
        ("@Ben Stone, send the deck", "Ben Stone", "send the deck"),
        ("@rosa.stein.4 send the deck", "Rosa Stein", "send the deck"),
        ("me call Acme", "Alice Ober", "call Acme"),
        ("I call Acme", "Alice Ober", "call Acme"),
        ("@me call Acme", "Alice Ober", "call Acme"),
        ("ich: Acme anrufen", "Alice Ober", "Acme anrufen"),
    ],
)
def test_who_is_meant(text: str, person: str, rest: str, work: Work) -> None:
    assert named(text, work) == (person, rest)


@pytest.mark.parametrize(
    "text",
    [
        "send the deck to Rosa Stein",
        "Mark the deck as final",
        "Will they come: ask them",
        "@Leo Gone send the deck",
        "@Nobody send the deck",
        "@",
        "",
    ],
)
def test_nobody_is_meant_for_sure(text: str, work: Work) -> None:
    assert whom(text, work).person is None


def test_of_two_of_one_name_neither_is_meant(work: Work) -> None:
    found = whom("@Ben send the deck", work)
    assert found.person is None
    assert {each.name for each in found.alike} == {"Ben Stone", "Ben Kern"}
    assert (found.typed, found.rest) == ("Ben", "send the deck")


def test_mentions_are_of_the_platform_and_workspace_on_which_somebody_speaks(work: Work) -> None:
    rosa = next(each for each in work.people.all() if each.name == "Rosa Stein")
    mention = f"<@U{key_of(rosa):06}>"
    assert whom(f"{mention} send the deck", work) == Named(rosa, "send the deck")
    assert named(f"me send {mention} the deck", work) == ("Alice Ober", "send Rosa Stein the deck")
    unknown = whom("<@U0NOBODY> send the deck", work)
    assert (unknown.person, unknown.typed) == (None, "U0NOBODY")
