from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.rounding import (
    RATING_PARTS,
    Rounded,
    Spread,
    combined,
    fewest,
    parts_for,
    response_band,
    rounded_mean,
    spread_of,
    stepped,
)
from bot.pulse.uncertainty import Sums, mean_interval

ratings = st.lists(st.integers(1, 5), min_size=3, max_size=60)


@pytest.mark.parametrize(
    ("answered", "band", "least"),
    [(7, "under_40", 5), (8, "40_to_60", 8), (11, "40_to_60", 8), (12, "60_to_80", 12), (16, "80_or_more", 16)],
)
def test_a_response_rate_is_given_as_a_band(answered: int, band: str, least: int) -> None:
    found = response_band(answered, 20)
    assert (found, fewest(found, 20, 5)) == (band, least)


def test_who_could_not_be_reached_and_nobody_else_is_a_full_response() -> None:
    assert response_band(0, 0) == "80_or_more"


@given(ratings, st.integers(0, 40))
def test_a_mean_lies_in_its_step_which_is_wide_enough(given_: list[int], silent: int) -> None:
    exact, reached = Sums.of(*given_), len(given_) + silent
    shown = rounded_mean(exact, reached, 3, Spread())
    assert abs(shown.mean - exact.mean) <= shown.slack
    assert 2 * shown.slack * exact.n > 2
    assert shown.n <= exact.n
    assert 1 < shown.mean < 5


@given(ratings)
def test_without_an_exact_wave_the_spread_is_the_widest_there_can_be(given_: list[int]) -> None:
    exact = Sums.of(*given_)
    shown = rounded_mean(exact, exact.n, 3, Spread())
    assert exact.variance is not None
    assert float(shown.variance) >= float(exact.variance) - 1e-3


def test_a_step_holds_its_lower_end_and_the_last_one_both() -> None:
    assert [stepped(Fraction(value), 1, 5, 2) for value in ("1", "1.49", "1.5", "4.99", "5")] == [
        Fraction(5, 4),
        Fraction(5, 4),
        Fraction(7, 4),
        Fraction(19, 4),
        Fraction(19, 4),
    ]


@pytest.mark.parametrize(("people", "reached"), [(range(5, 8), 8), (range(13, 18), 21), (range(24, 32), 39)])
def test_rounded_means_are_not_too_high_on_average(people: range, reached: int) -> None:
    """Over all means that so many people can have. The middles of the steps alone would be."""
    errors: list[float] = []
    middles: list[float] = []
    for n in people:
        for total in range(n, 5 * n):
            exact = Sums(n=n, total=total, squares=5 * total)
            shown = rounded_mean(exact, reached, 3, Spread())
            errors.append(float(shown.mean - exact.mean))
            middles.append(float(stepped(exact.mean, 1, 5, parts_for(shown.n, RATING_PARTS)) - exact.mean))
    average, of_middles = sum(errors) / len(errors), sum(middles) / len(middles)
    assert abs(average) < of_middles / 2


def test_the_more_people_the_finer() -> None:
    assert [Fraction(1, parts_for(n, RATING_PARTS)) for n in (3, 4, 9, 10, 19, 20, 500)] == [
        Fraction(each) for each in ("1", "1/2", "1/2", "1/5", "1/5", "1/10", "1/10")
    ]


def test_both_sides_together_are_worked_out_by_how_many_were_asked() -> None:
    sales = Rounded(n=12, mean=Fraction(3), variance=Fraction(1), slack=Fraction(1, 10))
    marketing = Rounded(n=6, mean=Fraction(4), variance=Fraction(1, 2), slack=Fraction(1, 4))
    both = combined([(20, sales), (10, marketing)])
    assert (both.n, both.mean, both.slack) == (18, Fraction(10, 3), Fraction(3, 20))
    error = Fraction(4, 9) * Fraction(1, 12) + Fraction(1, 9) * Fraction(1, 12)
    assert float(both.variance) == pytest.approx(18 * float(error), abs=1e-4)


def test_spreads_are_added_up_over_exact_waves() -> None:
    """1, 3, 5: variance 4; of three people with a mean of 3 the most is 4 * 3 / 2 = 6."""
    once = spread_of([Sums.of(1, 3, 5)])
    assert once.share == pytest.approx(4 / 6)
    both = once + spread_of([Sums.of(3, 3, 3)]) + Spread(agreement=0.5)
    assert both.share == pytest.approx(4 / 12)
    assert both.agreement == 0.5
    assert (both + Spread()).agreement == 0.5


def test_half_a_step_widens_an_interval() -> None:
    figure = Rounded(n=5, mean=Fraction(3), variance=Fraction(5, 4), slack=Fraction(1, 4))
    sure = mean_interval(figure, 1, 5)
    assert sure is not None
    assert sure.high == pytest.approx(3 + 2.7764451 * 0.5 + 0.25)
