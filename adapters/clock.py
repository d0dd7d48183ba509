"""The clock: the only source of time, and what wakes the core when a timer is due."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that is moved forward by hand: the playground's, and the tests'. It runs on by itself if `running`."""

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        self._offset = start - datetime.now(UTC)
        self._start = None if running else start

    def now(self) -> datetime:
        return self._start if self._start is not None else datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("time moves forward only")
        self._offset += by
        if self._start is not None:
            self._start += by

    def move_to(self, moment: datetime) -> None:
        self.move(max(moment - self.now(), timedelta(0)))
