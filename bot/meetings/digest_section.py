"""What the owners and readers of meeting series read on Monday: which of their meetings come next, and which do not."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from bot.conversation.cards import Part
from bot.meetings.digest_parts import Coming, coming_parts
from bot.meetings.standing import meetings_between
from bot.ports.meetings import DigestWeek
from bot.timing import resolve
from bot.work import Work
from storage.meetings import Meetings

AHEAD: Final = timedelta(days=14)
"""From the Monday of the digest: so every meeting is told of once before its agenda is out, and once after."""


def readers(work: Work) -> Collection[int]:
    """Whom series name: managers or not, they get a digest."""
    return work[Meetings].named()


def section(week: DigestWeek, work: Work, person: int) -> Sequence[Part]:
    """The meetings of the coming two weeks of the series that somebody owns, alone or with another, or reads."""
    until = resolve(datetime.combine(week.begins + timedelta(days=7) + AHEAD, time(0)), week.zone)
    coming = [
        Coming(series, slot)
        for series in work[Meetings].naming(person)
        for slot in meetings_between(series, work.now, until, work)
    ]
    return coming_parts(sorted(coming, key=lambda each: (each.slot.starts, each.series.name)))
