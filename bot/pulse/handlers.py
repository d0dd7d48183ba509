"""What people do in surveys, and what happens then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.attention import Attention
from bot.conversation.cards import Part
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Quiet, Reply, Say, Update, Whisper
from bot.conversation.words import T, When
from bot.pulse import cards, leading_cards, planning, result_cards
from bot.pulse.actions import (
    Answer,
    AnswerAll,
    BringBack,
    CloseNow,
    Decline,
    GetCsv,
    Rate,
    Return,
    StartAssessment,
)
from bot.pulse.export import csv_text
from bot.pulse.opening import Asking, begin
from bot.pulse.pseudonyms import token
from bot.pulse.questions import all_twenty
from bot.pulse.results import Result
from bot.pulse.running import INVITING, close_wave
from bot.pulse.schedule import closing
from bot.pulse.statements import STATEMENTS
from bot.pulse.status import status as counts_of
from bot.pulse.waves import Seat, invitation_key, my_seat, reminder_key, seat, topic, wave_id
from bot.rights import Right
from bot.timing import next_working
from bot.work import Work
from storage.answers import Answers
from storage.pulse import Pulses

# /truce pulse ...


def command(rest: str, work: Work) -> Reply:
    first = rest.lower().split()
    verb = first[0] if first else ""
    return _VERBS.get(verb, _overview)(work)


def _overview(work: Work) -> Reply:
    mine = my_seat(work)
    if mine is not None:
        work.concerns(topic(wave_id(mine.wave)))
        return Whisper(card=cards.thanks(mine) if mine.done else cards.invitation(mine.wave, None))
    return Whisper(card=leading_cards.nothing_open(may_start=work.may(Right.RUN_ASSESSMENTS)))


def _start(work: Work) -> Reply:
    from_form = start_form(StartAssessment(), work)
    return OpenForm(form=from_form) if isinstance(from_form, Form) else from_form


def _status(work: Work) -> Reply:
    work.require(Right.RUN_ASSESSMENTS)
    pulses = work[Pulses]
    wave = pulses.open_of_kind("assessment")
    if wave is None:
        return Whisper(card=leading_cards.nothing_open(may_start=True))
    number = wave_id(wave)
    work.concerns(topic(number))
    invited = pulses.invited(number)
    counts = counts_of(invited, work[Answers].answered(number), wave.minimum)
    return Whisper(card=leading_cards.status_card(wave, counts, sum(invited.values()), may_close=True))


def _results(work: Work) -> Reply:
    wave = work[Pulses].newest_result()
    if wave is None:
        return Whisper(card=result_cards.no_result())
    result = Result.model_validate_json(wave.result)
    return Whisper(
        card=result_cards.result_card(wave_id(wave), result, with_csv=work.may(Right.SEE_RESULTS)),
    )


def _privacy(work: Work) -> Reply:
    wave = work[Pulses].open_of_kind("assessment")
    return Whisper(card=cards.privacy(wave.minimum if wave else work.organisation.minimum_group))


_VERBS: dict[str, Callable[[Work], Reply]] = {
    "list": planning.listed,
    "new": planning.new,
    "start": _start,
    "status": _status,
    "close": _status,
    "results": _results,
    "result": _results,
    "privacy": _privacy,
}


# Starting


def start_form(_: StartAssessment, work: Work) -> Form | Reply:
    work.require(Right.RUN_ASSESSMENTS)
    wave = work[Pulses].open_of_kind("assessment")
    if wave is not None:
        return Whisper(card=leading_cards.already_open(wave))
    reader = work.reader(work.person)
    title = reader.plain(T("Assessment of {day}", day=When(at=work.now, style="date")))
    return leading_cards.start_form(title, work.organisation.minimum_group)


def start(_: StartAssessment, values: Values, work: Work) -> Reply:
    work.require(Right.RUN_ASSESSMENTS)
    people = work.people.all(sides=values["sides"])
    minimum = int(values["minimum"])
    if len(people) < minimum:
        return FormErrors(
            errors={
                "sides": T(
                    "Only {count} people are on these sides here, and nothing may be shown about fewer than {minimum}. "
                    "Import the others first, or sync Slack and Teams.",
                    count=len(people),
                    minimum=minimum,
                )
            }
        )
    hours = work.hours(work.person)
    asking = Asking(
        title=values["title"],
        kind="assessment",
        family="statements",
        questions=all_twenty(),
        closes=closing(work.now, int(values["days"]), hours.zone, hours.country, work.holidays),
        zone=hours.zone,
        minimum=minimum,
        started_by=work.person_id,
    )
    wave = begin(asking, people, work)
    unreachable = sum(work.account_for(person) is None for person in people)
    return Say(card=leading_cards.started(wave, work[Pulses].invited(wave_id(wave)), unreachable))


# Answering


def answer(action: Answer, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    return _next(mine, action.after) if isinstance(mine, Seat) else mine


def rate(action: Rate, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    _keep(mine, {action.statement: action.rating}, work)
    return _next(replace(mine, ratings={**mine.ratings, action.statement: action.rating}), action.statement)


def _next(mine: Seat, after: int) -> Reply:
    number = mine.next(after)
    return Update(card=cards.thanks(mine) if number is None else cards.asking(mine, number))


def answer_form(action: AnswerAll, work: Work) -> Form | Reply:
    mine = _take_seat(action.wave, work)
    return cards.statements_form(mine) if isinstance(mine, Seat) else mine


def answer_all(action: AnswerAll, values: Values, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    given = {each.number: values[str(each.number)] for each in STATEMENTS}
    _keep(mine, given, work)
    saved = seat(work, action.wave, work.person)
    return Update(card=cards.thanks(saved)) if saved else Quiet()


def bring_back(action: BringBack, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    moment = next_working(
        work.now + timedelta(days=action.days) - timedelta(hours=12), work.hours(work.person), work.holidays, INVITING
    )
    mine.participant.brought_back += 1
    mine.participant.waits_until = moment
    work.withdraw(reminder_key(action.wave, work.person_id))
    work.set_timer(Return(wave=action.wave, person=work.person_id), key=f"{action.wave} {work.person_id}", due=moment)
    return Update(card=cards.brought_back(mine.wave, When(at=moment)))


def decline(action: Decline, work: Work) -> Reply:
    mine = _take_seat(action.wave, work)
    if not isinstance(mine, Seat):
        return mine
    mine.participant.declined = True
    work.withdraw(reminder_key(action.wave, work.person_id))
    work.cancel_timer(Return, key=f"{action.wave} {work.person_id}")
    return Update(card=cards.declined(mine.wave))


def said(_: str, work: Work) -> Reply | None:
    """Words instead of a click while something waits to be answered. They are not kept."""
    if work.place.kind != "direct":
        return None
    mine = my_seat(work)
    if mine is None or mine.participant.declined:
        return None
    work.concerns(topic(wave_id(mine.wave)))
    return Say(card=cards.no_free_text(mine))


def waits(work: Work) -> Sequence[Part]:
    mine = my_seat(work)
    if mine is None:
        return ()
    work.concerns(topic(wave_id(mine.wave)))
    return cards.waiting(mine)


def _take_seat(wave: int, work: Work) -> Seat | Reply:
    """The seat of whoever acts; else what to tell them."""
    mine = seat(work, wave, work.person)
    if mine is None:
        row = work[Pulses].wave(wave)
        if row is None or row.state != "open":
            return Update(card=cards.over())
    work.concerns(topic(wave))
    return mine or Whisper(card=cards.not_asked())


def _keep(mine: Seat, ratings: Mapping[int, int | None], work: Work) -> None:
    wave = wave_id(mine.wave)
    work[Answers].rate(wave, mine.token, mine.participant.side, ratings, work.event.at)
    work.withdraw(reminder_key(wave, work.person_id))


# Closing, and the figures


def close_now(action: CloseNow, work: Work) -> Reply:
    work.require(Right.RUN_ASSESSMENTS)
    wave = work[Pulses].to_close(action.wave)
    if wave is None:
        return Update(card=cards.over())
    close_wave(wave, work)
    return Update(card=result_cards.closed_by(wave.title, When(at=work.now)))


def get_csv(action: GetCsv, work: Work) -> Reply:
    work.require(Right.SEE_RESULTS)
    wave = work[Pulses].wave(action.wave)
    if wave is None or not wave.result:
        return Whisper(card=result_cards.no_result())
    content = csv_text(Result.model_validate_json(wave.result), work.reader(work.person).plain)
    work.send(
        work.person,
        result_cards.csv_card(f"assessment-{wave_id(wave)}.csv", content),
        key=f"csv {work.event.key}",
        attention=Attention.REPLY,
    )
    return Quiet()


def merged(kept: int, gone: int, work: Work) -> None:
    """Two records of one person become one: one invitation stays, and the answers come along."""
    pulses, answers = work[Pulses], work[Answers]
    for wave in pulses.open_waves():
        number = wave_id(wave)
        secret = answers.secret(number)
        rows = [row for person in sorted((kept, gone)) if (row := pulses.participant(number, person))]
        if secret is None or not any(row.person == gone for row in rows):
            continue
        side = next((row.side for row in rows if row.person == kept), rows[0].side)
        answers.move(number, token(secret, gone), token(secret, kept), side)
        if len(rows) > 1:
            work.withdraw(invitation_key(number, gone))
            work.withdraw(reminder_key(number, gone))
