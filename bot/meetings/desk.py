"""Everything that meetings do, over the same ports: what `bot/routes.py` leads clicks, forms and timers to."""

from bot.meetings.ports import Ports


class MeetingDesk:
    """One for the whole program; holds no state."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
