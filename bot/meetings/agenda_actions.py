"""What the buttons and forms of agendas carry: ids only. Whoever clicks is looked up, never trusted."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload
from bot.meetings.agenda import Step


class ShowAgenda(Action):
    """The next agenda of a series, for whoever asks. `anew`: in a message of its own."""

    NAME: ClassVar[str] = "agenda.show"
    series: int
    page: int = 0
    anew: bool = False


class ShowItem(Action):
    NAME: ClassVar[str] = "agenda.item"
    item: int


class AddItem(Action):
    """Add an item: to the agenda of a series, or of one that is asked for. The rest is what is there already."""

    NAME: ClassVar[str] = "agenda.add"
    OPENS_FORM: ClassVar[bool] = True
    series: int = 0
    title: str = ""
    note: str = ""
    url: str = ""


class Vote(Action):
    """Somebody wants it talked about, or not any more."""

    NAME: ClassVar[str] = "agenda.vote"
    item: int
    wanted: bool = True


class Comment(Action):
    NAME: ClassVar[str] = "agenda.comment"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class ChangeItem(Action):
    NAME: ClassVar[str] = "agenda.change"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class MoveItem(Action):
    NAME: ClassVar[str] = "agenda.move"
    item: int
    step: Step


class OrderByVotes(Action):
    """Nobody's order by hand counts any more."""

    NAME: ClassVar[str] = "agenda.by_votes"
    item: int
    """Of whose meeting: the card that it stands on."""


class DropItem(Action):
    NAME: ClassVar[str] = "agenda.drop"
    OPENS_FORM: ClassVar[bool] = True
    item: int


class BringBack(Action):
    NAME: ClassVar[str] = "agenda.bring_back"
    item: int


class PostAgenda(Action):
    """Truce has been invited into the channel: the agenda goes there now."""

    NAME: ClassVar[str] = "agenda.post"
    meeting: int


# Timers


class LookAtAgenda(Payload):
    """Whether an agenda has reached its channels; `times` it was looked at so far."""

    NAME: ClassVar[str] = "agenda.look"
    meeting: int
    times: int = 0
