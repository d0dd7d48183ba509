"""Asking somebody for one target of an engagement: the ask, its deadline, its line in the record, and its timers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.words import T, Words
from bot.engagements.actions import Deadline, Escalate, Remind
from bot.engagements.case import Case, note, number_of
from bot.engagements.deadlines import deadline, inherited, reminder
from bot.engagements.messages import message_for
from bot.engagements.resolving import Found
from bot.engagements.standing import next_deadline
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Rules


@dataclass(frozen=True)
class Handed:
    """By whom something comes to somebody, and until when it was to be answered.

    `by` None: nobody handed it over, whoever was asked has left or is away; all of the hours begin anew then.
    """

    by: int | None
    due: datetime


def ask(case: Case, target: int, found: Found, work: Work, handed: Handed | None = None) -> Ask:
    """Ask somebody, or ask them once more who had handed it on. They are written to by `messages.alert`."""
    rules, person = work[Rules], found.person
    row = next((each for each in case.asks if each.target == target and each.person == found.number), None)
    if row is None:
        row = Ask(
            organisation=work.people.organisation,
            engagement=case.number,
            target=target,
            person=found.number,
            asked=work.now,
            due=work.now,
        )
    row.state, row.words, row.answered, row.reminded, row.late = "asked", "", None, False, False
    row.why, row.handed_by = _why(found).model_dump_json(), handed.by if handed else None
    row.asked, row.due = work.now, _due(case, person, work, handed)
    row.message = message_for(person, case, work)
    rules.add(row)
    note(case, "asked", work, other=found.number, itself=True)
    remind_later(case, row, person, work)
    return row


def _why(found: Found) -> Words:
    if found.instead_of is None:
        return found.why
    name = found.instead_of.name
    if found.instead_of.left:
        return T("takes over from {who}, who {why}", who=name, why=found.why)
    return T("stands in for {who}, who {why}", who=name, why=found.why)


def _due(case: Case, person: Person, work: Work, handed: Handed | None) -> datetime:
    hours = work.hours(person)
    if handed is not None and handed.by is not None:
        return inherited(handed.due, work.now, case.rule.hours, hours, work.holidays)
    return deadline(work.now, case.rule.hours, hours, work.holidays, person.away_until)


def remind_later(case: Case, row: Ask, person: Person, work: Work) -> None:
    """Once, while there is still time, at an hour of theirs."""
    begin = max(row.asked, person.away_until or row.asked)
    moment = reminder(begin, row.due, case.rule.hours, work.hours(person), work.holidays)
    number = number_of(row)
    if moment is not None and moment > work.now and not row.reminded:
        work.set_timer(Remind(ask=number), key=str(number), due=moment)
    else:
        work.cancel_timer(Remind, key=str(number))


def stop_reminding(asks: Sequence[Ask], work: Work) -> None:
    for each in asks:
        work.cancel_timer(Remind, key=str(each.id))


def watch_deadline(case: Case, work: Work) -> None:
    """Set the timer of the next deadline, or of one that has passed unnoticed."""
    engagement = case.engagement
    waiting = case.unanswered
    if waiting:
        engagement.due = max(each.due for each in waiting)
        work[Rules].add(engagement)
    unnoticed = [each for each in waiting if not each.late and each.due <= work.now]
    due = work.now if unnoticed else next_deadline(case.slots, work.now, engagement.due)
    if due is None or not case.is_open:
        work.cancel_timer(Deadline, key=str(case.number))
    else:
        work.set_timer(Deadline(engagement=case.number), key=str(case.number), due=due)


def stop_watching(case: Case, work: Work) -> None:
    """Nothing is to happen any more, whatever the time."""
    stop_reminding(case.asks, work)
    work.cancel_timer(Deadline, key=str(case.number))
    work.cancel_timer(Escalate, key=str(case.number))


def persons_of(asks: Sequence[Ask], work: Work) -> dict[int, Person]:
    return {key_of(each): each for each in work.people.some(ask.person for ask in asks).values()}
