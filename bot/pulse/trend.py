"""The rolling picture: what the newest figures of the statements add up to, how sure that is, and whether it moves.

Each statement's newest published figure counts, whatever wave it is from. The variance of their sum is

    sum_k v_k / n_k  +  sum_{k != l} r s_k s_l / max(n_k, n_l)  +  sum_k slack_k^2 / 3

with variances v, standard deviations s and people n. People who rate one statement high rate others high as well, so
r, the mean correlation between statements, is taken from the last exact assessment: r = (V - sum v) / ((sum s)^2 -
sum v), V being the variance of people's totals; without one it is 1, the careful end. The last term is what rounding
to a step of 2 slack adds. Of two waves only those in both share their noise, at most min(n_k, n_l) people, so that
the covariance of their means is at most r s_k s_l / max(n_k, n_l).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Final

from bot.pulse.anonymity import SCOPES, Scope
from bot.pulse.published import Result
from bot.pulse.rolling import Estimate, Point, Reading, Rolling
from bot.pulse.rounding import Figure, Rounded, Spread, spread_of
from bot.pulse.scoring import HIGHEST_TOTAL, LOWEST_TOTAL, shown
from bot.pulse.statements import STATEMENTS
from bot.pulse.uncertainty import CONFIDENCE, Difference, Interval, difference, mean_interval, t_quantile

YEAR: Final = timedelta(days=366)
MOST_POINTS: Final = 60
ALL: Final = len(STATEMENTS)


@dataclass(frozen=True)
class _Taken:
    """A statement's figure, and the wave that it is from."""

    figure: Figure
    wave: Result


Taken = Mapping[int, _Taken]


def rolled(new: Result, earlier: Sequence[Result]) -> Rolling:
    """The picture as `new` leaves it. `earlier` are the results of the same family, newest first."""
    spread = new.spread or {}
    taken = {scope: _newest((new, *earlier), scope) for scope in new.groups}
    scopes = {scope: _estimate(each, new, earlier, scope, spread) for scope, each in taken.items() if each}
    gap = None
    if scopes.keys() >= {"sales", "marketing"}:
        gap = _gap(taken["sales"], taken["marketing"], spread)
    before = [point for each in earlier if (point := _point_of(each)) is not None][:MOST_POINTS]
    return Rolling(scopes=scopes, gap=gap, points=(*reversed(before), _point(new, scopes, gap)))


# Spreads, from exact waves only


def known_spread(earlier: Sequence[Result]) -> dict[Scope, Spread]:
    """What the exact ones among earlier results say, newest first; each result knows what those before it said."""
    known: dict[Scope, Spread] = {}
    unread: list[Result] = []
    for each in earlier:
        if each.spread is not None:
            known = each.spread
            break
        unread.append(each)
    for each in reversed(unread):
        known = with_news(known, each)
    return known


def with_news(known: Mapping[Scope, Spread], new: Result) -> dict[Scope, Spread]:
    """With what a newer wave says, if it is an exact one."""
    if not new.exact:
        return dict(known)
    return {
        scope: known.get(scope, Spread()) + _spread(new, scope)
        for scope in SCOPES
        if scope in known or scope in new.groups
    }


def spread_for(known: Mapping[Scope, Spread], scope: Scope) -> Spread:
    """A scope's own, or everybody's where it has none."""
    return known.get(scope) or known.get("overall") or Spread()


def _spread(wave: Result, scope: Scope) -> Spread:
    asked = [each.ratings for each in wave.statements] + [each.ratings for each in wave.questions]
    figures = [ratings[scope] for ratings in asked if scope in ratings]
    return spread_of(figures).model_copy(update={"agreement": _agreement(wave, scope)})


def _agreement(wave: Result, scope: Scope) -> float | None:
    totals = wave.groups[scope].totals if scope in wave.groups else None
    variances = [each.ratings[scope].variance for each in wave.statements if scope in each.ratings]
    known = [float(each) for each in variances if each is not None]
    if totals is None or totals.variance is None or len(known) < ALL:
        return None
    alone, together = sum(known), sum(math.sqrt(each) for each in known) ** 2
    if together <= alone:
        return 1.0
    return min(1.0, max(0.0, (float(totals.variance) - alone) / (together - alone)))


def total_of(figures: Sequence[Rounded], spread: Spread) -> Rounded:
    """A total of rounded statements: nothing but what these say. Rounding errors of twenty partly cancel.

    `slack` is what the rounding error stays within 95 times of 100.
    """
    variances = [float(each.variance) for each in figures]
    alone, together = sum(variances), sum(math.sqrt(each) for each in variances) ** 2
    error = 1.96 * math.sqrt(sum(float(each.slack) ** 2 / 3 for each in figures))
    return Rounded(
        n=min(each.n for each in figures),
        mean=sum((each.mean for each in figures), Fraction(0)),
        variance=Fraction(round(100 * (alone + _r(spread) * (together - alone))), 100),
        slack=Fraction(math.ceil(100 * error), 100),
    )


def _r(spread: Spread) -> float:
    return 1.0 if spread.agreement is None else spread.agreement


# Where a scope stands


def _newest(waves: Iterable[Result], scope: Scope) -> dict[int, _Taken]:
    found: dict[int, _Taken] = {}
    for wave in waves:
        for number, taken in _of(wave, scope).items():
            found.setdefault(number, taken)
        if len(found) == ALL:
            break
    return found


def _of(wave: Result, scope: Scope) -> dict[int, _Taken]:
    return {each.number: _Taken(each.ratings[scope], wave) for each in wave.statements if scope in each.ratings}


