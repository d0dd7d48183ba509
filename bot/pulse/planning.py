"""Setting surveys up in chat: what there is, the form, pausing, resuming, ending."""

from datetime import datetime, time
from typing import Final

from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Reply, Say, Update, Whisper
from bot.conversation.words import T
from bot.pulse import plan_cards, plan_forms
from bot.pulse.drafting import questions_card
from bot.pulse.opening import schedule_of
from bot.pulse.plan_actions import ChangePulse, ListPulses, NewPulse, PausePulse, ResumePulse, StopPulse
from bot.pulse.plan_cards import Standing
from bot.pulse.plan_forms import SUITS, Timed
from bot.pulse.questions import written
from bot.pulse.setup import Setup, read_setup
from bot.pulse.standing import GONE, KIND, end_it, found, go_on, pause_it, questions_of, resume_it, standing
from bot.pulse.templates import TEMPLATES
from bot.recurring import cadence_of
from bot.rights import Right
from bot.work import Work
from storage.pulse import Pulse, Pulses

SUITED: Final = {"pulse": "week", "assessment": "quarter", "survey": "once"}
"""How often each is asked where nobody says otherwise."""
DEFAULT_NAMES: Final = {"pulse": T("Pulse"), "assessment": T("Assessment"), "survey": T("Survey")}


# What there is


def listed(work: Work) -> Reply:
    """The command."""
    work.require(Right.RUN_ASSESSMENTS)
    return Whisper(card=plan_cards.list_card(*_all(work)))


def show_list(_: ListPulses, work: Work) -> Reply:
    return listed(work)


def _all(work: Work) -> tuple[list[Standing], int]:
    """All that is set up, and how many have ended."""
    pulses = work[Pulses].all()
    there = [standing(each, work) for each in pulses if each.state != "ended"]
    return there, len(pulses) - len(there)


def new(work: Work) -> Reply:
    """The command."""
    return OpenForm(form=new_form(NewPulse(), work))


def new_form(_: NewPulse, work: Work) -> Form:
    work.require(Right.RUN_ASSESSMENTS)
    return plan_forms.new_form("", work.organisation.minimum_group, work.organisation.zone)


def create(_: NewPulse, values: Values, work: Work) -> Reply:
    work.require(Right.RUN_ASSESSMENTS)
    template = TEMPLATES.get(values["what"])
    kind = "survey" if template else values["what"]
    if values["every"] == SUITS:
        values = Values({**values, "every": template.every if template else SUITED[kind]})
    plain = work.reader(work.person).plain
    suggested = _free_name(plain(template.name if template else DEFAULT_NAMES[kind]), work)
    setup = read_setup(values, kind, None, work, name=suggested)
    if not isinstance(setup, Setup):
        return FormErrors(errors=dict(setup))
    pulse = Pulse(
        organisation=work[Pulses].organisation,
        name=setup.name,
        kind=kind,
        state="draft" if kind == "survey" else "active",
        minimum=setup.minimum,
        questions=written(template.questions(plain)) if template else "",
        started_by=work.person_id,
        changed=work.now,
    )
    setup.give(pulse, work)
    work[Pulses].add(pulse)
    work.trail("created", kind=KIND, name=pulse.name)
    if kind == "survey":
        return Say(card=questions_card(pulse, work))
    go_on(pulse, work)
    first = kind == "pulse" and _never_assessed(work)
    return Say(card=plan_cards.set_up(standing(pulse, work), first=first))


def _never_assessed(work: Work) -> bool:
    """Whether there is no assessment yet, and none on its way."""
    pulses = work[Pulses]
    planned = any(each.kind == "assessment" and each.state == "active" for each in pulses.all())
    return not planned and pulses.open_of_kind("assessment") is None and pulses.newest_result(kind="assessment") is None


def _free_name(wanted: str, work: Work) -> str:
    taken = {each.name.casefold() for each in work[Pulses].all()}
    names = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def change_form(action: ChangePulse, work: Work) -> Form | Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    schedule = schedule_of(pulse)
    cadence, weekday = cadence_of(schedule.rule) if schedule else ("once", None)
    local = schedule.first if schedule else datetime.combine(work.now.date(), time(9))
    ahead = schedule is not None and (pulse.state == "draft" or schedule.moment(schedule.first) > work.now)
    timed = Timed(
        cadence=cadence,
        weekday=local.weekday() if weekday is None else weekday,
        clock=local.strftime("%H:%M"),
        rule=pulse.rule if cadence == "own" else "",
        starts=local.date() if ahead and local.date() >= work.now.date() else None,
        zone=pulse.zone or work.organisation.zone,
    )
    return plan_forms.change_form(pulse, action, timed)


def change(action: ChangePulse, values: Values, work: Work) -> Reply:
    """Take the form over; what is open stays as it is. A draft that is scheduled asks by itself from now on."""
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    if action.schedule and not questions_of(pulse) and pulse.kind == "survey":
        return FormErrors(errors={"name": T("It has no questions yet. Add one first.")})
    setup = read_setup(values, pulse.kind, pulse, work, starts_now=action.schedule)
    if not isinstance(setup, Setup):
        return FormErrors(errors=dict(setup))
    setup.give(pulse, work)
    if action.schedule and pulse.state == "draft":
        pulse.state, pulse.started_by = "active", work.person_id
    work[Pulses].add(pulse)
    work.trail("changed", kind=KIND, name=pulse.name)
    if pulse.state == "active":
        go_on(pulse, work)
    return Update(card=plan_cards.list_card(*_all(work)))


# Pausing, resuming, ending


def pause(action: PausePulse, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    if pulse.state == "active":
        pause_it(pulse, work)
        work.trail("paused", kind=KIND, name=pulse.name)
    return Update(card=plan_cards.list_card(*_all(work)))


def resume(action: ResumePulse, work: Work) -> Reply:
    """The next time from now on; what was left out meanwhile stays left out."""
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    if pulse.state == "paused":
        resume_it(pulse, work)
        work.trail("resumed", kind=KIND, name=pulse.name)
    return Update(card=plan_cards.list_card(*_all(work)))


def stop(action: StopPulse, work: Work) -> Reply:
    pulse = found(action.pulse, work)
    if pulse is None:
        return GONE
    end_it(pulse, work)
    work.trail("ended", kind=KIND, name=pulse.name)
    return Update(card=plan_cards.list_card(*_all(work)))
