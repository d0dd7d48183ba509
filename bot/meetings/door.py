"""Who may change a series: its owners, and whoever has the right to change those of others."""

from typing import Final

from bot.conversation.cards import note
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import Listing, T
from bot.meetings.series_cards import GONE
from bot.meetings.standing import KIND
from bot.rights import Right
from bot.work import Work
from storage.meetings import Meetings, Series

GONE_REPLY: Final = Whisper(card=GONE)


def may_change(series: Series, work: Work) -> bool:
    return work.person_id in {series.owner, series.co_owner} or work.may(Right.CHANGE_MEETINGS)


def mine(number: int, work: Work, tried: str) -> Series | Reply:
    """A series that whoever acts may change, locked; else what to tell them. A try is on record."""
    series = work[Meetings].locked_series(number)
    if series is None or series.state == "ended":
        return GONE_REPLY
    return series if may_change(series, work) else refused(series, work, tried)


def refused(series: Series, work: Work, tried: str) -> Reply:
    """A polite no; the try is on record."""
    work.trail("refused", kind=KIND, name=series.name, words=tried)
    people = work.people.some(each for each in (series.owner, series.co_owner) if each is not None)
    names = tuple(sorted(each.name for each in people.values() if not each.left))
    if not names:
        return Whisper(card=note(T("That is for managers. Nothing was changed.")))
    words = T(
        "“{name}” is in the hands of {owners}. Nothing was changed; please ask them.",
        name=series.name,
        owners=Listing(items=names),
    )
    return Whisper(card=note(words))
