"""The agenda of a meeting: built at its lead time, posted, kept up to date until it begins, and frozen then."""

from dataclasses import dataclass
from datetime import datetime

from bot.meetings.ports import Ports
from bot.work import Work
from storage.meetings import Meeting, Series


@dataclass(frozen=True)
class Building:
    ports: Ports

    def build(self, series: Series, meeting: Meeting, since: datetime, work: Work) -> None:
        """Put together what there is to talk about, and post it. `since`: when the series last met, or began."""

    def refresh(self, series: Series, meeting: Meeting, work: Work) -> None:
        """The same agenda under its new time; nothing where it is not out yet."""

    def freeze(self, series: Series, meeting: Meeting, work: Work) -> None:
        """The meeting begins: the agenda stays as it is, and what found no time waits for the next one."""
