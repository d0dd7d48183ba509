"""What stands behind a link for calendar programs: from the records of series and meetings to a `Feed`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.conversation.reading import Reader
from bot.conversation.words import T
from bot.meetings.building import Building
from bot.meetings.feed import About, Feed, FeedSeries, Told, feed_of
from bot.meetings.ports import Ports
from bot.meetings.standing import calendar_of, known, meeting_id, series_id
from bot.work import Work
from storage.agendas import Agendas
from storage.calendars import CalendarLinks
from storage.meetings import Meeting, Meetings, Series
from storage.people import Person

MONTHS_AHEAD: Final = 25
"""So far ahead what holidays do is told: two years, from whichever day."""
KEPT: Final = timedelta(days=35)
"""So long the agenda of a meeting that is over is told."""
_OUT: Final = frozenset({"open", "running", "over"})


@dataclass(frozen=True)
class Feeding:
    ports: Ports

    def feed(self, person: int, series: int | None, work: Work) -> Feed | None:
        """What somebody's link leads to: a series, or all that are theirs. None: nothing, or they have left."""
        whose = work.people.get(person)
        if whose is None or whose.left:
            return None
        reader = work.reader(whose)
        if series is None:
            mine = work[CalendarLinks].series_of(person)
            name = reader.plain(T("Meetings of Sales and Marketing"))
            return Feed(name, tuple(self._series(each, whose, work) for each in mine))
        row = work[Meetings].series(series)
        return Feed(row.name, (self._series(row, whose, work),)) if row is not None else None

    def _series(self, series: Series, whose: Person, work: Work) -> FeedSeries:
        rows = work[Meetings].of_series(series_id(series))
        # A calendar may read two Truces, each with a series of this number
        uid = f"series-{series_id(series)}-{series.created:%Y%m%dT%H%M%S}@truce"
        return feed_of(
            Told(uid, series.name, series.purpose, series.sequence, series.changed),
            calendar_of(series, work),
            [known(each) for each in rows],
            self._about(series, rows, work.reader(whose), work),
            looked=series.looked,
            horizon=horizon(work.now),
            active=series.state == "active",
        )

    def _about(self, series: Series, rows: Sequence[Meeting], reader: Reader, work: Work) -> Mapping[int, About]:
        return {
            meeting_id(each): About(self._lines(series, each, reader, work), _changed(each, work))
            for each in rows
            if each.state != "skipped"
        }

    def _lines(self, series: Series, meeting: Meeting, reader: Reader, work: Work) -> tuple[str, ...]:
        told = [T("Moved: {why}", why=meeting.why)] if meeting.moved and meeting.why else []
        if _has_agenda(meeting, work.now):
            agenda = Building(self.ports).lines(series, meeting, work)
            told += [T("Agenda"), *agenda] if agenda else []
        return tuple(reader.plain(each) for each in told)


def horizon(now: datetime) -> datetime:
    """Until when single meetings are told: it moves on once a month, so that a feed stays the same in between."""
    month = now.month - 1 + MONTHS_AHEAD
    return now.replace(
        year=now.year + month // 12, month=month % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def _has_agenda(meeting: Meeting, now: datetime) -> bool:
    return meeting.state in _OUT or (meeting.state == "held" and meeting.starts > now - KEPT)


def _changed(meeting: Meeting, work: Work) -> datetime:
    """When it was changed last: an agenda changes with what is brought to it."""
    if not _has_agenda(meeting, work.now):
        return meeting.changed
    return max([meeting.changed, *(each.created for each in work[Agendas].of_meeting(meeting_id(meeting)))])
