"""What exists in the fake Slack: workspaces, people, channels, groups, messages, views, files; and who may use them.

Nothing here speaks HTTP. `World` is the root; the Web API methods (slack_methods) change it, tests read it.
Over 300 lines because all of Slack's nouns stand here once, in the shape in which Slack shows them to an app.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Clock = Callable[[], float]

SCOPES = (
    "chat:write,im:write,im:history,users:read,users:read.email,commands,app_mentions:read,channels:read,"
    "channels:history,groups:read,groups:history,files:write,usergroups:read,mpim:write,mpim:history"
)
TRIGGER_LIFE = 3.0
RESPONSE_URL_LIFE = 30 * 60.0
RESPONSE_URL_USES = 5


class SlackError(Exception):
    """A method's answer `{"ok": false, "error": ...}`; `more` is merged into it."""

    def __init__(self, error: str, **more: Any):
        super().__init__(error)
        self.error = error
        self.more = more


def sped_up(speed: float) -> Clock:
    """Return a clock that starts now and runs `speed` times as fast as the wall's; seconds since 1970."""
    start, began = time.time(), time.monotonic()
    return lambda: start + (time.monotonic() - began) * speed


@dataclass
class User:
    id: str
    team_id: str
    name: str
    real_name: str = ""
    email: str = ""
    tz: str = "Europe/Berlin"
    title: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    locale: str = "en-US"
    updated: int = 0

    def payload(self, *, with_email: bool = True) -> Json:
        """Return the user object; a deactivated user has lost the time zone and the roles, as in Slack."""
        profile: Json = {
            "real_name": self.real_name or self.name,
            "real_name_normalized": self.real_name or self.name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "title": self.title,
            "phone": "",
            "status_text": "",
            "status_emoji": "",
            "team": self.team_id,
        }
        if with_email and self.email:
            profile["email"] = self.email
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:
            return user
        zone = datetime.fromtimestamp(self.updated, ZoneInfo(self.tz))
        offset = zone.utcoffset()
        return user | {
            "real_name": self.real_name or self.name,
            "tz": self.tz,
            "tz_label": zone.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": not self.is_bot,
        }


@dataclass
class Channel:
    """A channel, private channel, direct message (then `user` is set) or one of several people (`together`)."""

    id: str
    name: str = ""
    members: list[str] = field(default_factory=list)
    private: bool = False
    archived: bool = False
    user: str = ""
    created: int = 0
    together: bool = False

    @property
    def kind(self) -> str:
        """`im`, `mpim`, `groups` or `channels`: the first half of the scopes that this conversation needs."""
        if self.user:
            return "im"
        if self.together:
            return "mpim"
        return "groups" if self.private else "channels"

    def payload(self, bot: str) -> Json:
        common: Json = {"id": self.id, "created": self.created, "is_archived": self.archived, "is_im": bool(self.user)}
        if self.user:
            return common | {"user": self.user, "is_org_shared": False, "is_user_deleted": False}
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_private": self.private,
            "is_mpim": self.together,
            "is_general": self.name == "general",
            "is_member": bot in self.members,
            "num_members": len(self.members),
        }


@dataclass
class UserGroup:
    id: str
    team_id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    disabled_at: int = 0
    updated: int = 0

    def payload(self, *, with_users: bool = True) -> Json:
        group: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_create": 0,
            "date_update": self.updated,
            "date_delete": self.disabled_at,
            "auto_type": None,
            "user_count": len(self.members),
        }
        return group | {"users": list(self.members)} if with_users else group


@dataclass
class Message:
    """One message as it stands now; `versions` holds what it said before each edit, oldest first."""

    channel: str
    ts: str
    user: str
    team_id: str
    at: float
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    bot_id: str = ""
    app_id: str = ""
    thread_ts: str = ""
    ephemeral_to: str = ""
    deleted: bool = False
    edited: bool = False
    versions: list[Json] = field(default_factory=list)
    state: Json = field(default_factory=dict)

    def payload(self, *, with_metadata: bool = False) -> Json:
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team_id}
        for key in ("bot_id", "app_id", "blocks", "attachments", "thread_ts", "files"):
            if value := getattr(self, key):
                shown[key] = value
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.ts}
        if with_metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown

    def edit(self, **changes: Any) -> None:
        self.versions.append({"text": self.text, "blocks": self.blocks, "metadata": self.metadata})
        for key, value in changes.items():
            setattr(self, key, value)
        self.edited = True


