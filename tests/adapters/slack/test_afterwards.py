"""Answers give way to acknowledgements, but none is kept back for long, and none is lost."""

import asyncio

import pytest

from adapters.slack.afterwards import Afterwards


@pytest.fixture
def given() -> list[str]:
    return []


async def answer(given: list[str], words: str) -> None:
    given.append(words)


async def test_an_answer_goes_once_nothing_goes_first(given: list[str]) -> None:
    waiting = Afterwards()
    with waiting:
        waiting.add(answer(given, "first"))
        waiting.add(answer(given, "second"))
        await asyncio.sleep(0.01)
        assert given == []
    await waiting.settle()
    assert given == ["first", "second"]


async def test_no_answer_waits_for_ever(given: list[str]) -> None:
    waiting = Afterwards(patience=0.01)
    with waiting:
        waiting.add(answer(given, "first"))
        await waiting.settle()
        assert given == ["first"]


async def test_an_answer_that_fails_keeps_no_other_back(given: list[str]) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    waiting = Afterwards()
    waiting.add(fail())
    waiting.add(answer(given, "second"))
    await waiting.settle()
    assert given == ["second"]


async def test_what_waits_is_handed_back_before_the_end(given: list[str]) -> None:
    waiting = Afterwards()
    waiting.add(answer(given, "first"))
    await waiting.close()
    assert given == ["first"]
