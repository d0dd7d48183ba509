"""How a series stands: its calendar, its meetings in order, and a meeting's row on record."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.conversation.model import Place
from bot.meetings.placing import FARTHEST, POLICIES, Calendar, Policy, country_of
from bot.meetings.upcoming import OFF, Known, Slot, between, recorded, slots
from bot.recurring import Schedule
from bot.timing import occurrence_key
from bot.work import Work
from storage.meetings import Meeting, Meetings, Series

KIND: Final = "meeting series"
"""As the audit trail calls them."""


def series_id(series: Series) -> int:
    if series.id is None:
        raise LookupError("this series is not stored yet")
    return series.id


def meeting_id(meeting: Meeting) -> int:
    if meeting.id is None:
        raise LookupError("this meeting is not stored yet")
    return meeting.id


def schedule_of(series: Series) -> Schedule:
    return Schedule(series.rule, datetime.fromisoformat(series.first), series.zone)


def policy_of(series: Series) -> Policy:
    return next((each for each in POLICIES if each == series.holidays), "after")


def calendar_of(series: Series, work: Work) -> Calendar:
    return Calendar(
        schedule=schedule_of(series),
        policy=policy_of(series),
        country=country_of(series.country, work.organisation.country, series.zone),
        holidays=work.holidays,
        lead=series.lead,
        minutes=series.minutes,
    )


def channels_of(series: Series) -> Sequence[Place]:
    """Where agendas and minutes are posted."""
    return [Place.model_validate(each) for each in series.channels]


def known(meeting: Meeting) -> Known:
    return Known(
        number=meeting_id(meeting),
        occurrence=meeting.occurrence,
        starts=meeting.starts,
        minutes=meeting.minutes,
        state=meeting.state,
        moved=meeting.moved,
        why=meeting.why,
        sequence=meeting.sequence,
    )


def known_of(series: Series, work: Work, since: datetime) -> list[Known]:
    """What is on record of the meetings that begin after a moment, or would."""
    local = calendar_of(series, work).local(since) - timedelta(days=FARTHEST + 4)
    return [known(each) for each in work[Meetings].known_since(series_id(series), since, occurrence_key(local))]


def slots_of(series: Series, work: Work, since: datetime | None = None) -> Iterator[Slot]:
    """Its meetings after a moment, or from now on, in order; called off ones included.

    Of a series that is paused or has ended: what is on record, such as one whose agenda is out.
    """
    begin = since or work.now
    ahead = slots(calendar_of(series, work), known_of(series, work, begin), begin)
    return ahead if series.state == "active" else _on_record(series, work, begin)


def meetings_between(series: Series, begin: datetime, end: datetime, work: Work) -> list[Slot]:
    """Its meetings from a moment until before another one, in order; called off ones included."""
    if series.state == "active":
        return between(calendar_of(series, work), known_of(series, work, begin), begin, end)
    return [each for each in _on_record(series, work, begin - timedelta(microseconds=1)) if each.starts < end]


def _on_record(series: Series, work: Work, since: datetime) -> Iterator[Slot]:
    found = (recorded(each) for each in known_of(series, work, since) if each.state not in {"planned", OFF})
    return (each for each in found if each.starts > since)


def next_slot(series: Series, work: Work) -> Slot | None:
    """The next meeting that takes place."""
    return next((each for each in slots_of(series, work) if not each.off), None)


def slot_at(series: Series, occurrence: str, work: Work) -> Slot | None:
    """The meeting of an occurrence, from now on."""
    far = datetime.fromisoformat(occurrence) + timedelta(days=FARTHEST + 4)
    for slot in slots_of(series, work):
        if slot.key == occurrence:
            return slot
        if calendar_of(series, work).local(slot.starts) > far and not slot.moved:
            return None
    return None


def row_of(series: Series, slot: Slot, work: Work) -> Meeting:
    """The row of a meeting, made where there is none yet, and locked."""
    meetings = work[Meetings]
    row = meetings.at(series_id(series), slot.key)
    if row is None:
        row = meetings.add(
            Meeting(
                organisation=meetings.organisation,
                series=series_id(series),
                occurrence=slot.key,
                starts=slot.starts,
                minutes=slot.minutes,
                changed=work.now,
            )
        )
    return meetings.locked(meeting_id(row)) or row
