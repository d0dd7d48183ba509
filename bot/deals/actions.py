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


class AccountChanged(Payload):
    """Name, region or segment of an account has changed: its deals after this one are looked at anew."""

    NAME: ClassVar[str] = "deals.account"
    account: int
    after: int = 0


class AskUnsettled(Payload):
    """Ask what is not settled; with `message`, show that one as things stand now."""

    NAME: ClassVar[str] = "deals.ask"
    message: str = ""
