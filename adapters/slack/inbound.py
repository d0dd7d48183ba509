"""What Slack sends, as the core's events. Comes in: payloads of Bolt. Goes out: `Event`s, or None for what is no news.

Over 300 lines because each thing that Slack tells is translated here, once.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from adapters.slack.origin import Origin
from adapters.slack.quoted import link_to, text_of
from adapters.slack.roster import group_seen, profile
from bot.conversation.events import (
    Carries,
    Clicked,
    Commanded,
    Event,
    MembersSeen,
    OpenedHome,
    Pointed,
    Said,
    Submitted,
    Uninstalled,
)
from bot.conversation.model import Account, Place

Json = Mapping[str, Any]

GENERAL_COMMAND = "/truce"
SPOKEN = {None, "file_share", "thread_broadcast", "me_message"}

_TOKEN = re.compile(r"<([^<>]*)>")
_GROUP_CHANGED = "subteam_members_changed"


# -- events


def event(body: Json) -> Event | None:
    """An event of the Events API."""
    happened: Json = body.get("event") or {}
    reader = EVENTS.get(str(happened.get("type")))
    return reader(body, happened) if reader else None


def changed_group(body: Json) -> tuple[str, str, str, datetime] | None:
    """(workspace, group, key, at) when Slack told that a user group changed, but not who is in it now."""
    happened: Json = body.get("event") or {}
    group: Json = happened.get("subteam") or {}
    if happened.get("type") == _GROUP_CHANGED:
        return _team(body), str(happened.get("subteam_id")), _key(body), _at(body)
    if happened.get("type") in {"subteam_updated", "subteam_created"} and "users" not in group:
        return _team(body), str(group.get("id")), _key(body), _at(body)
    return None


def _said(body: Json, happened: Json) -> Said | None:
    mentioned = happened["type"] == "app_mention"
    if not mentioned and happened.get("channel_type") != "im":
        return None
    bot = _bot_user(body)
    if happened.get("subtype") not in SPOKEN or happened.get("bot_id") or happened.get("user") in {None, bot}:
        return None
    text = spoken(str(happened.get("text") or "").replace(f"<@{bot}>", " ") if bot else str(happened.get("text") or ""))
    if not text and not mentioned:
        return None
    thread = happened.get("thread_ts") or (happened.get("ts") if mentioned else "")
    channel = str(happened["channel"])
    return Said(
        key=_key(body),
        at=_at(body),
        by=_account(body, happened),
        place=_place(_team(body), channel, str(happened.get("channel_type") or ""), str(thread or "")),
        text=text,
    )


def _opened_home(body: Json, happened: Json) -> OpenedHome | None:
    if happened.get("tab", "home") != "home":
        return None
    return OpenedHome(
        key=_key(body),
        at=_at(body),
        by=_account(body, happened),
        place=_place(_team(body), str(happened.get("channel") or ""), "im", ""),
    )


def _member(body: Json, happened: Json) -> MembersSeen | None:
    user: Json = happened.get("user") or {}
    seen = profile(user)
    if seen is None:
        return None
    at = datetime.fromtimestamp(float(user["updated"]), UTC) if user.get("updated") else _at(body)
    return MembersSeen(key=_key(body), at=at, platform="slack", workspace=_team(body), members=(seen,))


def _group(body: Json, happened: Json) -> Event | None:
    group: Json = happened.get("subteam") or {}
    if "users" not in group:
        return None  # see changed_group
    return group_seen(group, _team(body), _key(body), _at(body))


def _uninstalled(body: Json, happened: Json) -> Uninstalled | None:
    if happened["type"] == "tokens_revoked" and not (happened.get("tokens") or {}).get("bot"):
        return None  # somebody's own token, which Truce doesn't use
    return Uninstalled(key=_key(body), at=_at(body), platform="slack", workspace=_team(body))


EVENTS: Mapping[str, Callable[[Json, Any], Event | None]] = {
    "app_home_opened": _opened_home,
    "app_mention": _said,
    "app_uninstalled": _uninstalled,
    "message": _said,
    "subteam_created": _group,
    "subteam_updated": _group,
    "team_join": _member,
    "tokens_revoked": _uninstalled,
    "user_change": _member,
}


# -- commands, clicks, forms


def command(body: Json, now: datetime) -> Commanded:
    """`/who x` and `/truce who x` alike; `/truce` alone asks for help."""
    name, text = str(body.get("command") or ""), spoken(str(body.get("text") or ""))
    word = name.removeprefix("/").lower()
    if name.startswith(GENERAL_COMMAND):
        word, _, text = (text or "help").partition(" ")
    place = _place(str(body["team_id"]), str(body.get("channel_id") or ""), str(body.get("channel_name") or ""), "")
    if place.kind == "direct":  # perhaps between two others, where Truce can't write: it answers in its own
        place = place.model_copy(update={"channel": str(body["user_id"])})
    return Commanded(
        key=f"slack:{body['trigger_id']}",
        at=now,
        by=Account(platform="slack", workspace=str(body["team_id"]), user=str(body["user_id"])),
        name=str(body.get("user_name") or ""),
        place=place,
        carries=frozenset({"say", "whisper", "form"}),
        command=word.lower(),
        text=text.strip(),
    )


def click(body: Json) -> Clicked | None:
    """A button, or a choice from a menu. None for what only opens a page, and for menus inside a form."""
    action: Json = (body.get("actions") or [{}])[0]
    code = action.get("value") or (action.get("selected_option") or {}).get("value")
    place: Json = body.get("container") or {}
    if not code or (body.get("view") or {}).get("type") == "modal":
        return None
    answers: Carries = frozenset({"update", "whisper", "form"} if body.get("response_url") else {"form"})
    if body.get("response_url") and place.get("is_ephemeral"):
        answers |= {"say"}  # also into a channel that the app is not in
    return Clicked(
        key=f"slack:{body['trigger_id']}",
        at=_moment(str(action.get("action_ts") or "")) or datetime.fromtimestamp(0, UTC),
        by=_actor(body),
        name=_actor_name(body),
        place=_clicked_place(body),
        carries=answers,
        message=clicked_message(place),
        code=str(code),
    )


def clicked_message(place: Json) -> str:
    """The message clicked on; empty for one that only this person sees, and for the home tab."""
    if place.get("type") != "message" or place.get("is_ephemeral"):
        return ""
    return f"{place['channel_id']}/{place['message_ts']}"


def clicked_origin(body: Json) -> Origin:
    """What a form opened by this click must remember."""
    place = _clicked_place(body)
    hidden = bool((body.get("container") or {}).get("is_ephemeral"))
    return Origin(
        workspace=place.workspace,
        channel=place.channel,
        kind=place.kind,
        thread=place.thread,
        message=clicked_message(body.get("container") or {}),
        url=str(body.get("response_url") or "") if hidden else "",
    )


def commanded_origin(body: Json) -> Origin:
    place = command(body, datetime.fromtimestamp(0, UTC)).place
    return Origin(workspace=place.workspace, channel=place.channel, kind=place.kind)


def pointed(body: Json, base_url: str = "") -> Pointed:
    """A shortcut on a message. Whose message it is, and where, Slack says; that Truce is there too, nobody does."""
    message: Json = body.get("message") or {}
    ts = str(body.get("message_ts") or message.get("ts") or "")
    thread, channel = str(message.get("thread_ts") or ""), str((body.get("channel") or {}).get("id") or "")
    domain = str((body.get("team") or {}).get("domain") or "")
    origin = pointed_origin(body)
    by = _actor(body)
    return Pointed(
        key=f"slack:{body['trigger_id']}",
        at=_moment(str(body.get("action_ts") or "")) or datetime.fromtimestamp(0, UTC),
        by=by,
        name=_actor_name(body),
        place=origin.place(by),
        carries=frozenset({"whisper", "say", "form"} if body.get("response_url") else {"form"}),
        message=origin.message,
        shortcut=str(body.get("callback_id") or ""),
        text=spoken(text_of(message)),
        author=str(message.get("user") or ""),
        url=link_to(domain, channel, ts, thread, base_url=base_url),
    )


def pointed_origin(body: Json) -> Origin:
    """What a form opened by this shortcut must remember. What comes of it goes to the thread of the message."""
    message: Json = body.get("message") or {}
    ts = str(body.get("message_ts") or message.get("ts") or "")
    channel: Json = body.get("channel") or {}
    name = str(channel.get("id") or "")
    thread = str(message.get("thread_ts") or ts)
    place = _place(_acted_in(body), name, str(channel.get("name") or ""), thread)
    if place.kind == "direct":  # perhaps between two others, where Truce can't write: it answers in its own
        place = place.model_copy(update={"channel": str(body["user"]["id"]), "thread": ""})
    return Origin(
        workspace=place.workspace,
        channel=place.channel,
        kind=place.kind,
        thread=place.thread,
        message=f"{name}/{ts}" if name and ts else "",
        beside=str(body.get("response_url") or ""),
    )


def submission(body: Json, now: datetime) -> Submitted:
    """A form, filled in. ValueError when the form is not one of ours."""
    view: Json = body["view"]
    origin, code = Origin.unpack(str(view.get("private_metadata") or ""))
    by = _actor(body)
    values = typed(view)
    # The hash stays the same while a form is corrected, so what was typed is part of the key
    told = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
    carried: set[Literal["errors", "form", "update", "whisper", "say"]] = {"errors", "form"}
    if origin.beside:
        carried |= {"whisper", "say"}
    return Submitted(
        key=f"slack:{view['id']}:{view.get('hash', '')}:{told}",
        at=now,
        by=by,
        name=_actor_name(body),
        place=origin.place(by),
        carries=frozenset(carried | {"update"} if origin.url else carried),
        message=origin.message,
        code=code,
        values=values,
    )


def typed(view: Json) -> dict[str, str | tuple[str, ...]]:
    """What stands in the fields of a form, by field."""
    values: dict[str, str | tuple[str, ...]] = {}
    for block in (view.get("state") or {}).get("values", {}).values():
        for field, held in block.items():
            values[field] = _held(held)
    return values


def _held(held: Json) -> str | tuple[str, ...]:
    if "selected_options" in held:
        return tuple(str(option["value"]) for option in held["selected_options"] or ())
    if "selected_option" in held:
        return str((held["selected_option"] or {}).get("value", ""))
    return str(held.get("selected_date") or held.get("value") or "")


def suggestion(body: Json) -> tuple[Account, str]:
    """Who types what into a field that finds people."""
    return _actor(body), str(body.get("value") or "")


# -- what they are made of


def spoken(text: str) -> str:
    """What somebody typed, without Slack's escapes. Mentions of people stay `<@user>`."""
    text = _TOKEN.sub(lambda found: _token(found[1]), text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.strip()


def _token(inner: str) -> str:
    target, _, label = inner.partition("|")
    match target[:1]:
        case "@":
            return f"<{target}>"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target


def _key(body: Json) -> str:
    return f"slack:{body['event_id']}"


def _at(body: Json) -> datetime:
    stamp = str((body.get("event") or {}).get("event_ts") or body.get("event_time") or 0)
    return _moment(stamp) or datetime.fromtimestamp(0, UTC)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except ValueError:
        return None


def _team(body: Json) -> str:
    return str(body.get("team_id") or "")


def _bot_user(body: Json) -> str:
    return next((str(each["user_id"]) for each in body.get("authorizations") or [] if each.get("is_bot")), "")


def _account(body: Json, happened: Json) -> Account:
    """Who did it. People of another company, in a shared channel, belong to their own workspace."""
    workspace = str(happened.get("user_team") or _team(body))
    return Account(platform="slack", workspace=workspace, user=str(happened["user"]))


def _actor(body: Json) -> Account:
    user: Json = body["user"]
    return Account(platform="slack", workspace=str(user.get("team_id") or _acted_in(body)), user=str(user["id"]))


def _actor_name(body: Json) -> str:
    return str(body["user"].get("name") or body["user"].get("username") or "")


def _acted_in(body: Json) -> str:
    return str((body.get("team") or {}).get("id") or body["user"].get("team_id") or "")


def _clicked_place(body: Json) -> Place:
    """Where the click was. What is said there goes into the thread of the message, in channels."""
    where: Json = body.get("container") or {}
    channel: Json = body.get("channel") or {}
    name = str(channel.get("id") or where.get("channel_id") or body["user"]["id"])  # the home tab is no channel
    place = _place(_acted_in(body), name, str(channel.get("name") or ""), str(where.get("thread_ts") or ""))
    if place.thread or place.kind == "direct" or not clicked_message(where):
        return place
    return place.model_copy(update={"thread": clicked_message(where)})


def _place(workspace: str, channel: str, sort: str, thread: str) -> Place:
    """`sort` is Slack's word for the kind of channel, or its name: they differ between payloads."""
    kind: Literal["direct", "group", "channel"] = "channel"
    if sort in {"im", "directmessage"} or channel[:1] in {"D", "U", "W", ""}:
        kind = "direct"
    elif sort == "mpim" or sort.startswith("mpdm-"):
        kind = "group"
    named = f"{channel}/{thread}" if thread else ""
    return Place(platform="slack", workspace=workspace, channel=channel, kind=kind, thread=named)
