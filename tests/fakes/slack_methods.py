"""The Web API methods that write: messages, views, files. `slack_lookups` has those that read.

A method takes a `Call` and returns what goes beside `"ok": true`, or raises `SlackError` with Slack's own error name.
Over 300 lines because chat, views and files share the rules about who may write where.
"""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_checks import check_message, check_view
from tests.fakes.slack_world import (
    Channel,
    Installation,
    Json,
    Message,
    SlackError,
    StoredFile,
    User,
    View,
    Workspace,
    World,
)

POST_TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
METADATA_LIMIT = 16 * 1024
VIEW_BYTES_LIMIT = 250 * 1024
MODALS_DEEP = 3


@dataclass
class Call:
    """One call of a method: its arguments (JSON already decoded), by whose token, from where."""

    world: World
    args: Json
    installation: Installation
    base_url: str

    @property
    def team(self) -> Workspace:
        return self.world.workspaces[self.installation.team]

    def require(self, *names: str) -> None:
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            raise invalid_arguments([f"[ERROR] missing required field: {name}" for name in missing])

    def need_scope(self, *either: str) -> None:
        granted = self.installation.scopes.split(",")
        if not any(scope in granted for scope in either):
            raise SlackError("missing_scope", needed=",".join(either), provided=self.installation.scopes)


Method = Callable[[Call], Json]


def invalid_arguments(messages: list[str], error: str = "invalid_arguments") -> SlackError:
    return SlackError(error, errors=messages, response_metadata={"messages": messages})


def find_channel(call: Call, *, to_write: bool = False, by_user: bool = False) -> Channel:
    """Find the conversation in `channel`; with `by_user` a person's id stands for the direct message with them."""
    call.require("channel")
    given = str(call.args["channel"])
    channel = call.team.channels.get(given)
    if channel is None and by_user and given in call.team.users:
        channel = _direct_message(call, call.team.users[given])
    bot = call.team.bot_user
    if channel is None or (channel.private and bot not in channel.members):
        raise SlackError("channel_not_found")
    if to_write:
        _refuse_if_closed(call, channel)
    if bot not in channel.members and not (to_write and "chat:write.public" in call.installation.scopes.split(",")):
        raise SlackError("not_in_channel")
    return channel


def _direct_message(call: Call, user: User) -> Channel:
    if user.is_bot or user.id == "USLACKBOT":
        raise SlackError("cannot_dm_bot")
    return call.team.direct_message(user.id, call.world.new_id)


def _refuse_if_closed(call: Call, channel: Channel) -> None:
    """Refuse archived channels. To a deactivated person Slack posts without a word (python-slack-sdk issue 1156)."""
    if channel.archived:
        raise SlackError("is_archived")
    if channel.user and call.team.users[channel.user].deleted and call.world.posting_to_deactivated:
        raise SlackError(call.world.posting_to_deactivated)


# -- chat


def chat_post_message(call: Call) -> Json:
    channel = find_channel(call, to_write=True, by_user=True)
    _check_content(call.args, POST_TEXT_LIMIT)
    message = add_message(call.world, call.team, channel.id, call.args)
    return {"channel": channel.id, "ts": message.ts, "message": message.payload(with_metadata=True)}


def chat_post_ephemeral(call: Call) -> Json:
    call.require("user")
    channel = find_channel(call, to_write=True, by_user=True)
    if call.args["user"] not in channel.members:
        raise SlackError("user_not_in_channel")
    _check_content(call.args, POST_TEXT_LIMIT)
    message = add_message(call.world, call.team, channel.id, call.args, ephemeral_to=str(call.args["user"]))
    return {"message_ts": message.ts}


