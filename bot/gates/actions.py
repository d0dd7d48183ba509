"""What the buttons of gates carry."""

from typing import ClassVar

from bot.conversation.payloads import Action
from bot.ports.records import Kind


class ShowGate(Action):
    """How a gate stands now."""

    NAME: ClassVar[str] = "gates.show"
    kind: Kind
    record: int


class Force(Action):
    """Let it through, though not everybody has answered."""

    NAME: ClassVar[str] = "gates.force"
    OPENS_FORM: ClassVar[bool] = True
    kind: Kind
    record: int
