"""What the buttons, forms and timers of meeting series carry."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload


class ListSeries(Action):
    NAME: ClassVar[str] = "meetings.list"
    anew: bool = False
    """In a message of its own."""


class NewSeries(Action):
    NAME: ClassVar[str] = "meetings.new"
    OPENS_FORM: ClassVar[bool] = True


class ShowSeries(Action):
    NAME: ClassVar[str] = "meetings.series"
    series: int


class ChangeSeries(Action):
    NAME: ClassVar[str] = "meetings.change"
    OPENS_FORM: ClassVar[bool] = True
    series: int


class ChangeReaders(Action):
    """Who gets its meetings in their weekly digest."""

    NAME: ClassVar[str] = "meetings.readers"
    OPENS_FORM: ClassVar[bool] = True
    series: int


class PauseSeries(Action):
    NAME: ClassVar[str] = "meetings.pause"
    series: int


class ResumeSeries(Action):
    NAME: ClassVar[str] = "meetings.resume"
    series: int


class EndSeries(Action):
    NAME: ClassVar[str] = "meetings.end"
    series: int


class ShowMeeting(Action):
    """A single meeting: `occurrence` is the wall time at which its rule put it."""

    NAME: ClassVar[str] = "meetings.single"
    series: int
    occurrence: str


class CallOff(Action):
    NAME: ClassVar[str] = "meetings.call_off"
    OPENS_FORM: ClassVar[bool] = True
    series: int
    occurrence: str


class Move(Action):
    NAME: ClassVar[str] = "meetings.move"
    OPENS_FORM: ClassVar[bool] = True
    series: int
    occurrence: str


class TakeOver(Action):
    """The leaver's manager is its owner from now on."""

    NAME: ClassVar[str] = "meetings.take_over"
    series: int
    leaver: int


class NameOwner(Action):
    """Somebody else is."""

    NAME: ClassVar[str] = "meetings.name_owner"
    OPENS_FORM: ClassVar[bool] = True
    series: int
    leaver: int


class Prepare(Payload):
    """Look what there is to do for a series: its next agenda, above all."""

    NAME: ClassVar[str] = "meetings.prepare"
    series: int


class Begin(Payload):
    NAME: ClassVar[str] = "meetings.begin"
    meeting: int


class End(Payload):
    NAME: ClassVar[str] = "meetings.end_of"
    meeting: int
