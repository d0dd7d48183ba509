"""What action items need of other capabilities, filled in by `bot/routes.py`."""

from dataclasses import dataclass

from bot.ports.meetings import MeetingLookup


@dataclass(frozen=True)
class Ports:
    meetings: MeetingLookup
