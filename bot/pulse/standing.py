"""How a survey stands, for all that is done with it; and letting it go on."""

from datetime import datetime
from typing import Final

from bot.conversation.replies import Update
from bot.conversation.words import When
from bot.pulse import plan_cards
from bot.pulse.opening import await_nothing, await_occurrence, family_of, pulse_id, schedule_of
from bot.pulse.plan_cards import Standing
from bot.pulse.questions import Question, read
from bot.recurring import rhythm
from bot.rights import Right
from bot.work import Work
from storage.pulse import Pulse, Pulses

KIND: Final = "pulse"
"""As the audit trail calls surveys of all kinds."""
GONE = Update(card=plan_cards.gone())


def standing(pulse: Pulse, work: Work) -> Standing:
    schedule = schedule_of(pulse)
    wave = work[Pulses].open_wave_of(pulse_id(pulse))
    free = max(work.now, wave.closes) if wave is not None else work.now
    following = schedule.after(free) if schedule and pulse.state == "active" else None
    return Standing(
        pulse=pulse,
        number=pulse_id(pulse),
        asks=len(questions_of(pulse)),
        rhythm=rhythm(schedule.rule, schedule.first) if schedule else None,
        upcoming=When(at=schedule.moment(following)) if schedule and following else None,
        open_until=When(at=wave.closes) if wave else None,
    )


def questions_of(pulse: Pulse) -> tuple[Question, ...]:
    """A survey's own questions."""
    return read(pulse.questions) if pulse.questions else ()


def found(number: int, work: Work) -> Pulse | None:
    """The survey that a button names, for somebody who may change it."""
    work.require(Right.RUN_ASSESSMENTS)
    pulse = work[Pulses].get(number)
    return pulse if pulse is not None and pulse.state != "ended" else None


def go_on(pulse: Pulse, work: Work, since: datetime | None = None) -> None:
    """Let it ask at its next time from now, or another moment, on; where there is none any more, it has ended."""
    schedule = schedule_of(pulse)
    following = schedule.after(since or work.now) if schedule else None
    if following is not None:
        await_occurrence(pulse, following, work)
        return
    await_nothing(pulse, work)
    pulse.state = "ended"
    work[Pulses].add(pulse)


def pause_it(pulse: Pulse, work: Work) -> None:
    pulse.state, pulse.changed = "paused", work.now
    await_nothing(pulse, work)
    work[Pulses].add(pulse)


def resume_it(pulse: Pulse, work: Work) -> None:
    pulse.state, pulse.changed = "active", work.now
    go_on(pulse, work)
    work[Pulses].add(pulse)


def end_it(pulse: Pulse, work: Work) -> None:
    """It asks nobody any more; what is open closes in its time. A draft that never asked anybody goes altogether."""
    pulses = work[Pulses]
    await_nothing(pulse, work)
    if pulse.state == "draft" and pulses.newest_of(pulse_id(pulse)) is None:
        pulses.remove(pulse)
        return
    pulse.state, pulse.changed = "ended", work.now
    pulses.add(pulse)


def free_number(pulse: Pulse | None, have: tuple[Question, ...], work: Work) -> int:
    """A number that no question of this survey ever had: answers of different waves are compared by it."""
    earlier = _asked_before(pulse, work) if pulse is not None else []
    return max((each.number for each in (*have, *earlier)), default=0) + 1


def was_asked(pulse: Pulse, number: int, work: Work) -> bool:
    """Whether a question of this number was asked in any wave of a survey."""
    return any(each.number == number for each in _asked_before(pulse, work))


def _asked_before(pulse: Pulse, work: Work) -> list[Question]:
    waves = [*work[Pulses].closed(family_of(pulse)), *work[Pulses].open_waves()]
    return [each for wave in waves if wave.pulse == pulse.id for each in read(wave.questions)]
