"""What the buttons of calendar links carry. `series` 0 means all meetings that are somebody's."""

from typing import ClassVar

from bot.conversation.payloads import Action


class ShowCalendarLinks(Action):
    NAME: ClassVar[str] = "meetings.links"


class ShowCalendarLink(Action):
    NAME: ClassVar[str] = "meetings.link"
    series: int = 0


class NewCalendarLink(Action):
    """Any link to the same that there was works no more."""

    NAME: ClassVar[str] = "meetings.new_link"
    series: int = 0


class SwitchOffCalendarLink(Action):
    NAME: ClassVar[str] = "meetings.unlink"
    series: int = 0
