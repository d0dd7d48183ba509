"""The pictures of a result as data, each with the words that say the same."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from bot.conversation.cards import Band, Chart, Row
from bot.conversation.words import Day, Listing, Number, T, Words, number
from bot.pulse.anonymity import SCOPES, Scope
from bot.pulse.published import Result, StatementResult
from bot.pulse.rolling import Point, Reading, Rolling
from bot.pulse.scoring import HIGHEST_TOTAL, LOWEST_TOTAL, rounded_to, shown
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING, RELATIONSHIPS, STATEMENTS, relationship_type, statement

SCOPE_NAMES: dict[Scope, Words] = {"overall": T("Everyone"), "sales": T("Sales"), "marketing": T("Marketing")}
BANDS: Final = tuple(Band(start=each.start, end=each.end, label=each.name) for each in RELATIONSHIPS)
LEAST_GAP: Final = 10
"""How far a picture of the gap reaches at least, in points either way, so that a small gap looks small."""


def chart(result: Result) -> Chart:
    """The totals of everyone and of both sides as bars, over the four types of relationship.

    The values are already as people read them, so that no rounding lifts a bar into the next band.
    """
    return Chart(
        kind="bars",
        title=T("How Sales and Marketing work together"),
        low=LOWEST_TOTAL,
        high=HIGHEST_TOTAL,
        series=(T("Total"),),
        rows=tuple(Row(label=SCOPE_NAMES[scope], values=(_total(result, scope),)) for scope in SCOPES),
        bands=BANDS,
    )


def chart_alt(result: Result) -> Words:
    return T(
        "How Sales and Marketing work together, as a total from {low} to {high}. {totals}.",
        low=LOWEST_TOTAL,
        high=HIGHEST_TOTAL,
        totals=Listing(items=tuple(_total_said(result, scope) for scope in SCOPES)),
    )


def statements_chart(result: Result) -> Chart:
    """The statements' means as dots: both sides, widest gap first, or everyone, lowest first.

    The order is that of the exact means; the values are rounded as the words round them.
    """
    scopes = _compared(result)
    return Chart(
        kind="dots",
        title=_statements_title(result, scopes),
        low=LOWEST_RATING,
        high=HIGHEST_RATING,
        series=tuple(SCOPE_NAMES[scope] for scope in scopes),
        rows=tuple(
            Row(
                label=statement(each.number).measures,
                values=tuple(_dot(each.mean(scope)) for scope in scopes),
            )
            for each in _ordered(result)
        ),
    )


def statements_alt(result: Result) -> Words:
    scopes = _compared(result)
    return T(
        "{title}: rated from {low} to {high}. {statements}.",
        title=_statements_title(result, scopes),
        low=LOWEST_RATING,
        high=HIGHEST_RATING,
        statements=Listing(items=tuple(_statement_said(each, scopes) for each in _ordered(result))),
    )


def _total(result: Result, scope: Scope) -> float | None:
    mean = result.groups[scope].mean if scope in result.groups else None
    return None if mean is None else float(shown(mean))


def _total_said(result: Result, scope: Scope) -> Words:
    group = result.groups.get(scope)
    if group is None or group.mean is None or group.relationship is None:
        return T("{group} (too few answers to show)", group=SCOPE_NAMES[scope])
    return T(
        "{group} {total} ({relationship})",
        group=SCOPE_NAMES[scope],
        total=number(shown(group.mean), 1),
        relationship=relationship_type(group.relationship).name,
    )


def _compared(result: Result) -> tuple[Scope, ...]:
    return ("sales", "marketing") if result.by_gap() else ("overall",)


def _statements_title(result: Result, scopes: tuple[Scope, ...]) -> Words:
    everything = len(result.statements) == len(STATEMENTS)
    if len(scopes) > 1:
        return T("All twenty statements, widest apart first") if everything else T("Statements, widest apart first")
    return T("All twenty statements, lowest first") if everything else T("Statements, lowest first")


def _ordered(result: Result) -> tuple[StatementResult, ...]:
    """Ranked first, then those that can't be."""
    ranked = result.by_gap() or result.by_lowest()
    return ranked + tuple(each for each in result.statements if each not in ranked)


