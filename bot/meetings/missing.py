"""Meetings that don't take place: when two in a row were missed, or called off by people, both heads are told, once."""

from collections.abc import Sequence
from typing import Final

from bot.meetings.after_cards import missed_card
from bot.rights import Role
from bot.work import Work, key_of
from storage.meetings import Meeting, Meetings, Series

ENOUGH: Final = 2


def in_a_row(meetings: Sequence[Meeting]) -> list[Meeting]:
    """The last ones that did not take place, the oldest first; `meetings` are in order.

    What a holiday called off counts for nothing, and so does a meeting of which nobody can know yet.
    """
    found: list[Meeting] = []
    for each in reversed(meetings):
        if each.state == "missed" or (each.state == "skipped" and each.why):
            found.append(each)
        elif each.state == "held" or (found and each.state != "skipped"):
            break
    return found[::-1]


def notice(series: Series, meeting: Meeting, work: Work) -> None:
    """This one did not take place; tell the heads if the one before it did not either."""
    rows = [each for each in work[Meetings].of_series(series.id or 0) if each.starts <= meeting.starts]
    missed = in_a_row(rows)
    if len(missed) < ENOUGH:
        return
    for head in work.people.with_role(Role.HEAD):
        if head.side in {"sales", "marketing"}:
            key = f"meetings missed {series.id} {missed[0].id} {key_of(head)}"
            work.send(head, missed_card(series, missed), key=key)
