"""What the buttons and forms after a meeting carry: ids only. Whoever clicks is looked up, never trusted."""

from typing import ClassVar

from bot.conversation.payloads import Action


class TellOutcome(Action):
    """What was decided, and who does what."""

    NAME: ClassVar[str] = "after.tell"
    OPENS_FORM: ClassVar[bool] = True
    meeting: int


class NotHeld(Action):
    """It did not take place."""

    NAME: ClassVar[str] = "after.not_held"
    OPENS_FORM: ClassVar[bool] = True
    meeting: int


class SolvedOne(Action):
    """Whether it solved a problem, says somebody who was there."""

    NAME: ClassVar[str] = "after.solved"
    meeting: int
    solved: bool


class SolvedWhich(Action):
    """Which one: something of the agenda."""

    NAME: ClassVar[str] = "after.which"
    meeting: int
    item: int


class SolvedElse(Action):
    """Or something else."""

    NAME: ClassVar[str] = "after.else"
    OPENS_FORM: ClassVar[bool] = True
    meeting: int
