"""How a result looks: the same for everybody who was asked, with a CSV for those who may have it.

The assessment's stands here. A pulse's is short, since it comes every week; a survey's has a block a question.
"""

from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Buttons, Card, Divider, File, Image, Part, Table, button, heading, text
from bot.conversation.words import Command, T, When, Words, number, verbatim
from bot.pulse import pulse_result_cards, survey_result_cards
from bot.pulse.actions import ShowComments, ShowTrend
from bot.pulse.pictures import SCOPE_NAMES, chart, chart_alt, statements_alt, statements_chart
from bot.pulse.published import Group, Result, StatementResult
from bot.pulse.questions import COMMENT
from bot.pulse.result_parts import (
    Earlier,
    change_words,
    gap_words,
    onward,
    quote,
    quotes,
    rate,
    rating,
    with_care,
)
from bot.pulse.rolling_parts import over_the_year
from bot.pulse.scoring import shown
from bot.pulse.statements import relationship_type, statement

NEXT: Final = 2
A_PAGE: Final = 15
"""Of what people wrote, in a message of its own."""


def result_card(wave: int, result: Result, *, with_csv: bool, earlier: Sequence[Earlier] = ()) -> Card:
    """`earlier`: other results, to choose from."""
    parts, summary = _TOLD[result.kind](wave, result)
    more = [button(T("How it moves"), ShowTrend())] if result.rolling else []
    shows = bool(result.groups)
    parts += onward(wave, more if shows else [], with_csv=with_csv and (shows or result.named), earlier=earlier)
    return Card(title=_title(result), parts=tuple(parts), summary=summary or _title(result))


def _title(result: Result) -> Words:
    return T("{title}: the result", title=verbatim(result.title))


# The assessment


def _assessment(wave: int, result: Result) -> tuple[list[Part], Words | None]:
    """Where we stand, where we differ, what to do first; then the figures behind it."""
    parts: list[Part] = [text(each) for each in _in_short(result)]
    if result.groups:
        parts += [*_figures(result), *quotes(wave, result.comments), *with_care(result)]
    return parts, _summary(result)


def _summary(result: Result) -> Words | None:
    overall = result.groups.get("overall")
    if overall is None or overall.totals is None or overall.relationship is None:
        return None
    return T(
        "{title}: Sales and Marketing are {type}, {total} of 100",
        title=verbatim(result.title),
        type=relationship_type(overall.relationship).name,
        total=number(shown(overall.totals.mean), 1),
    )


def _in_short(result: Result) -> list[Words]:
    overall = result.groups.get("overall")
    if overall is None:
        return [too_few(result)]
    told = [_stand(overall)]
    if overall.change:
        told.append(T("**Since last time**: {change}", change=change_words(overall.change)))
    estimate = result.rolling.scopes.get("overall") if result.rolling else None
    told += over_the_year(estimate) if estimate else []
    if ranked := result.by_gap():
        told.append(T("**Where we differ**: {gap}{widest}", gap=gap_words(result.gap), widest=_widest(ranked[0])))
    if lowest := result.by_lowest():
        first = statement(lowest[0].number)
        told.append(
            T(
                "**What to do first**: “{name}” scored lowest, {mean} of 5. {help}",
                name=first.measures,
                mean=rating(lowest[0].mean("overall")),
                help=first.help,
            )
        )
    return told


def too_few(result: Result) -> Words:
    return T(
        "Fewer than {minimum} people answered. So that their answers stay theirs, nothing is shown.",
        minimum=result.minimum,
    )


def _stand(overall: Group) -> Words:
    if overall.totals is None or overall.relationship is None:
        return T("**Where we stand**: too few people rated all twenty statements for a total.")
    kind = relationship_type(overall.relationship)
    return T(
        "**Where we stand**: Sales and Marketing are **{type}**, {total} of 100. {meaning}",
        type=kind.name,
        total=number(shown(overall.totals.mean), 1),
        meaning=kind.meaning,
    )


