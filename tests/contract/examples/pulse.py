"""Assessments, pulses and surveys as people are asked: the invitation, a question, the forms, the status."""

from datetime import timedelta

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.conversation.words import When
from bot.pulse import answer_forms, answering, cards, leading_cards, privacy_cards, starting
from bot.pulse.actions import AnswerAll, StartAssessment, Write
from bot.pulse.questions import LONGEST_OPTION, LONGEST_QUESTION, Question, statements, written
from bot.pulse.status import Count
from bot.pulse.waves import Seat, wave_id
from storage.answer_tables import WaveKey
from storage.people import Person
from storage.pulse import Participant, Wave
from tests.contract.stage import NOW, Stage


def invitation(stage: Stage) -> Card:
    return cards.invitation(stage.wave(), stage.who())


def invitation_by_nobody(stage: Stage) -> Card:
    return cards.invitation(stage.wave(), None)


def reminder(stage: Stage) -> Card:
    return cards.reminder(stage.wave())


def statement(stage: Stage) -> Card:
    return cards.asking(stage.seat(3), 4)


def statement_answered(stage: Stage) -> Card:
    return cards.asking(stage.seat(11), 8)


def thanks(stage: Stage) -> Card:
    return cards.thanks(stage.seat(20))


def thanks_one_open(stage: Stage) -> Card:
    return cards.thanks(stage.seat(19))


def thanks_some_open(stage: Stage) -> Card:
    return cards.thanks(stage.seat(7))


def brought_back(stage: Stage) -> Card:
    return cards.brought_back(stage.wave(), When(at=NOW + timedelta(days=3, hours=1)))


def declined(stage: Stage) -> Card:
    return cards.declined(stage.wave())


def no_free_text(stage: Stage) -> Card:
    return cards.no_free_text(stage.seat(4))


def no_free_text_when_done(stage: Stage) -> Card:
    return cards.no_free_text(stage.seat(20))


def over(_: Stage) -> Card:
    return cards.over()


def not_asked(_: Stage) -> Card:
    return cards.not_asked()


def form_of_all(stage: Stage) -> Form:
    return answer_forms.all_form(stage.seat(6))


def form_of_all_by_click(stage: Stage) -> Form:
    asked, wave = _asked(stage)
    made = answering.answer_form(AnswerAll(wave=wave), stage.work(asked))
    assert isinstance(made, Form)
    return made


def form_to_start(stage: Stage) -> Form:
    made = starting.start_form(StartAssessment(), stage.work(stage.person("Alice Ober", "head")))
    assert isinstance(made, Form)
    return made


def form_to_start_with_a_long_name(stage: Stage) -> Form:
    return leading_cards.start_form(stage.text("Winter assessment", 80), 50)


def started(stage: Stage) -> Card:
    return leading_cards.started(stage.wave(), {"sales": 12, "marketing": stage.many(12, 1_000_000)}, 0)


def started_with_people_out_of_reach(stage: Stage) -> Card:
    return leading_cards.started(stage.wave(), {"sales": 1}, stage.many(1, 1_000_000))


def status(stage: Stage) -> Card:
    most = stage.many(12, 1_000_000)
    counts = {"sales": Count(10, most), "marketing": Count(0, most), "overall": Count(10, 2 * most)}
    return leading_cards.status_card([leading_cards.Followed(stage.wave(), counts, 2 * most)], may_close=True)


def status_without_counts(stage: Stage) -> Card:
    return leading_cards.status_card([leading_cards.Followed(stage.wave(), {}, 1)], may_close=False)


def nothing_open(_: Stage) -> Card:
    return leading_cards.nothing_open(may_start=False)


def nothing_open_for_a_head(_: Stage) -> Card:
    return leading_cards.nothing_open(may_start=True)


def already_open(stage: Stage) -> Card:
    return leading_cards.already_open(stage.wave())