def chat_update(call: Call) -> Json:
    call.require("ts")
    channel = find_channel(call)
    message = _own_message(call, channel, "cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    kept = {"blocks": message.blocks, "attachments": message.attachments} | call.args
    _check_content(kept, UPDATE_TEXT_LIMIT)
    rewrite(call.world, message, call.args)
    shown = message.payload(with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def chat_delete(call: Call) -> Json:
    call.require("ts")
    channel = find_channel(call)
    message = _own_message(call, channel, "cant_delete_message")
    message.deleted = True
    return {"channel": channel.id, "ts": message.ts}


def _own_message(call: Call, channel: Channel, otherwise: str) -> Message:
    message = call.team.find_message(channel.id, str(call.args["ts"]))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.bot_id != call.team.bot_id:
        raise SlackError(otherwise)
    return message


def _check_content(args: Json, text_limit: int) -> None:
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if not text and not blocks and not args.get("attachments"):
        raise SlackError("no_text")
    if len(text) > text_limit:
        raise SlackError("msg_too_long")
    if problems := check_message({"blocks": blocks}):
        raise invalid_arguments(problems, "invalid_blocks")
    metadata = args.get("metadata")
    if metadata:
        _check_metadata(metadata)


def _check_metadata(metadata: Any) -> None:
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,255}", kind) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_LIMIT:
        raise SlackError("metadata_too_large")


def add_message(world: World, team: Workspace, channel: str, args: Json, *, ephemeral_to: str = "") -> Message:
    """Store a message of the app's, with the ids that Slack adds to its blocks."""
    message = Message(
        channel=channel,
        ts=world.new_ts(),
        user=team.bot_user,
        team_id=team.id,
        at=world.clock(),
        text=args.get("text") or "",
        blocks=as_stored(args.get("blocks") or [], world.new_id),
        attachments=args.get("attachments") or [],
        metadata=args.get("metadata") or {},
        bot_id=team.bot_id,
        app_id=world.app_id,
        thread_ts=str(args.get("thread_ts") or ""),
        ephemeral_to=ephemeral_to,
    )
    team.add_message(message)
    return message


def rewrite(world: World, message: Message, args: Json) -> None:
    """Edit a message: blocks, attachments and metadata that are not given stay; the text does not."""
    changes: Json = {"text": args.get("text") or ""}
    if args.get("blocks") is not None:
        changes["blocks"] = as_stored(args["blocks"], world.new_id)
        changes["state"] = {}
    changes.update({key: args[key] for key in ("attachments", "metadata") if args.get(key) is not None})
    message.edit(**changes)


def as_stored(blocks: list[Json], new_id: Callable[[str], str]) -> list[Json]:
    """Return blocks as Slack hands them back: missing block and action ids made up, text flags filled in."""
    stored: list[Json] = []
    for block in json.loads(json.dumps(blocks)):
        block.setdefault("block_id", new_id("b"))
        _fill_in(block, new_id)
        stored.append(block)
    return stored


INTERACTIVE = re.compile(
    r"button|(multi_)?(static|external|users|conversations|channels)_select|overflow|radio_buttons|checkboxes"
    r"|(date|time|datetime)picker|(plain|email|url)_text_input|rich_text_input|number_input|file_input"
)


def _fill_in(node: Any, new_id: Callable[[str], str]) -> None:
    if isinstance(node, list):
        for item in node:
            _fill_in(item, new_id)
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind == "plain_text" and "text" in node:
        node.setdefault("emoji", True)
    elif kind == "mrkdwn":
        node.setdefault("verbatim", False)
    elif isinstance(kind, str) and INTERACTIVE.fullmatch(kind):
        node.setdefault("action_id", new_id("a"))
    for value in node.values():
        _fill_in(value, new_id)


# -- views


def views_open(call: Call) -> Json:
    content = _view_argument(call, "modal")
    _refuse_taken_external_id(call, content)
    user = _use_trigger(call)
    for view in call.world.views(user):  # Slack shows one stack of modals; a new one replaces it
        view.open = False
    return _shown(call, add_view(call.world, call.team, user, content))


def views_push(call: Call) -> Json:
    content = _view_argument(call, "modal")
    _refuse_taken_external_id(call, content)
    user = _use_trigger(call)
    stack = call.world.views(user)
    if not stack or len(stack) >= MODALS_DEEP:
        raise SlackError("push_limit_reached")
    return _shown(call, add_view(call.world, call.team, user, content, below=stack[-1]))


def views_update(call: Call) -> Json:
    view = call.team.views.get(str(call.args.get("view_id") or ""))
    if external := call.args.get("external_id"):
        view = next((v for v in call.team.views.values() if v.content.get("external_id") == external), view)
    if view is None or not view.open:
        raise SlackError("not_found")
    content = _view_argument(call, view.content["type"])
    if call.args.get("hash") not in {None, "", view.hash}:
        raise SlackError("hash_conflict")
    replace_view(call.world, view, content)
    return _shown(call, view)


def views_publish(call: Call) -> Json:
    call.require("user_id")
    content = _view_argument(call, "home")
    user = str(call.args["user_id"])
    if user not in call.team.users:
        raise invalid_arguments(["invalid `user_id`"])
    view = call.world.home_view(user)
    if view is None:
        return _shown(call, add_view(call.world, call.team, user, content))
    if call.args.get("hash") not in {None, "", view.hash}:
        raise SlackError("hash_conflict")
    replace_view(call.world, view, content)
    return _shown(call, view)


def _view_argument(call: Call, kind: str) -> Json:
    call.require("view")
    content = call.args["view"]
    if not isinstance(content, dict) or content.get("type") != kind:
        raise invalid_arguments([f"[ERROR] must be a view of type {kind} [json-pointer:/view]"])
    if problems := check_view(content):
        raise invalid_arguments(problems)
    if len(json.dumps(content).encode()) > VIEW_BYTES_LIMIT:
        raise SlackError("view_too_large")
    return content


def _refuse_taken_external_id(call: Call, content: Json) -> None:
    external = content.get("external_id")
    if external and any(v.open and v.content.get("external_id") == external for v in call.team.views.values()):
        raise SlackError("duplicate_external_id")


def _use_trigger(call: Call) -> str:
    call.require("trigger_id")
    trigger = call.world.triggers.get(str(call.args["trigger_id"]))
    if trigger is None:
        raise invalid_arguments(["invalid `trigger_id`"])
    if call.world.clock() >= trigger.expires:
        raise SlackError("expired_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    trigger.used = True
    return trigger.user


def _new_hash(world: World) -> str:
    return f"{int(world.clock())}.{uuid.uuid4().hex[:8]}"


def add_view(world: World, team: Workspace, user: str, content: Json, below: View | None = None) -> View:
    stored = content | {"blocks": as_stored(content.get("blocks", []), world.new_id)}
    view = View(world.new_id("V"), team.id, user, stored, _new_hash(world))
    view.root = below.root if below else view.id
    view.previous = below.id if below else ""
    team.add_view(view)
    return view


def replace_view(world: World, view: View, content: Json) -> None:
    """Put new content into a view. What people typed stays where block and action ids stay, as in Slack."""
    view.content = content | {"blocks": as_stored(content.get("blocks", []), world.new_id)}
    view.hash = _new_hash(world)
    view.errors = {}
    still_there = {block["block_id"] for block in view.blocks}
    view.state = {block: values for block, values in view.state.items() if block in still_there}


def _shown(call: Call, view: View) -> Json:
    return {"view": view.payload(call.world.app_id, call.team.bot_id)}


# -- files


def files_get_upload_url(call: Call) -> Json:
    call.require("filename", "length")
    length = int(call.args["length"])
    if length <= 0:
        raise invalid_arguments(["[ERROR] length must be more than 0"])
    file = StoredFile(call.world.new_id("F"), str(call.args["filename"]), length)
    file.alt_text = str(call.args.get("alt_txt") or "")
    call.team.files[file.id] = file
    return {"upload_url": f"{call.base_url}/upload/v1/{call.team.id}/{file.id}", "file_id": file.id}


def files_complete_upload(call: Call) -> Json:
    call.require("files")
    files = [_uploaded(call, item) for item in call.args["files"]]
    channels = [str(c) for c in [call.args.get("channel_id"), *_listed(call.args.get("channels"))] if c]
    shown = [_file_payload(file) for file in files]
    for given in dict.fromkeys(channels):
        where = find_channel(Call(call.world, {"channel": given}, call.installation, call.base_url), to_write=True)
        text = call.args.get("initial_comment") or ""
        args = {"text": text, "thread_ts": call.args.get("thread_ts")}
        add_message(call.world, call.team, where.id, args).files = shown
        for file in files:
            file.channels.append(where.id)
    for file in files:
        file.completed = True
    return {"files": shown}


def _uploaded(call: Call, item: Json) -> StoredFile:
    file = call.team.files.get(str(item.get("id")))
    if file is None or file.content is None or file.completed:
        raise SlackError("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return value.split(",")
    return list(value or [])


def _file_payload(file: StoredFile) -> Json:
    base = f"https://files.slack.test/{file.id}/{file.name}"
    shown = {"id": file.id, "name": file.name, "title": file.title, "size": file.length, "alt_txt": file.alt_text}
    return shown | {"permalink": base, "url_private": base, "mode": "hosted"}


# what it is called -> (what it does, the scope that it needs)
WRITING: dict[str, tuple[Method, str]] = {
    "chat.postMessage": (chat_post_message, "chat:write"),
    "chat.postEphemeral": (chat_post_ephemeral, "chat:write"),
    "chat.update": (chat_update, "chat:write"),
    "chat.delete": (chat_delete, "chat:write"),
    "views.open": (views_open, ""),
    "views.push": (views_push, ""),
    "views.update": (views_update, ""),
    "views.publish": (views_publish, ""),
    "files.getUploadURLExternal": (files_get_upload_url, "files:write"),
    "files.completeUploadExternal": (files_complete_upload, "files:write"),
}
