"""A record has changed: its new state is kept, and looked at soon after. What changes nothing leaves no trace."""

from collections.abc import Collection
from typing import cast

from bot.deals.considering import consider_later
from bot.deals.facts import Facts, differ
from bot.deals.gathering import Record, facts_of, kind_of
from bot.ports.records import Kind
from bot.work import Work
from storage.deals import Deals, Version


def keep_version(record: Record, work: Work, *, quiet: bool = False, also: Collection[str] = ()) -> bool:
    """Whether the record differs from what it was. `quiet`: it was not itself that changed, so nothing need follow.

    `also`: what changes without anybody touching the record, and counts as a change now.
    """
    deals, kind, number = work[Deals], cast("Kind", kind_of(record)), record.id or 0
    facts: Facts = facts_of(record, work)
    before = deals.newest_version(kind, number)
    if not differ(before.facts if before else None, facts, also=also):
        return False
    deals.add(
        Version(
            organisation=deals.organisation,
            kind=kind,
            subject=number,
            moment=work.now,
            facts=facts,
            considered=quiet,
        )
    )
    if not quiet:
        consider_later(kind, number, work)
    return True
