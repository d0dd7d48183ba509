"""The record of an engagement for whoever looks at it, with what they may do there."""

from bot.conversation.cards import Card
from bot.engagements.case import Case, was_told
from bot.engagements.messages import asked_of, standing_of
from bot.engagements.onward import is_over, onward
from bot.engagements.onward_cards import decisions
from bot.engagements.ports import Ports
from bot.engagements.record_cards import PAGE, Lines, record_card
from bot.engagements.waivers import waivers
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Rules


def record_card_of(case: Case, viewer: Person, ports: Ports, work: Work, page: int = -1) -> Card:
    """The record as somebody sees it; the last page, where none is named."""
    number = key_of(viewer)
    mine = [each for each in case.asks if each.person == number and each.state not in {"handed", "released"}]
    deciding = any(key_of(each) == number for each in waivers(case, ports, work))
    entries = work[Rules].entries(case.number)
    state = onward(entries)
    free = is_over(case) and ports.stands(case.subject.kind, case.subject.id, work) == "cleared"
    to_decide = [each.id or 0 for each in case.asks if each.state == "declined" and case.is_open] if deciding else []
    return record_card(
        standing_of(case, work),
        lines_of(case, work, page),
        asked_of(case, mine[-1], ports, work) if mine else None,
        may_waive=deciding,
        to_decide=to_decide,
        was_told=was_told(case, number, work),
        decides=decisions(case, state, record=True) if number in state.people and free else (),
    )


def lines_of(case: Case, work: Work, page: int) -> Lines:
    entries = work[Rules].entries(case.number)
    pages = max(1, -(-len(entries) // PAGE))
    page = pages - 1 if page < 0 else min(page, pages - 1)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    named = {each.person for each in case.asks}
    for each in shown:
        named |= {number for number in (each.person, each.other) if number is not None}
    return Lines(shown, work.people.some(named), page, pages)
