import statistics
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.uncertainty import Sums, difference, mean_interval, t_quantile

totals = st.lists(st.integers(20, 100), min_size=2, max_size=40)


@pytest.mark.parametrize(
    ("freedom", "table"),
    [
        (1, 12.7062047),
        (2, 4.3026527),
        (4, 2.7764451),
        (9, 2.2621572),
        (11, 2.2009852),
        (30, 2.0422725),
        (120, 1.9799304),
    ],
)
def test_t_is_as_printed_in_tables(freedom: int, table: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(table, abs=5e-8)


def test_t_at_other_probabilities() -> None:
    assert t_quantile(0.5, 7) == pytest.approx(0, abs=1e-9)
    assert t_quantile(0.95, 10) == pytest.approx(1.8124611, abs=5e-8)
    assert t_quantile(0.995, 3) == pytest.approx(5.8409093, abs=5e-8)


def test_t_of_many_degrees_is_the_normal_distribution() -> None:
    assert t_quantile(0.975, 1e7) == pytest.approx(statistics.NormalDist().inv_cdf(0.975), abs=1e-6)


@pytest.mark.parametrize(("probability", "freedom"), [(0.4, 3), (1, 3), (0.9, 0)])
def test_t_refuses_what_it_does_not_know(probability: float, freedom: float) -> None:
    with pytest.raises(ValueError, match="t quantile"):
        t_quantile(probability, freedom)


@given(totals)
def test_sums_hold_mean_and_variance_exactly(values: list[int]) -> None:
    sums = Sums.of(*values)
    assert sums.mean == Fraction(sum(values), len(values))
    assert sums.variance == statistics.variance([Fraction(value) for value in values])


@given(totals, totals)
def test_sums_of_two_groups_are_the_sums_of_both_together(one: list[int], two: list[int]) -> None:
    assert Sums.of(*one) + Sums.of(*two) == Sums.of(*one, *two)


def test_nobody_has_no_mean() -> None:
    with pytest.raises(ValueError, match="Nobody"):
        _ = Sums().mean


def test_an_interval_worked_out_by_hand() -> None:
    """80, 50, 60, 40, 100: mean 66, variance 580, margin 2.7764 * sqrt(580 / 5) = 29.90."""
    interval = mean_interval(Sums.of(80, 50, 60, 40, 100), 20, 100)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((36.097, 95.903), abs=0.001)


def test_an_interval_stays_within_what_is_possible() -> None:
    interval = mean_interval(Sums.of(20, 100), 20, 100)
    assert interval is not None
    assert (interval.low, interval.high) == (20, 100)


def test_one_person_has_no_interval_and_no_change() -> None:
    assert mean_interval(Sums.of(50), 20, 100) is None
    assert difference(Sums.of(50), Sums.of(60, 70)) is None


def test_a_difference_worked_out_by_hand() -> None:
    """Means 62 and 50, variances 10 and 10, five people each: 8 degrees, 2.3060 * 2 = 4.612 either way."""
    change = difference(Sums.of(58, 60, 62, 64, 66), Sums.of(46, 48, 50, 52, 54), since=date(2026, 1, 5))
    assert change is not None
    assert change.value == 12
    assert (change.interval.low, change.interval.high) == pytest.approx((7.388, 16.612), abs=0.001)
    assert change.direction == "up"
    assert change.since == date(2026, 1, 5)


def test_noise_is_no_trend() -> None:
    change = difference(Sums.of(40, 70, 55, 80, 62), Sums.of(38, 72, 50, 77, 61))
    assert change is not None
    assert change.value > 0
    assert change.direction == "level"


def test_all_agreeing_twice_is_a_change_without_doubt() -> None:
    down = difference(Sums.of(50, 50, 50), Sums.of(60, 60, 60))
    same = difference(Sums.of(50, 50, 50), Sums.of(50, 50, 50))
    assert down is not None
    assert same is not None
    assert (down.direction, same.direction) == ("down", "level")


@given(totals, totals)
def test_a_change_seen_from_the_other_end_is_its_opposite(one: list[int], two: list[int]) -> None:
    there, back = difference(Sums.of(*one), Sums.of(*two)), difference(Sums.of(*two), Sums.of(*one))
    assert there is not None
    assert back is not None
    assert there.value == pytest.approx(-back.value)
    assert there.interval.low == pytest.approx(-back.interval.high)
    assert {"up": "down", "down": "up", "level": "level"}[there.direction] == back.direction
