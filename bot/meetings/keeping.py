"""Series as they are made, changed, paused, resumed and ended: each time with a line of the audit trail.

A meeting whose agenda is out stays where it is, whatever becomes of its series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.meetings.ports import Ports
from bot.meetings.practice_entry import differing, told
from bot.meetings.running import Running
from bot.meetings.series_actions import Prepare
from bot.meetings.setup import Setup, free_key, setup_of
from bot.meetings.standing import KIND, schedule_of, series_id
from bot.ports.practices import Difference
from bot.recurring import Schedule
from bot.timing import occurrence_key, wall_time
from bot.work import Work
from storage.meetings import Meeting, Meetings, Series

_OPEN_TO_CHANGE: Final = ("planned", "skipped")


@dataclass(frozen=True)
class Keeping:
    ports: Ports

    def create(self, setup: Setup, work: Work, *, key: str = "", state: str = "active") -> Series:
        meetings = work[Meetings]
        keys = [each.key for each in (*meetings.all(), *meetings.ended())]
        series = Series(
            organisation=meetings.organisation,
            key=key or free_key(setup.name, keys),
            name=setup.name,
            rule="",
            first="",
            zone="",
            state=state,
            looked=work.now,
            created=work.now,
            changed=work.now,
        )
        setup.give(series, work)
        meetings.add(series)
        meetings.set_readers(series_id(series), setup.readers)
        new = told(setup, series.key, state, work)
        work.trail("created", kind=KIND, name=series.name, words=listed(differing({}, new)))
        if state == "active":
            Running(self.ports).look(series, work)
        return series

    def change(self, series: Series, setup: Setup, work: Work) -> Sequence[Difference]:
        """Let it be like this from now on. Returns what differs."""
        before = setup_of(series, work)
        found = differing(told(before, series.key, series.state, work), told(setup, series.key, series.state, work))
        if not found:
            return found
        if series.state == "active":
            Running(self.ports).look(series, work)  # what was due is done as it was agreed until now
        ahead = _ahead(series, work)
        setup.give(series, work)
        series.sequence += 1
        work[Meetings].add(series)
        work[Meetings].set_readers(series_id(series), setup.readers)
        if before.schedule != setup.schedule:
            _rename(ahead, setup.schedule, work)
        work.trail("changed", kind=KIND, name=series.name, words=listed(found))
        if series.state == "active":
            Running(self.ports).look(series, work)
        return found

    def pause(self, series: Series, work: Work) -> None:
        """No more agendas; one that is out stays."""
        self._stop(series, "paused", work)

    def end(self, series: Series, work: Work) -> None:
        self._stop(series, "ended", work)

    def _stop(self, series: Series, state: str, work: Work) -> None:
        if series.state == "active":
            Running(self.ports).look(series, work)
        if series.state == state:
            return
        series.state, series.changed = state, work.now
        series.sequence += 1
        work[Meetings].add(series)
        work.cancel_timer(Prepare, key=str(series_id(series)))
        work.trail(state, kind=KIND, name=series.name)

    def resume(self, series: Series, work: Work) -> None:
        """From its next meeting on; what would have been meanwhile was not missed."""
        if series.state == "active":
            return
        series.state, series.changed, series.looked = "active", work.now, work.now
        series.sequence += 1
        work[Meetings].add(series)
        work.trail("resumed", kind=KIND, name=series.name)
        Running(self.ports).look(series, work)


def settled_until(series: Series, work: Work) -> datetime:
    """Until when a series' meetings are settled already: a new rhythm begins after that."""
    schedule = schedule_of(series)
    fixed = [each for each in _ahead(series, work) if each.state not in _OPEN_TO_CHANGE]
    times = [time for row in fixed for time in (row.starts, schedule.moment(datetime.fromisoformat(row.occurrence)))]
    return max([work.now, *times])


def _ahead(series: Series, work: Work) -> Sequence[Meeting]:
    """What is on record of meetings ahead, by their rule or really."""
    local = wall_time(work.now, series.zone)
    return work[Meetings].known_since(series_id(series), work.now, occurrence_key(local))


def _rename(rows: Sequence[Meeting], schedule: Schedule, work: Work) -> None:
    """What was settled of single meetings ahead goes on for those of the same days by the new rule.

    One that was moved, and that the new rule doesn't know, is not held in addition.
    """
    for row in rows:
        if row.state not in _OPEN_TO_CHANGE:
            continue
        begins = datetime.combine(datetime.fromisoformat(row.occurrence), time(0))
        same = schedule.following(begins - timedelta(seconds=1))
        if same is not None and same.date() == begins.date():
            row.occurrence = occurrence_key(same)
            work[Meetings].add(row)
        elif row.state == "planned":
            work[Meetings].remove(row)


def listed(found: Sequence[Difference]) -> str:
    """For the audit trail: each field, before and after, a line each."""
    return "\n".join(
        f"{each.field}: {each.old} -> {each.new}" if each.old else f"{each.field}: {each.new}" for each in found
    )
