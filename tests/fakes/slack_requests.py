"""What Slack sends to an app: events, commands and interactions, as signed HTTP requests.

`Requests` builds them from the fake's world; `post` delivers one to an ASGI app or to a URL. Signatures carry the
wall clock's time, since that is what the app's verifier compares with, however fast the fake's own time runs.
Over 300 lines because it holds one builder for each thing that Slack tells an app.
"""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.fakes.manifests import check_slack_manifest
from tests.fakes.slack_world import RESPONSE_URL_LIFE, Channel, Json, Message, ResponseUrl, User, UserGroup, World

FORM = "application/x-www-form-urlencoded"
PATH = "/slack/events"


@dataclass(frozen=True)
class SlackRequest:
    """One request of Slack's. `kind` is Socket Mode's word for it: events_api, slash_commands or interactive."""

    kind: str
    payload: Json
    body: bytes
    content_type: str
    secret: str
    path: str = PATH
    method: str = "POST"
    aged: float = 0.0
    forged: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """Sign now, less `aged` seconds: each look gives a fresh signature, as each delivery of Slack's does."""
        stamp = str(int(time.time() - self.aged))
        secret = "not the signing secret" if self.forged else self.secret
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + self.body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": self.content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **self.extra,
        }

    def again(self, retry: int = 1, reason: str = "http_timeout") -> "SlackRequest":
        """Return the same request as Slack sends it again: same ids, retry headers on events only."""
        if self.kind != "events_api":
            return self
        return replace(self, extra={"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason})

    def with_forged_signature(self) -> "SlackRequest":
        return replace(self, forged=True)

    def from_the_past(self, seconds: float = 600) -> "SlackRequest":
        """Return it rightly signed, but `seconds` ago: a replay."""
        return replace(self, aged=seconds)


async def post(target: Any, request: SlackRequest, *, within: float = 30.0) -> httpx.Response:
    """Deliver to an ASGI app, or to a base URL like http://127.0.0.1:3000; `within` seconds."""
    transport = None if isinstance(target, str) else httpx.ASGITransport(app=target)
    base = target if isinstance(target, str) else "http://truce.test"
    async with httpx.AsyncClient(transport=transport, base_url=base, timeout=within, trust_env=False) as client:
        return await client.request(request.method, request.path, content=request.body, headers=request.headers)


class Requests(World):
    """Builders of everything Slack may send; `url` is where the fake listens (for response URLs)."""

    url = ""
    request_path = PATH
    manifest: Json = {}

    def configure(self, manifest: Json) -> None:
        """Set the app up by its manifest. ValueError says why Slack would not take it."""
        if problems := check_slack_manifest(manifest):
            raise ValueError("; ".join(problems))
        self.manifest = manifest

    # -- Events API

    def event(self, event: Json, team: str = "") -> SlackRequest:
        """Wrap any event in its envelope, with a new event id."""
        workspace = self.workspaces[team or self.home.id]
        authorization = {"team_id": workspace.id, "user_id": workspace.bot_user, "enterprise_id": None}
        return self._json(
            {
                "token": "unused-verification-token",
                "team_id": workspace.id,
                "context_team_id": workspace.id,
                "context_enterprise_id": None,
                "api_app_id": self.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": self.new_id("Ev"),
                "event_time": int(self.clock()),
                "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": False}],
                "is_ext_shared_channel": False,
                "event_context": f"4-{uuid.uuid4().hex}",
            }
        )

    def url_verification(self) -> SlackRequest:
        return self._json({"token": "unused", "challenge": uuid.uuid4().hex, "type": "url_verification"})

    def direct_message(self, who: str | User, text: str, *, thread_ts: str = "") -> SlackRequest:
        """Somebody writes to the app in their direct message; it stands in the conversation from now on."""
        return self._said(self.user(who), self.channel(self.user(who)), text, "message", thread_ts)

    def written(self, who: str | User, where: str | Channel, text: str) -> Message:
        """Somebody writes to others: it stands there from now on, and the app hears nothing of it."""
        user, channel = self.user(who), self.channel(where)
        message = Message(channel.id, self.new_ts(), user.id, user.team_id, self.clock(), text)
        self.workspaces[user.team_id].add_message(message)
        return message

    def mention(self, who: str | User, where: str | Channel, text: str, *, thread_ts: str = "") -> SlackRequest:
        """Somebody writes `@Truce text` in a channel."""
        user = self.user(who)
        bot = self.workspaces[user.team_id].bot_user
        return self._said(user, self.channel(where), f"<@{bot}> {text}", "app_mention", thread_ts)

    def _said(self, user: User, channel: Channel, text: str, kind: str, thread_ts: str) -> SlackRequest:
        message = Message(channel.id, self.new_ts(), user.id, user.team_id, self.clock(), text, thread_ts=thread_ts)
        self.workspaces[user.team_id].add_message(message)
        inline = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        block = {"type": "rich_text", "block_id": self.new_id("b"), "elements": [inline]}
        said: Json = {
            "user": user.id,
            "type": kind,
            "ts": message.ts,
            "client_msg_id": str(uuid.uuid4()),
            "text": text,
            "team": user.team_id,
            "blocks": [block],
            "channel": channel.id,
            "event_ts": message.ts,
        }
        if kind == "message":
            said["channel_type"] = "im" if channel.user else "group" if channel.private else "channel"
        if thread_ts:
            said |= {"thread_ts": thread_ts, "parent_user_id": self.workspaces[user.team_id].bot_user}
        return self.event(said, user.team_id)

    def echo(self, message: Message) -> SlackRequest:
        """Slack tells an app of its own messages too: the event for one that the app posted."""
        channel = self.channel(message.channel)
        kind = "im" if channel.user else "group" if channel.private else "channel"
        more = {"channel": channel.id, "channel_type": kind, "event_ts": message.ts}
        return self.event(message.payload() | more, message.team_id)

    def home_opened(self, who: str | User, tab: str = "home") -> SlackRequest:
        user = self.user(who)
        opened: Json = {"type": "app_home_opened", "user": user.id, "channel": self.channel(user).id, "tab": tab}
        home = self.home_view(user)
        if home and tab == "home":
            opened["view"] = home.payload(self.app_id, self.workspaces[user.team_id].bot_id)
        return self.event(opened | {"event_ts": self.new_ts()}, user.team_id)

    def joined_channel(self, who: str | User, where: str | Channel, *, inviter: str = "") -> SlackRequest:
        user, channel = self.user(who), self.channel(where)
        if user.id not in channel.members:
            channel.members.append(user.id)
        more = {"inviter": inviter} if inviter else {}
        return self._membership("member_joined_channel", user, channel, more)

    def left_channel(self, who: str | User, where: str | Channel) -> SlackRequest:
        user, channel = self.user(who), self.channel(where)
        channel.members = [member for member in channel.members if member != user.id]
        return self._membership("member_left_channel", user, channel, {})

    def _membership(self, kind: str, user: User, channel: Channel, more: Json) -> SlackRequest:
        event: Json = {"type": kind, "user": user.id, "channel": channel.id, "team": user.team_id}
        event["channel_type"] = "G" if channel.private else "C"
        return self.event(event | more | {"event_ts": self.new_ts()}, user.team_id)

    def team_joined(self, who: str | User) -> SlackRequest:
        return self._about_user("team_join", self.user(who))

    def user_changed(self, who: str | User, **changes: Any) -> SlackRequest:
        """Change a person's fields (tz, email, title, deleted, ...) and tell the app; `updated` moves on."""
        user = self.user(who)
        for key, value in changes.items():
            if not hasattr(user, key):
                raise AttributeError(f"users of the fake Slack have no {key!r}")
            setattr(user, key, value)
        user.updated = max(int(self.clock()), user.updated + 1)
        return self._about_user("user_change", user)

    def deactivated(self, who: str | User) -> SlackRequest:
        """Deactivate a person and tell the app."""
        return self.user_changed(who, deleted=True)

    def _about_user(self, kind: str, user: User) -> SlackRequest:
        shown = user.payload()
        event = {"type": kind, "user": shown, "cache_ts": user.updated, "event_ts": self.new_ts()}
        return self.event(event, user.team_id)

    def group_updated(self, group: UserGroup, members: Iterable[str | User] | None = None) -> SlackRequest:
        """Tell that a user group changed; with `members` its people are replaced first."""
        if members is not None:
            group.members = [self.user(member).id for member in members]
        group.updated = max(int(self.clock()), group.updated + 1)
        return self.event(
            {"type": "subteam_updated", "subteam": group.payload(), "event_ts": self.new_ts()}, group.team_id
        )

    def group_members_changed(
        self, group: UserGroup, added: Iterable[str | User] = (), removed: Iterable[str | User] = ()
    ) -> SlackRequest:
        plus, minus = ([self.user(who).id for who in people] for people in (added, removed))
        group.members = [m for m in group.members if m not in minus] + [m for m in plus if m not in group.members]
        before, group.updated = group.updated, max(int(self.clock()), group.updated + 1)
        event: Json = {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": group.team_id,
            "date_previous_update": before,
            "date_update": group.updated,
            "added_users": plus,
            "added_users_count": len(plus),
            "removed_users": minus,
            "removed_users_count": len(minus),
            "event_ts": self.new_ts(),
        }
        return self.event(event, group.team_id)

    def uninstalled(self, team: str = "") -> SlackRequest:
        """Uninstall the app from a workspace: its tokens are revoked, and the app is told."""
        self._revoke_team(team or self.home.id)
        return self.event({"type": "app_uninstalled", "event_ts": self.new_ts()}, team)

    def tokens_revoked(self, team: str = "") -> SlackRequest:
        self._revoke_team(team or self.home.id)
        bots = [self.workspaces[team or self.home.id].bot_user]
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}, "event_ts": self.new_ts()}
        return self.event(event, team)

    def _revoke_team(self, team: str) -> None:
        for installation in self.installations.values():
            if installation.team == team:
                installation.error = "token_revoked"

    # -- slash commands and interactions

    def command(self, who: str | User, line: str, *, where: str | Channel | None = None) -> SlackRequest:
        """Somebody types `/who pricing`, in a channel or (by default) in their direct message with the app.

        `@name` and `#channel` arrive escaped, as for commands that ask for it (`should_escape`).
        """
        user = self.user(who)
        channel = self.channel(where or user)
        workspace = self.workspaces[user.team_id]
        name, _, text = self.escaped(line).partition(" ")
        payload: Json = {
            "token": "unused-verification-token",
            "team_id": workspace.id,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.user else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": text,
            "api_app_id": self.app_id,
            "is_enterprise_install": "false",
            "response_url": self.new_response_url(user, channel.id),
            "trigger_id": self.new_trigger(user.id),
        }
        return SlackRequest(
            "slash_commands", payload, urlencode(payload).encode(), FORM, self.signing_secret, self.request_path
        )

    def escaped(self, text: str) -> str:
        """Return text with `@name` and `#channel` as Slack escapes them in commands: `<@U1|name>`, `<#C1|channel>`."""
        people = {f"@{u.name}": f"<@{u.id}|{u.name}>" for w in self.workspaces.values() for u in w.users.values()}
        rooms = {f"#{c.name}": f"<#{c.id}|{c.name}>" for w in self.workspaces.values() for c in w.channels.values()}
        return " ".join((people | rooms).get(word, word) for word in text.split(" "))

    def interaction(self, payload: Json) -> SlackRequest:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return SlackRequest("interactive", payload, body, FORM, self.signing_secret, self.request_path)

    def new_response_url(self, user: User, channel: str, ts: str = "") -> str:
        key = uuid.uuid4().hex
        self.response_urls[key] = ResponseUrl(channel, user.id, ts, self.clock() + RESPONSE_URL_LIFE)
        return f"{self.url.removesuffix('api/')}actions/{user.team_id}/{key}"

    def _json(self, payload: Json) -> SlackRequest:
        body = json.dumps(payload).encode()
        return SlackRequest("events_api", payload, body, "application/json", self.signing_secret, self.request_path)
