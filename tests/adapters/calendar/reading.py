"""Calendars as two programs read them, neither of which knows Truce: when meetings begin, and what is said of them."""

from datetime import UTC, datetime
from typing import Any

import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

Times = list[datetime]


def by_icalendar(ics: bytes, begin: datetime, end: datetime) -> Times:
    """All that begin between two moments, as `icalendar` reads and `recurring_ical_events` unfolds them, in UTC."""
    return sorted(each.start.astimezone(UTC) for each in meetings(ics, begin, end) if begin <= each.start < end)


def meetings(ics: bytes, begin: datetime, end: datetime) -> list[Any]:
    return list(recurring_ical_events.of(Calendar.from_ical(ics)).between(begin, end))


def by_ical(ics: bytes, begin: datetime, end: datetime) -> Times:
    """The same as `ical`, a library of others, reads them: the one that Home Assistant shows calendars with."""
    calendar = IcsCalendarStream.calendar_from_ics(ics.decode())
    found: list[Any] = list(calendar.timeline_tz(UTC).overlapping(begin, end))
    return sorted(each.dtstart.astimezone(UTC) for each in found if begin <= each.dtstart < end)


def events(ics: bytes) -> list[Any]:
    """The events as they stand there. What they hold is of many types, of which a test knows the one."""
    return list(Calendar.from_ical(ics).events)
