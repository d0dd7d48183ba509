"""What follows from an answer: the state of the engagement, who is released, and every copy brought up to date."""

from bot.conversation.cards import Card
from bot.engagements.asking import remind_later, stop_reminding, stop_watching, watch_deadline
from bot.engagements.case import Case, again, note
from bot.engagements.messages import refresh
from bot.engagements.onward import pass_on_later
from bot.engagements.ports import Ports
from bot.engagements.standing import released_by, state_of
from bot.work import Work
from storage.rules import Rules


def settle(case: Case, ports: Ports, work: Work) -> Card | None:
    """Work out the state anew, after an answer. Returns how the message that was clicked looks now."""
    case = again(case, ports, work)
    free = released_by(case.slots)
    for ask in case.asks:
        if ask.id in free:
            ask.state, ask.answered = "released", work.now
            work[Rules].add(ask)
    stop_reminding([each for each in case.asks if each.id in free], work)
    _move(case, work)
    return refresh(case, ports, work)


def _move(case: Case, work: Work) -> None:
    """Into the state that follows from the answers."""
    engagement, before = case.engagement, case.engagement.state
    state = state_of(case.slots)
    if state == "open":
        late = any(each.late for each in case.unanswered)
        engagement.state, engagement.closed = ("overdue" if late else "open"), None
        if before in {"met", "waived"}:
            note(case, "reopened", work, itself=True)
        work[Rules].add(engagement)
        watch_deadline(case, work)
        return
    engagement.state = state
    if before in {"open", "overdue"}:
        engagement.closed = work.now
        engagement.late = engagement.late or work.now > engagement.due
        if state == "met":
            note(case, "met", work, itself=True)
    work[Rules].add(engagement)
    stop_watching(case, work)
    pass_on_later(case, work)


def ask_again_who_was_released(case: Case, target: int, work: Work) -> None:
    """Somebody is out again: those who were released because they were in are asked once more."""
    everywhere = case.rule.need == "one"
    for ask in case.asks:
        if ask.state == "released" and (everywhere or ask.target == target):
            person = work.people.get(ask.person)
            ask.state, ask.answered, ask.late = "asked", None, False
            work[Rules].add(ask)
            if person is not None:
                remind_later(case, ask, person, work)


def close_without(case: Case, work: Work) -> None:
    """Nobody need be in, though nobody has answered: none was found to ask, or it was let through."""
    case.engagement.state, case.engagement.closed = "waived", work.now
    work[Rules].add(case.engagement)
    stop_watching(case, work)
    pass_on_later(case, work)


def cancel(case: Case, why: str, work: Work) -> None:
    """It is over without an answer."""
    for ask in case.asks:
        if ask.state in {"asked", "declined", "changes"}:
            ask.state = "released"
            work[Rules].add(ask)
    case.engagement.state, case.engagement.closed = "cancelled", work.now
    work[Rules].add(case.engagement)
    note(case, "cancelled", work, words=why, itself=True)
    stop_watching(case, work)
