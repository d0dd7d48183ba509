"""Activities as events. In: the plain JSON of an activity, its token checked already. Out: what it means to the core.

Nothing is sent and nothing decided here. An activity can bring news (how to reach somebody, who is in a team) and one
act that is to be answered. Longer than most files because Teams has many kinds of activity, which are one subject.
"""

import hashlib
import html
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from adapters.teams import dialogs
from adapters.teams.buttons import CHOICE
from adapters.teams.known import Known, written
from adapters.teams.quoted import quoted
from bot.conversation.events import (
    Act,
    Carries,
    Clicked,
    Commanded,
    GroupLeft,
    Happened,
    Installed,
    MembersSeen,
    Pointed,
    Profile,
    ReferenceSeen,
    Said,
    Submitted,
)
from bot.conversation.model import Account, Place

Json = dict[str, Any]
Answer = Literal["nothing", "card", "dialog", "search", "unknown"]

_KINDS: Final[Mapping[str, Literal["direct", "group", "channel"]]] = {
    "personal": "direct",
    "groupChat": "group",
    "channel": "channel",
}
_AT: Final = re.compile(r"<at(?:\s[^>]*)?>.*?</at>", re.DOTALL)
ON_CARD: Final[Carries] = frozenset({"update", "word"})
ON_FETCH: Final[Carries] = frozenset({"form", "whisper"})
ON_SUBMIT: Final[Carries] = frozenset({"errors", "form", "whisper"})
BESIDE: Final[Carries] = frozenset({"say", "update"})
"""A shortcut is used wherever its person is, also where Truce is not: all that comes of it is shown in the dialog."""
_BETWEEN_PEOPLE: Final = "19:"
"""Conversations of people begin so; Truce's own with somebody does not."""


