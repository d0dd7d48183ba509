"""Everything that engagements do, over the same ports: what `bot/routes.py` leads clicks, forms and timers to."""

from bot.engagements.answering import Answering
from bot.engagements.channel import Channels
from bot.engagements.digest_section import Telling
from bot.engagements.handing import Handing
from bot.engagements.handlers import Looking
from bot.engagements.inviting import Inviting
from bot.engagements.leaving import Leaving
from bot.engagements.opening import Engagements
from bot.engagements.passing_on import PassingOn
from bot.engagements.ports import Ports
from bot.engagements.running import Running
from bot.engagements.taking_over import TakingOver
from bot.engagements.waiving import Letting, Waiving


class EngagementDesk:
    """One for the whole program; holds no state."""

    def __init__(self, ports: Ports) -> None:
        self.engaging = Engagements(ports)
        self.answering = Answering(ports)
        self.handing = Handing(ports)
        self.waiving = Waiving(ports)
        self.passing_on = PassingOn(ports)
        self.taking_over = TakingOver(ports)
        self.letting = Letting(ports)
        self.inviting = Inviting(ports)
        self.channels = Channels(ports)
        self.looking = Looking(ports)
        self.running = Running(ports)
        self.leaving = Leaving(ports)
        self.telling = Telling(ports)
