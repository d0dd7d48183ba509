"""The timer of the daily tidying."""

from typing import ClassVar

from bot.conversation.payloads import Payload


class Tidy(Payload):
    NAME: ClassVar[str] = "upkeep.tidy"
