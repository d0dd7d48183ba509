"""Events: everything that happens, in the core's own words.

Adapters make them from what a platform or a business system sends. `key` is the source's own id of the event, or
of the click where events have none: a repeat carries the same key and changes nothing. `at` is the source's time,
by which late and out-of-order events are recognised.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from bot.conversation.model import Account, Frozen, Place, Platform

Carries = frozenset[Literal["say", "whisper", "word", "update", "form", "errors"]]
"""Which replies the adapter hands back in the same breath; the core makes deliveries of the others.

"word" is a whisper of nothing but text."""


class Event(Frozen):
    key: str
    at: datetime

    @property
    def where(self) -> tuple[Platform, str] | None:
        """The platform and workspace that it came from, which tell the organisation."""
        return None

    @property
    def whose(self) -> int | None:
        """The organisation, where the sender tells it some other way."""
        return None


class Act(Event):
    """Something a person did. `name` is what the platform calls them, for people not known yet."""

    by: Account
    name: str = ""
    place: Place
    carries: Carries = frozenset()
    message: str = ""
    """The platform's id of the message acted on, empty when there was none."""

    @property
    def where(self) -> tuple[Platform, str]:
        return (self.by.platform, self.by.workspace)


class Said(Act):
    """Words in a direct message, or addressed to Truce in a channel. Mentions stand as `<@user>`."""

    text: str


class Commanded(Act):
    """A command: its first word and the rest."""

    command: str
    text: str = ""


class Clicked(Act):
    """A button or choice; `code` is its encoded payload."""

    code: str


class Submitted(Act):
    """A form, filled in. `code` is the payload that the form was opened with; values are as typed."""

    code: str
    values: Mapping[str, str | tuple[str, ...]]


class Pointed(Act):
    """A shortcut on somebody's message: which one, and what the message says. `message` is its id, as ever.

    In `text` mentions stand as `<@user>`. It may be long, and it may be empty: a picture has no words.
    """

    shortcut: str
    text: str
    author: str = ""
    """The platform's id of whoever wrote it; empty: it can't be told."""
    url: str = ""
    """Where it can be read again; empty: nowhere."""


class OpenedHome(Act):
    """Somebody looks at their home."""


class Happened(Event):
    """Something that a platform or business system reports, nobody's act on a message of ours."""

    platform: Platform
    workspace: str

    @property
    def where(self) -> tuple[Platform, str]:
        return (self.platform, self.workspace)


class Profile(Frozen):
    """A member as the platform describes them. `zone` is an IANA name; empty fields are unknown."""

    user: str
    name: str
    email: str = ""
    title: str = ""
    zone: str = ""
    language: str = ""
    guest: bool = False
    bot: bool = False
    left: bool = False
    reference: str = ""
    """What the adapter needs to write to them first, opaque to the core (Teams: a conversation reference)."""


class Installed(Happened):
    """The app was put into a workspace or tenant. `by` becomes the first administrator."""

    name: str
    bot: str = ""
    home: bool = True
    by: str = ""
    organisation: int | None = None
    """The organisation that invited this workspace; None: the only one there is, or a new one."""


class Uninstalled(Happened):
    """The app was removed, or its tokens were revoked."""


class MembersSeen(Happened):
    """A page of the roster, or one changed profile. `complete` closes a full reading begun at `since`.

    `partial`: the platform does not list everybody (Teams), so that not being shown is no proof of being gone.
    """

    members: tuple[Profile, ...]
    complete: bool = False
    partial: bool = False
    since: datetime | None = None


class GroupSeen(Happened):
    """A user group or team and who is in it now: sides may come from it."""

    group: str
    handle: str
    members: tuple[str, ...]


class GroupLeft(Happened):
    """Somebody is no longer in a user group or team (`group` empty: in a chat). They may be in others still."""

    group: str
    members: tuple[str, ...]


class ReferenceSeen(Happened):
    """The adapter learned how to write to somebody, or that it can't any more (empty reference)."""

    user: str
    reference: str


class TimerDue(Event):
    """A timer has come due; the row says what it is."""

    timer: int


class Delivered(Event):
    """The outcome of an effect that matters to the core (a roster read, a conversation opened)."""

    delivery: str
    ok: bool
    detail: str = ""
