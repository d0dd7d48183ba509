"""The Web API methods that look things up, open conversations, and hand out tokens."""

import base64
import uuid
from typing import Any

from tests.fakes.slack_methods import WRITING, Call, Method, find_channel, invalid_arguments
from tests.fakes.slack_world import Channel, Installation, Json, Message, SlackError, User


def auth_test(call: Call) -> Json:
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.test/",
        "team": team.name,
        "user": team.users[team.bot_user].name,
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Json:
    if not truthy(call.args.get("test")):
        call.installation.error = "token_revoked"
    return {"revoked": not truthy(call.args.get("test"))}


def oauth_access(call: Call) -> Json:
    """Exchange a code (made by `FakeSlack.oauth_code`) for a bot token of the workspace that it was made for."""
    call.require("code")
    team_id = call.world.oauth_codes.pop(str(call.args["code"]), "")
    if not team_id:
        raise SlackError("invalid_code")
    team = call.world.workspaces[team_id]
    token = f"xoxb-fake-{uuid.uuid4().hex}"
    installation = Installation(token, team_id)
    call.world.installations[token] = installation
    installer = next(u for u in team.users.values() if u.is_admin)
    return {
        "access_token": token,
        "token_type": "bot",
        "scope": installation.scopes,
        "bot_user_id": team.bot_user,
        "app_id": call.world.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer.id},
    }


def team_info(call: Call) -> Json:
    team = call.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": f"{team.domain}.example"}}


# -- conversations


