"""How it looks how well the rules are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Buttons, Card, File, Part, SmallPrint, button, heading, text
from bot.conversation.words import NOTHING, TN, Listing, T, Words, number
from bot.engagements.actions import GetCompliance, ShowCompliance
from bot.engagements.compliance import Figures, Row

MOST_ROWS: Final = 20
MOST_WAIVERS: Final = 8
_SIDES: Final[Mapping[str, Words]] = {
    "sales": T("Sales"),
    "marketing": T("Marketing"),
    "both": T("Sales and Marketing"),
    "other": T("others"),
}


@dataclass(frozen=True)
class Waiver:
    """Who said why that nobody was needed."""

    row: Row
    about: str
    who: str
    why: str


def compliance_card(
    rows: Mapping[Row, Figures],
    total: Figures,
    rules: Mapping[int, str],
    waivers: Sequence[Waiver],
    *,
    months: int,
) -> Card:
    title = TN("How well rules are kept: this month", "How well rules are kept: {count} months", months)
    if not rows:
        return Card(title=title, parts=(text(T("No rule has asked for anybody yet.")), _more(months)))
    parts: list[Part] = [text(_share(total)), *_lines(rows, rules)]
    if len(rows) > MOST_ROWS:
        left = len(rows) - MOST_ROWS
        parts.append(SmallPrint(words=TN("One more line is in the file.", "{count} more lines are in the file.", left)))
    parts.append(
        SmallPrint(
            words=T(
                "Counted is what was met, or is overdue. Beside it stands what was waived, or may still be met in time."
            )
        )
    )
    if waivers:
        parts += [heading(T("Not needed, and why")), *waived(waivers)]
    parts.append(_more(months))
    return Card(title=title, parts=tuple(parts))


def _share(total: Figures) -> Words:
    if total.share is None:
        return T("None was due so far; {open} may still be met in time.", open=total.of("open"))
    return T(
        "**{in_time} of {counted}** were met in time ({share}).",
        in_time=total.in_time,
        counted=total.counted,
        share=number(total.share, percent=True),
    )


def _lines(rows: Mapping[Row, Figures], rules: Mapping[int, str]) -> Sequence[Part]:
    """A line for each rule and side, under their months."""
    parts: list[Part] = []
    shown = list(rows.items())[:MOST_ROWS]
    for at, (row, each) in enumerate(shown):
        if not at or shown[at - 1][0].month != row.month:
            parts.append(heading(T("{month}", month=f"{row.month:%Y-%m}")))
        parts.append(text(_line(row, each, rules)))
    return parts


def _line(row: Row, each: Figures, rules: Mapping[int, str]) -> Words:
    said = T("none was due so far")
    if each.counted:
        said = T("{in_time} of {counted} in time", in_time=each.in_time, counted=each.counted)
    beside: tuple[tuple[int, Words], ...] = (
        (each.of("met late"), T("{count} late", count=each.of("met late"))),
        (each.of("overdue"), T("{count} overdue", count=each.of("overdue"))),
        (each.of("open"), T("{count} open", count=each.of("open"))),
        (each.of("waived"), T("{count} not needed", count=each.of("waived"))),
        (each.of("cancelled"), T("{count} cancelled", count=each.of("cancelled"))),
    )
    told = Listing(items=(said, *(words for count, words in beside if count)))
    return T("**{rule}** ({side}): {told}", rule=rules.get(row.rule, ""), side=_SIDES[row.side], told=told)


def waived(waivers: Sequence[Waiver], most: int = MOST_WAIVERS) -> Sequence[Part]:
    """The newest, at most so many, and how many more there are."""
    shown = [text(_waiver(each)) for each in waivers[-most:]]
    more = len(waivers) - most
    rest = TN("One more is in the file.", "{count} more are in the file.", more) if more > 0 else NOTHING
    return (*shown, *((SmallPrint(words=rest),) if rest else ()))


def _waiver(waiver: Waiver) -> Words:
    if not waiver.who:
        return T("{about}: “{why}”", about=waiver.about, why=waiver.why)
    return T("{about}, says {who}: “{why}”", about=waiver.about, why=waiver.why, who=waiver.who)


def _more(months: int) -> Buttons:
    other = ShowCompliance(months=12 if months < 12 else 3)
    label = T("A year") if months < 12 else T("Three months")
    return Buttons(buttons=(button(label, other), button(T("Get a file"), GetCompliance())))


def compliance_file(content: str) -> Card:
    file = File(name="engagements.csv", media_type="text/csv", content=content)
    return Card(parts=(text(T("A line for each month, rule and side.")), file))
