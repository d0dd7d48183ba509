"""Somebody has left: their manager is asked who does what they were to do. Or is away: their stand-in is asked."""

from collections.abc import Sequence

from bot.action_items.deciding import successor
from bot.action_items.item_cards import line_of
from bot.action_items.keeping import set_reminder
from bot.action_items.late_cards import leaver_card
from bot.action_items.messages import ask, refresh, view_of
from bot.attention import Attention
from bot.superiors import is_away
from bot.work import Work, key_of
from storage.action_items import ActionItem, ActionItems
from storage.people import Person


def left_or_away(number: int, work: Work) -> None:
    person = work.people.get(number)
    if person is None:
        return
    rows = work[ActionItems].of_owner(number)
    if person.left:
        _left(person, rows, work)
    for row in rows:
        if is_away(person, work) and not person.left:
            ask(row, work)
        refresh(row, work)
        set_reminder(row, work)


def _left(person: Person, rows: Sequence[ActionItem], work: Work) -> None:
    to = successor(person, work)
    if to is None or not rows:
        return
    lines = [(row.id or 0, line_of(view_of(row, to, work))) for row in rows]
    key = f"actions of leaver {key_of(person)} {key_of(to)} {max(row.id or 0 for row in rows)}"
    work.send(to, leaver_card(person.name, lines, [row.what for row in rows]), key=key, attention=Attention.ALERT)
