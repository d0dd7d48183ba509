"""How the rules look in the Monday digest. What is shown at length stands in lists of its own, a click away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Buttons, Part, SmallPrint, button, heading, text
from bot.conversation.words import TN, T, Words, verbatim
from bot.engagements.actions import ShowCompliance, ShowList
from bot.engagements.compliance import Figures
from bot.engagements.compliance_cards import Waiver, waived
from bot.engagements.telling_cards import Standing, outcome

MOST_OVERDUE: Final = 4
MOST_WAIVERS: Final = 3


@dataclass(frozen=True)
class Week:
    """`overdue` are those that are shown, of `overdue_count`."""

    figures: Figures
    overdue: Sequence[Standing]
    overdue_count: int
    waivers: Sequence[Waiver]

    @property
    def is_empty(self) -> bool:
        return not self.figures.all and not self.overdue_count


def week_parts(week: Week) -> Sequence[Part]:
    if week.is_empty:
        return ()
    parts: list[Part] = [heading(T("Rules of engagement"))]
    if week.figures.all:
        parts.append(text(_opened(week.figures)))
    buttons = [button(T("How well rules are kept"), ShowCompliance(anew=True))]
    if week.overdue_count:
        parts += _overdue(week)
        buttons.insert(0, button(T("All that are overdue"), ShowList(state="overdue", anew=True)))
    if week.waivers:
        parts += [text(T("**Not needed, and why:**")), *waived(week.waivers, MOST_WAIVERS)]
    return (*parts, Buttons(buttons=tuple(buttons)))


def _overdue(week: Week) -> Sequence[Part]:
    waits = TN(
        "One waits though its deadline has passed:",
        "{count} wait though their deadline has passed:",
        week.overdue_count,
    )
    parts: list[Part] = [text(waits)]
    for each in week.overdue:
        named = T("**{name}** ({rule})", name=verbatim(each.case.subject.name), rule=each.case.rule.name)
        parts += [text(named), SmallPrint(words=outcome(each))]
    more = week.overdue_count - len(week.overdue)
    if more > 0:
        parts.append(SmallPrint(words=TN("One more is overdue.", "{count} more are overdue.", more)))
    return parts


def _opened(total: Figures) -> Words:
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
