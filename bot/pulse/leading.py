"""What those who lead surveys do, and what everybody does with results: follow, close, read, take along."""

from collections.abc import Sequence
from typing import cast

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.replies import Quiet, Reply, Update, Whisper
from bot.conversation.words import When
from bot.pulse import cards, leading_cards, privacy_cards, result_cards, trend_cards
from bot.pulse.actions import CloseNow, GetCsv, ShowComments, ShowResult, ShowTrend
from bot.pulse.closing import close_wave
from bot.pulse.export import NamedAnswer, csv_text, named_csv
from bot.pulse.published import Result
from bot.pulse.scoring import Side
from bot.pulse.status import status as counts_of
from bot.pulse.waves import topic, wave_id
from bot.rights import Right
from bot.work import Work
from storage.answers import Answers
from storage.pulse import Pulses, Wave

MOST_EARLIER = 10
"""So many earlier results are offered."""


# Following and closing


def status(work: Work) -> Reply:
    """How many have answered, of every wave that is open."""
    work.require(Right.RUN_ASSESSMENTS)
    pulses = work[Pulses]
    waves = pulses.open_waves()
    if not waves:
        return Whisper(card=leading_cards.nothing_open(may_start=True))
    followed = []
    for wave in waves:
        number = wave_id(wave)
        work.concerns(topic(number))
        invited = pulses.invited(number)
        counts = counts_of(invited, work[Answers].answered(number), wave.minimum, exact=wave.exact)
        followed.append(leading_cards.Followed(wave, counts, sum(invited.values())))
    return Whisper(card=leading_cards.status_card(followed, may_close=True))


def close_now(action: CloseNow, work: Work) -> Reply:
    work.require(Right.RUN_ASSESSMENTS)
    wave = work[Pulses].to_close(action.wave)
    if wave is None:
        return Update(card=cards.over(work[Pulses].wave(action.wave)))
    close_wave(wave, work)
    return Update(card=result_cards.closed_by(wave.title, When(at=work.now)))


# Results


def results(work: Work) -> Reply:
    """The newest result, with a way to earlier ones."""
    found = _readable(work)
    if not found:
        return Whisper(card=result_cards.no_result())
    return Whisper(card=_card(found[0], work, found[1 : 1 + MOST_EARLIER]))


def show_result(action: ShowResult, work: Work) -> Reply:
    wave = _result_wave(action.wave, work)
    return Whisper(card=_card(wave, work) if wave else result_cards.no_result())


def show_comments(action: ShowComments, work: Work) -> Reply:
    wave = _result_wave(action.wave, work)
    if wave is None:
        return Whisper(card=result_cards.no_result())
    return Whisper(card=result_cards.comments_card(wave_id(wave), _result(wave), action.question, action.after))


def trend(work: Work) -> Reply:
    """The rolling picture as it was frozen with the newest result that has one."""
    for wave in work[Pulses].closed(family="statements"):
        result = _result(wave)
        if result.rolling is not None:
            return Whisper(card=trend_cards.trend_card(result.rolling))
    return Whisper(card=trend_cards.no_trend())


def show_trend(_: ShowTrend, work: Work) -> Reply:
    return trend(work)


def get_csv(action: GetCsv, work: Work) -> Reply:
    work.require(Right.SEE_RESULTS)
    wave = work[Pulses].wave(action.wave)
    if wave is None or wave.state != "closed":
        return Whisper(card=result_cards.no_result())
    result, say = _result(wave), work.reader(work.person).plain
    named = named_csv(result, _named(wave, work), say) if result.named else ""
    work.send(
        work.person,
        result_cards.csv_card(f"{wave.kind}-{wave_id(wave)}", csv_text(result, say), named),
        key=f"csv {work.event.key}",
        attention=Attention.REPLY,
    )
    return Quiet()


def _named(wave: Wave, work: Work) -> list[NamedAnswer]:
    """Who answered what in a survey that said so beside every question."""
    answers = work[Answers].names(wave_id(wave))
    people = work.people.some(each.person for each in answers)
    return [
        NamedAnswer(people[each.person].name, cast("Side", each.side), each.question, each.value, each.text)
        for each in answers
        if each.person in people
    ]


def privacy(work: Work) -> Reply:
    waves = work[Pulses].open_for(work.person_id)
    return Whisper(
        card=privacy_cards.privacy(max((each.minimum for each in waves), default=work.organisation.minimum_group))
    )


def _card(wave: Wave, work: Work, earlier: Sequence[Wave] = ()) -> Card:
    return result_cards.result_card(
        wave_id(wave),
        _result(wave),
        with_csv=work.may(Right.SEE_RESULTS),
        earlier=[(wave_id(each), each.title, each.closed or each.closes) for each in earlier],
    )


def _readable(work: Work) -> list[Wave]:
    """The closed waves whose result the person may read, the newest first."""
    return [wave for wave in work[Pulses].closed() if _may_read(wave, work)]


def _result_wave(number: int, work: Work) -> Wave | None:
    wave = work[Pulses].wave(number)
    return wave if wave is not None and wave.state == "closed" and _may_read(wave, work) else None


def _may_read(wave: Wave, work: Work) -> bool:
    """The statements are about everybody; a survey's result is for those who were asked, and those with the right."""
    if wave.kind != "survey" or work.may(Right.SEE_RESULTS):
        return True
    return work[Pulses].participant(wave_id(wave), work.person_id) is not None


def _result(wave: Wave) -> Result:
    return Result.model_validate_json(wave.result)
