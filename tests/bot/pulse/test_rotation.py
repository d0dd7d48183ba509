from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.rotation import ROUND, THEMES, take
from bot.pulse.scoring import NUMBERS

THEME = {number: theme for theme, numbers in enumerate(THEMES) for number in numbers}


@given(st.integers(0, 19), st.lists(st.integers(1, 20), max_size=60))
def test_every_statement_is_asked_equally_often_give_or_take_one(cursor: int, counts: list[int]) -> None:
    asked = Counter(dict.fromkeys(NUMBERS, 0))
    for count in counts:
        numbers, cursor = take(cursor, count)
        assert len(set(numbers)) == count
        asked.update(numbers)
        assert max(asked.values()) - min(asked.values()) <= 1


@given(st.integers(0, 19), st.integers(1, 20))
def test_no_theme_comes_twice_where_that_can_be_avoided(cursor: int, count: int) -> None:
    themes = Counter(THEME[number] for number in take(cursor, count)[0])
    assert max(themes.values()) == -(-count // len(THEMES))


def test_the_round_has_all_twenty() -> None:
    assert sorted(ROUND) == list(NUMBERS)
    assert take(18, 3) == ((ROUND[18], ROUND[19], ROUND[0]), 1)


@pytest.mark.parametrize("count", [0, 21])
def test_what_cannot_be_asked_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 20 statements"):
        take(0, count)