def _measured(taken: Taken, scope: Scope) -> Figure | None:
    """The total of people who rated all twenty, if that is what the newest figures are."""
    waves = {id(each.wave): each.wave for each in taken.values()}
    wave = next(iter(waves.values()))
    if len(waves) > 1 or len(taken) < ALL or wave.kind != "assessment" or scope not in wave.groups:
        return None
    return wave.groups[scope].totals


def _estimate(
    taken: Taken, new: Result, earlier: Sequence[Result], scope: Scope, spread: Mapping[Scope, Spread]
) -> Estimate:
    known = spread_for(spread, scope)
    measured = _measured(taken, scope)
    assessments = [each for each in earlier if each.kind == "assessment" and _of(each, scope)]
    last = assessments[0] if assessments else None
    old = [each for each in assessments[1:] if new.closed - each.closed <= YEAR]
    return Estimate(
        total=measured.mean if measured else _total(taken),
        interval=mean_interval(measured, LOWEST_TOTAL, HIGHEST_TOTAL) if measured else _interval(taken, known),
        statements=len(taken),
        measured=measured is not None,
        since_last=_change(taken, last, scope, known) if last else None,
        over_year=_change(taken, old[-1], scope, known) if old else None,
    )


def _total(taken: Taken) -> Fraction:
    return sum((each.figure.mean for each in taken.values()), Fraction(0)) * Fraction(ALL, len(taken))


def _interval(taken: Taken, spread: Spread) -> Interval:
    total = float(_total(taken))
    margin = _margin(taken, spread, scale=ALL / len(taken))
    return Interval(low=max(LOWEST_TOTAL, total - margin), high=min(HIGHEST_TOTAL, total + margin))


def _change(taken: Taken, then: Result, scope: Scope, spread: Spread) -> Difference | None:
    """Of the statements that both know. What has not been asked again since has not moved, and adds no noise."""
    before = _of(then, scope)
    measured, was = _measured(taken, scope), then.groups[scope].totals if scope in then.groups else None
    if measured and was:
        return difference(measured, was, since=then.closed)
    both = taken.keys() & before.keys()
    asked_again = [number for number in sorted(both) if taken[number].wave is not then]
    if not asked_again:
        return None
    scale = Fraction(ALL, len(both))
    value = scale * sum((taken[k].figure.mean - before[k].figure.mean for k in asked_again), Fraction(0))
    margins = _variance([taken[k].figure for k in asked_again], spread) + _variance(
        [before[k].figure for k in asked_again], spread
    )
    people = min(each[k].figure.n for each in (taken, before) for k in asked_again)
    return Difference.within(float(value), float(scale) * _t(people) * math.sqrt(margins), then.closed)


def _gap(sales: Taken, marketing: Taken, spread: Mapping[Scope, Spread]) -> Difference | None:
    """Sales' total less Marketing's, of the statements that both have rated."""
    one, two = _measured(sales, "sales"), _measured(marketing, "marketing")
    if one and two:
        return difference(one, two)
    both = sorted(sales.keys() & marketing.keys())
    if not both:
        return None
    scale = Fraction(ALL, len(both))
    value = scale * sum((sales[k].figure.mean - marketing[k].figure.mean for k in both), Fraction(0))
    variance = _variance([sales[k].figure for k in both], spread_for(spread, "sales"))
    variance += _variance([marketing[k].figure for k in both], spread_for(spread, "marketing"))
    people = min(each[k].figure.n for each in (sales, marketing) for k in both)
    return Difference.within(float(value), float(scale) * _t(people) * math.sqrt(variance))


def _margin(taken: Taken, spread: Spread, scale: float) -> float:
    figures = [each.figure for each in taken.values()]
    return scale * _t(min(each.n for each in figures)) * math.sqrt(_variance(figures, spread))


def _t(people: int) -> float:
    return t_quantile((1 + CONFIDENCE) / 2, max(1, people - 1))


def _variance(figures: Sequence[Figure], spread: Spread) -> float:
    """Of the sum of statements' means, as the head of this file has it."""
    r, before, variance = _r(spread), 0.0, 0.0
    for figure in sorted(figures, key=lambda each: each.n):
        own = float(figure.variance or 0)
        variance += own / figure.n + 2 * r * math.sqrt(own) * before / figure.n + float(figure.slack) ** 2 / 3
        before += math.sqrt(own)
    return variance


# Pictures


def _point(wave: Result, scopes: Mapping[Scope, Estimate], gap: Difference | None) -> Point:
    measured = all(each.measured for each in scopes.values())
    return Point(
        closed=wave.closed,
        kind="assessment" if wave.kind == "assessment" else "pulse",
        totals={
            scope: Reading(value=float(shown(each.total)), interval=each.interval, measured=each.measured)
            for scope, each in scopes.items()
        },
        gap=Reading(value=gap.value, interval=gap.interval, measured=measured) if gap else None,
    )


def _point_of(wave: Result) -> Point | None:
    """The point that a wave added; an assessment from before there were pictures has its totals."""
    if wave.rolling is not None:
        return wave.rolling.points[-1]
    totals = {scope: group.totals for scope, group in wave.groups.items() if group.totals is not None}
    if not totals:
        return None
    gap = wave.gap
    return Point(
        closed=wave.closed,
        kind="assessment",
        totals={
            scope: Reading(
                value=float(shown(figure.mean)),
                interval=mean_interval(figure, LOWEST_TOTAL, HIGHEST_TOTAL),
                measured=True,
            )
            for scope, figure in totals.items()
        },
        gap=Reading(value=gap.value, interval=gap.interval, measured=True) if gap else None,
    )
