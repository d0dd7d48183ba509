"""Meetings as iCalendar (RFC 5545), in the way in which Outlook, Google Calendar and Apple Calendar all read it.

Comes in: a `Feed`. Goes out: the bytes of an `.ics`; the same feed gives the same bytes.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur, vText

from adapters.vtimezone import vtimezone
from bot.meetings.feed import Feed, FeedMeeting, FeedSeries, Recurring, all_changed
from bot.recurring import Schedule
from bot.timing import resolve, wall_time

PRODUCT: Final = "-//Truce//Meetings//EN"
EVERY: Final = timedelta(hours=1)
"""How often programs are asked to look again; most take longer."""
LONGEST: Final = 7500
"""Characters of a description; Google Calendar cuts it off at 8192."""
_AHEAD: Final = 10
"""Years for which the rules of time zones are worked out."""
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def to_icalendar(feed: Feed) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", _clean(feed.name))
    made.add("x-wr-calname", _clean(feed.name))
    made.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vText("PT1H"))
    for name in sorted({each.zone for each in feed.series if not _is_utc(each.zone)}):
        years = _years([each for each in feed.series if each.zone == name])
        made.add_component(vtimezone(name, min(years), max(years) + _AHEAD))
    for series in feed.series:
        if series.recurring is not None:
            made.add_component(_rule(series, series.recurring))
        for meeting in series.meetings:
            made.add_component(_single(series, meeting))
    return bytes(made.to_ical())


def _rule(series: FeedSeries, recurring: Recurring) -> Event:
    """The series as its rule has it."""
    schedule = recurring.schedule
    made = _event(series, series.uid, series.sequence, series.changed, ())
    _lasts(made, schedule.moment(schedule.first), series.minutes, series.zone, at=schedule.first)
    if schedule.rule:
        made.add("rrule", vRecur.from_ical(_in_utc(schedule)))
    for each in recurring.skipped:  # one a line: some programs read no lists
        made.add("exdate", _local(each, series.zone))
    return made


def _single(series: FeedSeries, meeting: FeedMeeting) -> Event:
    """A meeting in the place of one of the rule, or one that the rule does not know (any more)."""
    uid = series.uid if meeting.occurrence is not None else f"meeting-{meeting.number}-{series.uid}"
    made = _event(series, uid, meeting.sequence, meeting.changed, meeting.lines)
    if meeting.occurrence is not None:
        made.add("recurrence-id", _local(meeting.occurrence, series.zone))
    _lasts(made, meeting.starts, meeting.minutes, series.zone)
    return made


def _event(series: FeedSeries, uid: str, sequence: int, changed: datetime, lines: Sequence[str]) -> Event:
    made = Event()
    made.add("uid", uid)
    # Without a method, this is when it was last changed as well.
    made.add("dtstamp", changed.replace(microsecond=0))
    made.add("last-modified", changed.replace(microsecond=0))
    made.add("sequence", sequence)
    made.add("summary", _clean(series.name))
    described = "\n\n".join(part for part in (series.purpose, "\n".join(lines)) if part)
    if described:
        made.add("description", _short(_clean(described)))
    made.add("status", "CONFIRMED")
    made.add("transp", "OPAQUE")
    return made


def _lasts(made: Event, starts: datetime, minutes: int, zone: str, at: datetime | None = None) -> None:
    """When it begins and how long it takes. `at`: the wall time to write, which a clock may skip."""
    begins = at or wall_time(starts, zone)
    ends = starts + timedelta(minutes=minutes)
    if resolve(begins, zone) != starts:  # the second of two hours of the same name
        made.add("dtstart", starts.astimezone(UTC))
        made.add("dtend", ends.astimezone(UTC))
        return
    made.add("dtstart", _local(begins, zone))
    local = wall_time(ends, zone)
    if local - begins == timedelta(minutes=minutes):
        made.add("dtend", _local(local, zone))
    else:  # the clocks change meanwhile
        made.add("duration", timedelta(minutes=minutes))


def _local(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=UTC if _is_utc(zone) else ZoneInfo(zone))


def _is_utc(zone: str) -> bool:
    return zone in {"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"}


def _in_utc(schedule: Schedule) -> str:
    """The rule with its end in UTC, as RFC 5545 wants it where the beginning has a zone; ours is in local time."""
    parts = dict(part.split("=", 1) for part in schedule.rule.split(";"))
    if "UNTIL" not in parts:
        return schedule.rule
    parts["UNTIL"] = f"{_last(schedule, parts['UNTIL']):%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _last(schedule: Schedule, until: str) -> datetime:
    local = datetime.strptime(until if "T" in until else f"{until}T235959", "%Y%m%dT%H%M%S")  # noqa: DTZ007  a wall time
    moment = resolve(local, schedule.zone)
    if wall_time(moment, schedule.zone) == local:
        return moment
    # It names an hour that the clocks skip: then the last meeting says it
    every = schedule.all_after(schedule.first - timedelta(seconds=1))
    return schedule.moment(max(every, default=schedule.first))


def _years(series: Sequence[FeedSeries]) -> list[int]:
    begins = [each.recurring.schedule.first.year for each in series if each.recurring is not None]
    changed = all_changed(series)
    single = [one.starts.year for each in series for one in each.meetings]
    return [*begins, *single, *([changed.year] if changed is not None else [])]


def _clean(text: str) -> str:
    """Without what can't stand in a line of text."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
