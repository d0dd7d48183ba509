"""A survey of one's own questions: putting them together, looking at it as others will, sending it."""

from bot.conversation.cards import Card, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, When, Words
from bot.pulse import plan_cards, plan_forms
from bot.pulse.opening import Skipped, next_questions, open_wave
from bot.pulse.plan_actions import (
    AddQuestion,
    AskByName,
    DropQuestion,
    EditQuestion,
    MoveQuestion,
    PickQuestion,
    PreviewPulse,
    SendNow,
    ShowPulse,
)
from bot.pulse.plan_forms import MOST_QUESTIONS
from bot.pulse.previewing import marked, previews
from bot.pulse.questions import LONGEST_OPTION, MOST_OPTIONS, Question, written
from bot.pulse.setup import too_few
from bot.pulse.standing import GONE, found, free_number, go_on, questions_of, standing, was_asked
from bot.pulse.waves import wave_id
from bot.work import Work
from storage.pulse import Pulse, Pulses, Wave


def show(action: ShowPulse, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    card = questions_card(pulse, work)
    return Update(card=card) if action.here else Whisper(card=card)


def questions_card(pulse: Pulse, work: Work) -> Card:
    return plan_cards.questions_card(standing(pulse, work), questions_of(pulse))


def question_form(action: AddQuestion, work: Work) -> Form | Reply:
    return plan_forms.question_form(action.pulse) if found(action.pulse, work) is not None else GONE


def add_question(action: AddQuestion, values: Values, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    have = questions_of(pulse)
    options = _options(values)
    if errors := _question_errors(values, options, have):
        return FormErrors(errors=errors)
    added = _question(free_number(pulse, have, work), values, options)
    keep_questions(pulse, (*have, added), work)
    return Update(card=questions_card(pulse, work))


def _options(values: Values) -> tuple[str, ...]:
    return tuple(line.strip() for line in (values["options"] or "").splitlines() if line.strip())


def _question(number: int, values: Values, options: tuple[str, ...]) -> Question:
    return Question(
        number=number,
        kind=values["kind"],
        text=values["text"],
        options=options,
        low=values["low"] or "",
        high=values["high"] or "",
    )


def _question_errors(values: Values, options: tuple[str, ...], have: tuple[Question, ...]) -> dict[str, Words]:
    """What is wrong with a question that is to stand beside others."""
    errors: dict[str, Words] = {}
    if len(have) >= MOST_QUESTIONS:
        errors["text"] = T("A survey has at most {most} questions. Remove one first.", most=MOST_QUESTIONS)
    elif values["text"].casefold() in {each.text.casefold() for each in have}:
        errors["text"] = T("This survey asks that already. Please ask something else.")
    if values["kind"] == "choice":
        if problem := option_problem(options):
            errors["options"] = problem
    elif options:
        errors["options"] = T("Choose “One of several” above to use these, or leave this empty.")
    if values["kind"] != "scale":
        for end in ("low", "high"):
            if values[end]:
                errors[end] = T("Choose “From 1 to 5” above to use this, or leave it empty.")
    return errors


def option_problem(options: tuple[str, ...]) -> Words | None:
    """What is wrong with the answers of a question for one of several."""
    if not 2 <= len(options) <= MOST_OPTIONS:
        return T("Give two to {most} answers, one a line; these are {count}.", most=MOST_OPTIONS, count=len(options))
    if len({each.casefold() for each in options}) < len(options):
        return T("Two of these answers are the same. Keep one.")
    if long := [each for each in options if len(each) > LONGEST_OPTION]:
        return T("Please shorten “{option}...” to {most} characters.", option=long[0][:30], most=LONGEST_OPTION)
    return None


def keep_questions(pulse: Pulse, questions: tuple[Question, ...], work: Work) -> None:
    pulse.questions, pulse.changed = written(questions) if questions else "", work.now
    work[Pulses].add(pulse)


def pick_question(action: PickQuestion, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    return Update(card=_one_card(pulse, action.number, work)) if pulse is not None else GONE


def _one_card(pulse: Pulse, number: int, work: Work) -> Card:
    """A question to work on; all of them, where it has been removed meanwhile."""
    have = questions_of(pulse)
    at = _place(have, number)
    return plan_cards.question_card(pulse, have, at) if at is not None else questions_card(pulse, work)


def _place(have: tuple[Question, ...], number: int) -> int | None:
    return next((at for at, each in enumerate(have) if each.number == number), None)


def edit_form(action: EditQuestion, work: Work) -> Form | Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    have = questions_of(pulse)
    at = _place(have, action.number)
    if at is None:
        return Update(card=questions_card(pulse, work))
    return plan_forms.question_form(action.pulse, have[at])


def edit_question(action: EditQuestion, values: Values, work: Work) -> Reply:
    """Take the form over. What was asked before is another question from then on: answers to it are not compared."""
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    have = questions_of(pulse)
    at = _place(have, action.number)
    if at is None:
        return Update(card=questions_card(pulse, work))
    others, options = (*have[:at], *have[at + 1 :]), _options(values)
    if errors := _question_errors(values, options, others):
        return FormErrors(errors=errors)
    edited = _question(action.number, values, options)
    if edited != have[at] and was_asked(pulse, action.number, work):
        edited = edited.model_copy(update={"number": free_number(pulse, have, work)})
    keep_questions(pulse, (*have[:at], edited, *have[at + 1 :]), work)
    return Update(card=questions_card(pulse, work))


def move_question(action: MoveQuestion, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    moved = list(questions_of(pulse))
    at = _place(tuple(moved), action.number)
    to = at + (-1 if action.up else 1) if at is not None else -1
    if at is not None and 0 <= to < len(moved):
        moved[at], moved[to] = moved[to], moved[at]
        keep_questions(pulse, tuple(moved), work)
    return Update(card=_one_card(pulse, action.number, work))


def drop_question(action: DropQuestion, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    kept = tuple(each for each in questions_of(pulse) if each.number != action.number)
    if not kept and pulse.state != "draft":
        words = T("It needs one question at least while it is set up. Add another one first, or stop it.")
        return Whisper(card=note(words))
    keep_questions(pulse, kept, work)
    return Update(card=questions_card(pulse, work))


def ask_by_name(action: AskByName, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    pulse.named, pulse.changed = action.named, work.now
    work[Pulses].add(pulse)
    return Update(card=questions_card(pulse, work))


def send_now(action: SendNow, work: Work) -> Reply:
    """Open a wave of a draft at once. One that has a rhythm goes on by it."""
    pulse = found(action.pulse, work)
    if pulse is None or pulse.state != "draft":
        return GONE
    if not questions_of(pulse):
        return Update(card=questions_card(pulse, work))
    pulse.started_by = work.person_id
    wave = open_wave(pulse, None, work)
    if not isinstance(wave, Wave):
        return Whisper(card=note(_why_not(wave, pulse, work)))
    pulse.state, pulse.changed = "active", work.now
    if not pulse.rule:
        pulse.first = ""  # sent now, it is not sent once more on the day that it was meant for
    go_on(pulse, work, since=wave.closes)  # what would have come before its end, it stands for
    count = sum(work[Pulses].invited(wave_id(wave)).values())
    return Update(card=plan_cards.sent(pulse, count, When(at=wave.closes), standing(pulse, work).upcoming))


def _why_not(skipped: Skipped, pulse: Pulse, work: Work) -> Words:
    few = too_few(tuple(pulse.sides.split(",")), pulse.minimum, work)
    if skipped == "too few" and few is not None:
        return few
    return T("It is open already, so nobody is asked again before it closes.")


def see_preview(action: PreviewPulse, work: Work) -> Reply:
    """What people will get, to the one who asks for it; their answers go nowhere."""
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    survey = pulse.kind == "survey"
    if survey and not questions_of(pulse):
        return Update(card=questions_card(pulse, work))
    cards = previews(pulse, next_questions(pulse)[0], work)
    if action.step >= len(cards):
        return Update(card=plan_cards.preview_over(action.pulse, survey=survey))
    card = marked(cards[action.step], action.pulse, action.step, len(cards))
    return Update(card=card) if action.step or action.pick else Whisper(card=card)
