from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.scoring import Answers, Response, gather, relationship, rounded_to, shown
from bot.pulse.uncertainty import Sums
from tests.bot.pulse.table import people, response, table

exact_totals = st.fractions(min_value=20, max_value=100, max_denominator=2000)


def test_six_people_added_up_by_hand() -> None:
    """The sums by side that the table's own comments give, and statement by statement."""
    answers = gather(table())
    sales, marketing = answers["sales"], answers["marketing"]

    assert sales.totals == Sums(n=3, total=190, squares=6400 + 2500 + 3600)
    assert sales.totals.mean == Fraction(190, 3)
    assert marketing.totals == Sums(n=2, total=140, squares=1600 + 10000)
    assert (sales.answered, sales.partial) == (3, 0)
    assert (marketing.answered, marketing.partial) == (3, 1)

    assert sales.ratings(1, with_partial=True) == Sums(n=3, total=4 + 3 + 1, squares=16 + 9 + 1)
    assert sales.ratings(20, with_partial=True) == Sums(n=3, total=4 + 2 + 5, squares=16 + 4 + 25)
    assert marketing.ratings(1, with_partial=True).mean == Fraction(2 + 5 + 3, 3)
    assert marketing.ratings(1, with_partial=False).mean == Fraction(2 + 5, 2)
    assert marketing.ratings(20, with_partial=True).mean == Fraction(2 + 5, 2)

    everyone = sales + marketing
    assert everyone.totals.mean == 66
    assert relationship(everyone.totals.mean) == "aligned"


def test_who_left_statements_out_moves_no_total() -> None:
    """All of the partial person's ratings are as low as can be, and the total doesn't notice."""
    before = gather(people("sales", 5, "4" * 20))["sales"]
    after = gather([*people("sales", 5, "4" * 20), response("sales", "1" * 19 + ".")])["sales"]
    assert after.totals == before.totals
    assert after.partial == 1
    assert after.ratings(1, with_partial=True).mean < 4


def test_who_rated_nothing_has_not_answered() -> None:
    assert gather([response("sales", "." * 20)])["sales"].answered == 0


@given(st.permutations(table()))
def test_the_order_of_answers_does_not_matter(shuffled: list[Response]) -> None:
    assert gather(shuffled) == gather(table())


@given(st.lists(st.sampled_from(table())), st.lists(st.sampled_from(table())))
def test_answers_may_be_added_up_in_parts(one: list[Response], two: list[Response]) -> None:
    parts, whole = (gather(one), gather(two)), gather([*one, *two])
    assert {side: parts[0][side] + parts[1][side] for side in whole} == whole


def test_what_cannot_be_a_rating_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number from 1 to 5"):
        Response("sales", {1: 6})
    with pytest.raises(ValueError, match="no statement 21"):
        Response("sales", {21: 3})


@pytest.mark.parametrize(
    ("total", "kind"),
    [
        ("20", "undefined"),
        ("39.99", "undefined"),
        ("40", "defined"),
        ("59.99", "defined"),
        ("59.99999999999999999999", "defined"),
        ("60", "aligned"),
        ("79.99", "aligned"),
        ("80", "integrated"),
        ("100", "integrated"),
    ],
)
def test_the_bands_on_real_values(total: str, kind: str) -> None:
    assert relationship(Decimal(total)) == kind
    assert relationship(Fraction(total)) == kind


@pytest.mark.parametrize("total", [19.99, 100.01])
def test_a_total_that_cannot_be_is_refused(total: float) -> None:
    with pytest.raises(ValueError, match="between 20 and 100"):
        relationship(total)


@pytest.mark.parametrize(
    ("total", "read"),
    [("39.99", "39.9"), ("59.96", "59.9"), ("79.95", "79.9"), ("40", "40.0"), ("61.25", "61.3"), ("99.99", "100.0")],
)
def test_a_total_is_shown_without_contradicting_its_band(total: str, read: str) -> None:
    assert str(shown(Fraction(total))) == read


@given(exact_totals, st.integers(0, 4))
def test_what_is_shown_is_near_and_of_the_same_band(total: Fraction, decimals: int) -> None:
    read = shown(total, decimals)
    assert relationship(read) == relationship(total)
    assert abs(Fraction(read) - total) < Fraction(1, 10**decimals)


def test_halves_are_rounded_away_from_zero() -> None:
    assert [str(rounded_to(Fraction(value), 1)) for value in ("2.25", "-2.25", "-0.04", "2.249")] == [
        "2.3",
        "-2.3",
        "0.0",
        "2.2",
    ]


def test_no_answers_add_nothing() -> None:
    answers = gather(table())["sales"]
    assert answers + Answers() == answers