@dataclass
class View:
    """A modal or a home tab. `errors` are what the app last answered to its submission."""

    id: str
    team_id: str
    user: str
    content: Json
    hash: str
    root: str = ""
    previous: str = ""
    open: bool = True
    errors: Json = field(default_factory=dict)
    state: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        return list(self.content.get("blocks", []))

    def payload(self, app_id: str, bot_id: str) -> Json:
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
        }
        return (
            shown
            | self.content
            | {
                "hash": self.hash,
                "state": {"values": self.state},
                "previous_view_id": self.previous or None,
                "root_view_id": self.root or self.id,
                "app_id": app_id,
                "app_installed_team_id": self.team_id,
                "bot_id": bot_id,
            }
        )


@dataclass
class StoredFile:
    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""
    alt_text: str = ""
    completed: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    """What a `trigger_id` allows: one view, for one user, for 3 seconds."""

    user: str
    expires: float
    view: str = ""
    used: bool = False


@dataclass
class ResponseUrl:
    channel: str
    user: str
    ts: str
    expires: float
    uses_left: int = RESPONSE_URL_USES


@dataclass
class Workspace:
    """One workspace (team) in which the app is, or may be, installed."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    views_of: dict[str, list[View]] = field(default_factory=lambda: defaultdict(list))
    messages: list[Message] = field(default_factory=list)
    messages_in: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    direct_messages: dict[str, Channel] = field(default_factory=dict)
    group_messages: dict[frozenset[str], Channel] = field(default_factory=dict)

    def direct_message(self, user: str, make_id: Callable[[str], str]) -> Channel:
        """Return the conversation between a person and the app; it is opened if there is none yet."""
        if user not in self.direct_messages:
            channel = Channel(make_id("D"), user=user, members=[user, self.bot_user])
            self.direct_messages[user] = self.channels[channel.id] = channel
        return self.direct_messages[user]

    def group_message(self, users: Iterable[str], make_id: Callable[[str], str]) -> Channel:
        """Return the conversation of some people and the app; it is opened if there is none yet."""
        members = frozenset({*users, self.bot_user})
        if members not in self.group_messages:
            names = "--".join(sorted(self.users[user].name for user in members))
            channel = Channel(make_id("G"), f"mpdm-{names}-1", sorted(members), private=True, together=True)
            self.group_messages[members] = self.channels[channel.id] = channel
        return self.group_messages[members]

    def add_message(self, message: Message) -> None:
        self.messages.append(message)
        self.messages_in[message.channel].append(message)

    def find_message(self, channel: str, ts: str) -> Message | None:
        found = (m for m in reversed(self.messages_in[channel]) if m.ts == ts and not m.deleted)
        return next(found, None)

    def add_view(self, view: View) -> None:
        self.views[view.id] = view
        self.views_of[view.user].append(view)


@dataclass
class Installation:
    """A bot token: where it belongs, what it may do, and the error it draws once it is no longer good."""

    token: str
    team: str
    scopes: str = SCOPES
    error: str = ""


class World:
    """Everything the fake knows. Tests add people and channels here and read what the app did to them."""

    app_id = "A0TRUCE"
    bot_token = "xoxb-fake-home"
    app_token = "xapp-fake"
    signing_secret = "fake-signing-secret"
    client_id = "100.200"
    client_secret = "fake-client-secret"

    def __init__(self, *, clock: Clock, history_lag: float = 0.0, posting_to_deactivated: str = ""):
        self.clock = clock
        self.history_lag = history_lag
        self.posting_to_deactivated = posting_to_deactivated
        self.workspaces: dict[str, Workspace] = {}
        self.installations: dict[str, Installation] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.oauth_codes: dict[str, str] = {}
        self._last_ts = 0
        self._count = 0
        self.home = self.add_workspace("Acme", team_id="T0HOME", token=self.bot_token)

    # -- making ids and times

    def new_id(self, letter: str) -> str:
        self._count += 1
        return f"{letter}0{self._count:08d}"

    def new_ts(self) -> str:
        """Return a message timestamp that is larger than any before, even while the clock stands still."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self, user: str, view: str = "") -> str:
        trigger = f"{self.new_id('1')}.{uuid.uuid4().hex}"
        self.triggers[trigger] = Trigger(user, self.clock() + TRIGGER_LIFE, view)
        return trigger

    # -- filling it

    def add_workspace(self, name: str, *, team_id: str = "", token: str = "", scopes: str = SCOPES) -> Workspace:
        """Add a workspace; with a token the app is installed there, without one it can be by `oauth.v2.access`."""
        team_id = team_id or self.new_id("T")
        bot = User(self.new_id("U"), team_id, "truce", "Truce", is_bot=True, updated=int(self.clock()))
        slackbot = User("USLACKBOT", team_id, "slackbot", "Slackbot", tz="America/Los_Angeles")
        workspace = Workspace(team_id, name, name.lower(), bot.id, self.new_id("B"))
        workspace.users = {slackbot.id: slackbot, bot.id: bot}
        self.workspaces[team_id] = workspace
        if token:
            self.installations[token] = Installation(token, team_id, scopes)
        return workspace

    def add_user(self, name: str, *, workspace: Workspace | None = None, id: str = "", **fields: Any) -> User:  # noqa: A002
        workspace = workspace or self.home
        fields.setdefault("real_name", name.title())
        fields.setdefault("email", f"{name.replace(' ', '.').lower()}@{workspace.domain}.example")
        fields.setdefault("updated", int(self.clock()))
        user = User(id or self.new_id("U"), workspace.id, name, **fields)
        workspace.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        members: Iterable[str | User] = (),
        *,
        workspace: Workspace | None = None,
        id: str = "",  # noqa: A002
        private: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        workspace = workspace or self.home
        inside = [self.user(member).id for member in members] + ([workspace.bot_user] if with_bot else [])
        channel = Channel(id or self.new_id("C"), name, inside, private=private, created=int(self.clock()))
        workspace.channels[channel.id] = channel
        return channel

    def add_group(
        self, handle: str, members: Iterable[str | User] = (), *, workspace: Workspace | None = None
    ) -> UserGroup:
        workspace = workspace or self.home
        inside = [self.user(member).id for member in members]
        group = UserGroup(self.new_id("S"), workspace.id, handle, handle.title(), inside, updated=int(self.clock()))
        workspace.groups[group.id] = group
        return group

    # -- reading it

    def user(self, who: str | User) -> User:
        """Find a user by id or name; a KeyError says who was looked for."""
        if isinstance(who, User):
            return who
        for workspace in self.workspaces.values():
            if who in workspace.users:
                return workspace.users[who]
        for workspace in self.workspaces.values():
            for user in workspace.users.values():
                if user.name == who:
                    return user
        raise KeyError(f"no user {who!r} in the fake Slack")

    def channel(self, where: str | User | Channel) -> Channel:
        """Find a channel by id, `#name`, or the person whose direct message with the app it is."""
        if isinstance(where, Channel):
            return where
        for workspace in self.workspaces.values():
            for channel in workspace.channels.values():
                if where in (channel.id, f"#{channel.name}"):
                    return channel
        user = self.user(where)
        return self.workspaces[user.team_id].direct_message(user.id, self.new_id)

    def messages(self, where: str | User | Channel, *, by_everyone: bool = False) -> list[Message]:
        """Return what stands in a conversation, oldest first: the app's messages, ephemeral ones left out."""
        channel = self.channel(where)
        found = [m for workspace in self.workspaces.values() for m in list(workspace.messages_in[channel.id])]
        return [m for m in found if not m.ephemeral_to and not m.deleted and (by_everyone or m.bot_id)]

    def whispers(self, who: str | User) -> list[Message]:
        """Return the ephemeral messages that this person was shown and that are still there, oldest first."""
        user = self.user(who)
        return [m for m in self._every_message() if m.ephemeral_to == user.id and not m.deleted]

    def all_messages(self) -> list[Message]:
        """Return every message the app ever posted, deleted and ephemeral ones too, oldest first."""
        return [m for m in self._every_message() if m.bot_id]

    def views(self, who: str | User) -> list[View]:
        """Return the modals open before this person, the one on top last."""
        user = self.user(who)
        views = self.workspaces[user.team_id].views_of[user.id]
        return [v for v in views if v.open and v.content["type"] == "modal"]

    def view(self, who: str | User) -> View:
        """Return the modal on top; an AssertionError if none is open."""
        views = self.views(who)
        assert views, f"no view is open before {self.user(who).name}"
        return views[-1]

    def home_view(self, who: str | User) -> View | None:
        user = self.user(who)
        views = self.workspaces[user.team_id].views_of[user.id]
        return next((v for v in views if v.content["type"] == "home"), None)

    def files(self, workspace: Workspace | None = None) -> list[StoredFile]:
        return [f for f in (workspace or self.home).files.values() if f.completed]

    def revoke(self, token: str = "", error: str = "token_revoked") -> None:
        """Make a token draw `token_revoked`, `invalid_auth` or `account_inactive`; `error=""` makes it good again."""
        self.installations[token or self.bot_token].error = error

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def _every_message(self) -> list[Message]:
        return [m for workspace in self.workspaces.values() for m in list(workspace.messages)]
