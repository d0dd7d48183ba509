"""Setting surveys up: what there is, the forms, a draft, a preview, what was left out."""

from datetime import datetime, timedelta
from typing import Any

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.conversation.replies import Update, Whisper
from bot.conversation.words import T, When
from bot.pulse import drafting, opening, plan_cards, plan_forms, planning, previewing, standing
from bot.pulse.plan_actions import AddQuestion, ChangePulse, EditQuestion, NewPulse, PickQuestion, PreviewPulse
from bot.pulse.questions import Question, written
from bot.recurring import rule_of
from storage.pulse import Pulse
from tests.contract.stage import NOW, Stage


def nothing_set_up(_: Stage) -> Card:
    return plan_cards.list_card([], 0)


def everything_set_up(stage: Stage) -> Card:
    """One of each kind and state; in the extreme, forty of them."""
    work = stage.work(stage.person("Alice Ober", "head"))
    made = [
        _pulse(stage, "Weekly pulse"),
        _pulse(stage, "Quarterly assessment", kind="assessment", rule=rule_of("quarter", 0), state="paused"),
        _survey(stage, state="draft", first="", rule=""),
        _survey(stage, name="After each fair", rule="FREQ=MONTHLY;BYDAY=-1FR", named=True),
        *(_pulse(stage, f"Pulse {number}") for number in range(stage.many(0))),
    ]
    return plan_cards.list_card([standing.standing(each, work) for each in made], stage.many(2, 1_000_000))


def open_now(stage: Stage) -> Card:
    work = stage.work(stage.person("Alice Ober", "head"))
    for name in ("Ben Stone", "Mia Frost"):
        stage.person(name)
    pulse = _pulse(stage, "Weekly pulse")
    opening.open_wave(pulse, datetime.fromisoformat("2027-01-12T09:00"), work)
    return plan_cards.list_card([standing.standing(pulse, work)], 1)


def set_up(stage: Stage) -> Card:
    work = stage.work(stage.person("Alice Ober", "head"))
    return plan_cards.set_up(standing.standing(_pulse(stage, "Weekly pulse"), work))


def set_up_before_any_assessment(stage: Stage) -> Card:
    work = stage.work(stage.person("Alice Ober", "head"))
    return plan_cards.set_up(standing.standing(_pulse(stage, "Weekly pulse"), work), first=True)


def form_of_a_new_one(stage: Stage) -> Form:
    return planning.new_form(NewPulse(), stage.work(stage.person("Alice Ober", "head")))


def form_to_change(stage: Stage) -> Form:
    return _change_form(stage, _pulse(stage, "Weekly pulse"), schedule=False)


def form_to_change_a_rule_of_its_own(stage: Stage) -> Form:
    return _change_form(stage, _survey(stage, rule="FREQ=MONTHLY;BYDAY=-1FR"), schedule=False)


def form_to_schedule(stage: Stage) -> Form:
    return _change_form(stage, _survey(stage, state="draft", first="", rule=""), schedule=True)


def form_of_a_question(stage: Stage) -> Form:
    work = stage.work(stage.person("Alice Ober", "head"))
    made = drafting.question_form(AddQuestion(pulse=_survey(stage).id or 0), work)
    assert isinstance(made, Form)
    return made


def form_of_a_question_alone(_: Stage) -> Form:
    return plan_forms.question_form(1)


def form_of_a_question_to_change(stage: Stage) -> Form:
    pulse = _survey(stage)
    made = drafting.edit_form(
        EditQuestion(pulse=pulse.id or 0, number=3), stage.work(stage.person("Alice Ober", "head"))
    )
    assert isinstance(made, Form)
    return made


def a_question_to_work_on(stage: Stage) -> Card:
    pulse, work = _survey(stage, state="draft"), stage.work(stage.person("Alice Ober", "head"))
    made = drafting.pick_question(PickQuestion(pulse=pulse.id or 0, number=3), work)
    assert isinstance(made, Update)
    return made.card


def draft_without_questions(stage: Stage) -> Card:
    work = stage.work(stage.person("Alice Ober", "head"))
    return drafting.questions_card(_survey(stage, state="draft", questions=""), work)


def draft(stage: Stage) -> Card:
    return drafting.questions_card(_survey(stage, state="draft"), stage.work(stage.person("Alice Ober", "head")))


def survey_with_names(stage: Stage) -> Card:
    return drafting.questions_card(_survey(stage, named=True), stage.work(stage.person("Alice Ober", "head")))


