"""What a handler answers. It says what should happen; adapters or the postman do it."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.conversation.model import Frozen
from bot.conversation.words import Words


class _Reply(Frozen):
    @cached_property
    def stored(self) -> str:
        """As it is kept with its event. Written once, since the same reply may go to many."""
        return self.model_dump_json()


class Quiet(_Reply):
    """Nothing to say; a form closes."""

    reply: Literal["quiet"] = "quiet"


class Say(_Reply):
    """A new message where the person spoke; in a channel, in the thread."""

    reply: Literal["say"] = "say"
    card: Card


class Whisper(_Reply):
    """Seen by the person only, wherever they are."""

    reply: Literal["whisper"] = "whisper"
    card: Card


class Update(_Reply):
    """The message that was clicked now looks like this (for a form: the message it was opened from)."""

    reply: Literal["update"] = "update"
    card: Card


class OpenForm(_Reply):
    reply: Literal["form"] = "form"
    form: Form


class FormErrors(_Reply):
    """The form stays open, with a sentence at each field that needs another look. Changes nothing."""

    reply: Literal["errors"] = "errors"
    errors: dict[str, Words]


class Home(_Reply):
    """What stands in the person's home."""

    reply: Literal["home"] = "home"
    card: Card


Reply = Annotated[
    Quiet | Say | Whisper | Update | OpenForm | FormErrors | Home,
    Field(discriminator="reply"),
]
