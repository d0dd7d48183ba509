"""What time brings to a survey: invitations, one reminder, its end, the result.

Whatever goes to many goes in pages: each sets the timer of the next, so that nothing keeps the writer long.
"""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.pulse import cards, result_cards
from bot.pulse.actions import Close, Invite, Publish, Remind, Return
from bot.pulse.opening import asking_hour
from bot.pulse.pseudonyms import token
from bot.pulse.results import Asked, Result, compute
from bot.pulse.scoring import SIDES, Answers, Side
from bot.pulse.uncertainty import Sums
from bot.pulse.waves import invitation_key, reminder_key, seat, topic, wave_id
from bot.rights import MAY, Right
from bot.work import Work, key_of
from storage.answers import Answers as Answered
from storage.answers import Tallied
from storage.deliveries import Deliveries
from storage.people import Person
from storage.pulse import Participant, Pulses, Wave

PAGE: Final = 100
INVITING: Final = time(10)
REPEATS: Final = timedelta(days=60)
"""How long a result may still go out to somebody who was away."""


def invite(timer: Invite, work: Work) -> None:
    wave = work[Pulses].wave(timer.wave)
    if wave is None or wave.state != "open":
        return
    starter = work.people.get(wave.started_by) if wave.started_by is not None else None
    card = cards.invitation(wave, work.who(starter) if starter else None)
    at = asking_hour(wave, work)
    page = work[Pulses].participants(timer.wave, timer.after, PAGE)
    for participant, person in _people(page, work):
        _ask(person, wave, card, invitation_key(timer.wave, participant.person), at, work)
    _go_on(timer, page, work)


def bring_back(timer: Return, work: Work) -> None:
    """Ask somebody again, as they wished: their own doing, so it costs none of their attention budget."""
    person = work.people.get(timer.person)
    mine = seat(work, timer.wave, person) if person else None
    if person is None or mine is None or mine.next() is None:
        return
    mine.participant.waits_until = None
    work.send(
        person,
        cards.invitation(mine.wave, None),
        key=f"wave {timer.wave} again {timer.person} {mine.participant.brought_back}",
        attention=Attention.ALERT,
        expires=mine.wave.closes,
        about=topic(timer.wave),
    )


def remind(timer: Remind, work: Work) -> None:
    """One reminder, to those who have not answered anything and have not asked to be left alone or asked later."""
    pulses = work[Pulses]
    wave, secret = pulses.wave(timer.wave), work[Answered].secret(timer.wave)
    if wave is None or secret is None or wave.state != "open":
        return
    answered = work[Answered].tokens(timer.wave)
    page = pulses.participants(timer.wave, timer.after, PAGE)
    for participant, person in _people(page, work):
        if participant.declined or participant.brought_back or token(secret, participant.person) in answered:
            continue
        _ask(person, wave, cards.reminder(wave), reminder_key(timer.wave, participant.person), INVITING, work)
    _go_on(timer, page, work)


def _ask(person: Person, wave: Wave, card: Card, key: str, at: time | None, work: Work) -> None:
    """Write to somebody at a good hour of their own, unless the wave closes before."""
    work.send(person, card, key=key, at=at, expires=wave.closes, about=topic(wave_id(wave)))


def _go_on(timer: Invite | Remind, page: Sequence[Participant], work: Work) -> None:
    """Set the timer of the next page, if there may be one."""
    if len(page) == PAGE:
        following = timer.model_copy(update={"after": page[-1].id or 0})
        work.set_timer(following, key=topic(timer.wave), due=work.now, about=topic(timer.wave))


def close(timer: Close, work: Work) -> None:
    wave = work[Pulses].to_close(timer.wave)
    if wave is not None:
        close_wave(wave, work)


def close_wave(wave: Wave, work: Work) -> None:
    """Freeze what may be published, destroy everything else about the wave, and let the result go out."""
    number = wave_id(wave)
    pulses = work[Pulses]
    before = pulses.newest_result(before=number)
    result = compute(
        Asked(
            title=wave.title,
            opened=wave.opened.date(),
            closed=work.now.date(),
            invited={side: pulses.invited(number).get(side, 0) for side in SIDES},
            minimum=wave.minimum,
        ),
        answers(work[Answered], number),
        [Result.model_validate_json(before.result)] if before else [],
    )
    wave.result, wave.state, wave.closed = result.model_dump_json(), "closed", work.now
    pulses.add(wave)
    work[Answered].destroy(number)
    work.cancel_timer(Close, key=topic(number))
    # Everybody who was asked has one invitation; what else somebody got would tell whether they had answered.
    invitations = {invitation_key(number, each.person) for each in pulses.participants(number)}
    shown = [row for row in work[Deliveries].about(topic(number)) if row.external and row.key in invitations]
    work.forget(topic(number))
    for row in shown:
        work.replace(row, cards.over())
    work.set_timer(Publish(wave=number), key=f"publish {number}", due=work.now)


def answers(kept: Answered, wave: int) -> dict[Side, Answers]:
    """The answers of an open wave as sums by side, from the running sums."""
    tallies, turnouts = kept.tallies(wave), kept.turnouts(wave)
    found: dict[Side, Answers] = {}
    for side in SIDES:
        complete = [each for each in turnouts if each.side == side and each.whole]
        found[side] = Answers(
            totals=Sums(n=complete[0].people, total=complete[0].total, squares=complete[0].squares)
            if complete
            else Sums(),
            partial=sum(each.people for each in turnouts if each.side == side and not each.whole),
            complete_ratings=_ratings(tallies, side, complete=True),
            partial_ratings=_ratings(tallies, side, complete=False),
        )
    return found


def _ratings(tallies: list[Tallied], side: Side, *, complete: bool) -> dict[int, Sums]:
    found: dict[int, Sums] = {}
    for each in tallies:
        if each.side == side and each.whole == complete:
            more = Sums(n=each.n, total=each.n * each.value, squares=each.n * each.value**2)
            found[each.question] = found.get(each.question, Sums()) + more
    return found


def publish(timer: Publish, work: Work) -> None:
    """The result to everyone who was asked, and to those who run such things, each where they are."""
    wave = work[Pulses].wave(timer.wave)
    if wave is None or not wave.result:
        return
    page = work[Pulses].participants(timer.wave, timer.after, PAGE)
    readers = {key_of(person): person for _, person in _people(page, work)}
    if timer.after == 0:
        heads = work.people.with_role("head")
        starter = work.people.get(wave.started_by) if wave.started_by is not None else None
        readers |= {key_of(person): person for person in (*heads, *([starter] if starter else []))}
    roles = work.people.all_roles()
    result = Result.model_validate_json(wave.result)
    for number, person in sorted(readers.items()):
        mine = roles.get(number, frozenset())
        work.send(
            person,
            result_cards.result_card(timer.wave, result, with_csv=bool(mine & MAY[Right.SEE_RESULTS])),
            key=f"result {timer.wave} {number}",
            attention=Attention.ALERT if "head" in mine or number == wave.started_by else Attention.UNASKED,
            expires=work.now + REPEATS,
        )
    if len(page) == PAGE:
        work.set_timer(Publish(wave=timer.wave, after=page[-1].id or 0), key=f"publish {timer.wave}", due=work.now)


def _people(page: Sequence[Participant], work: Work) -> list[tuple[Participant, Person]]:
    """Those of a page who are still here."""
    found = work.people.some(row.person for row in page)
    return [(row, found[row.person]) for row in page if row.person in found and not found[row.person].left]
