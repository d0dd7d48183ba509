"""The two pictures of a result as data, each with the words that say the same."""

from fractions import Fraction

from bot.conversation.cards import Band, Chart, Row
from bot.conversation.words import Listing, Number, T, Words, number
from bot.pulse.anonymity import SCOPES, Scope
from bot.pulse.results import Result, StatementResult
from bot.pulse.scoring import HIGHEST_TOTAL, LOWEST_TOTAL, rounded_to, shown
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING, RELATIONSHIPS, relationship_type, statement

SCOPE_NAMES: dict[Scope, Words] = {"overall": T("Everyone"), "sales": T("Sales"), "marketing": T("Marketing")}


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
        bands=tuple(Band(start=each.start, end=each.end, label=each.name) for each in RELATIONSHIPS),
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
        title=_statements_title(scopes),
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
        title=_statements_title(scopes),
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


def _statements_title(scopes: tuple[Scope, ...]) -> Words:
    if len(scopes) > 1:
        return T("All twenty statements, widest apart first")
    return T("All twenty statements, lowest first")


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
