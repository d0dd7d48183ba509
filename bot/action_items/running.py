"""What the clock brings: somebody is reminded, and from the second week on the heads of the side read of it as well."""

from datetime import timedelta
from typing import Final

from bot.action_items.actions import Remind
from bot.action_items.deciding import answering, owner_of
from bot.action_items.item_cards import line_of
from bot.action_items.keeping import set_reminder
from bot.action_items.late_cards import late_card
from bot.action_items.messages import remind, today_of, view_of
from bot.action_items.reminding import COPIED, stage_at
from bot.conversation.words import Words
from bot.superiors import heads_of
from bot.work import Work, key_of
from storage.action_items import OPEN, ActionItem, ActionItems
from storage.people import Person

MOST: Final = 200


def remind_due(due: Remind, work: Work) -> None:
    row = work[ActionItems].locked(due.item)
    person = answering(row, work) if row is not None else None
    if row is None or row.state not in OPEN or person is None:
        return
    stage = stage_at(row.due, work.now, work.hours(person), work.holidays)
    if stage is not None:
        remind(row, stage, work)
        row.reminders = max(stage, row.reminders, 0)
        work[ActionItems].add(row)
        if stage >= COPIED:
            _copy(row, work)
    set_reminder(row, work)


def _copy(row: ActionItem, work: Work) -> None:
    """One message a week, which holds all that the side has left lying for so long."""
    owner = owner_of(row, work)
    for head in heads_of(owner.side, work) if owner is not None else ():
        if key_of(head) == row.owner:
            continue
        lines = late_of(head, work)
        year, week, _ = today_of(head, work).isocalendar()
        key = f"actions late {key_of(head)} {year} {week}"
        if not work.update(key, late_card(head.side, lines, MOST)):
            work.send(head, late_card(head.side, lines, MOST), key=key)


def late_of(head: Person, work: Work) -> list[tuple[int, Words]]:
    """What the side of a head has not done in two weeks, without their own: a number and a line each."""
    until = today_of(head, work) - timedelta(days=7 * COPIED)
    rows = work[ActionItems].late_of_side(head.side, until, MOST)
    return [(row.id or 0, line_of(view_of(row, head, work))) for row in rows if row.owner != head.id]
