"""Everything that meetings do, over the same ports: what `bot/routes.py` leads clicks, forms and timers to."""

from bot.meetings.after import After
from bot.meetings.arriving import Arriving
from bot.meetings.building import Building
from bot.meetings.editing import Editing
from bot.meetings.feed_links import Links
from bot.meetings.feeding import Feeding
from bot.meetings.looking import Looking
from bot.meetings.lookup import MeetingNames
from bot.meetings.owners import Owners
from bot.meetings.ports import Ports
from bot.meetings.practice import MeetingPractice
from bot.meetings.running import Running
from bot.meetings.setting_up import SettingUp
from bot.meetings.single import Single
from bot.meetings.solving import Solving


class MeetingDesk:
    """One for the whole program; holds no state."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.links = Links()
        self.feeding = Feeding(ports)
        self.names = MeetingNames()
        self.series = SettingUp(ports)
        self.single = Single(ports)
        self.owners = Owners(ports)
        self.running = Running(ports)
        self.practice = MeetingPractice(ports)
        self.building = Building(ports)
        self.agendas = Looking(ports)
        self.editing = Editing(ports)
        self.arriving = Arriving(ports)
        self.after = After(ports)
        self.solving = Solving(ports)
