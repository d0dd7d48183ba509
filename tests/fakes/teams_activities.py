"""What Teams sends to a bot, as Teams sends it: one builder a kind, each giving the activity's JSON.

Typed values arrive as Teams' client makes them: every input's answer is a string, numbers too.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.fakes.teams_tenant import Conversation, Message, Person, Team

Json = dict[str, Any]


class Activities:
    def __init__(
        self,
        *,
        service_url: Callable[[], str],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        bot_id: str,
        bot_name: str,
    ) -> None:
        self._service_url, self._now, self._new_id = service_url, now, new_id
        self.bot_id, self.bot_name = bot_id, bot_name

    def message(self, person: Person, text: str, where: Conversation, *, thread: str | None = None) -> Json:
        """Somebody writes. In a group chat or a channel Teams delivers only what mentions the bot, so it does."""
        activity = self._from(person, where, "message", thread)
        activity |= {"text": text, "textFormat": "plain", "attachments": []}
        if where.kind != "personal":
            tag = f"<at>{self.bot_name}</at>"
            activity["text"] = f"{tag} {text}"
            mentioned = {"id": self.bot_id, "name": self.bot_name}
            activity["entities"].insert(0, {"type": "mention", "mentioned": mentioned, "text": tag})
            html = f'<div><div><span itemscope="" itemtype="http://schema.skype.com/Mention">{tag}</span> {text}</div>'
            activity["attachments"] = [{"contentType": "text/html", "content": f"{html}</div>"}]
        if where.kind == "channel" and thread is None:
            activity["conversation"]["id"] = f"{where.id};messageid={activity['id']}"
        return activity

    def submit(self, person: Person, where: Conversation, message: Message, value: Json) -> Json:
        """Action.Submit on a message: a message without text, with the button's data and the inputs in `value`."""
        activity = self._from(person, where, "message", message.thread)
        return activity | {"value": value, "replyToId": message.id}

    def execute(
        self,
        person: Person,
        where: Conversation,
        message: Message,
        action: Json,
        *,
        trigger: Literal["manual", "automatic"] = "manual",
    ) -> Json:
        return self._invoke(person, where, "adaptiveCard/action", {"action": action, "trigger": trigger}, message)

    def fetch_dialog(self, person: Person, where: Conversation, message: Message | None, data: Json) -> Json:
        value = {"data": data, "context": {"theme": "default"}}
        return self._invoke(person, where, "task/fetch", value, message)

    def submit_dialog(self, person: Person, where: Conversation, data: Json) -> Json:
        value = {"data": data, "context": {"theme": "default"}}
        return self._invoke(person, where, "task/submit", value, None)

    def point(self, person: Person, where: Conversation, message: Message, command: str) -> Json:
        """A message extension's action, from the menu of a message."""
        value = self._action(command, message) | {"context": {"theme": "default"}}
        return self._extension(person, where, "composeExtension/fetchTask", value, message)

    def submit_action(self, person: Person, where: Conversation, message: Message, command: str, data: Json) -> Json:
        value = self._action(command, message) | {"data": data, "context": {"theme": "default"}}
        return self._extension(person, where, "composeExtension/submitAction", value, message)

    def _action(self, command: str, message: Message) -> Json:
        return {
            "commandId": command,
            "commandContext": "message",
            "requestId": uuid.uuid4().hex,
            "messagePayload": _payload(message),
        }

    def _extension(self, person: Person, where: Conversation, name: str, value: Json, message: Message) -> Json:
        """Unlike a click on a bot's card, this replies to nothing; in a channel it names the thread."""
        activity = self._invoke(person, where, name, value, None)
        if where.kind == "channel":
            activity["conversation"]["id"] = f"{where.id};messageid={message.thread or message.id}"
        return activity

    def search(self, person: Person, where: Conversation, dataset: str, text: str, message: Message | None) -> Json:
        """Typing into a ChoiceSet whose choices come from the bot (choices.data)."""
        value = {"queryText": text, "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset, "kind": "search"}
        return self._invoke(person, where, "application/search", value, message)

    def react(
        self, person: Person, where: Conversation, message: Message, *, added: str = "", removed: str = ""
    ) -> Json:
        activity = self._from(person, where, "messageReaction", message.thread)
        if added:
            activity["reactionsAdded"] = [{"type": added}]
        if removed:
            activity["reactionsRemoved"] = [{"type": removed}]
        return activity | {"replyToId": message.id}

    def installation(self, person: Person, where: Conversation, *, added: bool = True, upgrade: bool = False) -> Json:
        """`person` is who adds or removes the app; where it happens is a chat or a team's General channel."""
        activity = self._from(person, where, "installationUpdate", None)
        activity["action"] = ("add" if added else "remove") + ("-upgrade" if upgrade else "")
        return activity

    def members(
        self, person: Person, where: Conversation, *, added: list[Person | None], removed: list[Person | None]
    ) -> Json:
        """Who came and went; None is the bot itself."""
        activity = self._from(person, where, "conversationUpdate", None)
        if added:
            activity["membersAdded"] = [self._account(one) for one in added]
        if removed:
            activity["membersRemoved"] = [self._account(one) for one in removed]
        if where.team is not None:
            activity["channelData"]["eventType"] = "teamMemberAdded" if added else "teamMemberRemoved"
        return activity

    def channel_event(self, person: Person, team: Team, channel: Conversation, event: str) -> Json:
        """`event` is Teams' own: channelCreated, channelRenamed, channelDeleted, teamRenamed, ..."""
        activity = self._from(person, team.channel("General"), "conversationUpdate", None)
        activity["channelData"] |= {"eventType": event, "channel": {"id": channel.id, "name": channel.name}}
        return activity

    def _account(self, person: Person | None) -> Json:
        if person is None:
            return {"id": self.bot_id}
        return {"id": person.id, "aadObjectId": person.aad_id}

    def _invoke(self, person: Person, where: Conversation, name: str, value: Json, message: Message | None) -> Json:
        activity = self._from(person, where, "invoke", message.thread if message else None)
        activity |= {"id": f"f:{uuid.uuid4()}", "name": name, "value": value}
        activity["channelData"]["source"] = {"name": "message"}
        if message is not None:
            activity["replyToId"] = message.id
            activity["channelData"]["legacy"] = {"replyToId": f"1:{message.id}"}
        return activity

    def _from(self, person: Person, where: Conversation, kind: str, thread: str | None) -> Json:
        now = self._now()
        local = now.astimezone(ZoneInfo(person.timezone))
        return {
            "type": kind,
            "id": self._new_id(),
            "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "localTimestamp": local.isoformat(timespec="milliseconds"),
            "localTimezone": person.timezone,
            "locale": person.locale,
            "channelId": "msteams",
            "serviceUrl": self._service_url(),
            "from": {"id": person.id, "name": person.name, "aadObjectId": person.aad_id},
            "recipient": {"id": self.bot_id, "name": self.bot_name},
            "conversation": _conversation(where, thread),
            "entities": [_client(person)],
            "channelData": _channel_data(where),
        }


def _payload(message: Message) -> Json:
    """A message as Teams sends it with an action: what people typed is HTML."""
    user = application = None
    if message.sender is not None:
        user = {"userIdentityType": "aadUser", "id": message.sender.aad_id, "displayName": message.sender.name}
    else:
        application = {
            "applicationIdentityType": "bot",
            "id": "5d0c9b1e-0000-4a3f-9a55-3b7e0f1d2c4a",
            "displayName": "",
        }
    return {
        "id": message.id,
        "replyToId": message.thread if message.thread != message.id else None,
        "createdDateTime": "2027-01-11T08:00:00.000Z",
        "lastModifiedDateTime": None,
        "deleted": False,
        "subject": None,
        "summary": None,
        "importance": "normal",
        "locale": "en-us",
        "linkToMessage": f"https://teams.microsoft.com/l/message/{message.conversation_id}/{message.id}",
        "from": {"device": None, "conversation": None, "user": user, "application": application},
        "body": {"contentType": "html", "content": message.activity.get("html") or f"<p>{escape(message.text)}</p>"},
        "attachmentLayout": None,
        "attachments": [],
        "mentions": message.activity.get("mentions", []),
        "reactions": [],
    }


def _client(person: Person) -> Json:
    country = person.locale.partition("-")[2] or "US"
    return {
        "type": "clientInfo",
        "locale": person.locale,
        "country": country,
        "platform": "Web",
        "timezone": person.timezone,
    }


def _conversation(where: Conversation, thread: str | None) -> Json:
    own = f"{where.id};messageid={thread}" if thread else where.id
    conversation: Json = {"conversationType": where.kind, "tenantId": where.tenant_id, "id": own}
    if where.kind != "personal":
        conversation["isGroup"] = True
        if where.name:
            conversation["name"] = where.name
    return conversation


def _channel_data(where: Conversation) -> Json:
    data: Json = {"tenant": {"id": where.tenant_id}}
    if where.team is not None:
        data["team"] = {"id": where.team.id, "name": where.team.name, "aadGroupId": where.team.aad_group_id}
        data["channel"] = {"id": where.id}
        data["teamsTeamId"], data["teamsChannelId"] = where.team.id, where.id
    return data
