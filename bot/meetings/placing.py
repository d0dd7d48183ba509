"""When a meeting really takes place: where its rule puts it, and what public holidays do to that. Pure.

An occurrence is the wall time at which the rule puts it; that is its name for good. Moments are in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.recurring import Schedule
from bot.timing import WEEKDAYS, Holidays, Hours, country_of_zone, subtract_working_days, wall_time

Policy = Literal["skip", "before", "after", "keep"]
POLICIES: Final[tuple[Policy, ...]] = ("after", "before", "skip", "keep")
FARTHEST: Final = 31
"""So many days a holiday may push a meeting at most; beyond that it is called off."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """A series as it recurs: its schedule, and what a public holiday of its country does to a meeting.

    "after" and "before" move it to the next or the last working day; "skip" calls it off.
    """

    schedule: Schedule
    policy: Policy
    country: str | None
    holidays: Holidays
    lead: int = 2
    minutes: int = 60

    def place(self, occurrence: datetime) -> datetime | None:
        """When the meeting of an occurrence begins, at its own hour; None where a holiday calls it off."""
        day = self._day_of(occurrence)
        return None if day is None else self.schedule.moment(datetime.combine(day, occurrence.time()))

    def agenda_out(self, starts: datetime) -> datetime:
        """When the agenda of a meeting goes out: so many business days before, at its hour or the next usual one."""
        hours = Hours(zone=self.schedule.zone, country=self.country)
        return subtract_working_days(starts, self.lead, hours, self.holidays)

    def local(self, moment: datetime) -> datetime:
        return wall_time(moment, self.schedule.zone)

    def _day_of(self, occurrence: datetime) -> date | None:
        day = occurrence.date()
        if self.policy == "keep" or not self._is_holiday(day):
            return day
        if self.policy == "skip":
            return None
        pushed = self._pushed(day, _DAY if self.policy == "after" else -_DAY)
        # A day on which the series meets anyway, or onto which another one was pushed already, has its meeting.
        if pushed is None or self._meets(pushed) or self._was_pushed_to(pushed, day):
            return None
        return pushed

    def _is_holiday(self, day: date) -> bool:
        return self.holidays.is_holiday(day, self.country)

    def _is_working(self, day: date) -> bool:
        return day.weekday() in WEEKDAYS and not self._is_holiday(day)

    def _pushed(self, day: date, step: timedelta) -> date | None:
        days = (day + step * count for count in range(1, FARTHEST + 1))
        return next((each for each in days if self._is_working(each)), None)

    def _was_pushed_to(self, pushed: date, day: date) -> bool:
        """Whether the holiday of an earlier occurrence leads to the same working day."""
        return any(self._is_holiday(each) and self._meets(each) for each in self._free_days(day, pushed))

    def _free_days(self, day: date, pushed: date) -> Iterator[date]:
        """The days before this one from which one is pushed onto the same day."""
        each = day - _DAY
        while each > pushed if pushed < day else (not self._is_working(each) and (day - each).days <= FARTHEST):
            yield each
            each -= _DAY

    def _meets(self, day: date) -> bool:
        """Whether the rule puts a meeting on a day."""
        begins = datetime.combine(day, time(0))
        following = self.schedule.following(begins - timedelta(seconds=1))
        return following is not None and following.date() == day


def country_of(series_country: str, company_country: str, zone: str) -> str | None:
    """Whose public holidays count: the series' own, else the company's, else those of the zone."""
    return series_country or company_country or country_of_zone(zone)
