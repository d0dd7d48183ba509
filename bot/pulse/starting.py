"""Starting an assessment by hand: the form, and the wave that it opens."""

from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Say, Whisper
from bot.conversation.words import T, When
from bot.pulse import leading_cards
from bot.pulse.actions import StartAssessment
from bot.pulse.opening import Asking, begin
from bot.pulse.questions import all_twenty
from bot.pulse.schedule import closing
from bot.pulse.setup import too_few
from bot.pulse.waves import wave_id
from bot.rights import Right
from bot.work import Work
from storage.pulse import Pulses


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
    minimum = int(values["minimum"])
    if few := too_few(values["sides"], minimum, work):
        return FormErrors(errors={"sides": few})
    people = work.people.all(sides=values["sides"])
    hours = work.hours(work.person)
    asking = Asking(
        title=values["title"],
        kind="assessment",
        family="statements",
        questions=all_twenty(),
        closes=closing(work.now, int(values["days"]), hours.zone, hours.country, work.holidays),
        zone=hours.zone,
        minimum=minimum,
        comments=True,
        started_by=work.person_id,
    )
    wave = begin(asking, people, work)
    unreachable = sum(work.account_for(person) is None for person in people)
    return Say(card=leading_cards.started(wave, work[Pulses].invited(wave_id(wave)), unreachable))
