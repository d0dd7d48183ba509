"""What the buttons of answers carry: ids, and the words of the question. Whoever clicks is looked up, never trusted."""

from datetime import date
from typing import ClassVar

from bot.conversation.payloads import Action, Payload


class Browse(Action):
    """Topics by name, from one place in their order up to another; all of them where `last` is 0."""

    NAME: ClassVar[str] = "who.browse"

    first: int = 0
    last: int = 0


class BrowseTopic(Action):
    NAME: ClassVar[str] = "who.topic"

    topic: int


class ShowContact(Action):
    """Somebody picked from those of a topic."""

    NAME: ClassVar[str] = "who.contact"

    contact: int


class ShareHere(Action):
    """What was answered to one person goes to all in the channel."""

    NAME: ClassVar[str] = "who.share"

    text: str


class OpenConversation(Action):
    """`topic`: what it is to be about, 0 for nothing in particular."""

    NAME: ClassVar[str] = "who.talk"

    person: int
    topic: int = 0


class SomeoneElse(Action):
    """`openly`: the answer stands where others see it, too, so it stays as it is."""

    NAME: ClassVar[str] = "who.else"

    text: str
    openly: bool = False


class WrongPerson(Action):
    """`contact` is whom the answer named, 0 where it only guessed."""

    NAME: ClassVar[str] = "who.wrong"

    text: str
    contact: int = 0
    openly: bool = False


class Suggest(Action):
    """Who it should be, by somebody who knows."""

    NAME: ClassVar[str] = "who.suggest"
    OPENS_FORM: ClassVar[bool] = True

    question: int


class ForgetAsked(Payload):
    """What lines up with the questions of a day goes."""

    NAME: ClassVar[str] = "who.forget"

    day: date
