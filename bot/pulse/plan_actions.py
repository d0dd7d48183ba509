"""What the buttons, forms and timers carry with which surveys are set up."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload


class NewPulse(Action):
    NAME: ClassVar[str] = "pulse.new"
    OPENS_FORM: ClassVar[bool] = True


class ListPulses(Action):
    NAME: ClassVar[str] = "pulse.list"


class ChangePulse(Action):
    """Name, rhythm, who is asked. `schedule` also starts a draft, at the time that is chosen."""

    NAME: ClassVar[str] = "pulse.change"
    OPENS_FORM: ClassVar[bool] = True
    pulse: int
    schedule: bool = False


class PausePulse(Action):
    NAME: ClassVar[str] = "pulse.pause"
    pulse: int


class ResumePulse(Action):
    NAME: ClassVar[str] = "pulse.resume"
    pulse: int


class StopPulse(Action):
    """End it; a draft is thrown away."""

    NAME: ClassVar[str] = "pulse.stop"
    pulse: int


class ShowPulse(Action):
    """A survey's questions, to work on. `here`: in place of the card that was clicked."""

    NAME: ClassVar[str] = "pulse.show"
    pulse: int
    here: bool = False


class AddQuestion(Action):
    NAME: ClassVar[str] = "pulse.add_question"
    OPENS_FORM: ClassVar[bool] = True
    pulse: int


class PickQuestion(Action):
    """One of a survey's questions, to work on."""

    NAME: ClassVar[str] = "pulse.pick_question"
    pulse: int
    number: int


class EditQuestion(Action):
    NAME: ClassVar[str] = "pulse.edit_question"
    OPENS_FORM: ClassVar[bool] = True
    pulse: int
    number: int


class MoveQuestion(Action):
    """Let it change places with the one before it, or behind it."""

    NAME: ClassVar[str] = "pulse.move_question"
    pulse: int
    number: int
    up: bool


class DropQuestion(Action):
    NAME: ClassVar[str] = "pulse.drop_question"
    pulse: int
    number: int


class AskByName(Action):
    """Whether answers carry names."""

    NAME: ClassVar[str] = "pulse.named"
    pulse: int
    named: bool


class SendNow(Action):
    NAME: ClassVar[str] = "pulse.send"
    pulse: int


class PreviewPulse(Action):
    """What people will get, a message a step. `pick` tells apart the buttons of one message, and is kept nowhere."""

    NAME: ClassVar[str] = "pulse.preview"
    pulse: int
    step: int = 0
    pick: int = 0


class OpenPulse(Payload):
    """Timer: an occurrence of a survey is near. `occurrence` is its wall time in the survey's zone."""

    NAME: ClassVar[str] = "pulse.open"
    pulse: int
    occurrence: str
