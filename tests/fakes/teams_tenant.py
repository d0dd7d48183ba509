"""The company as Teams knows it: people, teams and their channels, chats, who has the app, and what was posted."""

import base64
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
Json = dict[str, Any]


@dataclass(eq=False)
class Person:
    """Somebody in the tenant. `id` is what Teams calls them to this bot (29:...), `aad_id` what the directory does."""

    name: str
    email: str
    tenant_id: str
    timezone: str = "Europe/Berlin"
    locale: str = "en-GB"
    role: Literal["user", "guest"] = "user"
    in_tenant: bool = True
    leftover: bool = False  # conversations show an entry of somebody deleted, without a directory id

    @property
    def aad_id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"teams:{self.email}"))

    @property
    def id(self) -> str:
        return f"29:1{_opaque(self.aad_id)}"

    def as_member(self) -> Json:
        if self.leftover:
            return {"id": self.id, "name": self.name, "tenantId": self.tenant_id, "userRole": self.role}
        given, _, surname = self.name.partition(" ")
        principal = self.email if self.role == "user" else f"{self.email.replace('@', '_')}#EXT#@truce.example"
        return {
            "id": self.id,
            "name": self.name,
            "objectId": self.aad_id,
            "aadObjectId": self.aad_id,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": principal,
            "tenantId": self.tenant_id,
            "userRole": self.role,
        }


@dataclass(eq=False)
class Message:
    """One message in a conversation: every version of it, and who sees another card than the others."""

    id: str
    conversation_id: str
    thread: str | None
    sender: Person | None  # None is the bot
    versions: list[Json]
    deleted: bool = False
    views: dict[str, Json] = field(default_factory=dict)

    @property
    def activity(self) -> Json:
        return self.versions[-1]

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def cards(self) -> list[Json]:
        return [a["content"] for a in self.activity.get("attachments") or [] if a.get("contentType") == ADAPTIVE]

    @property
    def card(self) -> Json:
        return self.cards[0]

    def card_for(self, person: Person) -> Json:
        """The card as this person sees it: a click's answer replaces it for the one who clicked."""
        return self.views.get(person.id) or self.card


@dataclass(eq=False)
class Conversation:
    """A personal chat with the bot, a group chat or a channel. `app` says whether the bot is in it."""

    id: str
    kind: Literal["personal", "groupChat", "channel"]
    tenant_id: str
    members: list[Person]
    name: str = ""
    team: "Team | None" = None
    app: bool = True
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def has_app(self) -> bool:
        return self.team.app if self.team else self.app

    def find(self, message_id: str) -> Message | None:
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)


@dataclass(eq=False)
class Team:
    id: str
    name: str
    aad_group_id: str
    tenant_id: str
    members: list[Person]
    app: bool = True
    channels: list[Conversation] = field(default_factory=list)

    def channel(self, name: str) -> Conversation:
        return next(c for c in self.channels if c.name == name)


class Tenant:
    """One company's directory and conversations."""

    def __init__(self, tenant_id: str) -> None:
        self.id = tenant_id
        self.people: list[Person] = []
        self.teams: list[Team] = []
        self.conversations: dict[str, Conversation] = {}

    def add_person(self, name: str, email: str | None = None, *, installed: bool = True, **more: Any) -> Person:
        address = email or f"{name.lower().replace(' ', '.')}@truce.example"
        person = Person(name, address, self.id, **more)
        self.people.append(person)
        chat = Conversation(f"a:1{_opaque('chat', person.aad_id)}", "personal", self.id, [person], app=installed)
        self.conversations[chat.id] = chat
        return person

    def add_team(self, name: str, channels: Iterable[str] = ("General",), members: Iterable[Person] = ()) -> Team:
        team_id = f"19:{_hex('team', name)}@thread.tacv2"
        team = Team(team_id, name, str(uuid.uuid5(uuid.NAMESPACE_URL, team_id)), self.id, list(members))
        for channel_name in channels:
            # Teams gives the General channel its team's own id.
            own = team_id if channel_name == "General" else f"19:{_hex(name, channel_name)}@thread.tacv2"
            channel = Conversation(own, "channel", self.id, team.members, channel_name, team)
            team.channels.append(channel)
            self.conversations[own] = channel
        self.teams.append(team)
        return team

    def add_group_chat(self, name: str, members: Iterable[Person], *, app: bool = True) -> Conversation:
        chat = Conversation(f"19:{_hex('chat', name)}@thread.v2", "groupChat", self.id, list(members), name, app=app)
        self.conversations[chat.id] = chat
        return chat

    def personal(self, person: Person) -> Conversation:
        return self.conversations[f"a:1{_opaque('chat', person.aad_id)}"]

    def person(self, wanted: str) -> Person | None:
        """By 29: id, directory id, e-mail or name."""
        return next((p for p in self.people if p.in_tenant and wanted in {p.id, p.aad_id, p.email, p.name}), None)

    def conversation(self, conversation_id: str) -> tuple[Conversation | None, str | None]:
        """The conversation, and the thread in it when the id names one (channels: `;messageid=`)."""
        base, _, thread = conversation_id.partition(";messageid=")
        return self.conversations.get(base), thread or None


def _opaque(*parts: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha512("|".join(parts).encode()).digest()).decode().rstrip("=")


def _hex(*parts: str) -> str:
    return hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest()
