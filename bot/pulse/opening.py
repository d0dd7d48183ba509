"""Opening a wave: what it asks and whom is settled here, and stays so until it closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal

from bot.attention import Attention
from bot.conversation.words import When
from bot.pulse import plan_cards
from bot.pulse.actions import Close, Invite, Remind
from bot.pulse.plan_actions import OpenPulse
from bot.pulse.pseudonyms import new_secret
from bot.pulse.questions import Question, all_twenty, read, statements, written
from bot.pulse.rotation import take
from bot.pulse.schedule import AHEAD, closing, due, midway
from bot.pulse.waves import topic, wave_id
from bot.recurring import Schedule
from bot.timing import country_of_zone, occurrence_key, resolve
from bot.work import Work, key_of
from storage.answer_tables import WaveKey
from storage.people import Person
from storage.pulse import Participant, Pulse, Pulses, Wave

ASKING: Final = time(10)
"""The hour of their day at which people are asked in a wave that somebody started."""

Skipped = Literal["assessment open", "still open", "too few", "opened before"]


@dataclass(frozen=True)
class Asking:
    """What a wave asks, until when, and who set it up. `zone` is where its days are counted, from `begins` on."""

    title: str
    kind: str
    family: str
    questions: tuple[Question, ...]
    closes: datetime
    zone: str
    minimum: int
    comments: bool = False
    named: bool = False
    pulse: int | None = None
    occurrence: str = ""
    begins: datetime | None = None
    started_by: int | None = None


def schedule_of(pulse: Pulse) -> Schedule | None:
    """When a survey recurs; None while nobody has said so."""
    return Schedule(pulse.rule, datetime.fromisoformat(pulse.first), pulse.zone) if pulse.first else None


def pulse_id(pulse: Pulse) -> int:
    if pulse.id is None:
        raise LookupError("this survey is not stored yet")
    return pulse.id


def family_of(pulse: Pulse) -> str:
    """Waves of one family ask the same things, so what they publish is looked at together."""
    return f"pulse {pulse_id(pulse)}" if pulse.kind == "survey" else "statements"


def next_questions(pulse: Pulse) -> tuple[tuple[Question, ...], int]:
    """What its next wave asks, and where the rotation stands after it."""
    match pulse.kind:
        case "pulse":
            numbers, cursor = take(pulse.cursor)
            return statements(numbers), cursor
        case "assessment":
            return all_twenty(), pulse.cursor
    return read(pulse.questions), pulse.cursor


# A survey's wave


def open_wave(pulse: Pulse, occurrence: datetime | None, work: Work) -> Wave | Skipped:
    """Open a wave of a survey, at one of its occurrences or because somebody says so now; or why it can't be opened."""
    people = work.people.all(sides=pulse.sides.split(","))
    if skipped := _in_the_way(pulse, occurrence, work):
        return skipped
    if len(people) < pulse.minimum:
        return "too few"
    questions, pulse.cursor = next_questions(pulse)
    zone = pulse.zone or work.organisation.zone
    asking = Asking(
        title=pulse.name,
        kind=pulse.kind,
        family=family_of(pulse),
        questions=questions,
        closes=closing_of(pulse, occurrence, zone, work),
        zone=zone,
        minimum=pulse.minimum,
        comments=pulse.comments,
        named=pulse.named,
        pulse=pulse.id,
        occurrence=occurrence_key(occurrence) if occurrence else "",
        begins=_begins(schedule_of(pulse), occurrence, work),
        started_by=pulse.started_by,
    )
    return begin(asking, people, work)


def _in_the_way(pulse: Pulse, occurrence: datetime | None, work: Work) -> Skipped | None:
    pulses = work[Pulses]
    if occurrence and pulses.opened(pulse_id(pulse), occurrence_key(occurrence)):
        return "opened before"
    if pulses.open_wave_of(pulse_id(pulse)) is not None:
        return "still open"
    if pulse.kind != "survey" and pulses.open_of_kind("assessment") is not None:
        return "assessment open"
    return None


def closing_of(pulse: Pulse, occurrence: datetime | None, zone: str, work: Work) -> datetime:
    """When a wave that opens now, or at an occurrence, closes.

    One that is sent now has all its days: it stands for the next occurrence where that would come before its end.
    """
    schedule = schedule_of(pulse)
    begins = _begins(schedule, occurrence, work)
    terms = pulse.days, zone, country_in(zone, work), work.holidays
    following = schedule.after(begins) if schedule else None
    if schedule and following and occurrence is None:
        whole = closing(begins, *terms)
        if whole < schedule.moment(following) - AHEAD:
            return whole
        following = schedule.following(following)
    return closing(begins, *terms, _asked_first(pulse, following, work) if following else None)


def _begins(schedule: Schedule | None, occurrence: datetime | None, work: Work) -> datetime:
    """From when on a wave's days are counted."""
    return max(work.now, schedule.moment(occurrence)) if schedule and occurrence else work.now


def _asked_first(pulse: Pulse, occurrence: datetime, work: Work) -> datetime:
    """When the first of those asked have the hour of an occurrence: in the east before those of its own zone."""
    zones = {pulse.zone or work.organisation.zone}
    zones |= {each or work.organisation.zone for each in work.people.zones(pulse.sides.split(","))}
    return min(resolve(occurrence, each) for each in zones)


