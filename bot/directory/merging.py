"""Two records of one person become one: contacts that would then be the same are folded into one."""

from datetime import UTC, datetime
from typing import Final

from bot.work import Work
from storage.directory import Contact, Directory
from storage.stewardship import Stewardship

_LONG_AGO: Final = datetime(1, 1, 2, tzinfo=UTC)
_SUREST: Final = ("confirmed", "new", "stale", "declined", "left")


def merged(kept: int, gone: int, work: Work) -> None:
    """Called before the rows of the one are moved to the other."""
    directory = work[Directory]
    people = work.people.some((kept, gone))
    for row in directory.contacts_of(gone):
        same = work[Stewardship].same(row, kept)
        if same is not None:
            _fold(row, same, work)
    if not all(each.left for each in people.values()):
        for person in (kept, gone):
            work[Stewardship].returns(person)
    for row in work[Stewardship].backed_by(kept, gone):
        row.backup = None  # nobody stands in for themselves
        directory.add(row)


def _fold(row: Contact, same: Contact, work: Work) -> None:
    """What was said of either counts: the newer confirmation, the surer state."""
    directory = work[Directory]
    same.confirmed = max((row.confirmed, same.confirmed), key=lambda each: each or _LONG_AGO)
    same.state = min(row.state, same.state, key=_SUREST.index)
    same.backup = same.backup or row.backup
    directory.add(same)
    for question in work[Stewardship].about(row.id or 0):
        question.contact = same.id
        directory.add(question)
    directory.remove_contact(row)
