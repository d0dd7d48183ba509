"""`/actions`: what is open, in pages; and what waits for somebody, at home."""

from collections.abc import Sequence
from typing import Final, get_args

from bot.action_items.actions import ShowItems, Which
from bot.action_items.item_cards import line_of, own_line_of
from bot.action_items.list_cards import PAGE, Line, Page, list_card, waiting_parts
from bot.action_items.messages import today_of, view_of
from bot.conversation.cards import Card, Part
from bot.conversation.replies import Reply, Update, Whisper
from bot.rights import Right
from bot.work import Work
from storage.action_items import NOT_OVER, OPEN, ActionItem, ActionItems

WORDS: Final[dict[str, Which]] = {"": "mine", "everything": "all", **{each: each for each in get_args(Which)}}


def command(text: str, work: Work) -> Reply:
    which = WORDS.get(text.strip().lower(), "mine")
    if which == "all":
        work.require(Right.CHANGE_MEETINGS)
    return Whisper(card=_card(ShowItems(which=which), work))


def show(action: ShowItems, work: Work) -> Reply:
    if action.which == "all":
        work.require(Right.CHANGE_MEETINGS)
    card = _card(action.model_copy(update={"anew": False}), work)
    return Whisper(card=card) if action.anew else Update(card=card)


def _card(shown: ShowItems, work: Work) -> Card:
    counts = {which: _count(which, work) for which in _tabs(work)}
    pages = max(1, -(-counts.get(shown.which, 0) // PAGE))
    page = min(shown.page, pages - 1)
    rows = _rows(shown.which, page * PAGE, work)
    lines = [_line(row, shown.which, work) for row in rows]
    return list_card(Page(lines, shown.model_copy(update={"page": page}), counts))


def _line(row: ActionItem, which: Which, work: Work) -> Line:
    view = view_of(row, work.person, work)
    return Line(view.number, own_line_of(view) if which == "mine" else line_of(view))


def _tabs(work: Work) -> Sequence[Which]:
    ours: tuple[Which, ...] = ("ours",) if work.person.side != "other" else ()
    everybodys: tuple[Which, ...] = ("all",) if work.may(Right.CHANGE_MEETINGS) else ()
    return ("mine", "asked", *ours, *everybodys)


def _count(which: Which, work: Work) -> int:
    items, me = work[ActionItems], work.person_id
    match which:
        case "mine":
            return items.count_owned((me,), OPEN)
        case "asked":
            return items.count_asked_by(me, NOT_OVER)
        case "ours":
            return items.count_of_side(work.person.side, NOT_OVER)
    return items.count_owned(None, NOT_OVER)


def _rows(which: Which, start: int, work: Work) -> Sequence[ActionItem]:
    items, me = work[ActionItems], work.person_id
    match which:
        case "mine":
            return items.owned((me,), OPEN, start, PAGE)
        case "asked":
            return items.asked_by(me, NOT_OVER, start, PAGE)
        case "ours":
            return items.of_side(work.person.side, NOT_OVER, start, PAGE)
    return items.owned(None, NOT_OVER, start, PAGE)


def waits(work: Work) -> Sequence[Part]:
    """At home: what somebody is asked to do, what is overdue, and what waits for their word."""
    items, me = work[ActionItems], work.person_id
    asked = items.count_owned((me,), ("asked",))
    late = items.count_late(me, today_of(work.person, work))
    return waiting_parts(asked, late, items.count_to_settle(me))
