"""The zip that an administrator uploads to Teams: the manifest (schema 1.29) and two icons."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from adapters.teams import icons

Json = dict[str, Any]

VERSION: Final = "1.29"
SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"
SCOPES: Final = ("personal", "team", "groupChat")
_MOST_COMMANDS: Final = 12  # a scope
_SHORT: Final = "Measures how Sales and Marketing work together, and where the two sides differ."
_FULL: Final = (
    "Truce asks Sales and Marketing the same twenty statements about how they work together. It shows how each side "
    "sees it, where the two differ most and what scored lowest, and asks again later to see what has changed. "
    "Answering takes about four minutes, by clicks in a chat. Answers are anonymous: nobody sees who said what, "
    "and nothing is shown about small groups."
)


def write_package(
    path: Path,
    *,
    app_id: str,
    url: str | None = None,
    name: str = "Truce",
    company: str = "Truce",
    version: str = "1.0.0",
    commands: Sequence[tuple[str, str]] = (),
    shortcuts: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Write the package to `path`. `app_id` is the bot's (MicrosoftAppId), `url` where Truce is served.

    `commands` are (name, help), the most useful first: Teams suggests the first twelve. `shortcuts` on messages are
    name -> (label, what it does). Raises ValueError with what to
    do when something cannot be right.
    """
    content = manifest(
        app_id=app_id, url=url, name=name, company=company, version=version, commands=commands, shortcuts=shortcuts
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "manifest.json", json.dumps(content, indent=2, ensure_ascii=False).encode())
        _put(package, "color.png", icons.color())
        _put(package, "outline.png", icons.outline())


def manifest(
    *,
    app_id: str,
    url: str | None,
    name: str = "Truce",
    company: str = "Truce",
    version: str = "1.0.0",
    commands: Sequence[tuple[str, str]] = (),
    shortcuts: Mapping[str, tuple[str, str]] | None = None,
) -> Json:
    """The manifest as JSON."""
    _check(app_id, url, name, company)
    home = (url or "https://example.com").rstrip("/")
    listed = [{"title": title[:128], "description": told[:128]} for title, told in commands[:_MOST_COMMANDS]]
    bot: Json = {"botId": app_id, "scopes": list(SCOPES), "supportsFiles": False, "isNotificationOnly": False}
    if listed:
        bot["commandLists"] = [{"scopes": [scope], "commands": listed} for scope in SCOPES]
    extensions = {"composeExtensions": [_on_messages(app_id, shortcuts)]} if shortcuts else {}
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": company,
            "websiteUrl": home,
            "privacyUrl": f"{home}/privacy",
            "termsOfUseUrl": f"{home}/terms",
        },
        "name": {"short": name, "full": f"{name} for Sales and Marketing"},
        "description": {"short": _SHORT, "full": _FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [bot],
        **extensions,
        "defaultInstallScope": "personal",
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(url).netloc] if url else [],
    }


def _on_messages(app_id: str, shortcuts: Mapping[str, tuple[str, str]]) -> Json:
    """What the menu of each message offers: its form is asked for when it opens (`fetchTask`)."""
    commands = [
        {
            "id": name,
            "type": "action",
            "context": ["message"],
            "title": label[:32],
            "description": told[:128],
            "fetchTask": True,
        }
        for name, (label, told) in shortcuts.items()
    ]
    return {"botId": app_id, "commands": commands}


def _check(app_id: str, url: str | None, name: str, company: str) -> None:
    try:
        UUID(app_id)
    except ValueError:
        raise ValueError(
            f"The app id {app_id!r} is not one of Microsoft's. Copy MicrosoftAppId from the bot's registration; it "
            "looks like 5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a."
        ) from None
    if url and (urlsplit(url).scheme != "https" or not urlsplit(url).netloc):
        raise ValueError(
            f"Teams needs an https address, and {url!r} is none. Set PUBLIC_URL, e.g. https://truce.acme.com."
        )
    for what, text, longest in (("name", name, 30), ("company", company, 32)):
        if not text or len(text) > longest:
            raise ValueError(f"The {what} {text!r} must have 1 to {longest} characters.")


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    # The same input gives the same file: no time of writing in it.
    package.writestr(zipfile.ZipInfo(name, (2027, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
