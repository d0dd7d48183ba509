"""How meetings look in the Monday digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Buttons, Part, SmallPrint, button, heading, text
from bot.conversation.words import TN, T, When, Words, verbatim
from bot.meetings.agenda_actions import ShowAgenda
from bot.meetings.series_actions import ListSeries
from bot.meetings.standing import series_id
from bot.meetings.upcoming import Slot
from storage.meetings import Series

MOST_COMING: Final = 5
LONGEST_WHY: Final = 200


@dataclass(frozen=True)
class Coming:
    series: Series
    slot: Slot


def coming_parts(coming: Sequence[Coming]) -> Sequence[Part]:
    """The first of some meetings, in the order in which they begin."""
    if not coming:
        return ()
    parts: list[Part] = [heading(T("Next meetings")), *(text(_line(each)) for each in coming[:MOST_COMING])]
    more = len(coming) - MOST_COMING
    if more > 0:
        said = TN(
            "One more meeting is in the next two weeks.", "{count} more meetings are in the next two weeks.", more
        )
        parts.append(SmallPrint(words=said))
    series = {series_id(each.series): each.series for each in coming}
    buttons = [button(T("All meetings"), ListSeries(anew=True))]
    if len(series) == 1:
        buttons.insert(0, button(T("Agenda"), ShowAgenda(series=next(iter(series)), anew=True)))
    return (*parts, Buttons(buttons=tuple(buttons)))


def _line(each: Coming) -> Words:
    name, starts, why = verbatim(each.series.name), When(at=each.slot.starts), _why(each.slot)
    if each.slot.off and why:
        return T("**{name}**: called off, {when}. “{why}”", name=name, when=starts, why=why)
    if each.slot.off:
        return T("**{name}**: not {when}, because of a public holiday.", name=name, when=starts)
    told = T("**{name}**: {when}, {minutes} minutes.", name=name, when=starts, minutes=each.slot.minutes)
    if each.slot.moved:
        told = T("{told} This is its new time.", told=told)
    if each.slot.state == "open":
        return T("{told} The agenda is out.", told=told)
    return told


def _why(slot: Slot) -> str:
    why = slot.known.why if slot.known is not None else ""
    return why if len(why) <= LONGEST_WHY else f"{why[: LONGEST_WHY - 1]}…"
