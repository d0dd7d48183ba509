"""The picture says what happened, and nothing else: a hundred years with an improvement, and the same without."""

import copy
from collections import Counter

import pytest

from bot.pulse.rolling import Estimate
from tests.bot.pulse.year import ASSESSMENTS, IMPROVING, WEEKS, Company

SEEDS = range(100)


@pytest.fixture(scope="module")
def halves() -> list[Company]:
    """The companies as they are before anything improves."""
    return [Company(seed).lives(WEEKS[: IMPROVING.start]) for seed in SEEDS]


def ends(halves: list[Company], improvement: float) -> list[Estimate]:
    """What everybody's picture says a year after it began."""
    companies = [copy.deepcopy(each).lives(WEEKS[IMPROVING.start :], improvement) for each in halves]
    return [each.now().scopes["overall"] for each in companies]


def said(estimates: list[Estimate]) -> Counter[str]:
    return Counter(each.over_year.direction for each in estimates if each.over_year)


def test_an_improvement_of_eight_points_is_seen(halves: list[Company]) -> None:
    estimates = ends(halves, 8)
    assert said(estimates)["up"] >= 0.9 * len(halves)
    changes = [each.over_year.value for each in estimates if each.over_year]
    assert 7 < sum(changes) / len(changes) < 9
    held = [each.over_year.interval.low <= 8 <= each.over_year.interval.high for each in estimates if each.over_year]
    assert sum(held) >= 0.95 * len(halves)


def test_without_one_it_is_stable(halves: list[Company]) -> None:
    estimates = ends(halves, 0)
    assert said(estimates)["level"] >= 0.9 * len(halves)
    of_last = Counter(each.since_last.direction for each in estimates if each.since_last)
    assert of_last["level"] >= 0.9 * len(halves)


def test_most_of_such_a_year_is_rounded(halves: list[Company]) -> None:
    """Or the two above would say nothing about rounded figures."""
    company = halves[0]
    assert [each.exact for each in reversed(company.results)] == [True] * 3 + [False] * (IMPROVING.start - 3)
    assert [each.kind for each in reversed(company.results)].count("assessment") == len(
        [week for week in ASSESSMENTS if week < IMPROVING.start]
    )
