"""Surveys: the invitation, a statement, the forms, the status."""

from datetime import timedelta

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.conversation.words import When
from bot.pulse import answer_forms, answering, cards, leading_cards, privacy_cards, starting
from bot.pulse.actions import AnswerAll, StartAssessment
from bot.pulse.status import Count
from bot.pulse.waves import wave_id
from storage.answers import WaveKey
from storage.people import Person
from storage.pulse import Participant
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
