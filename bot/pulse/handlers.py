"""`/truce pulse ...`: what may follow, and where it leads."""

from collections.abc import Callable

from bot.conversation.forms import Form
from bot.conversation.replies import OpenForm, Reply, Whisper
from bot.pulse import answering, cards, leading, leading_cards, planning, starting
from bot.pulse.actions import StartAssessment
from bot.pulse.waves import my_seats, topic, wave_id
from bot.rights import Right
from bot.work import Work


def command(rest: str, work: Work) -> Reply:
    first = rest.lower().split()
    verb = first[0] if first else ""
    return _VERBS.get(verb, _overview)(work)


def _overview(work: Work) -> Reply:
    """What waits for the person who asks."""
    mine = my_seats(work)
    for each in mine:
        work.concerns(topic(wave_id(each.wave)))
    if not mine:
        return Whisper(card=leading_cards.nothing_open(may_start=work.may(Right.RUN_ASSESSMENTS)))
    if len(mine) > 1:
        return Whisper(card=cards.several(tuple(answering.waits(work))))
    (only,) = mine
    return Whisper(card=cards.again(only) if only.untouched else cards.thanks(only))


def _start(work: Work) -> Reply:
    from_form = starting.start_form(StartAssessment(), work)
    return OpenForm(form=from_form) if isinstance(from_form, Form) else from_form


_VERBS: dict[str, Callable[[Work], Reply]] = {
    "list": planning.listed,
    "new": planning.new,
    "start": _start,
    "status": leading.status,
    "close": leading.status,
    "results": leading.results,
    "result": leading.results,
    "trend": leading.trend,
    "privacy": leading.privacy,
}
