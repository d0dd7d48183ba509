"""Action items on agendas: all of a series that are neither done nor dropped, overdue ones first, then by owner."""

from collections.abc import Sequence
from typing import Final

from bot.action_items.actions import ShowItem
from bot.conversation.payloads import press
from bot.conversation.words import Day, T, Words, verbatim
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.timing import wall_time
from bot.work import Work
from storage.action_items import ActionItem, ActionItems

MINUTES: Final = 2
LONGEST: Final = 160


class OpenActionItems:
    """It asks the database once, however much there is."""

    @property
    def name(self) -> str:
        return "actions"

    @property
    def heading(self) -> Words:
        return T("Open action items")

    def candidates(self, occasion: AgendaOccasion, most: int, work: Work) -> Sequence[Candidate]:
        today = wall_time(work.now, work.organisation.zone).date()
        rows = work[ActionItems].on_agendas(occasion.series, today, most)
        return [
            Candidate(
                key=str(row.id),
                title=_title(row, name, late=row.due < today),
                note=_note(row),
                owner=row.owner,
                minutes=MINUTES,
                opens=press(ShowItem(item=row.id or 0)),
                url=row.url,
            )
            for row, name in rows
        ]


def _title(row: ActionItem, name: str, *, late: bool) -> Words:
    who = name or T("Nobody")
    what, due = verbatim(row.what if len(row.what) <= LONGEST else f"{row.what[:LONGEST]}…"), Day(day=row.due)
    if row.state == "declined":
        return T("{who} can't: {what}. Who does it?", who=who, what=what)
    if late:
        return T("Overdue: {who} – {what}, by {due}", who=who, what=what, due=due)
    return T("{who} – {what}, by {due}", who=who, what=what, due=due)


def _note(row: ActionItem) -> Words:
    if row.state == "declined":
        return T("It was declined: “{why}”", why=row.words)
    if row.state == "asked":
        return T("Its owner has not agreed to it yet.")
    return T("It is on every agenda until it is done, or dropped with a reason.")
