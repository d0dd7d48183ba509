"""Who takes over the series of somebody who has left: the question, and what became of it."""

from collections.abc import Sequence

from bot.conversation.cards import Button, Buttons, Card, button, note, text
from bot.conversation.words import Listing, T
from bot.meetings.series_actions import NameOwner, ShowSeries, TakeOver
from bot.meetings.standing import series_id
from storage.meetings import Series
from storage.people import Person


def ask_card(series: Series, leaver: Person, suggested: Person | None, asked: int) -> Card:
    """`suggested` is the leaver's manager; `asked` is who reads this."""
    about = {"series": series_id(series), "leaver": leaver.id or 0}
    words = T(
        "{who} has left, and owned the meeting “{name}” for their side. Who takes over?",
        who=leaver.name,
        name=series.name,
    )
    takes: tuple[Button, ...] = ()
    if suggested is not None:
        label = T("I take over") if suggested.id == asked else T("{who} takes over", who=suggested.name)
        takes = (button(label, TakeOver(**about), style="primary"),)
    buttons = (
        *takes,
        button(T("Somebody else"), NameOwner(**about)),
        button(T("See it"), ShowSeries(series=about["series"])),
    )
    return Card(parts=(text(words), Buttons(buttons=buttons)))


def settled_card(series: Series, owners: Sequence[Person]) -> Card:
    people = Listing(items=tuple(each.name for each in owners)) if owners else T("nobody")
    return note(T("“{name}” is owned by {owners}.", name=series.name, owners=people))