def _statement_said(each: StatementResult, scopes: tuple[Scope, ...]) -> Words:
    measures = statement(each.number).measures
    means = [each.mean(scope) for scope in scopes]
    if any(mean is None for mean in means):
        return T("{statement} (too few answers to show)", statement=measures)
    said = tuple(
        T("{group} {mean}", group=SCOPE_NAMES[scope], mean=_rating(mean))
        for scope, mean in zip(scopes, means, strict=True)
        if mean is not None
    )
    return T("{statement} ({means})", statement=measures, means=Listing(items=said))


def _dot(mean: Fraction | None) -> float | None:
    return None if mean is None else float(rounded_to(mean, 1))


def _rating(mean: Fraction) -> Number:
    return number(rounded_to(mean, 1), 1)


def rolling_chart(rolling: Rolling) -> Chart:
    """The total over time, with its interval; hollow where it is an estimate. A side never shown has no line."""
    scopes = _scopes_over_time(rolling)
    return _over_time(
        rolling,
        T("The total over time"),
        (LOWEST_TOTAL, HIGHEST_TOTAL),
        tuple(SCOPE_NAMES[scope] for scope in scopes),
        lambda point: tuple(point.totals.get(scope) for scope in scopes),
    ).model_copy(update={"bands": BANDS})


def rolling_alt(rolling: Rolling) -> Words:
    """Where each line begins and ends; those in between are in the picture only."""
    said = [
        T("{group}: {from_to}", group=SCOPE_NAMES[scope], from_to=_from_to(readings))
        for scope in _scopes_over_time(rolling)
        if (readings := [(point, point.totals[scope]) for point in rolling.points if scope in point.totals])
    ]
    if not said:
        return T("The total over time: too few answers to show.")
    return T(
        "The total over time, from {low} to {high}. {groups}.",
        low=LOWEST_TOTAL,
        high=HIGHEST_TOTAL,
        groups=Listing(items=tuple(said)),
    )


def gap_chart(rolling: Rolling) -> Chart:
    """Sales' total less Marketing's over time: above 0, Sales sees it more kindly."""
    edges = [abs(edge) for point in rolling.points if point.gap for edge in _edges(point.gap)]
    reach = 10 * math.ceil(max([LEAST_GAP, *edges]) / 10)
    return _over_time(
        rolling,
        T("The perception gap over time: Sales less Marketing"),
        (-reach, reach),
        (T("Sales less Marketing"),),
        lambda point: (point.gap,),
    )


def gap_alt(rolling: Rolling) -> Words:
    readings = [(point, point.gap) for point in rolling.points if point.gap]
    if not readings:
        return T("The perception gap over time: too few answers to show.")
    return T("The perception gap over time, Sales less Marketing: {from_to}.", from_to=_from_to(readings))


def _scopes_over_time(rolling: Rolling) -> tuple[Scope, ...]:
    return tuple(scope for scope in SCOPES if any(scope in point.totals for point in rolling.points))


def _over_time(
    rolling: Rolling,
    title: Words,
    ends: tuple[int, int],
    series: tuple[Words, ...],
    read: Callable[[Point], tuple[Reading | None, ...]],
) -> Chart:
    first = rolling.points[0].closed
    return Chart(
        kind="lines",
        title=title,
        low=ends[0],
        high=ends[1],
        series=series,
        rows=tuple(
            Row(
                label=T("{day}", day=Day(day=point.closed)),
                values=tuple(round(each.value, 1) if each else None for each in read(point)),
                ranges=tuple(_edges(each) if each and each.interval else None for each in read(point)),
                solid=tuple(each.measured if each else True for each in read(point)),
                position=(point.closed - first).days,
            )
            for point in rolling.points
        ),
        small=True,
    )


def _edges(reading: Reading) -> tuple[float, float]:
    """The ends of its interval, or the value itself where it has none."""
    if reading.interval is None:
        return reading.value, reading.value
    return round(reading.interval.low, 1), round(reading.interval.high, 1)


def _from_to(readings: list[tuple[Point, Reading]]) -> Words:
    (first, began), (last, now) = readings[0], readings[-1]
    if first is last:
        return T("{now} on {day}", now=_about(now), day=Day(day=last.closed))
    return T(
        "{began} on {first}, {now} on {last}",
        began=_about(began),
        first=Day(day=first.closed),
        now=_about(now),
        last=Day(day=last.closed),
    )


def _about(reading: Reading) -> Words:
    low, high = (number(edge, 1) for edge in _edges(reading))
    value = number(round(reading.value, 1), 1)
    if reading.measured:
        return T("{value} (likely {low} to {high})", value=value, low=low, high=high)
    return T("about {value} (likely {low} to {high})", value=value, low=low, high=high)
