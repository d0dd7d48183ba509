"""One time for the fake Slack and for Truce, which are processes of their own: it stands still, then runs fast.

Before the file exists it is Monday, shortly before ten in Vienna; from the moment that the file names on, time runs
sixty times as fast. So the invitations of a whole company are due a moment after the test says so.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

START = datetime(2027, 1, 11, 8, 59, 30, tzinfo=UTC)
ZONE = "Europe/Vienna"
SPEED = 60.0


class SharedClock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._began: float | None = None

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        """Seconds since 1970, as the fake counts them."""
        if self._began is None:
            try:
                self._began = float(self._file.read_text())
            except (FileNotFoundError, ValueError):  # not there yet, or not yet written
                return START.timestamp()
        return START.timestamp() + max(0.0, time.time() - self._began) * SPEED

    def let_run(self) -> None:
        self._file.write_text(str(time.time()))
