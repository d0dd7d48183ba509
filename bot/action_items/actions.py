"""What the buttons, forms and timers of action items carry: ids, and what a form begins with. Nothing is proof."""

from typing import ClassVar, Literal

from bot.conversation.payloads import Action, Payload

Which = Literal["mine", "asked", "ours", "all"]
"""Mine; what I asked of others; all of my side; everybody's."""
Why = Literal["", "who", "several", "when", "ways", "past", "long"]
"""What could not be read: who, which of several, by when, which of two days, a day that is over, so long a text."""


class NewItem(Action):
    """Write down who does what by when. All but the ids is what the form begins with; `due` is an ISO day."""

    NAME: ClassVar[str] = "action_items.new"
    OPENS_FORM: ClassVar[bool] = True
    what: str = ""
    owner: int | None = None
    due: str = ""
    url: str = ""
    series: int | None = None
    meeting: int | None = None
    item: int | None = None
    why: Why = ""
    typed: str = ""
    """The words that could not be read."""


class Accept(Action):
    NAME: ClassVar[str] = "action_items.accept"
    item: int


class Decline(Action):
    NAME: ClassVar[str] = "action_items.decline"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class AnotherDay(Action):
    """Its owner proposes another day; who asked for it, or took it on themselves, sets one."""

    NAME: ClassVar[str] = "action_items.another_day"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class SettleDay(Action):
    """Whether the day that its owner proposed is agreed."""

    NAME: ClassVar[str] = "action_items.settle_day"
    item: int
    day: str
    agreed: bool


class Finish(Action):
    NAME: ClassVar[str] = "action_items.finish"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class Drop(Action):
    NAME: ClassVar[str] = "action_items.drop"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class GiveTo(Action):
    """Somebody else is to do it."""

    NAME: ClassVar[str] = "action_items.give"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class ShowItem(Action):
    NAME: ClassVar[str] = "action_items.show"
    item: int


class ShowItems(Action):
    NAME: ClassVar[str] = "action_items.list"
    which: Which = "mine"
    page: int = 0
    anew: bool = False
    """In a message of its own."""


# Timers


class Remind(Payload):
    NAME: ClassVar[str] = "action_items.remind"
    item: int
