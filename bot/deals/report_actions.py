"""What the buttons and timers about reports of other systems carry."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload


class UseWhatCame(Payload):
    """So many items of a report are `left` to record: the system has said no more of them, or they were too many."""

    NAME: ClassVar[str] = "reports.use"
    report: int
    left: int


class ForgetBodies(Payload):
    """What was taken loses its body after a month."""

    NAME: ClassVar[str] = "reports.forget"


class ShowReports(Action):
    """The reports that could not be read; those older than the report `before`."""

    NAME: ClassVar[str] = "reports.list"
    before: int = 0


class ShowReport(Action):
    NAME: ClassVar[str] = "reports.show"
    report: int


class TryAgain(Action):
    NAME: ClassVar[str] = "reports.again"
    report: int


class Dismiss(Action):
    NAME: ClassVar[str] = "reports.dismiss"
    report: int
