import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from bot.conversation.reading import Reader
from bot.pulse.pictures import gap_alt, gap_chart, rolling_alt, rolling_chart
from bot.pulse.questions import all_twenty, statements
from bot.pulse.results import Result, compute
from bot.pulse.rolling import Estimate, Rolling
from bot.pulse.scoring import NUMBERS, Response, Side, gather
from bot.pulse.uncertainty import t_quantile
from tests.bot.pulse.table import asked

DAY = date(2026, 1, 9)
ENGLISH = Reader(now=datetime(2026, 3, 14, tzinfo=UTC))


def wave(
    week: int,
    rows: Mapping[Side, Sequence[str]],
    numbers: Sequence[int] = NUMBERS,
    earlier: Sequence[Result] = (),
    *,
    exact: bool = True,
) -> Result:
    """One answer a sign; an assessment where all twenty are asked."""
    about = asked({"sales": 9, "marketing": 9}, minimum=3).model_copy(
        update={
            "kind": "assessment" if len(numbers) == len(NUMBERS) else "pulse",
            "closed": DAY + timedelta(weeks=week),
            "questions": all_twenty() if len(numbers) == len(NUMBERS) else statements(numbers),
            "exact": exact,
        }
    )
    responses = [
        Response(side, dict(zip(numbers, map(int, row), strict=True))) for side, each in rows.items() for row in each
    ]
    return compute(about, gather(responses), earlier)


def of(result: Result) -> Rolling:
    assert result.rolling is not None
    return result.rolling


def overall(result: Result) -> Estimate:
    return of(result).scopes["overall"]


SOME: dict[Side, Sequence[str]] = {
    "sales": ["3" * 20, "4" * 20, "23" * 10],
    "marketing": ["2" * 20, "34" * 10, "3" * 20],
}
FIRST = wave(0, SOME)


def test_an_assessment_is_no_estimate() -> None:
    now = overall(FIRST)
    assert (now.total, now.measured, now.statements) == (FIRST.groups["overall"].mean, True, 20)
    assert now.interval == FIRST.groups["overall"].interval
    assert (now.since_last, now.over_year) == (None, None)
    assert of(FIRST).gap == FIRST.gap


def test_with_three_statements_it_is_scaled_up_and_has_no_type() -> None:
    now = overall(wave(0, {"sales": ["345", "234"], "marketing": ["333"]}, (1, 6, 4)))
    assert now.total == Fraction(20, 3) * (Fraction(8, 3) + Fraction(10, 3) + 4)
    assert (now.statements, now.relationship, now.measured) == (3, None, False)


def test_without_an_assessment_statements_are_taken_to_go_together() -> None:
    """Ratings 2, 3, 4 for each of two statements: variance 1, so 20 / 2 * 4.3027 * sqrt(1/3 + 1/3 + 2/3) = 49.68."""
    now = overall(wave(0, {"sales": ["22", "33", "44"]}, (1, 6)))
    assert now.interval is not None
    assert now.total == 60
    assert 60 + 10 * t_quantile(0.975, 2) * math.sqrt(4 / 3) > 100
    assert (now.interval.low, now.interval.high) == (20, 100)
    five = overall(wave(0, {"sales": ["22", "33", "33", "33", "33", "33", "33", "44", "33"]}, (1, 6)))
    assert five.interval is not None
    margin = 10 * t_quantile(0.975, 8) * math.sqrt(4 * 0.25 / 9)
    assert five.interval.high == pytest.approx(60 + margin)


def test_the_newest_figure_of_each_statement_counts() -> None:
    pulse = wave(1, {"sales": ["555"] * 3, "marketing": ["555"] * 3}, (1, 6, 4), [FIRST])
    now = overall(pulse)
    old = sum((each.mean("overall") or 0 for each in FIRST.statements if each.number not in (1, 6, 4)), Fraction(0))
    assert now.total == old + 15
    assert (now.statements, now.measured) == (20, False)
    assert now.relationship == "aligned"
    again = wave(2, {"sales": ["1"] * 3, "marketing": ["1"] * 3}, (1,), [pulse, FIRST])
    assert overall(again).total == old + 11


def test_right_after_an_assessment_an_estimate_is_about_as_sure() -> None:
    """The agreement between statements is the assessment's own, so that the formula gives back its interval."""
    same = {side: [row[:3] for row in rows] for side, rows in SOME.items()}
    pulse = wave(1, same, (1, 2, 3), [FIRST])
    before, now = overall(FIRST).interval, overall(pulse).interval
    assert before is not None
    assert now is not None
    assert now.high - now.low == pytest.approx(before.high - before.low, rel=0.02)


