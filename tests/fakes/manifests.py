"""What Slack and Teams refuse in the description of an app, as pure checks; and the shortcuts that it puts in menus.

Limits are those of Slack's app manifest reference and of the Teams app manifest schema 1.29.
"""

from collections.abc import Collection
from typing import Any

Json = dict[str, Any]


def check_slack_manifest(made: Json) -> list[str]:
    """What Slack would say about a manifest; nothing when it takes it."""
    shown, features = made.get("display_information", {}), made.get("features", {})
    problems = _lengths("display_information", shown, {"name": 35, "description": 140, "long_description": 4000})
    for number, command in enumerate(features.get("slash_commands", [])):
        limits = {"command": 32, "description": 2000, "usage_hint": 1000}
        problems += _lengths(f"slash_commands[{number}]", command, limits)
    shortcuts = features.get("shortcuts", [])
    if len(shortcuts) > 10:
        problems.append("features.shortcuts: more than 10")
    for number, shortcut in enumerate(shortcuts):
        where = f"shortcuts[{number}]"
        problems += _keys(where, shortcut, needed={"name", "type", "callback_id", "description"})
        problems += _lengths(where, shortcut, {"name": 24, "callback_id": 255, "description": 150})
        if shortcut.get("type") not in {"message", "global"}:
            problems.append(f"{where}.type: {shortcut.get('type')!r} is neither message nor global")
    problems += _twice("shortcuts", [shortcut.get("callback_id") for shortcut in shortcuts])
    if shortcuts:
        if "commands" not in made["oauth_config"]["scopes"]["bot"]:
            problems.append("features.shortcuts: needs the scope commands")
        if not made["settings"]["interactivity"]["is_enabled"]:
            problems.append("features.shortcuts: needs interactivity")
    return problems


def check_teams_manifest(made: Json) -> list[str]:
    """What Teams would say about the message extensions of a package; nothing when it takes them."""
    extensions = made.get("composeExtensions", [])
    problems = ["composeExtensions: more than one"] if len(extensions) > 1 else []
    for extension in extensions:
        problems += _keys("composeExtensions", extension, needed={"botId", "commands"})
        if extension.get("botId") not in {bot["botId"] for bot in made.get("bots", [])}:
            problems.append("composeExtensions.botId: not the bot of this package")
        commands = extension.get("commands", [])
        if not 1 <= len(commands) <= 10:
            problems.append(f"composeExtensions.commands: {len(commands)}, not 1 to 10")
        for number, command in enumerate(commands):
            problems += _command(f"commands[{number}]", command)
        problems += _twice("commands", [command.get("id") for command in commands])
    return problems


def _command(where: str, command: Json) -> list[str]:
    problems = _keys(
        where, command, needed={"id", "title"}, known={"type", "context", "description", "fetchTask", "parameters"}
    )
    problems += _lengths(where, command, {"id": 64, "title": 32, "description": 128})
    if command.get("type", "query") not in {"query", "action"}:
        problems.append(f"{where}.type: {command['type']!r} is neither query nor action")
    if unknown := set(command.get("context", [])) - {"compose", "commandBox", "message"}:
        problems.append(f"{where}.context: {sorted(unknown)} are unknown")
    if command.get("type") == "action" and not command.get("fetchTask") and not command.get("parameters"):
        problems.append(f"{where}: an action needs fetchTask or parameters")
    return problems


def slack_shortcut(made: Json, label: str) -> str:
    """The callback id of a shortcut in the menu of a message. KeyError where there is no such entry."""
    menu = {
        str(shortcut["name"]): str(shortcut["callback_id"])
        for shortcut in made.get("features", {}).get("shortcuts", [])
        if shortcut["type"] == "message"
    }
    return menu[label]


def teams_shortcut(made: Json, label: str) -> str:
    """The command id of an entry in the menu of a message. KeyError where there is no such entry."""
    commands = [command for extension in made.get("composeExtensions", []) for command in extension["commands"]]
    return {str(each["title"]): str(each["id"]) for each in commands if "message" in each.get("context", [])}[label]


def _keys(where: str, thing: Json, *, needed: Collection[str], known: Collection[str] = frozenset()) -> list[str]:
    missing = [f"{where}.{key}: missing" for key in sorted(set(needed) - thing.keys())]
    return missing + [f"{where}.{key}: unknown" for key in sorted(thing.keys() - {*needed, *known})]


def _lengths(where: str, thing: Json, limits: dict[str, int]) -> list[str]:
    return [
        f"{where}.{key}: {len(thing[key])} characters, not 1 to {most}"
        for key, most in limits.items()
        if key in thing and not 1 <= len(thing[key]) <= most
    ]


def _twice(where: str, names: list[Any]) -> list[str]:
    return [f"{where}: {name!r} stands there twice" for name in sorted({str(n) for n in names if names.count(n) > 1})]
