"""What those who are asked do in a survey: answer, skip, write, change, put off."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.conversation.cards import Part
from bot.conversation.forms import Form, Values
from bot.conversation.payloads import StalePayloadError
from bot.conversation.replies import Quiet, Reply, Say, Update, Whisper
from bot.conversation.words import When
from bot.pulse import answer_forms, cards
from bot.pulse.actions import Answer, AnswerAll, BringBack, Decline, Rate, Return, Write
from bot.pulse.questions import COMMENT
from bot.pulse.schedule import REMINDING
from bot.pulse.waves import (
    Seat,
    asked,
    earlier_result,
    filed_under,
    invitation_key,
    my_seats,
    reminder_key,
    seat,
    topic,
    wave_id,
)
from bot.timing import next_working
from bot.work import Work
from storage.answers import Answers
from storage.pulse import Pulses

NEARLY_A_DAY: Final = timedelta(hours=12)
"""Tomorrow may begin earlier than a day from now."""


def answer(action: Answer, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    return _next(mine, action.after, work) if isinstance(mine, Seat) else mine


def rate(action: Rate, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    question = mine.question(action.statement)
    if question is None or action.rating not in question.answers:
        raise StalePayloadError(action.NAME)
    _keep(mine, {action.statement: action.rating}, {}, work)
    return _next(mine.rated(action.statement, action.rating), action.statement, work)


def _next(mine: Seat, after: int, work: Work) -> Reply:
    question = mine.next(after)
    if question is None:
        return Update(card=cards.thanks(mine, earlier_result(mine.wave, work)))
    return cards.going_on(mine, question.number)


def write_form(action: Write, work: Work) -> Form | Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    question = mine.question(action.question)
    writes = mine.wave.comments if action.question == COMMENT else question is not None and question.kind == "text"
    if not writes:
        raise StalePayloadError(action.NAME)
    return answer_forms.write_form(mine, question)


def write(action: Write, values: Values, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    _keep(mine, {}, {action.question: values[str(action.question)] or ""}, work)
    # Where to go on: behind that question, and behind all of them after a comment.
    after = action.question if action.question != COMMENT else mine.questions[-1].number
    saved = seat(work, action.wave, work.person_id)
    return _next(saved, after, work) if saved else Quiet()


def answer_form(action: AnswerAll, work: Work) -> Form | Reply:
    mine = _take_seat(action.wave, work)
    return answer_forms.all_form(mine) if isinstance(mine, Seat) else mine


def answer_all(action: AnswerAll, values: Values, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    ratings, texts = answer_forms.answers_in(values, mine.questions)
    _keep(mine, ratings, texts, work)
    saved = seat(work, action.wave, work.person_id)
    return Update(card=cards.thanks(saved, earlier_result(saved.wave, work))) if saved else Quiet()


def bring_back(action: BringBack, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    moment = next_working(
        work.now + timedelta(days=action.days) - NEARLY_A_DAY, work.hours(work.person), work.holidays, REMINDING
    )
    if moment >= mine.wave.closes:
        return Update(card=cards.closes_before(mine.wave))
    me = asked(mine, work, work.person_id)
    me.brought_back += 1
    me.waits_until = moment
    work.withdraw(reminder_key(action.wave, work.person_id))
    work.set_timer(Return(wave=action.wave, person=work.person_id), key=f"{action.wave} {work.person_id}", due=moment)
    return Update(card=cards.brought_back(mine.wave, When(at=moment)))


def decline(action: Decline, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    asked(mine, work, work.person_id).declined = True
    work.withdraw(reminder_key(action.wave, work.person_id))
    work.cancel_timer(Return, key=f"{action.wave} {work.person_id}")
    return Update(card=cards.declined(mine.wave))


def said(_: str, work: Work) -> Reply | None:
    """Words instead of a click while something waits to be answered. They are not kept."""
    if work.place.kind != "direct":
        return None
    mine = [each for each in my_seats(work) if not asked(each, work, work.person_id).declined]
    if not mine:
        return None
    first = next((each for each in mine if each.left), mine[0])
    work.concerns(topic(wave_id(first.wave)))
    return Say(card=cards.no_free_text(first))


def waits(work: Work) -> Sequence[Part]:
    """What of all open waves home shows."""
    mine = my_seats(work)
    for each in mine:
        work.concerns(topic(wave_id(each.wave)))
    return tuple(part for each in mine for part in cards.waiting(each))


def merged(kept: int, gone: int, work: Work) -> None:
    """Two records of one person become one: one invitation stays in each wave, and what they answered comes along."""
    pulses, answers = work[Pulses], work[Answers]
    for wave in pulses.open_for(gone):
        number = wave_id(wave)
        secret = answers.secret(number)
        theirs = pulses.participant(number, gone)
        mine = pulses.participant(number, kept)
        if theirs is None:
            continue
        side = (mine or theirs).side
        answers.move(number, filed_under(wave, secret, gone), filed_under(wave, secret, kept), side)
        if mine is not None:
            work.withdraw(invitation_key(number, gone))
            work.withdraw(reminder_key(number, gone))
        elif theirs.waits_until is not None:
            again = Return(wave=number, person=kept)
            work.set_timer(again, key=f"{number} {kept}", due=theirs.waits_until, about=topic(number))
    answers.rename(gone, kept)


def _take_seat(wave: int, work: Work) -> Seat | Reply:
    """The seat of whoever acts; else what to tell them."""
    mine = seat(work, wave, work.person_id)
    if mine is None:
        row = work[Pulses].wave(wave)
        if row is None or row.state != "open":
            return Update(card=cards.over(row))
    work.concerns(topic(wave))
    return mine or Whisper(card=cards.not_asked())


def _keep(mine: Seat, ratings: Mapping[int, int | None], texts: Mapping[int, str], work: Work) -> None:
    wave, answers = wave_id(mine.wave), work[Answers]
    side, at = mine.side, work.event.at
    answers.rate(wave, mine.token, side, ratings, at)
    answers.remark(wave, mine.token, side, texts, at)
    work.withdraw(reminder_key(wave, work.person_id))