def _widest(widest: StatementResult) -> Words:
    if not widest.gap:
        return T("No statement divides the sides.")
    return T(
        "Widest apart: “{name}”, Sales {sales}, Marketing {marketing}.",
        name=statement(widest.number).measures,
        sales=rating(widest.mean("sales")),
        marketing=rating(widest.mean("marketing")),
    )


def _figures(result: Result) -> list[Part]:
    totals = any(each.totals for each in result.groups.values())
    # Teams has room for these two pictures, and for no third: how it moves is behind a button.
    parts: list[Part] = [Image(chart=chart(result), alt=chart_alt(result))] if totals else []
    parts.append(_groups(result) if totals else _answered(result))
    if more := result.by_lowest()[1 : 1 + NEXT]:
        parts += [Divider(), heading(T("Low as well, and what helps"))]
        parts += [
            text(
                T(
                    "**{name}**, {mean} of 5. {help}",
                    name=statement(each.number).measures,
                    mean=rating(each.mean("overall")),
                    help=statement(each.number).help,
                )
            )
            for each in more
        ]
    return [*parts, Image(chart=statements_chart(result), alt=statements_alt(result))]


def _groups(result: Result) -> Table:
    return Table(
        headings=(T("Who"), T("Total"), T("Likely"), T("Relationship"), T("Answered")),
        rows=tuple(_group(each) for each in result.groups.values()),
    )


def _answered(result: Result) -> Table:
    """What is left of the table where nobody's total may be shown."""
    rows = tuple((SCOPE_NAMES[scope], rate(each)) for scope, each in result.groups.items())
    return Table(headings=(T("Who"), T("Answered")), rows=rows)


def _group(group: Group) -> tuple[Words, ...]:
    if group.totals is None or group.relationship is None:
        return (SCOPE_NAMES[group.scope], T("–"), T("–"), T("–"), rate(group))
    sure = group.interval
    return (
        SCOPE_NAMES[group.scope],
        T("{total}", total=number(shown(group.totals.mean), 1)),
        T("{low} to {high}", low=number(round(sure.low)), high=number(round(sure.high))) if sure else T("–"),
        relationship_type(group.relationship).name,
        rate(group),
    )


_TOLD = {
    "assessment": _assessment,
    "pulse": pulse_result_cards.told,
    "survey": survey_result_cards.told,
}


# Beside the result


def comments_card(wave: int, result: Result, question: int, after: int) -> Card:
    """All that people wrote, a page at a time."""
    asked = next((each for each in result.questions if each.number == question), None)
    texts = asked.texts if asked else result.comments if question == COMMENT else ()
    page = texts[after : after + A_PAGE]
    parts: list[Part] = [quote(each, len(each)) for each in page]
    if not page:
        parts.append(text(T("There is nothing more to read.")))
    if len(texts) > after + A_PAGE:
        on = ShowComments(wave=wave, question=question, after=after + A_PAGE)
        parts.append(Buttons(buttons=(button(T("Read on"), on),)))
    return Card(title=asked.question.words if asked else T("In people's own words"), parts=tuple(parts))


def csv_card(name: str, content: str, named: str = "") -> Card:
    """`named`: the answers with whose they are, of a survey that says so."""
    parts: list[Part] = [
        text(T("Here are all the figures that may be shown, ready for a spreadsheet.")),
        File(name=f"{name}.csv", media_type="text/csv", content=content),
    ]
    if named:
        parts += [
            text(T("And here is who answered what. People know that you can see it; please keep it to yourself.")),
            File(name=f"{name}-names.csv", media_type="text/csv", content=named),
        ]
    return Card(parts=tuple(parts))


def no_result() -> Card:
    return Card(
        parts=(
            text(T("There is no result for you to read yet. It comes when something that you were asked is closed.")),
        )
    )


def closed_by(title: str, at: When) -> Card:
    said = T(
        "{title} closed {at}. Thank you to everyone who answered; {results} shows the result.",
        title=verbatim(title),
        at=at,
        results=Command(text="pulse results"),
    )
    return Card(parts=(text(said),))
