"""The Connector API: what a bot calls under its service URL. In: method, path, query, raw body; out: an Answer.

Refusals are Teams' own, body shapes included: most are `{"error": {"code", "message"}}`, but a 401 has only a
message, and a blocked chat answers with `errorCode` 209 and a JSON text inside `message`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.fakes.teams_checks import check_activity
from tests.fakes.teams_limits import APP_IN_TENANT, ONE_CONVERSATION, READING_MEMBERS, Operation, Rates
from tests.fakes.teams_tenant import Conversation, Message, Person, Tenant
from tests.fakes.teams_tokens import Identity

MOST_BYTES = 100 * 1024  # of a message, counted in UTF-16
Json = dict[str, Any]


@dataclass
class Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """One request that the bot made. `problems` says what was wrong with the activity, if anything."""

    operation: str
    method: str
    path: str
    body: Any
    conversation_id: str | None = None
    status: int = 0
    at: float = 0.0
    problems: list[str] = field(default_factory=list)


def refuse(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": message}})


def understand(method: str, raw_path: str) -> tuple[Operation, str | None, str | None]:
    """The operation that a path under /v3 means, and its conversation (or team) and activity (or member) ids."""
    match method, [unquote(part) for part in raw_path.strip("/").split("/")]:
        case "POST", ["v3", "conversations"]:
            return "create", None, None
        case "POST", ["v3", "conversations", where, "activities"]:
            return "send", where, None
        case "POST", ["v3", "conversations", where, "activities", what]:
            return "send", where, what
        case "PUT", ["v3", "conversations", where, "activities", what]:
            return "update", where, what
        case "DELETE", ["v3", "conversations", where, "activities", what]:
            return "delete", where, what
        case "GET", ["v3", "conversations", where, "members" | "pagedmembers" as kind]:
            return "members", where, None if kind == "members" else "paged"
        case "GET", ["v3", "conversations", where, "members", who]:
            return "members", where, f"one:{who}"
        case "GET", ["v3", "teams", team]:
            return "team", team, None
        case "GET", ["v3", "teams", team, "conversations"]:
            return "team", team, "conversations"
    return "any", None, None


class Connector:
    """Answers calls from the tenant's state, and changes it."""

    def __init__(
        self, tenant: Tenant, identity: Identity, rates: Rates, *, limits: bool, new_id: Callable[[], str], bot_id: str
    ) -> None:
        self.tenant, self.identity, self.rates, self.limits = tenant, identity, rates, limits
        self.new_id, self.bot_id = new_id, bot_id

    def handle(self, call: Call, query: dict[str, str], authorization: str, raw: bytes) -> Answer:
        operation, where, what = understand(call.method, call.path)
        call.operation, call.conversation_id = operation, where
        if not self.identity.accepts(authorization):
            return Answer(401, {"message": "Authorization has been denied for this request."})
        if operation == "any":
            return Answer(404, {"message": "No HTTP resource was found that matches the request URI."})
        waiting = self._wait(operation, where)
        if waiting is not None:
            refused = refuse(429, "Throttled", "Too many requests.")
            refused.headers["Retry-After"] = str(waiting)
            return refused
        if operation in {"create", "send", "update"}:
            try:
                call.body = json.loads(raw)
            except ValueError:
                return refuse(400, "BadSyntax", "The request body is not JSON.")
            if not isinstance(call.body, dict):
                return refuse(400, "BadSyntax", "The request body is not an object.")
            if len(raw.decode().encode("utf-16-le")) > MOST_BYTES:
                return refuse(413, "MessageSizeTooBig", "Message size too large.")
        return self._do(operation, where or "", what, call, query)

    def _wait(self, operation: Operation, where: str | None) -> int | None:
        if not self.limits:
            return None
        base = (where or "").partition(";")[0]
        if operation in {"members", "team"}:
            return self.rates.wait({f"read {base}": READING_MEMBERS})
        keys: dict[str, tuple[tuple[int, float], ...]] = {f"tenant {self.tenant.id}": APP_IN_TENANT}
        if base:
            keys[f"write {base}"] = ONE_CONVERSATION
        return self.rates.wait(keys)

    def _do(self, operation: Operation, where: str, what: str | None, call: Call, query: dict[str, str]) -> Answer:
        if operation == "create":
            return self._create(call)
        if operation == "team":
            return self._team(where, channels=what == "conversations")
        conversation, thread = self.tenant.conversation(where)
        if conversation is None:
            return refuse(404, "ConversationNotFound", "Conversation not found.")
        if not conversation.has_app and conversation.kind != "personal":
            return refuse(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if operation == "members":
            return self._members(conversation, what, query)
        if not conversation.has_app or conversation.blocked:
            return _writes_blocked()
        if operation == "send":
            return self._send(conversation, thread, call)
        return self._change(operation, conversation, what, call)

    def _change(self, operation: Operation, conversation: Conversation, what: str | None, call: Call) -> Answer:
        message = conversation.find(what or "")
        if message is None:
            return refuse(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
        if message.sender is not None:
            return refuse(403, "ForbiddenOperationException", "The bot can change only what it sent itself.")
        if operation == "delete":
            message.deleted = True
            return Answer(200, {})
        return self._update(message, call)

    def _create(self, call: Call) -> Answer:
        body = call.body
        channel_data = body.get("channelData") or {}
        channel_id = (channel_data.get("channel") or {}).get("id")
        if channel_id:
            return self._start_thread(channel_id, call)
        tenant_id = (channel_data.get("tenant") or {}).get("id") or body.get("tenantId")
        if tenant_id != self.tenant.id:
            return refuse(400, "BadSyntax", "Incorrect conversation creation parameters: the tenant id is not right.")
        members = body.get("members") or []
        if len(members) != 1 or body.get("isGroup"):
            return refuse(400, "BadSyntax", "Incorrect conversation creation parameters: exactly one member.")
        person = self.tenant.person(str(members[0].get("id")))
        if person is None or str(members[0].get("id")) not in {person.id, person.aad_id}:
            pairwise = str(members[0].get("id")).startswith("29:")
            why = "Failed to decrypt pairwise id." if pairwise else "Invalid user identity in provided tenant"
            return refuse(400, "BadSyntax", why)
        chat = self.tenant.personal(person)
        call.conversation_id = chat.id
        if not chat.app:
            return refuse(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope")
        if not body.get("activity"):
            return Answer(201, {"id": chat.id})
        return self._first(chat, body["activity"], call)

    def _start_thread(self, channel_id: str, call: Call) -> Answer:
        channel, _ = self.tenant.conversation(channel_id)
        call.conversation_id = channel_id
        if channel is None or channel.kind != "channel":
            return refuse(404, "ConversationNotFound", "Conversation not found.")
        if not channel.has_app:
            return refuse(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if not call.body.get("activity"):
            return refuse(400, "BadSyntax", "Incorrect conversation creation parameters: a thread needs an activity.")
        return self._first(channel, call.body["activity"], call)

    def _first(self, conversation: Conversation, activity: Json, call: Call) -> Answer:
        call.problems = check_activity(activity, self.bot_id)
        if call.problems:
            return refuse(400, "BadSyntax", "; ".join(call.problems))
        message = self._store(conversation, None, activity)
        in_channel = conversation.kind == "channel"
        reference = f"{conversation.id};messageid={message.id}" if in_channel else conversation.id
        return Answer(201, {"id": reference, "activityId": message.id})

    def _send(self, conversation: Conversation, thread: str | None, call: Call) -> Answer:
        if thread and conversation.find(thread) is None:
            return refuse(404, "ConversationNotFound", "Conversation not found.")
        call.problems = check_activity(call.body, self.bot_id)
        if call.problems:
            return refuse(400, "BadSyntax", "; ".join(call.problems))
        if call.body["type"] == "typing":
            return Answer(202, {"id": self.new_id()})
        return Answer(201, {"id": self._store(conversation, thread, call.body).id})

    def _update(self, message: Message, call: Call) -> Answer:
        call.problems = check_activity(call.body, self.bot_id)
        if call.problems:
            return refuse(400, "BadSyntax", "; ".join(call.problems))
        message.versions.append(call.body)
        message.views.clear()
        return Answer(200, {"id": message.id})

    def _store(self, conversation: Conversation, thread: str | None, activity: Json) -> Message:
        new = self.new_id()
        root = thread or (new if conversation.kind == "channel" else None)
        message = Message(new, conversation.id, root, None, [activity])
        conversation.messages.append(message)
        return message

    def _members(self, conversation: Conversation, what: str | None, query: dict[str, str]) -> Answer:
        members = [p for p in conversation.members if p.in_tenant]
        if what is None:
            return Answer(200, [p.as_member() for p in members])
        if what == "paged":
            return self._page(members, query)
        wanted = self.tenant.person(what.removeprefix("one:"))
        if wanted is None or wanted not in members:
            return refuse(404, "MemberNotFoundInConversation", "The member was not found in the conversation.")
        return Answer(200, wanted.as_member())

    def _page(self, members: list[Person], query: dict[str, str]) -> Answer:
        token = query.get("continuationToken") or "from-0"
        if not token.removeprefix("from-").isdigit():
            return refuse(400, "BadSyntax", "The continuation token is not right.")
        start, size = int(token.removeprefix("from-")), min(int(query.get("pageSize") or 200), 500)
        page: Json = {"members": [p.as_member() for p in members[start : start + size]]}
        if start + size < len(members):
            page["continuationToken"] = f"from-{start + size}"
        return Answer(200, page)

    def _team(self, team_id: str, *, channels: bool) -> Answer:
        team = next((t for t in self.tenant.teams if t.id == team_id), None)
        if team is None:
            return refuse(404, "NotFound", "The team was not found.")
        if not team.app:
            return refuse(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if channels:
            # The General channel comes without a name, as Teams leaves it to each client's language.
            named = [{"id": c.id, **({} if c.name == "General" else {"name": c.name})} for c in team.channels]
            return Answer(200, {"conversations": named})
        counts = {"channelCount": len(team.channels), "memberCount": len(team.members)}
        return Answer(200, {"id": team.id, "name": team.name, "aadGroupId": team.aad_group_id, **counts})


def _writes_blocked() -> Answer:
    inner = {
        "subCode": "MessageWritesBlocked",
        "details": "Thread is blocked from message writes.",
        "errorCode": None,
        "errorSubCode": None,
    }
    return Answer(403, {"errorCode": 209, "message": json.dumps(inner, indent=2).replace("\n", "\r\n")})
