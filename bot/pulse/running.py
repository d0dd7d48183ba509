"""What time brings to an open survey: invitations, one reminder, a return to those who wished for one.

Whatever goes to many goes in pages: each sets the timer of the next, so that nothing keeps the writer long.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.pulse import cards
from bot.pulse.actions import Invite, Remind, Return
from bot.pulse.opening import asking_hour
from bot.pulse.schedule import REMINDING
from bot.pulse.waves import asked, earlier_result, filed_under, invitation_key, reminder_key, seat, topic, wave_id
from bot.timing import next_working, resolve
from bot.work import Work, key_of
from storage.answers import Answers
from storage.deliveries import Deliveries
from storage.people import Person
from storage.pulse import Participant, Pulses, Wave

PAGE: Final = 100
APART: Final = timedelta(hours=20)
"""A reminder comes a working day after the invitation at the earliest."""


def invite(timer: Invite, work: Work) -> None:
    wave = work[Pulses].wave(timer.wave)
    if wave is None or wave.state != "open":
        return
    starter = work.people.get(wave.started_by) if wave.started_by is not None else None
    card = cards.invitation(wave, work.who(starter) if starter else None, earlier_result(wave, work))
    at, day = asking_hour(wave, work)
    page = work[Pulses].participants(timer.wave, timer.after, PAGE)
    for participant, person in _people(page, work):
        _ask(person, wave, card, invitation_key(timer.wave, participant.person), at, work, day)
    _go_on(timer, page, work)


def bring_back(timer: Return, work: Work) -> None:
    """Ask somebody again, as they wished: their own doing, so it costs none of their attention budget."""
    person = work.people.get(timer.person)
    mine = seat(work, timer.wave, timer.person) if person else None
    if person is None or person.left or mine is None or not mine.left:
        return
    them = asked(mine, work, timer.person)
    them.waits_until = None
    work.send(
        person,
        cards.again(mine),
        key=f"wave {timer.wave} again {timer.person} {them.brought_back}",
        attention=Attention.ALERT,
        expires=mine.wave.closes,
        about=topic(timer.wave),
    )


def remind(timer: Remind, work: Work) -> None:
    """One reminder, to those who have not answered anything and have not asked to be left alone or asked later."""
    wave, secret = work[Pulses].wave(timer.wave), work[Answers].secret(timer.wave)
    if wave is None or wave.state != "open":
        return
    card = cards.reminder(wave)
    page = work[Pulses].participants(timer.wave, timer.after, PAGE)
    for participant, person in _people(page, work):
        if participant.declined or participant.brought_back or not _was_asked(wave, person, work):
            continue
        if not work[Answers].has_answered(timer.wave, filed_under(wave, secret, participant.person)):
            _ask(person, wave, card, reminder_key(timer.wave, participant.person), REMINDING, work)
    _go_on(timer, page, work)


def _was_asked(wave: Wave, person: Person, work: Work) -> bool:
    """Whether the invitation will have been there for a while: to be reminded of what has just come is no help."""
    row = work[Deliveries].by_key(invitation_key(wave_id(wave), key_of(person)))
    if row is None or row.sent_at is None:
        return False
    return next_working(work.now, work.hours(person), work.holidays, REMINDING) - row.sent_at >= APART


def _ask(
    person: Person, wave: Wave, card: Card, key: str, at: time | None, work: Work, day: date | None = None
) -> None:
    """Write to somebody at a good hour of their own, from a day of theirs on.

    Where that comes after the closing they are not asked at all.
    """
    begins = resolve(datetime.combine(day, time(0)), work.zone(person)) if day else work.now
    moment = work.send(
        person, card, key=key, at=at, wanted=max(begins, work.now), expires=wave.closes, about=topic(wave_id(wave))
    )
    if moment >= wave.closes:
        work.withdraw(key)


def _go_on(timer: Invite | Remind, page: Sequence[Participant], work: Work) -> None:
    """Set the timer of the next page, if there may be one."""
    if len(page) == PAGE:
        following = timer.model_copy(update={"after": page[-1].id or 0})
        work.set_timer(following, key=topic(timer.wave), due=work.now, about=topic(timer.wave))


def _people(page: Sequence[Participant], work: Work) -> list[tuple[Participant, Person]]:
    """Those of a page who are still here."""
    found = work.people.some(row.person for row in page)
    return [(row, found[row.person]) for row in page if row.person in found and not found[row.person].left]
