"""What time brings to a series: its next agenda, the beginning of a meeting, and its end.

All that is to be done follows from the records (`upcoming.step`): a timer only says that it is time to look. So it
makes no difference how late one is, or how often it comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.meetings.after import After
from bot.meetings.building import Building
from bot.meetings.ports import Ports
from bot.meetings.series_actions import Begin, End, Prepare
from bot.meetings.standing import calendar_of, known_of, meeting_id, row_of, series_id
from bot.meetings.upcoming import OFF, Slot, Step, step
from bot.work import Work
from storage.meetings import Meeting, Meetings, Series


@dataclass(frozen=True)
class Running:
    ports: Ports

    # Timers

    def prepare(self, timer: Prepare, work: Work) -> None:
        series = work[Meetings].locked_series(timer.series)
        if series is not None and series.state == "active":
            self.look(series, work)

    def begin(self, timer: Begin, work: Work) -> None:
        meeting = work[Meetings].locked(timer.meeting)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if series is not None and meeting is not None:
            self._begins(series, meeting, work)

    def end(self, timer: End, work: Work) -> None:
        meeting = work[Meetings].locked(timer.meeting)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if series is not None and meeting is not None:
            self._ends(series, meeting, work)

    # What they, and changes of a series, come to

    def look(self, series: Series, work: Work) -> None:
        """Do what there is to do by now, and set the timer for what is next."""
        over = work[Meetings].in_state(series_id(series), "over")
        for meeting in work[Meetings].in_state(series_id(series), "open", "running"):
            self._ends(series, meeting, work)
        todo = step(calendar_of(series, work), known_of(series, work, series.looked), series.looked, work.now)
        for slot in todo.missed:
            self._keep(series, slot, "missed", work)
        series.looked = work.now
        work[Meetings].add(series)
        if todo.prepare is not None:
            self._prepare(series, todo.prepare, over, work)
        self._wake(series, todo, work)

    def time_changed(self, series: Series, meeting: Meeting, work: Work) -> None:
        """A meeting whose agenda is out begins at another time, or not at all."""
        key = str(meeting_id(meeting))
        if meeting.state == "open":
            work.set_timer(Begin(meeting=meeting_id(meeting)), key=key, due=meeting.starts)
            work.set_timer(End(meeting=meeting_id(meeting)), key=key, due=ends(meeting))
        else:
            work.cancel_timer(Begin, key=key)
            work.cancel_timer(End, key=key)
        Building(self.ports).refresh(series, meeting, work)

    def _begins(self, series: Series, meeting: Meeting, work: Work) -> None:
        if meeting.state != "open" or meeting.starts > work.now:
            return
        self._becomes(meeting, "running", work)
        Building(self.ports).freeze(series, meeting, work)

    def _ends(self, series: Series, meeting: Meeting, work: Work) -> None:
        self._begins(series, meeting, work)
        if meeting.state != "running" or ends(meeting) > work.now:
            return
        self._becomes(meeting, "over", work)
        After(self.ports).ask(series, meeting, work)

    def _prepare(self, series: Series, slot: Slot, over: Sequence[Meeting], work: Work) -> None:
        before = work[Meetings].before(series_id(series), slot.starts)
        since = before.starts if before is not None else series.created
        self._settle(series, over, since, slot.starts, work)
        meeting = self._keep(series, slot, "open", work)
        key = str(meeting_id(meeting))
        work.set_timer(Begin(meeting=meeting_id(meeting)), key=key, due=meeting.starts)
        work.set_timer(End(meeting=meeting_id(meeting)), key=key, due=ends(meeting))
        Building(self.ports).build(series, meeting, since, work)

    def _settle(self, series: Series, over: Sequence[Meeting], since: datetime, until: datetime, work: Work) -> None:
        """Who had until now to say what came of a meeting has had their time; and some were called off since."""
        off = work[Meetings].in_state(series_id(series), OFF)
        rows = [*over, *(each for each in off if since < each.starts < until)]
        for meeting in sorted(rows, key=lambda each: each.starts):
            After(self.ports).settle(series, meeting, work)

    def _keep(self, series: Series, slot: Slot, state: str, work: Work) -> Meeting:
        meeting = row_of(series, slot, work)
        meeting.starts, meeting.minutes = slot.starts, slot.minutes
        self._becomes(meeting, state, work)
        return meeting

    def _becomes(self, meeting: Meeting, state: str, work: Work) -> None:
        meeting.state, meeting.changed = state, work.now
        work[Meetings].add(meeting)

    def _wake(self, series: Series, todo: Step, work: Work) -> None:
        due = todo.wake or self._last_end(series, work)
        if due is not None:
            work.set_timer(Prepare(series=series_id(series)), key=str(series_id(series)), due=due)
            return
        work.cancel_timer(Prepare, key=str(series_id(series)))
        series.state, series.changed = "ended", work.now
        work[Meetings].add(series)

    def _last_end(self, series: Series, work: Work) -> datetime | None:
        """When the last meeting of a series that has no more after it is over."""
        rows = work[Meetings].in_state(series_id(series), "open", "running")
        return max((ends(each) for each in rows), default=None)


def ends(meeting: Meeting) -> datetime:
    return meeting.starts + timedelta(minutes=meeting.minutes)
