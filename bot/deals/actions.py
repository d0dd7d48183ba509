"""What the buttons, forms and timers about business records carry."""

from typing import ClassVar

from bot.conversation.payloads import Payload
from bot.ports import Kind


class Consider(Payload):
    """A record has changed: whoever watches looks at its new states, those after the version `after`."""

    NAME: ClassVar[str] = "deals.consider"
    kind: Kind
    record: int
    after: int = 0