def conversations_open(call: Call) -> Json:
    users = [u for u in str(call.args.get("users") or "").split(",") if u]
    if given := call.args.get("channel"):
        channel = call.team.channels.get(str(given))
        if channel is None or not channel.user:
            raise SlackError("channel_not_found")
        users = [channel.user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        return _group_message(call, users)
    user = _user(call, users[0])
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot or user.id == "USLACKBOT":
        raise SlackError("cannot_dm_bot")
    known = user.id in call.team.direct_messages
    channel = call.team.direct_message(user.id, call.world.new_id)
    opened: Json = {"channel": {"id": channel.id}}
    if truthy(call.args.get("return_im")):
        opened["channel"] = channel.payload(call.team.bot_user)
    return opened | ({"no_op": True, "already_open": True} if known else {})


MOST_IN_A_GROUP = 8


def _group_message(call: Call, users: list[str]) -> Json:
    """Open the conversation of the app and these people: the same people always have the same one."""
    call.need_scope("mpim:write")
    if len(users) > MOST_IN_A_GROUP:
        raise SlackError("too_many_users")
    people = [_user(call, user) for user in users]
    if any(user.deleted for user in people):
        raise SlackError("user_disabled")
    if any(user.is_bot or user.id == "USLACKBOT" for user in people):
        raise SlackError("cannot_dm_bot")
    team, known = call.team, set(call.team.group_messages)
    channel = team.group_message([user.id for user in people], call.world.new_id)
    opened: Json = {"channel": {"id": channel.id}}
    if truthy(call.args.get("return_im")):
        opened["channel"] = channel.payload(team.bot_user)
    return opened | ({"no_op": True, "already_open": True} if frozenset(channel.members) in known else {})


def conversations_history(call: Call) -> Json:
    channel = find_channel(call)
    call.need_scope(f"{channel.kind}:history")
    top = [m for m in _visible(call, channel) if m.thread_ts in {"", m.ts}]
    return _page_of_messages(call, list(reversed(top)), 100)


def conversations_replies(call: Call) -> Json:
    call.require("ts")
    channel = find_channel(call)
    call.need_scope(f"{channel.kind}:history")
    thread = [m for m in _visible(call, channel) if call.args["ts"] in {m.ts, m.thread_ts}]
    if not thread:
        raise SlackError("thread_not_found")
    return _page_of_messages(call, thread, 1000)


def _visible(call: Call, channel: Channel) -> list[Message]:
    """Return what the history shows: a fresh message appears only once it is `history_lag` seconds old."""
    until = call.world.clock() - call.world.history_lag
    shown = [m for m in call.team.messages_in[channel.id] if not m.ephemeral_to and not m.deleted]
    return [m for m in shown if m.at <= until]


def _page_of_messages(call: Call, messages: list[Message], default: int) -> Json:
    oldest, latest = _ts(call.args.get("oldest"), 0.0), _ts(call.args.get("latest"), float("inf"))
    edges = truthy(call.args.get("inclusive"))
    inside = [m for m in messages if oldest < float(m.ts) < latest or (edges and float(m.ts) in {oldest, latest})]
    page, cursor = paged(call, inside, default)
    with_metadata = truthy(call.args.get("include_all_metadata"))
    shown: Json = {
        "messages": [m.payload(with_metadata=with_metadata) for m in page],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    return shown | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _ts(value: Any, otherwise: float) -> float:
    try:
        return float(value) if value not in {None, "", "now"} else otherwise
    except ValueError:
        raise SlackError("invalid_ts_latest") from None


def conversations_info(call: Call) -> Json:
    channel = call.team.channels.get(str(call.args.get("channel") or ""))
    if channel is None or (channel.private and call.team.bot_user not in channel.members):
        raise SlackError("channel_not_found")
    call.need_scope(f"{channel.kind}:read")
    return {"channel": channel.payload(call.team.bot_user)}


def conversations_list(call: Call) -> Json:
    kinds = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
    asked = str(call.args.get("types") or "public_channel").split(",")
    if unknown := [kind for kind in asked if kind not in kinds]:
        raise invalid_arguments([f"[ERROR] unknown type {kind}" for kind in unknown])
    for kind in asked:
        call.need_scope(f"{kinds[kind]}:read")
    wanted = {kinds[kind] for kind in asked}
    bot = call.team.bot_user
    found = [c for c in call.team.channels.values() if c.kind in wanted and (not c.private or bot in c.members)]
    if truthy(call.args.get("exclude_archived")):
        found = [c for c in found if not c.archived]
    page, cursor = paged(call, found, 100)
    return {"channels": [c.payload(bot) for c in page], "response_metadata": {"next_cursor": cursor}}


def conversations_members(call: Call) -> Json:
    channel = call.team.channels.get(str(call.args.get("channel") or ""))
    if channel is None or (channel.private and call.team.bot_user not in channel.members):
        raise SlackError("channel_not_found")
    call.need_scope(f"{channel.kind}:read")
    page, cursor = paged(call, channel.members, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def conversations_join(call: Call) -> Json:
    channel = call.team.channels.get(str(call.args.get("channel") or ""))
    if channel is None:
        raise SlackError("channel_not_found")
    if channel.kind != "channels":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if call.team.bot_user not in channel.members:
        channel.members.append(call.team.bot_user)
    return {"channel": channel.payload(call.team.bot_user)}


# -- people


def _user(call: Call, user_id: str) -> User:
    user = call.team.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def _sees_emails(call: Call) -> bool:
    return "users:read.email" in call.installation.scopes.split(",")


def users_list(call: Call) -> Json:
    users = list(call.team.users.values())
    page, cursor = paged(call, users, len(users))
    members = [user.payload(with_email=_sees_emails(call)) for user in page]
    return {"members": members, "cache_ts": int(call.world.clock()), "response_metadata": {"next_cursor": cursor}}


def users_info(call: Call) -> Json:
    user = _user(call, str(call.args.get("user") or ""))
    shown = user.payload(with_email=_sees_emails(call))
    return {"user": shown | ({"locale": user.locale} if truthy(call.args.get("include_locale")) else {})}


def users_lookup_by_email(call: Call) -> Json:
    call.require("email")
    wanted = str(call.args["email"]).lower()
    for user in call.team.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": user.payload()}
    raise SlackError("users_not_found")


def usergroups_list(call: Call) -> Json:
    with_users = truthy(call.args.get("include_users"))
    disabled_too = truthy(call.args.get("include_disabled"))
    groups = [g for g in call.team.groups.values() if disabled_too or not g.disabled_at]
    return {"usergroups": [g.payload(with_users=with_users) for g in groups]}


def usergroups_users_list(call: Call) -> Json:
    group = call.team.groups.get(str(call.args.get("usergroup") or ""))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


# -- shared by them


def truthy(value: Any) -> bool:
    """Tell whether an argument means yes: form bodies carry `true` and `1` as text."""
    return value in (True, "true", "True", "1")


def paged(call: Call, items: list[Any], default: int) -> tuple[list[Any], str]:
    """Cut out the page that `limit` and `cursor` ask for; the second value is the next cursor, empty at the end."""
    try:
        limit = int(call.args.get("limit") or default)
        cursor = str(call.args.get("cursor") or "")
        start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:")) if cursor else 0
    except ValueError:
        raise SlackError("invalid_cursor" if call.args.get("cursor") else "invalid_limit") from None
    if limit < 0 or limit > 1000:
        limit = 1000
    end = start + max(limit, 1)
    return items[start:end], base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""


METHODS: dict[str, tuple[Method, str]] = WRITING | {
    "auth.test": (auth_test, ""),
    "auth.revoke": (auth_revoke, ""),
    "conversations.open": (conversations_open, "im:write"),
    "conversations.history": (conversations_history, ""),
    "conversations.replies": (conversations_replies, ""),
    "conversations.info": (conversations_info, ""),
    "conversations.list": (conversations_list, ""),
    "conversations.members": (conversations_members, ""),
    "conversations.join": (conversations_join, "channels:join"),
    "team.info": (team_info, "team:read"),
    "usergroups.list": (usergroups_list, "usergroups:read"),
    "usergroups.users.list": (usergroups_users_list, "usergroups:read"),
    "users.info": (users_info, "users:read"),
    "users.list": (users_list, "users:read"),
    "users.lookupByEmail": (users_lookup_by_email, "users:read.email"),
}
