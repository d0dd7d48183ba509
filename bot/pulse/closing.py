"""Closing a wave: freeze what may be published, destroy everything else about it, let the result go out.

What goes to many goes in pages: each sets the timer of the next, so that nothing keeps the writer long. So does
destroying and forgetting, in a wave of many thousands: what answers are left meanwhile can be tied to nobody, since the
key goes first. The result is seen after the last page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.attention import Attention
from bot.pulse import cards, result_cards
from bot.pulse.actions import Close, Destroy, Publish
from bot.pulse.plan_actions import OpenPulse
from bot.pulse.published import Asked, Result
from bot.pulse.questions import read
from bot.pulse.results import compute
from bot.pulse.scoring import SIDES, added_up
from bot.pulse.waves import (
    FOLLOWS_WITHIN,
    earlier_result,
    filed_under,
    invitation_keys,
    reminder_keys,
    topic,
    wave_id,
)
from bot.rights import MAY, Right
from bot.work import Work, key_of
from storage.answers import AT_ONCE, Answers
from storage.deliveries import Deliveries
from storage.people import Person
from storage.pulse import Pulses, Wave
from storage.timers import Timers

PAGE: Final = 100
REPLACED: Final = 1_000
"""So many invitations a transaction: each becomes another message, which costs more than to forget it."""
REPEATS: Final = timedelta(days=60)
"""How long a result may still go out to somebody who was away."""
AFTER_OPENING: Final = timedelta(hours=1)
"""The next wave is open by then, and its invitations say where the last result is."""
EARLIER: Final = 120
"""So many earlier results are looked at: more than two years of weekly pulses."""


def close(timer: Close, work: Work) -> None:
    wave = work[Pulses].to_close(timer.wave)
    if wave is not None:
        close_wave(wave, work)


def close_wave(wave: Wave, work: Work) -> None:
    """From now on nobody answers. Where there is much to destroy, the result is seen once all of it is gone."""
    number = wave_id(wave)
    result = _result(wave, work)
    wave.result, wave.state, wave.closed = result.model_dump_json(), "closing", work.now
    work[Pulses].add(wave)
    work.cancel_timer(Close, key=topic(number))
    work[Answers].destroy(number, most=0)  # the key, before anything else
    destroy(Destroy(wave=number), work)


def destroy(timer: Destroy, work: Work) -> None:
    """Destroy what is about a closed wave; what is too much for one transaction in the next. The result comes last."""
    wave = work[Pulses].wave(timer.wave)
    if wave is None or wave.state != "closing":
        return
    left = AT_ONCE - _forget(wave, AT_ONCE, work)
    if left <= 0 or not work[Answers].destroy(timer.wave, left):
        following = timer.model_copy(update={"turn": timer.turn + 1})  # the same one again would count as done
        work.set_timer(following, key=f"destroy {timer.wave}", due=work.now)
        return
    wave.state = "closed"
    work[Pulses].add(wave)
    _tell_leaders(wave, Result.model_validate_json(wave.result), work)
    work.set_timer(Publish(wave=timer.wave), key=f"publish {timer.wave}", due=_published_from(wave, work))


def _forget(wave: Wave, most: int, work: Work) -> int:
    """Forget what could be lined up with answers, so many records at a time. Returns how many; `most`: more are left.

    What has not gone out goes first, so that nobody is invited any more; reminders go after the last invitation.
    """
    number, deliveries = wave_id(wave), work[Deliveries]
    gone = deliveries.forget_unsent(topic(number), most)
    # Everybody who was asked has one invitation; what else somebody got would tell whether they had answered.
    room = min(most - gone, REPLACED)
    invited = deliveries.posted_about(topic(number), invitation_keys(number), room)
    work.replace(invited, cards.over(wave))
    reminded = deliveries.last_sent(topic(number), reminder_keys(number))
    if reminded is not None:
        # Whose attention the reminder has cost is forgotten as well, so it counts for all of them.
        people = [row.person for row in invited if row.person is not None]
        work.spend(people, reminded, why=f"counted {number}")
    deliveries.forget(invited)
    if len(invited) == room:
        return most
    gone += len(invited)
    return gone + work.forget(topic(number), most - gone)


def _result(wave: Wave, work: Work) -> Result:
    """What may be published, from the running sums."""
    number, pulses, answers = wave_id(wave), work[Pulses], work[Answers]
    secret = answers.secret(number)
    invited = pulses.invited(number)
    unreachable = pulses.unreached(
        number,
        topic(number),
        lambda person: answers.has_answered(number, filed_under(wave, secret, person)),
    )
    remarks: dict[int, list[str]] = {}
    for question, written in answers.texts(number):
        remarks.setdefault(question, []).append(written)
    asked = Asked(
        kind=wave.kind,
        title=wave.title,
        opened=datetime.fromisoformat(wave.occurrence).date() if wave.occurrence else wave.opened.date(),
        closed=work.now.date(),
        invited={side: invited.get(side, 0) for side in SIDES},
        unreachable={side: unreachable.get(side, 0) for side in SIDES},
        minimum=wave.minimum,
        questions=read(wave.questions),
        exact=wave.exact,
        named=wave.named,
    )
    sums = added_up(answers.tallies(number), answers.turnouts(number))
    earlier = [Result.model_validate_json(each.result) for each in pulses.closed(wave.family, EARLIER)]
    return compute(asked, sums, earlier, remarks)


# The result goes out


def _published_from(wave: Wave, work: Work) -> datetime:
    """When the result becomes a message of its own: at once, unless the next invitation is near and can bring it.

    Nobody has three unasked messages a week from one weekly pulse, and nobody is told apart by what they get.
    """
    if wave.kind == "pulse" and wave.pulse is not None:
        following = work[Timers].due_of(OpenPulse.NAME, str(wave.pulse))
        if following is not None and following - work.now <= FOLLOWS_WITHIN:
            return following + AFTER_OPENING
    return work.now


def _tell_leaders(wave: Wave, result: Result, work: Work) -> None:
    """The heads and whoever started it have asked for it, so it costs none of their attention."""
    starter = work.people.get(wave.started_by) if wave.started_by is not None else None
    leaders = [*work.people.with_role("head"), *([starter] if starter and not starter.left else [])]
    _send(wave_id(wave), result, leaders, Attention.ALERT, work)


def publish(timer: Publish, work: Work) -> None:
    """The result to everyone who was asked, where they are; not to those whose next invitation has brought it."""
    pulses = work[Pulses]
    wave = pulses.wave(timer.wave)
    if wave is None or wave.state != "closed":
        return
    page = pulses.participants(timer.wave, timer.after, PAGE)
    following = pulses.open_wave_of(wave.pulse) if wave.pulse is not None else None
    brought = following if following is not None and earlier_result(following, work) == timer.wave else None
    told = {row.person for row in page if brought and pulses.participant(wave_id(brought), row.person)}
    found = work.people.some(row.person for row in page if row.person not in told)
    readers = [person for _, person in sorted(found.items()) if not person.left]
    _send(timer.wave, Result.model_validate_json(wave.result), readers, Attention.UNASKED, work)
    if len(page) == PAGE:
        work.set_timer(Publish(wave=timer.wave, after=page[-1].id or 0), key=f"publish {timer.wave}", due=work.now)


def _send(wave: int, result: Result, readers: Sequence[Person], attention: Attention, work: Work) -> None:
    roles = work.people.all_roles()
    cards_by_right = {may: result_cards.result_card(wave, result, with_csv=may) for may in (True, False)}
    for person in readers:
        mine = roles.get(key_of(person), frozenset())
        work.send(
            person,
            cards_by_right[bool(mine & MAY[Right.SEE_RESULTS])],
            key=f"result {wave} {key_of(person)}",
            attention=attention,
            expires=work.now + REPEATS,
        )