def pulse_invitation(stage: Stage) -> Card:
    return cards.invitation(_pulse(stage), stage.who())


def pulse_invitation_with_a_result(stage: Stage) -> Card:
    """That of the round before comes along."""
    return cards.invitation(_pulse(stage), stage.who(), 11)


def pulse_invitation_again(stage: Stage) -> Card:
    return cards.again(_seat(_pulse(stage), {7: 4}))


def pulse_reminder(stage: Stage) -> Card:
    return cards.reminder(_pulse(stage))


def pulse_statement(stage: Stage) -> Card:
    return cards.asking(_seat(_pulse(stage), {7: 4}), 8)


def pulse_statement_answered(stage: Stage) -> Card:
    return cards.asking(_seat(_pulse(stage), {7: 4}), 7)


def pulse_thanks(stage: Stage) -> Card:
    return cards.thanks(_seat(_pulse(stage), {7: 4, 8: 2, 9: 5}))


def pulse_thanks_with_a_comment(stage: Stage) -> Card:
    return cards.thanks(_seat(_pulse(stage), {7: 4, 8: 2, 9: 5}, {0: "Well"}), 11)


def pulse_thanks_one_open(stage: Stage) -> Card:
    return cards.thanks(_seat(_pulse(stage), {7: 4, 8: 2}))


def pulse_form(stage: Stage) -> Form:
    return answer_forms.all_form(_seat(_pulse(stage), {7: 4}, {0: stage.text("The kit was late.", 1000)}))


def pulse_comment(stage: Stage) -> Form:
    return answer_forms.write_form(_seat(_pulse(stage), {}), None)


def pulse_comment_changed(stage: Stage) -> Form:
    written = {0: stage.text("The kit was late, again, and nobody told us.", 1000)}
    return answer_forms.write_form(_seat(_pulse(stage), {}, written), None)


def pulse_comment_by_click(stage: Stage) -> Form:
    asked, wave = _asked(stage)
    row = stage.pulses.wave(wave)
    assert row is not None
    row.comments = True
    made = answering.write_form(Write(wave=wave, question=0), stage.work(asked))
    assert isinstance(made, Form)
    return made


def pulse_waits(stage: Stage) -> tuple[Part, ...]:
    return cards.waiting(_seat(_pulse(stage), {7: 4}))


def pulse_waits_done(stage: Stage) -> tuple[Part, ...]:
    return cards.waiting(_seat(_pulse(stage), {7: 4, 8: 2, 9: 5}))


def several_wait(stage: Stage) -> Card:
    one, other = _seat(_pulse(stage), {7: 4}), _seat(_survey(stage, named=True), {})
    return cards.several((*cards.waiting(one), *cards.waiting(other)))


def closes_before(stage: Stage) -> Card:
    return cards.closes_before(_pulse(stage))


def pulse_over(stage: Stage) -> Card:
    return cards.over(_pulse(stage))


def survey_over(stage: Stage) -> Card:
    return cards.over(_survey(stage))


def survey_invitation(stage: Stage) -> Card:
    return cards.invitation(_survey(stage), stage.who())


def survey_invitation_by_nobody(stage: Stage) -> Card:
    return cards.invitation(_survey(stage), None)


def survey_invitation_with_names(stage: Stage) -> Card:
    return cards.invitation(_survey(stage, named=True), stage.who())


def survey_reminder(stage: Stage) -> Card:
    return cards.reminder(_survey(stage))


def survey_scale(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {}), 1)


def survey_yes_no(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {}), 2)


def survey_choice(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {3: 1}), 3)


def survey_choice_of_two_with_names(stage: Stage) -> Card:
    wave = _survey(stage, named=True, options=2)
    return cards.asking(_seat(wave, {}), 3)


def survey_recommendation(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {}), 4)


def survey_text(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {}), 5)


def survey_text_answered(stage: Stage) -> Card:
    return cards.asking(_seat(_survey(stage), {}, {5: "More time"}), 5)


