"""What the buttons at home carry."""

from typing import ClassVar

from bot.conversation.payloads import Action


class ShowHelp(Action):
    NAME: ClassVar[str] = "home.help"