def test_what_was_not_asked_again_has_not_moved_and_adds_no_noise() -> None:
    pulse = wave(1, {"sales": ["555"] * 3, "marketing": ["555"] * 3}, (1, 6, 4), [FIRST])
    change = overall(pulse).since_last
    assert change is not None
    assert change.value == pytest.approx(float(overall(pulse).total - overall(FIRST).total))
    assert change.direction == "up"
    assert change.since == FIRST.closed
    assert change.interval.high - change.value < 6


def test_noise_is_stable() -> None:
    same = {side: [row[:3] for row in reversed(rows)] for side, rows in SOME.items()}
    change = overall(wave(1, same, (1, 2, 3), [FIRST])).since_last
    assert change is not None
    assert change.direction == "level"


def test_the_year_is_told_from_its_oldest_assessment() -> None:
    second = wave(20, SOME, earlier=[FIRST])
    assert (overall(second).over_year, overall(second).since_last is not None) == (None, True)
    third = wave(40, {"sales": ["5" * 20] * 3, "marketing": ["5" * 20] * 3}, earlier=[second, FIRST])
    year = overall(third).over_year
    assert year is not None
    assert (year.since, year.direction) == (FIRST.closed, "up")
    late = wave(70, SOME, earlier=[third, second, FIRST])
    assert (overall(late).over_year or year).since == second.closed


def test_a_side_that_may_not_be_shown_has_no_picture() -> None:
    pulse = wave(1, {"sales": ["333"] * 4, "marketing": ["333"] * 2}, (1, 6, 4), [FIRST])
    assert set(of(pulse).scopes) == {"overall"}
    assert of(pulse).gap is None
    assert set(of(pulse).points[0].totals) == {"overall", "sales", "marketing"}
    assert of(pulse).points[1].gap is None


def test_rounded_figures_are_less_sure() -> None:
    same = {side: [row[:3] for row in rows] for side, rows in SOME.items()}
    exact, rounded = (wave(1, same, (1, 2, 3), [FIRST], exact=exact) for exact in (True, False))
    sure, less = overall(exact).interval, overall(rounded).interval
    assert sure is not None
    assert less is not None
    assert less.high - less.low > sure.high - sure.low


def test_a_rounded_assessment_adds_its_statements_up() -> None:
    result = wave(1, SOME, earlier=[FIRST], exact=False)
    sales = result.groups["sales"]
    assert sales.totals is not None
    assert sales.mean == sum((each.mean("sales") or 0 for each in result.statements), Fraction(0))
    assert abs(float(sales.totals.mean - (FIRST.groups["sales"].mean or 0))) <= 20 * 0.5
    assert sales.change is not None
    assert sales.change.direction == "level"
    assert of(result).scopes["sales"].measured


def test_earlier_points_are_frozen_sixty_of_them() -> None:
    results: list[Result] = []
    for week in range(64):
        results.insert(0, wave(week, {"sales": ["3"] * 4, "marketing": ["4"] * 4}, (1 + week % 20,), results[:60]))
    points = of(results[0]).points
    assert len(points) == 61
    assert [each.closed for each in points] == sorted(each.closed for each in points)
    assert points[-1].closed == results[0].closed
    assert len(of(results[5]).points) == 59


def test_the_total_over_time_is_drawn_and_said() -> None:
    pulse = wave(1, {"sales": ["555"] * 3, "marketing": ["555"] * 3}, (1, 6, 4), [FIRST])
    drawn = rolling_chart(of(pulse))
    assert [ENGLISH.plain(name) for name in drawn.series] == ["Everyone", "Sales", "Marketing"]
    assert [row.position for row in drawn.rows] == [0, 7]
    assert [row.solid for row in drawn.rows] == [(True,) * 3, (False,) * 3]
    first = drawn.rows[0]
    assert first.values == (60.0, 63.3, 56.7)
    assert first.ranges[0] == (45.2, 74.8)
    said = ENGLISH.plain(rolling_alt(of(pulse)))
    assert said.startswith("The total over time, from 20 to 100. Everyone: 60.0 (likely 45.2 to 74.8) on ")
    assert "Sales: 63.3 (likely " in said
    assert ", about " in said


def test_the_gap_over_time_is_drawn_and_said() -> None:
    drawn = gap_chart(of(FIRST))
    assert (drawn.low, drawn.high) == (-drawn.high, drawn.high)
    assert drawn.rows[0].values == (6.7,)
    assert ENGLISH.plain(gap_alt(of(FIRST))).startswith(
        "The perception gap over time, Sales less Marketing: 6.7 (likely "
    )


def test_where_nothing_may_be_shown_the_pictures_say_so() -> None:
    nothing = of(wave(0, {"sales": ["333"] * 2}, (1, 6, 4)))
    assert (nothing.scopes, nothing.gap) == ({}, None)
    assert rolling_chart(nothing).series == ()
    assert ENGLISH.plain(rolling_alt(nothing)) == "The total over time: too few answers to show."
    assert ENGLISH.plain(gap_alt(nothing)) == "The perception gap over time: too few answers to show."
