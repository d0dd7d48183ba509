"""How a result looks: the same for everybody who was asked, with a CSV for those who may have it."""

from fractions import Fraction

from bot.conversation.cards import (
    Buttons,
    Card,
    Divider,
    File,
    Image,
    Part,
    SmallPrint,
    Table,
    button,
    heading,
    text,
)
from bot.conversation.words import Listing, Number, T, When, Words, number, verbatim
from bot.pulse.actions import GetCsv
from bot.pulse.pictures import SCOPE_NAMES, chart, chart_alt, statements_alt, statements_chart
from bot.pulse.results import Group, Result, StatementResult, caveats
from bot.pulse.scoring import rounded_to, shown
from bot.pulse.statements import relationship_type, statement
from bot.pulse.uncertainty import Difference

LOW_RESPONSE = Fraction(60, 100)
NEXT = 2


def result_card(wave: int, result: Result, *, with_csv: bool) -> Card:
    """Where we stand, where we differ, what to do first; then the figures behind it."""
    parts: list[Part] = [text(each) for each in _in_short(result)]
    if result.groups:
        parts += _figures(result)
        parts += [SmallPrint(words=each) for each in (*_few(result), *caveats(result))]
    if with_csv and result.groups:
        parts.append(Buttons(buttons=(button(T("Get the figures as CSV"), GetCsv(wave=wave)),)))
    return Card(
        title=T("{title}: the result", title=verbatim(result.title)), parts=tuple(parts), summary=_summary(result)
    )


def _summary(result: Result) -> Words:
    overall = result.groups.get("overall")
    if overall is None or overall.totals is None or overall.relationship is None:
        return T("{title}: the result", title=verbatim(result.title))
    return T(
        "{title}: Sales and Marketing are {type}, {total} of 100",
        title=verbatim(result.title),
        type=relationship_type(overall.relationship).name,
        total=number(shown(overall.totals.mean), 1),
    )


def _in_short(result: Result) -> list[Words]:
    overall = result.groups.get("overall")
    if overall is None:
        return [
            T(
                "Fewer than {minimum} people answered. So that their answers stay theirs, nothing is shown.",
                minimum=result.minimum,
            )
        ]
    told = [_stand(overall)]
    if overall.change:
        told.append(_change(overall.change))
    if ranked := result.by_gap():
        told.append(T("**Where we differ**: {gap}{widest}", gap=_gap(result.gap), widest=_widest(ranked[0])))
    if lowest := result.by_lowest():
        first = statement(lowest[0].number)
        told.append(
            T(
                "**What to do first**: “{name}” scored lowest, {mean} of 5. {help}",
                name=first.measures,
                mean=_rating(lowest[0].mean("overall")),
                help=first.help,
            )
        )
    return told


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


def _change(change: Difference) -> Words:
    if change.direction == "level":
        return T("**Since last time**: stable. The difference is no more than chance would make.")
    size = number(round(abs(change.value), 1), 1)
    low, high = sorted(abs(edge) for edge in (change.interval.low, change.interval.high))
    likely = T("likely {low} to {high}", low=number(round(low, 1), 1), high=number(round(high, 1), 1))
    if change.direction == "up":
        return T("**Since last time**: up by {size} points ({likely}).", size=size, likely=likely)
    return T("**Since last time**: down by {size} points ({likely}).", size=size, likely=likely)


def _gap(gap: Difference | None) -> Words | str:
    if gap is None:
        return ""
    size = number(round(abs(gap.value), 1), 1)
    if not size.value:
        return T("both sides come to the same total. ")
    if gap.direction == "level":
        return T("hardly, in all: the totals are {size} points apart, within chance. ", size=size)
    if gap.value > 0:
        return T("Sales rates it {size} points higher than Marketing. ", size=size)
    return T("Marketing rates it {size} points higher than Sales. ", size=size)


def _widest(widest: StatementResult) -> Words:
    if not widest.gap:
        return T("No statement divides the sides.")
    return T(
        "Widest apart: “{name}”, Sales {sales}, Marketing {marketing}.",
        name=statement(widest.number).measures,
        sales=_rating(widest.mean("sales")),
        marketing=_rating(widest.mean("marketing")),
    )


def _figures(result: Result) -> list[Part]:
    totals = any(each.totals for each in result.groups.values())
    parts: list[Part] = [Image(chart=chart(result), alt=chart_alt(result))] if totals else []
    parts.append(_groups(result) if totals else _answered(result))
    if more := result.by_lowest()[1 : 1 + NEXT]:
        parts += [Divider(), heading(T("Low as well, and what helps"))]
        parts += [
            text(
                T(
                    "**{name}**, {mean} of 5. {help}",
                    name=statement(each.number).measures,
                    mean=_rating(each.mean("overall")),
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
    rows = tuple((SCOPE_NAMES[scope], _rate(each)) for scope, each in result.groups.items())
    return Table(headings=(T("Who"), T("Answered")), rows=rows)


def _rate(group: Group) -> Words:
    return T("{answered} of {invited}", answered=group.answered, invited=group.invited)


def _group(group: Group) -> tuple[Words, ...]:
    if group.totals is None or group.relationship is None:
        return (SCOPE_NAMES[group.scope], T("–"), T("–"), T("–"), _rate(group))
    sure = group.interval
    return (
        SCOPE_NAMES[group.scope],
        T("{total}", total=number(shown(group.totals.mean), 1)),
        T("{low} to {high}", low=number(round(sure.low)), high=number(round(sure.high))) if sure else T("–"),
        relationship_type(group.relationship).name,
        _rate(group),
    )


def _few(result: Result) -> tuple[Words, ...]:
    """Whose response rate is too low for a figure to speak for all of them."""
    low = tuple(SCOPE_NAMES[scope] for scope, each in result.groups.items() if each.response_rate < LOW_RESPONSE)
    if not low:
        return ()
    return (
        T(
            "Fewer than {share} answered: {groups}. Read those figures with care.",
            share=number(LOW_RESPONSE.numerator / LOW_RESPONSE.denominator, percent=True),
            groups=Listing(items=low),
        ),
    )


def _rating(mean: Fraction | None) -> Number:
    return number(rounded_to(mean or Fraction(0), 1), 1)


def csv_card(name: str, content: str) -> Card:
    return Card(
        parts=(
            text(T("Here are all the figures that may be shown, ready for a spreadsheet.")),
            File(name=name, media_type="text/csv", content=content),
        )
    )


def no_result() -> Card:
    return Card(parts=(text(T("No assessment has been closed yet, so there is no result.")),))


def closed_by(title: str, at: When) -> Card:
    said = T(
        "{title} closed {at}. Thank you to everyone who answered; the result is on its way.",
        title=verbatim(title),
        at=at,
    )
    return Card(parts=(text(said),))
