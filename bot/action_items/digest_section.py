"""What somebody reads on Monday of action items whose day is over: their own, and those of their people."""

from collections.abc import Sequence
from typing import Final

from bot.action_items.digest_parts import Late, late_parts
from bot.conversation.cards import Part
from bot.ports.meetings import DigestWeek
from bot.rights import Role
from bot.timing import wall_time
from bot.work import Work
from storage.action_items import ActionItems

MOST: Final = 500
"""So many are looked at."""


def section(_: DigestWeek, work: Work, person: int) -> Sequence[Part]:
    """Their own first. The people of a head are all of the side, those of others who report to them."""
    reader = work.people.get(person)
    side = reader.side if reader is not None and Role.HEAD in work.people.roles(person) else ""
    # A day is over where its owner is, which may be a day later or earlier than where this is read.
    tomorrow = wall_time(work.now, "Pacific/Kiritimati").date()
    late = [
        Late(item.what, item.due, "" if item.owner == person else owner.name)
        for item, owner in work[ActionItems].overdue(tomorrow, person, side, MOST)
        if item.due < wall_time(work.now, work.zone(owner)).date()
    ]
    return late_parts(sorted(late, key=lambda each: (bool(each.owner), each.due)), leads=bool(side))
