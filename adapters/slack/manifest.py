"""The app's manifest, as Slack takes it: made from the commands, the calls and the events, so that it can't lag behind.

Comes in: the tables of commands and shortcuts. Goes out: the manifest as a dict, and as the YAML text of manifest.yaml.
"""

import json
from collections.abc import Mapping
from typing import Any

from adapters.slack.api import METHODS

DESCRIPTION = "Measures how Sales and Marketing work together"
LONG_DESCRIPTION = (
    "Truce asks Sales and Marketing the same twenty statements about how they work together. It shows how each side "
    "sees it, where the two differ most and what scored lowest, and asks again later to see what has changed. "
    "Answering takes about four minutes, by clicks in a direct message. Answers are anonymous: nobody sees who said "
    "what, and nothing is shown about small groups."
)
EVENT_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"

# what is listened to -> the scopes that Slack asks for it
EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "message.im": ("im:history",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}


def bot_scopes() -> list[str]:
    """What the app must be allowed to do: what its calls, its events and its commands need."""
    calls = {scope for method in METHODS.values() for scope in method.scopes}
    events = {scope for scopes in EVENT_SCOPES.values() for scope in scopes}
    return sorted(calls | events | {"commands"})


def manifest(
    commands: Mapping[str, tuple[str, str]],
    url: str | None = None,
    shortcuts: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """The manifest. `commands`: name without slash -> (what it does, how it is used). Without `url`: Socket Mode.

    `shortcuts` on messages: callback id -> (label, what it does), in the order in which the menu shows them.
    """
    base = url.rstrip("/") if url else ""
    features: dict[str, Any] = {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Truce", "always_online": True},
        "slash_commands": [_command(name, told, usage, base) for name, (told, usage) in sorted(commands.items())],
    }
    if shortcuts:
        features["shortcuts"] = [_shortcut(name, label, told) for name, (label, told) in shortcuts.items()]
    oauth: dict[str, Any] = {"scopes": {"bot": bot_scopes()}}
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": sorted(EVENT_SCOPES)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not base,
        "token_rotation_enabled": False,
    }
    if base:
        oauth["redirect_urls"] = [base + REDIRECT_PATH]
        settings["event_subscriptions"]["request_url"] = base + EVENT_PATH
        settings["interactivity"]["request_url"] = base + EVENT_PATH
        settings["interactivity"]["message_menu_options_url"] = base + EVENT_PATH
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Truce",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": features,
        "oauth_config": oauth,
        "settings": settings,
    }


def _command(name: str, told: str, usage: str, base: str) -> dict[str, Any]:
    """Slack's limits: 32 characters a name, 2,000 a description, 1,000 a hint. Mentions come as ids."""
    made: dict[str, Any] = {"command": f"/{name}", "description": told[:2000], "should_escape": True}
    if usage:
        made["usage_hint"] = usage[:1000]
    if base:
        made["url"] = base + EVENT_PATH
    return made


def _shortcut(name: str, label: str, told: str) -> dict[str, Any]:
    """Slack's limits: 24 characters a label, 150 a description, 255 a callback id."""
    return {"name": label, "type": "message", "callback_id": name, "description": told[:150]}


def as_yaml(made: Mapping[str, Any]) -> str:
    """The manifest as YAML, the same text for the same manifest."""
    return "\n".join(_lines(made, 0)) + "\n"


def _lines(value: Any, deep: int) -> list[str]:
    """Block style; texts are written as JSON strings, which YAML reads as they are."""
    pad = "  " * deep
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping | list):
                lines += [f"{pad}{key}:", *_lines(inner, deep + 1)]
            else:
                lines.append(f"{pad}{key}: {json.dumps(inner, ensure_ascii=False)}")
        return lines
    for inner in value:
        if isinstance(inner, Mapping | list):
            first, *rest = _lines(inner, deep + 1)
            lines += [f"{pad}- {first.strip()}", *rest]
        else:
            lines.append(f"{pad}- {json.dumps(inner, ensure_ascii=False)}")
    return lines
