"""All that is done with action items, over the same ports: what `bot/routes.py` leads commands and forms to."""

from bot.action_items.making import Making
from bot.action_items.ports import Ports


class ActionItemDesk:
    """One for the whole program; holds no state."""

    def __init__(self, ports: Ports) -> None:
        self.making = Making(ports)