class _Who(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str = Field(min_length=1)


class Shape(BaseModel):
    """What an activity must have to be read at all."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    type: str = Field(min_length=1)
    channel_id: str = Field(alias="channelId", min_length=1)
    service_url: str = Field(alias="serviceUrl", pattern=r"^https?://")
    conversation: _Who
    sender: _Who = Field(alias="from")
    recipient: _Who
    channel_data: dict[str, Any] | None = Field(default=None, alias="channelData")
    entities: list[dict[str, Any]] | None = None
    value: Any = None


@dataclass(frozen=True)
class Turn:
    """What an activity means: news first, then the act; and in which form Teams waits for an answer."""

    answer: Answer
    news: tuple[Happened, ...] = ()
    act: Act | None = None
    asked: Json = field(default_factory=dict)
    """The data that came with a click or a dialog, or the search."""
    by: Account | None = None


def tenant(activity: Json) -> str:
    """The tenant that an activity comes from; the SDK loses the one at the conversation."""
    data = activity.get("channelData") or {}
    return str((data.get("tenant") or {}).get("id") or activity["conversation"].get("tenantId") or "")


def sender(activity: Json) -> str:
    """Who an activity comes from: the directory id, or what Teams calls those who have none."""
    return str(activity["from"].get("aadObjectId") or activity["from"]["id"])


def read(activity: Json, known: Known, *, commands: Collection[str], now: datetime) -> Turn:
    """Read one activity whose shape was checked. `now` stands in where the source gives no time."""
    return _Reading(activity, known, commands, now).turn()


def strangers(activity: Json, known: Known) -> list[str]:
    """The Teams ids of people mentioned whose directory id is not known yet."""
    where, bot = tenant(activity), activity["recipient"]["id"]
    ids = [str((each.get("mentioned") or {}).get("id") or "") for each in _mentions(activity)]
    return [each for each in ids if each and each != bot and not known.user(where, each)]


def _mentions(activity: Json) -> list[Json]:
    return [each for each in activity.get("entities") or [] if str(each.get("type")).lower() == "mention"]


class _Reading:
    def __init__(self, activity: Json, known: Known, commands: Collection[str], now: datetime) -> None:
        self.activity, self.known, self.commands = activity, known, commands
        self.tenant = tenant(activity)
        self.at = _moment(activity.get("timestamp"), now)
        self.bot = str(activity["recipient"]["id"])
        self.sender: Json = activity["from"]
        self.user = sender(activity)
        self.conversation, _, self.thread = str(activity["conversation"]["id"]).partition(";messageid=")
        self.kind = _KINDS.get(str(activity["conversation"].get("conversationType") or "personal"), "group")
        if self.kind == "direct" and self.conversation.startswith(_BETWEEN_PEOPLE):
            self.kind = "group"  # two people's own chat, where a shortcut was used: not the way to reach one of them
        self.data: Json = activity.get("channelData") or {}
        self.account = Account(platform="teams", workspace=self.tenant, user=self.user)

    def turn(self) -> Turn:
        self.known.serves(self.tenant, str(self.activity["serviceUrl"]))
        self.known.met(self.tenant, str(self.sender["id"]), str(self.sender.get("aadObjectId") or ""))
        match self.activity["type"]:
            case "message":
                return self._message()
            case "invoke":
                return self._invoke()
            case "conversationUpdate":
                return Turn("nothing", self._conversation_update())
            case "installationUpdate":
                return Turn("nothing", self._installation_update())
        return Turn("nothing")

    # --- acts ----------------------------------------------------------------------------------------------------

    def _message(self) -> Turn:
        if str(self.sender["id"]).startswith("28:"):
            return Turn("nothing")  # another bot, or this one
        value = self.activity.get("value")
        if isinstance(value, dict):
            # Action.Submit from a client that doesn't know Action.Execute: nothing can be answered in its place.
            code = _code(value)
            act = Clicked(**self._act(frozenset()), code=code) if code else None
            return Turn("nothing", self._reference(), act, value, self.account)
        text = self._text()
        first, _, rest = text.partition(" ")
        command = first.lower().lstrip("/")
        act_: Act
        if command in self.commands and self.kind == "direct":  # elsewhere all read it, so it is no quiet command
            act_ = Commanded(**self._act(frozenset()), command=command, text=rest.strip())
        else:
            act_ = Said(**self._act(frozenset()), text=text)
        return Turn("nothing", self._reference(), act_, {}, self.account)

    def _invoke(self) -> Turn:
        value = self.activity.get("value")
        asked: Json = value if isinstance(value, dict) else {}
        news = self._reference()
        match self.activity.get("name"):
            case "adaptiveCard/action":
                data = _object(_object(asked.get("action")).get("data"))
                code = _code(data)
                act = Clicked(**self._act(ON_CARD, code), code=code) if code else None
                return Turn("card", news, act, data, self.account)
            case "task/fetch":
                data = _object(asked.get("data"))
                code = _code(data)
                act = Clicked(**self._act(ON_FETCH, code), code=code) if code else None
                return Turn("dialog", news, act, data, self.account)
            case "task/submit":
                data = _object(asked.get("data"))
                return Turn("dialog", news, self._submitted(data, ON_SUBMIT), data, self.account)
            case "composeExtension/fetchTask":
                return Turn("dialog", news, self._pointed(asked), {}, self.account)
            case "composeExtension/submitAction":
                data = _object(asked.get("data"))
                return Turn("dialog", news, self._submitted(data, ON_SUBMIT | BESIDE), data, self.account)
            case "application/search":
                return Turn("search", news, None, asked, self.account)
        return Turn("unknown", news)

    def _pointed(self, asked: Json) -> Act | None:
        """A shortcut on a message: Teams sends the message along."""
        shortcut, message = str(asked.get("commandId") or ""), quoted(_object(asked.get("messagePayload")))
        if not shortcut or not message.id:
            return None
        act = self._act(ON_FETCH | BESIDE, f"{shortcut} {message.id}")
        act["message"] = f"{self.conversation}|{message.id}"
        return Pointed(**act, shortcut=shortcut, text=message.text, author=message.author, url=message.url)

    def _submitted(self, data: Json, carries: Carries) -> Act | None:
        code = _code(data)
        if not code:
            return None
        act = self._act(carries, json.dumps(data, sort_keys=True, default=str))
        opened_from = str(data.get("message") or "")
        if opened_from.startswith(f"{self.conversation}|"):
            act["message"] = opened_from
        if "form" not in data:
            return Clicked(**act, code=code)  # a button on a card that is shown in a dialog
        return Submitted(**act, code=code, values=dialogs.read(data).raw)

    def _act(self, carries: Carries, what: str = "") -> Json:
        replied = str(self.activity.get("replyToId") or "")
        return {
            "key": self._key(what),
            "at": self.at,
            "by": self.account,
            "name": str(self.sender.get("name") or ""),
            "place": Place(
                platform="teams",
                workspace=self.tenant,
                channel=self.conversation,
                kind=self.kind,
                thread=self.thread,
            ),
            "carries": carries,
            "message": f"{self.conversation}|{replied}" if replied else "",
        }

    def _key(self, what: str) -> str:
        own = self.activity.get("id")
        if own:
            return f"teams:{self.conversation}:{own}"
        told = [self.conversation, self.activity.get("replyToId"), self.user, what, self.activity.get("localTimestamp")]
        return f"teams:{self.conversation}:{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"

    def _text(self) -> str:
        """What was typed, without the bot's own name, others as <@id>."""
        text = str(self.activity.get("text") or "")
        pieces: list[str] = []
        tags = {str(each.get("text")): _object(each.get("mentioned")) for each in _mentions(self.activity)}
        end = 0
        for found in _AT.finditer(text):
            pieces += [_typed(text[end : found.start()]), self._mention(tags.get(found[0]))]
            end = found.end()
        return re.sub(r"[ \t]+", " ", "".join([*pieces, _typed(text[end:])])).strip()

    def _mention(self, mentioned: Json | None) -> str:
        if mentioned is None or mentioned.get("id") == self.bot:
            return " "
        teams_id = str(mentioned.get("id") or "")
        return f"<@{mentioned.get('aadObjectId') or self.known.user(self.tenant, teams_id) or teams_id}>"

    # --- news ----------------------------------------------------------------------------------------------------

    def _reference(self) -> tuple[Happened, ...]:
        """How to write to this person, when it is not what was known."""
        if self.kind != "direct":
            return ()
        reference = written(
            {
                "serviceUrl": self.activity["serviceUrl"],
                "conversation": self.conversation,
                "bot": self.bot,
                "user": str(self.sender["id"]),
                "aadObjectId": self.user,
                "tenant": self.tenant,
            }
        )
        if not self.known.noted(self.tenant, self.user, reference):
            return ()
        seen = ReferenceSeen(**self._news("reference"), user=self.user, reference=reference)
        return (self._profile(reference), seen)

    def _profile(self, reference: str) -> MembersSeen:
        client: Json = next((e for e in self.activity.get("entities") or [] if e.get("type") == "clientInfo"), {})
        profile = Profile(
            user=self.user,
            name=str(self.sender.get("name") or ""),
            zone=str(self.activity.get("localTimezone") or client.get("timezone") or ""),
            language=str(self.activity.get("locale") or client.get("locale") or ""),
            reference=reference,
        )
        return MembersSeen(**self._news("member"), members=(profile,))

    def _conversation_update(self) -> tuple[Happened, ...]:
        team: Json = self.data.get("team") or {}
        added = self._members("membersAdded")
        removed = self._members("membersRemoved")
        if any(each["id"] == self.bot for each in removed):
            return self._gone()
        news: tuple[Happened, ...] = ()
        if team.get("id"):
            self.known.in_team(self.tenant, str(team["id"]), str(team.get("name") or ""))
        if any(each["id"] == self.bot for each in added):
            news += self._reference()
        people = [each for each in added if each["id"] != self.bot and each.get("aadObjectId")]
        for each in people:
            self.known.met(self.tenant, each["id"], each["aadObjectId"])
        if people:
            profiles = tuple(self._newcomer(each) for each in people)
            news += (MembersSeen(**self._news("members"), members=profiles),)
        if removed:
            news += (self._left(removed, str(team.get("id") or "")),)
        return news

    def _left(self, removed: list[Json], team: str) -> GroupLeft:
        """Who is not in a team or chat any more. A channel's members may change and still be in its team."""
        whole = self.data.get("eventType") in {None, "teamMemberRemoved"}
        ids = [
            str(each.get("aadObjectId") or self.known.user(self.tenant, each["id"]) or each["id"]) for each in removed
        ]
        return GroupLeft(**self._news("left"), group=team if whole else "", members=tuple(ids))

    def _newcomer(self, member: Json) -> Profile:
        reference = {
            "serviceUrl": self.activity["serviceUrl"],
            "bot": self.bot,
            "user": member["id"],
            "aadObjectId": member["aadObjectId"],
            "tenant": self.tenant,
        }
        name = str(member.get("name") or "")
        return Profile(user=member["aadObjectId"], name=name, reference=written(reference))

    def _installation_update(self) -> tuple[Happened, ...]:
        if not str(self.activity.get("action") or "").startswith("add"):
            return self._gone()
        team: Json = self.data.get("team") or {}
        if team.get("id"):
            self.known.in_team(self.tenant, str(team["id"]), str(team.get("name") or ""))
        name = str(team.get("name") or "")
        installed = Installed(**self._news("installed"), name=name, bot=self.bot, by=self.user)
        return (installed, *self._reference())

    def _gone(self) -> tuple[Happened, ...]:
        """One person, or one team, took the app out. Teams never tells that a whole tenant did, so nobody else is."""
        team = str((self.data.get("team") or {}).get("id") or "")
        if team:
            self.known.left_team(self.tenant, team)
        if self.kind != "direct":
            return ()
        self.known.forget(self.tenant, self.user)
        return (ReferenceSeen(**self._news("gone"), user=self.user, reference=""),)

    def _members(self, which: str) -> list[Json]:
        found = self.activity.get(which) or []
        return [each for each in found if isinstance(each, dict) and each.get("id")]

    def _news(self, what: str) -> Json:
        return {
            "key": f"{self._key(what)}:{what}",
            "at": self.at,
            "platform": "teams",
            "workspace": self.tenant,
        }


def _code(data: Json) -> str:
    """The code that a button carries, or the one that was chosen in the input it names."""
    chosen = data.get(CHOICE)
    code = data.get(chosen) if isinstance(chosen, str) else data.get("code")
    return code if isinstance(code, str) else ""


def _object(thing: object) -> Json:
    return thing if isinstance(thing, dict) else {}


def _typed(text: str) -> str:
    """Teams writes typed markup as entities. What looks like our own way to name people is broken up."""
    return html.unescape(text).replace("\u00a0", " ").replace("<@", "< @")


def _moment(text: object, otherwise: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return otherwise
    return found if found.tzinfo else found.replace(tzinfo=UTC)
