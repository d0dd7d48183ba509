"""How it looks how well the rules are kept, and the digest of a week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.conversation.cards import Buttons, Card, File, Part, SmallPrint, button, heading, text
from bot.conversation.words import NOTHING, TN, Day, Listing, T, Words, number, verbatim
from bot.engagements.actions import GetCompliance, ShowCompliance, ShowList, ShowRecord
from bot.engagements.compliance import Figures, Row
from bot.engagements.telling_cards import Standing, outcome

MOST_ROWS: Final = 20
MOST_WAIVERS: Final = 8
MOST_OVERDUE: Final = 5
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
    parts += _waived(waivers)
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


def _waived(waivers: Sequence[Waiver]) -> Sequence[Part]:
    if not waivers:
        return ()
    shown = [text(_waiver(each)) for each in waivers[-MOST_WAIVERS:]]
    more = len(waivers) - MOST_WAIVERS
    rest = TN("One more is in the file.", "{count} more are in the file.", more) if more > 0 else NOTHING
    return (heading(T("Not needed, and why")), *shown, *((SmallPrint(words=rest),) if rest else ()))


def _waiver(waiver: Waiver) -> Words:
    if not waiver.who:
        return T("{about}: “{why}”", about=waiver.about, why=waiver.why)
    return T("{about}: “{why}”, says {who}", about=waiver.about, why=waiver.why, who=waiver.who)


def _more(months: int) -> Buttons:
    other = ShowCompliance(months=12 if months < 12 else 3)
    label = T("A year") if months < 12 else T("Three months")
    return Buttons(buttons=(button(label, other), button(T("Get a file"), GetCompliance())))


def compliance_file(content: str) -> Card:
    file = File(name="engagements.csv", media_type="text/csv", content=content)
    return Card(parts=(text(T("A line for each month, rule and side.")), file))


# The digest


@dataclass(frozen=True)
class Week:
    """What managers read on Monday: of the week that began on `begins`."""

    begins: date
    figures: Figures
    overdue: Sequence[Standing]
    overdue_count: int
    waivers: Sequence[Waiver]

    @property
    def is_empty(self) -> bool:
        return not self.figures.all and not self.overdue_count


def digest_card(week: Week) -> Card:
    parts: list[Part] = []
    if week.figures.all:
        parts.append(text(_opened(week)))
    if week.overdue_count:
        words = TN(
            "One waits though its deadline has passed:",
            "{count} wait though their deadline has passed:",
            week.overdue_count,
        )
        parts.append(text(words))
    for each in week.overdue:
        words = T("**{name}** ({rule})", name=verbatim(each.case.subject.name), rule=each.case.rule.name)
        record = button(T("Record"), ShowRecord(engagement=each.case.number, anew=True))
        parts += [text(words), SmallPrint(words=outcome(each)), Buttons(buttons=(record,))]
    parts += _waived(week.waivers)
    buttons = [button(T("How well kept"), ShowCompliance(anew=True))]
    if week.overdue_count > len(week.overdue):
        buttons.append(button(T("All that are overdue"), ShowList(state="overdue", anew=True)))
    parts.append(Buttons(buttons=tuple(buttons)))
    return Card(title=T("Rules of engagement: the week from {day}", day=Day(day=week.begins)), parts=tuple(parts))


def _opened(week: Week) -> Words:
    total = week.figures
    fired = TN(
        "Rules asked for somebody once last week.", "Rules asked for somebody {count} times last week.", total.all
    )
    if total.share is None:
        return fired
    return T(
        "{fired} **{in_time} of {counted}** that were due were met in time.",
        fired=fired,
        in_time=total.in_time,
        counted=total.counted,
    )