def survey_with_ten_questions(stage: Stage) -> Card:
    many = written(
        Question(number=number, kind="choice", text=stage.text(f"Question {number}?", 300), options=_options(stage, 10))
        for number in range(1, 11)
    )
    pulse = _survey(stage, state="draft", questions=many)
    return drafting.questions_card(pulse, stage.work(stage.person("Alice Ober", "head")))


def sent(stage: Stage) -> Card:
    return plan_cards.sent(_survey(stage), stage.many(24, 1_000_000), When(at=NOW + timedelta(days=4)))


def sent_before_its_time(stage: Stage) -> Card:
    closes, again = When(at=NOW + timedelta(days=4)), When(at=NOW + timedelta(days=8))
    return plan_cards.sent(_survey(stage), stage.many(24, 1_000_000), closes, again)


def preview_at_first(stage: Stage) -> Card:
    return _previewed(stage, _survey(stage), 0)


def preview_of_a_choice(stage: Stage) -> Card:
    return _previewed(stage, _survey(stage), 3)


def preview_of_a_pulse(stage: Stage) -> Card:
    return _previewed(stage, _pulse(stage, "Weekly pulse"), 0)


def preview_of_an_assessment(stage: Stage) -> Card:
    return _previewed(stage, _pulse(stage, "Assessment", kind="assessment"), 0)


def preview_marked(stage: Stage) -> Card:
    return previewing.marked(plan_cards.list_card([], 0), _survey(stage).id or 0, 0, 1)


def preview_over(stage: Stage) -> Card:
    return _previewed(stage, _survey(stage), 99)


def preview_over_of_a_pulse(_: Stage) -> Card:
    return plan_cards.preview_over(1, survey=False)


def gone(_: Stage) -> Card:
    return plan_cards.gone()


def left_out_too_few(stage: Stage) -> Card:
    return plan_cards.left_out(_pulse(stage, "Weekly pulse"), "too few", When(at=NOW + timedelta(days=7)))


def left_out_for_an_assessment(stage: Stage) -> Card:
    return plan_cards.left_out(_pulse(stage, "Assessment"), "assessment open", When(at=NOW + timedelta(days=90)))


def left_out_in_the_night(stage: Stage) -> Card:
    return plan_cards.left_out(_survey(stage), None, None)


def _change_form(stage: Stage, pulse: Pulse, *, schedule: bool) -> Form:
    work = stage.work(stage.person("Alice Ober", "head"))
    made = planning.change_form(ChangePulse(pulse=pulse.id or 0, schedule=schedule), work)
    assert isinstance(made, Form)
    return made


def _previewed(stage: Stage, pulse: Pulse, step: int) -> Card:
    work = stage.work(stage.person("Alice Ober", "head"))
    made = drafting.see_preview(PreviewPulse(pulse=pulse.id or 0, step=step), work)
    assert isinstance(made, Whisper | Update)
    return made.card


def _pulse(stage: Stage, name: str, **more: Any) -> Pulse:
    values: dict[str, Any] = {"kind": "pulse", "rule": rule_of("week", 1), "first": "2027-01-12T09:00:00"} | more
    row = Pulse(
        organisation=stage.organisation,
        name=stage.text(name, 76) + f" {len(stage.pulses.all())}",
        zone="Europe/Vienna",
        minimum=3,
        changed=NOW,
        **values,
    )
    return stage.pulses.add(row)


def _survey(stage: Stage, name: str = "After a launch", **more: Any) -> Pulse:
    plain = stage.reader().plain
    questions = (
        Question(
            number=1,
            kind="scale",
            text=stage.text("I knew early enough what we would launch, and when.", 300),
            low=stage.text(plain(T("strongly disagree")), 100),
            high=stage.text(plain(T("strongly agree")), 100),
        ),
        Question(number=2, kind="yes_no", text=stage.text("Did both sides tell customers the same story?", 300)),
        Question(number=3, kind="choice", text=stage.text("What held us back most?", 300), options=_options(stage, 4)),
        Question(number=4, kind="recommend", text=stage.text("Would you recommend such a launch?", 300)),
        Question(number=5, kind="text", text=stage.text("What should we do differently?", 300)),
    )
    return _pulse(stage, name, **({"kind": "survey", "questions": written(questions)} | more))


def _options(stage: Stage, ordinary: int) -> tuple[str, ...]:
    names = ("The timing", "The price", "The material", "Training", "Too few people", "Delivery")
    count = stage.many(ordinary, 10)
    return tuple(stage.text(f"{names[number % len(names)]} {number}", 98) + str(number) for number in range(count))
