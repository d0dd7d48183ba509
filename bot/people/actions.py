"""What the buttons, forms and timers about people carry."""

from datetime import datetime
from typing import ClassVar, Literal

from bot.conversation.payloads import Action, Payload

Side = Literal["sales", "marketing", "other"]


class SaySide(Action):
    """The answer to which side somebody is on."""

    NAME: ClassVar[str] = "people.side"
    side: Side


class EditMe(Action):
    NAME: ClassVar[str] = "people.me"
    OPENS_FORM: ClassVar[bool] = True


class BackNow(Action):
    """Snooze and absence are over."""

    NAME: ClassVar[str] = "people.back"


class IsThisYou(Action):
    """One of two people who look alike says whether they are one."""

    NAME: ClassVar[str] = "people.same"
    likeness: int
    yes: bool


class Decide(Action):
    """Somebody with the right to says it for both."""

    NAME: ClassVar[str] = "people.decide"
    likeness: int
    yes: bool


class EditCompany(Action):
    """What is true for the whole company."""

    NAME: ClassVar[str] = "people.company"
    OPENS_FORM: ClassVar[bool] = True


class FindPerson(Action):
    NAME: ClassVar[str] = "people.find"
    OPENS_FORM: ClassVar[bool] = True


class EditPerson(Action):
    NAME: ClassVar[str] = "people.edit"
    OPENS_FORM: ClassVar[bool] = True
    person: int


class MapGroup(Action):
    """Who is in this group is on this side; "other": the group says nothing about sides."""

    NAME: ClassVar[str] = "people.group"
    group: int
    side: Side


class ReadRosters(Action):
    """Read the member lists now."""

    NAME: ClassVar[str] = "people.read"


class Join(Payload):
    """Two records of one person are to become one."""

    NAME: ClassVar[str] = "people.join"
    kept: int
    gone: int


class Presence(Payload):
    """Somebody has left, or is back; their record says which."""

    NAME: ClassVar[str] = "people.presence"
    person: int


class LookForUnseen(Payload):
    """A full reading that can't show everybody is over: those it did not show are looked for, page by page.

    `workspace`, and `after` as far as they are asked about already, are rows' ids; `since`: when the reading began.
    """

    NAME: ClassVar[str] = "people.unseen"
    workspace: int
    since: datetime
    after: int = 0


class SyncRosters(Payload):
    """Once a night: read who is there."""

    NAME: ClassVar[str] = "people.rosters"
