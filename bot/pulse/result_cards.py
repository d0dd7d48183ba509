"""How a result looks: the same for everybody who was asked, with a CSV for those who may have it."""

from fractions import Fraction

from bot.conversation.cards import (
    Buttons,
    Card,
    Divider,
    Fact,
    Facts,
    File,
    Image,
    Part,
    SmallPrint,
    button,
    heading,
    text,
)
from bot.conversation.words import Command, T, When, Words, number, verbatim
from bot.pulse.actions import GetCsv
from bot.pulse.pictures import SCOPE_NAMES, chart, chart_alt, statements_alt, statements_chart
from bot.pulse.results import Group, Result, caveats
from bot.pulse.scoring import rounded_to, shown
from bot.pulse.statements import relationship_type, statement
from bot.pulse.uncertainty import Difference

LOW_RESPONSE = Fraction(60, 100)
LISTED = 3


def result_card(wave: int, result: Result, *, with_csv: bool) -> Card:
    parts: list[Part] = [text(_headline(result))]
    if result.groups:
        parts += _figures(result)
    parts += [SmallPrint(words=each) for each in caveats(result)]
    if with_csv and result.groups:
        parts.append(Buttons(buttons=(button(T("Get the figures as CSV"), GetCsv(wave=wave)),)))
    return Card(title=T("{title}: the result", title=verbatim(result.title)), parts=tuple(parts))


def _headline(result: Result) -> Words:
    overall = result.groups.get("overall")
    if overall is None or overall.totals is None or overall.relationship is None:
        return T("There are too few answers to show a result without giving somebody's answers away.")
    kind = relationship_type(overall.relationship)
    return T(
        "Sales and Marketing are **{type}**: {total} of 100. {meaning}",
        type=kind.name,
        total=number(shown(overall.totals.mean), 1),
        meaning=kind.meaning,
    )


def _figures(result: Result) -> list[Part]:
    parts: list[Part] = [
        Facts(facts=tuple(_group(each) for each in result.groups.values())),
    ]
    if change := result.groups["overall"].change if "overall" in result.groups else None:
        parts.append(text(_change(change)))
    if result.gap is not None:
        parts.append(text(_gap(result.gap)))
    parts.append(Image(chart=chart(result), alt=chart_alt(result)))
    if ranked := result.by_gap()[:LISTED]:
        parts += [Divider(), heading(T("Where the two sides differ most"))]
        parts += [
            text(
                T(
                    "**{name}**: Sales {sales}, Marketing {marketing}",
                    name=statement(each.number).measures,
                    sales=number(rounded_to(each.mean("sales") or Fraction(0), 1), 1),
                    marketing=number(rounded_to(each.mean("marketing") or Fraction(0), 1), 1),
                )
            )
            for each in ranked
        ]
    parts += [Divider(), heading(T("What scored lowest, and what helps"))]
    parts += [
        text(
            T(
                "**{name}**, {mean} of 5. {help}",
                name=statement(each.number).measures,
                mean=number(rounded_to(each.mean("overall") or Fraction(0), 1), 1),
                help=statement(each.number).help,
            )
        )
        for each in result.by_lowest()[:LISTED]
    ]
    parts.append(Image(chart=statements_chart(result), alt=statements_alt(result)))
    return parts


def _group(group: Group) -> Fact:
    rate = T(
        "{answered} of {invited} answered ({rate})",
        answered=group.answered,
        invited=group.invited,
        rate=number(rounded_to(group.response_rate, 2), percent=True),
    )
    if group.response_rate < LOW_RESPONSE:
        rate = T("{rate}: few, so read it with care", rate=rate)
    if group.totals is None or group.relationship is None:
        return Fact(label=SCOPE_NAMES[group.scope], value=rate)
    return Fact(
        label=SCOPE_NAMES[group.scope],
        value=T(
            "**{total}**, {type}{sure}\n{rate}",
            total=number(shown(group.totals.mean), 1),
            type=relationship_type(group.relationship).name,
            sure=_sure(group),
            rate=rate,
        ),
    )


def _sure(group: Group) -> Words | str:
    interval = group.interval
    if interval is None:
        return ""
    return T(" (likely between {low} and {high})", low=number(round(interval.low)), high=number(round(interval.high)))


def _change(change: Difference) -> Words:
    if change.direction == "level":
        return T("**Stable** since the last assessment: the difference is within what chance alone would do.")
    said = T("**Up**") if change.direction == "up" else T("**Down**")
    return T(
        "{said} since the last assessment by {value} points (likely between {low} and {high}).",
        said=said,
        value=number(round(abs(change.value), 1), 1),
        low=number(round(min(abs(change.interval.low), abs(change.interval.high)), 1), 1),
        high=number(round(max(abs(change.interval.low), abs(change.interval.high)), 1), 1),
    )


def _gap(gap: Difference) -> Words:
    size = number(round(abs(gap.value), 1), 1)
    if gap.direction == "level":
        return T("**Perception gap**: the two sides see it alike ({size} points apart, within chance).", size=size)
    kinder = T("Sales") if gap.value > 0 else T("Marketing")
    return T("**Perception gap**: {kinder} sees it more kindly, by {size} points.", kinder=kinder, size=size)


def csv_card(name: str, content: str) -> Card:
    return Card(
        parts=(
            text(T("Here are the figures that may be published.")),
            File(name=name, media_type="text/csv", content=content),
        )
    )


def no_result() -> Card:
    return Card(parts=(text(T("No assessment has been closed yet, so there is no result.")),))


def closed_by(title: str, at: When) -> Card:
    return Card(
        parts=(
            text(T("{title} closed {at}. Thank you to everyone who answered.", title=verbatim(title), at=at)),
            SmallPrint(words=T("{results} shows the result.", results=Command(text="pulse results"))),
        )
    )
