"""Misspelled words are read as known ones; other words are left alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rapidfuzz.distance import OSA

from bench.questions import misspelled
from bot.directory.spelling import Spelling
from bot.directory.tokens import correct

KNOWN = Spelling({each: each for each in ("exceptions", "translations", "trade", "demo", "print", "programme", "lead")})


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("excepions", "exceptions"),
        ("excpetoins", "exceptions"),
        ("transaltoins", "translations"),
        ("trdae", "trade"),
        ("dmeo", "demo"),
        ("program", "programme"),
    ],
)
def test_one_mistake_in_a_word_or_two_in_a_long_one(word: str, known: str) -> None:
    assert [each for each, _ in KNOWN.near(word)] == [known]


@pytest.mark.parametrize(
    "word", ["reception", "printer", "grade", "load", "dem", "vacation", "12345", "", "é", "canteen"]
)
def test_other_words_are_left_alone(word: str) -> None:
    assert KNOWN.near(word) == ()


def test_nearly_all_words_with_mistakes_by_rule_are_read_right() -> None:
    luck = random.Random(3)
    words = sorted(each for each in correct() if len(each) >= 8 and each.isascii())[::50]
    known = Spelling({each: each for each in words})
    wrong = [(word, misspelled(word, luck)) for word in words]
    missed = [pair for pair in wrong if pair[0] != pair[1] and pair[0] not in {each for each, _ in known.near(pair[1])}]
    assert len(missed) < len(wrong) * 0.03, missed


@given(
    some.text(alphabet="abcdefgh", min_size=4, max_size=12), some.lists(some.text("abcdefgh", min_size=4, max_size=12))
)
def test_what_is_found_is_the_nearest_there_is(word: str, words: list[str]) -> None:
    found = Spelling({each: each for each in words}).near(word)
    for known, edits in found:
        assert OSA.distance(word, known) == edits
    assert len({edits for _, edits in found}) <= 1