def survey_thanks_with_names(stage: Stage) -> Card:
    return cards.thanks(_seat(_survey(stage, named=True), {1: 4, 2: 1, 3: 0, 4: 9}, {5: "More time"}))


def survey_form(stage: Stage) -> Form:
    return answer_forms.all_form(_seat(_survey(stage), {1: 4, 3: 1, 4: 0}, {5: stage.text("More time", 1000)}))


def survey_form_with_names(stage: Stage) -> Form:
    return answer_forms.all_form(_seat(_survey(stage, named=True), {2: 0}))


def survey_text_form(stage: Stage) -> Form:
    seat = _seat(_survey(stage, named=True), {}, {5: stage.text("More time", 1000)})
    return answer_forms.write_form(seat, seat.question(5))


def status_of_several(stage: Stage) -> Card:
    most = stage.many(12, 1_000_000)
    counts = {"sales": Count(10, most), "marketing": Count(0, most), "overall": Count(10, 2 * most)}
    banded = {"overall": Count(None, most, band="60_to_80", unreachable=1)}
    followed = [
        leading_cards.Followed(_pulse(stage), counts, 2 * most),
        leading_cards.Followed(_survey(stage), banded, most),
        leading_cards.Followed(stage.wave(), {}, 4),
    ]
    return leading_cards.status_card(followed, may_close=True)


def _pulse(stage: Stage) -> Wave:
    wave = stage.wave("Weekly pulse")
    wave.kind, wave.questions, wave.comments = "pulse", written(statements((7, 8, 9))), True
    return wave


def _survey(stage: Stage, *, named: bool = False, options: int = 4) -> Wave:
    wave = stage.wave("After the launch")
    wave.kind, wave.named, wave.comments, wave.family = "survey", named, True, "pulse 1"
    choices = ("The kit", "The training", "The briefing of the partners", "Something else")[:options]
    wave.questions = written(
        (
            Question(
                number=1,
                kind="scale",
                text=stage.text("How ready were you on launch day?", LONGEST_QUESTION),
                low=stage.text("not ready", LONGEST_OPTION),
                high=stage.text("quite ready", LONGEST_OPTION),
            ),
            Question(number=2, kind="yes_no", text=stage.text("Did you use the launch kit?", LONGEST_QUESTION)),
            Question(
                number=3,
                kind="choice",
                text=stage.text("What helped most?", LONGEST_QUESTION),
                options=tuple(stage.text(each, LONGEST_OPTION) for each in choices),
            ),
            Question(number=4, kind="recommend", text=stage.text("Would you recommend it?", LONGEST_QUESTION)),
            Question(number=5, kind="text", text=stage.text("What should we change?", LONGEST_QUESTION)),
        )
    )
    return wave


def _seat(wave: Wave, ratings: dict[int, int], remarks: dict[int, str] | None = None) -> Seat:
    return Seat(wave=wave, side="sales", token="", ratings=ratings, remarks=remarks or {})


def privacy(stage: Stage) -> Card:
    return privacy_cards.privacy(stage.wave().minimum)


def waits_untouched(stage: Stage) -> tuple[Part, ...]:
    asked, _ = _asked(stage)
    return tuple(answering.waits(stage.work(asked)))


def waits_half_done(stage: Stage) -> tuple[Part, ...]:
    return cards.waiting(stage.seat(9))


def waits_done(stage: Stage) -> tuple[Part, ...]:
    return cards.waiting(stage.seat(20))


def _asked(stage: Stage) -> tuple[Person, int]:
    """Somebody who is asked in the wave that is open."""
    person, wave = stage.person(), wave_id(stage.wave())
    stage.pulses.add(WaveKey(wave=wave, organisation=stage.organisation, secret=b"0" * 32))
    stage.pulses.add(Participant(organisation=stage.organisation, wave=wave, person=person.id or 0, side="sales"))
    return person, wave
