"""Whether an agenda has reached its channels. Where Truce is not in one, the owners hear so directly."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import note as card_of
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T
from bot.meetings.agenda_actions import LookAtAgenda, PostAgenda
from bot.meetings.agenda_cards import unreached_card
from bot.meetings.agenda_door import GONE, may_lead
from bot.meetings.ports import Ports
from bot.meetings.posting import key_of_post, owners_of, places_of
from bot.work import Work, key_of
from storage.deliveries import Deliveries, Delivery
from storage.meetings import Meeting, Meetings, Series

LOOKING: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""When to look whether it has arrived: so long after the look before."""
STUCK: Final = frozenset({"held", "failed", "expired"})


def look_soon(meeting: Meeting, work: Work, times: int = 0) -> None:
    work.set_timer(
        LookAtAgenda(meeting=meeting.id or 0, times=times), key=str(meeting.id), due=work.now + LOOKING[times]
    )


@dataclass(frozen=True)
class Arriving:
    ports: Ports

    def look(self, timer: LookAtAgenda, work: Work) -> None:
        meeting = work[Meetings].meeting(timer.meeting)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if series is None or meeting is None:
            return
        waiting = _waiting(series, meeting, work)
        if stuck := [row for row in waiting if row.state in STUCK]:
            self._tell(series, meeting, [row.trouble for row in stuck], work)
        elif waiting and timer.times + 1 < len(LOOKING):
            look_soon(meeting, work, timer.times + 1)

    def _tell(self, series: Series, meeting: Meeting, troubles: list[str], work: Work) -> None:
        card = unreached_card(series, meeting, troubles)
        for person in owners_of(series, work):
            key = f"agenda {meeting.id} no channel {key_of(person)} {work.now:%Y-%m-%dT%H:%M}"
            work.send(person, card, key=key, attention=Attention.ALERT, expires=meeting.starts)

    def post_again(self, action: PostAgenda, work: Work) -> Reply:
        """An owner has invited Truce, or says so."""
        meeting = work[Meetings].meeting(action.meeting)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if series is None or meeting is None:
            return GONE
        if not may_lead(series, work):
            work.trail("refused", kind="agenda", name=series.name, words="post the agenda")
            return Whisper(card=card_of(T("That is for the owners of {name}.", name=series.name)))
        stuck = [row for row in _waiting(series, meeting, work) if row.state in STUCK]
        if not [row for row in stuck if work[Deliveries].again(row.id, work.now)]:
            return Update(card=card_of(T("It is in the channel.")))
        look_soon(meeting, work)
        return Update(card=card_of(T("I try once more. If it fails again, you hear from me.")))


def _waiting(series: Series, meeting: Meeting, work: Work) -> list[Delivery]:
    """Its messages that are in no channel yet."""
    rows = [work[Deliveries].by_key(key_of_post(meeting, place)) for place in places_of(series)]
    return [row for row in rows if row is not None and not row.external]
