"""What the buttons, forms and timers carry that keep the directory right."""

from typing import ClassVar

from bot.conversation.model import Frozen
from bot.conversation.payloads import Action, Payload


class Shown(Frozen):
    """Which list a click stands on, so that it can be shown anew: a page of it, and of whose.

    `everything`: of all topics, not only of those that the person looks after. `leavers`: those without a person only.
    """

    page: int = 0
    everything: bool = False
    leavers: bool = False


# The contact's own person


class ConfirmMine(Action):
    """These are still right; without any named, all that the person is a contact for."""

    NAME: ClassVar[str] = "directory.confirm_mine"
    contacts: tuple[int, ...] = ()


class ShowMine(Action):
    NAME: ClassVar[str] = "directory.mine"
    page: int = 0
    anew: bool = False
    """In a message of its own."""


class HandOver(Action):
    """Somebody else answers for this from now on."""

    NAME: ClassVar[str] = "directory.hand_over"
    OPENS_FORM: ClassVar[bool] = True
    contact: int
    page: int = 0


class NotMine(Action):
    """The person answers for this no longer, and doesn't know who does."""

    NAME: ClassVar[str] = "directory.not_mine"
    contact: int
    page: int = 0


class Accept(Action):
    """Somebody who was named as a contact says that this is right."""

    NAME: ClassVar[str] = "directory.accept"
    contact: int


class Refuse(Action):
    NAME: ClassVar[str] = "directory.refuse"
    contact: int


# The steward's list


class ShowQuestions(Action):
    NAME: ClassVar[str] = "directory.questions"
    shown: Shown = Shown()
    anew: bool = False
    """In a message of its own."""


class Assign(Action):
    """This person answers for it: for a contact, or for the topic of a question whose contact is gone.

    `instead` is who answered as the list was made.
    """

    NAME: ClassVar[str] = "directory.assign"
    contact: int | None = None
    question: int | None = None
    person: int
    instead: int | None = None
    shown: Shown = Shown()


class AssignElse(Action):
    """The same for somebody whom the list does not name."""

    NAME: ClassVar[str] = "directory.assign_else"
    OPENS_FORM: ClassVar[bool] = True
    contact: int | None = None
    question: int | None = None
    instead: int | None = None
    shown: Shown = Shown()


class WasRight(Action):
    """The answer was right, whatever the one who asked thought."""

    NAME: ClassVar[str] = "directory.was_right"
    question: int
    shown: Shown = Shown()


class NotForUs(Action):
    """Nobody will ever answer this here."""

    NAME: ClassVar[str] = "directory.not_for_us"
    question: int
    shown: Shown = Shown()


class CallTopic(Action):
    """The words of a question are another name for a topic."""

    NAME: ClassVar[str] = "directory.call_topic"
    question: int
    topic: int
    shown: Shown = Shown()


class TopicFor(Action):
    """A question is about something new."""

    NAME: ClassVar[str] = "directory.topic_for"
    OPENS_FORM: ClassVar[bool] = True
    question: int
    shown: Shown = Shown()


class AskAgain(Action):
    """Ask somebody who has been silent once more."""

    NAME: ClassVar[str] = "directory.ask_again"
    contact: int
    shown: Shown = Shown()


class DropContact(Action):
    """Nobody is needed for this any more."""

    NAME: ClassVar[str] = "directory.drop_contact"
    contact: int
    shown: Shown = Shown()


# Timers


class AskContacts(Payload):
    """Once a day: ask those whose turn it is, remind, give up.

    `after`: the last one looked at. `left`: so many may still be written to today; -1: that is yet to be worked out.
    """

    NAME: ClassVar[str] = "directory.ask_contacts"
    after: int = 0
    left: int = -1


class AskWhenBack(Payload):
    """Their turn came while they were away."""

    NAME: ClassVar[str] = "directory.ask_when_back"
    person: int


class PlanLists(Payload):
    """Once a week: set a timer for each steward's list, by their own Monday morning."""

    NAME: ClassVar[str] = "directory.plan_lists"
    after: int = 0


class SendList(Payload):
    NAME: ClassVar[str] = "directory.send_list"
    person: int


class TellOfLeavers(Payload):
    """Somebody has left: their topics' stewards are told, of all who left at the same time together."""

    NAME: ClassVar[str] = "directory.tell_of_leavers"
    person: int