def country_in(zone: str, work: Work) -> str | None:
    """Whose public holidays count where a survey's days are counted."""
    return work.organisation.country or country_of_zone(zone)


def begin(asking: Asking, people: Sequence[Person], work: Work) -> Wave:
    """Open the wave: everybody's side is kept as it is now, and what follows is set going."""
    pulses = work[Pulses]
    before = pulses.exact_group(asking.family)
    wave = pulses.add(
        Wave(
            organisation=pulses.organisation,
            pulse=asking.pulse,
            occurrence=asking.occurrence,
            kind=asking.kind,
            family=asking.family,
            questions=written(asking.questions),
            comments=asking.comments,
            named=asking.named,
            exact=before is None or before == {(key_of(person), person.side) for person in people},
            title=asking.title,
            started_by=asking.started_by,
            opened=work.now,
            closes=asking.closes,
            minimum=asking.minimum,
        )
    )
    number = wave_id(wave)
    if not asking.named:
        pulses.add(WaveKey(wave=number, organisation=pulses.organisation, secret=new_secret()))
    blank = Participant(organisation=pulses.organisation, wave=number, person=0, side="")
    work.people.add_many(blank, [{"person": key_of(person), "side": person.side} for person in people])
    about = topic(number)
    work.set_timer(Invite(wave=number), key=about, due=work.now, about=about)
    country = country_in(asking.zone, work)
    reminds = midway(asking.begins or work.now, asking.closes, asking.zone, country, work.holidays)
    if reminds is not None:
        work.set_timer(Remind(wave=number), key=about, due=reminds, about=about)
    work.set_timer(Close(wave=number), key=about, due=wave.closes)
    return wave


def asking_hour(wave: Wave, work: Work) -> tuple[time | None, date | None]:
    """The hour and, where there is one, the day at which this wave asks everybody, in their own zone.

    No hour: as soon as they work, since it is late already.
    """
    pulse = work[Pulses].get(wave.pulse) if wave.pulse is not None else None
    schedule = schedule_of(pulse) if pulse else None
    if not wave.occurrence or schedule is None:
        return ASKING, None
    occurrence = datetime.fromisoformat(wave.occurrence)
    return (occurrence.time(), occurrence.date()) if wave.opened <= schedule.moment(occurrence) else (None, None)


# Its time


def opens(timer: OpenPulse, work: Work) -> None:
    """The time of an occurrence has come, or is long past because nobody was there to see it."""
    pulses = work[Pulses]
    pulse = pulses.get(timer.pulse)
    schedule = schedule_of(pulse) if pulse else None
    if pulse is None or schedule is None or pulse.state != "active":
        return
    what = due(schedule, datetime.fromisoformat(timer.occurrence), work.now)
    opened = open_wave(pulse, what.opens, work) if what.opens is not None else None
    if what.opens is not None and not isinstance(opened, Wave) and opened != "opened before":
        in_time = schedule.moment(what.opens) - AHEAD
        if work.now < in_time:  # it is early, for those in the east: by its own hour the way may be free
            work.set_timer(_timer(pulse, what.opens), key=str(pulse.id), due=in_time)
            return
    if what.following is not None:
        await_occurrence(pulse, what.following, work)
    else:
        # A survey that could not be sent at its only time goes back to whoever wrote it.
        pulse.state = "ended" if isinstance(opened, Wave) or pulse.kind != "survey" else "draft"
    pulses.add(pulse)
    if not isinstance(opened, Wave):
        _tell(pulse, opened, what.following, work)


def await_occurrence(pulse: Pulse, occurrence: datetime, work: Work) -> None:
    """Wake up in time for an occurrence; the timer for any other one of this survey is moved."""
    work.set_timer(_timer(pulse, occurrence), key=str(pulse.id), due=_asked_first(pulse, occurrence, work) - AHEAD)


def _timer(pulse: Pulse, occurrence: datetime) -> OpenPulse:
    return OpenPulse(pulse=pulse_id(pulse), occurrence=occurrence_key(occurrence))


def await_nothing(pulse: Pulse, work: Work) -> None:
    work.cancel_timer(OpenPulse, key=str(pulse.id))


def _tell(pulse: Pulse, skipped: Skipped | None, following: datetime | None, work: Work) -> None:
    """Tell the one who set it up of a wave that was left out, unless it is meant to be: once, until one opens again."""
    if skipped in {"opened before", "still open"} or (skipped == "assessment open" and pulse.kind == "pulse"):
        return
    if skipped is None and following is not None:
        return  # missed while Truce was down: the next one comes
    schedule = schedule_of(pulse)
    next_time = When(at=schedule.moment(following)) if schedule and following else None
    card = plan_cards.left_out(pulse, skipped, next_time)
    last = work[Pulses].newest_of(pulse_id(pulse))
    for person in _in_charge(pulse, work):
        key = f"pulse {pulse.id} left out after {last.id if last else 0} to {key_of(person)}"
        work.send(person, card, key=key, attention=Attention.ALERT)


def _in_charge(pulse: Pulse, work: Work) -> Sequence[Person]:
    """Who set it up; where they have left, the administrators."""
    person = work.people.get(pulse.started_by) if pulse.started_by is not None else None
    return [person] if person is not None and not person.left else work.people.with_role("administrator")
