"""Where bot tokens come from: one workspace's from the settings, or those of every workspace that installed the app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.slack.api import Api
from bot.conversation.events import Installed


@dataclass(frozen=True)
class Installation:
    """The app in one workspace. `by` is the Slack user who installed it."""

    workspace: str
    name: str
    token: str
    bot_user: str
    scopes: str
    by: str
    enterprise: str = ""


class Installations(Protocol):
    """Keeps installations; tokens are encrypted there."""

    async def save(self, installation: Installation) -> None: ...

    async def find(self, workspace: str) -> Installation | None: ...

    async def delete(self, workspace: str) -> None: ...


class InstalledTokens:
    """Tokens of all workspaces that installed the app, looked up once each."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._known: dict[str, str] = {}

    async def token(self, workspace: str) -> str | None:
        if workspace not in self._known:
            found = await self._installations.find(workspace)
            if found is None:
                return None
            self._known[workspace] = found.token
        return self._known[workspace]

    async def forget(self, workspace: str) -> None:
        self._known.pop(workspace, None)
        await self._installations.delete(workspace)

    async def save(self, installation: Installation) -> None:
        """Keep a new installation, and use its token from now on."""
        await self._installations.save(installation)
        self._known[installation.workspace] = installation.token


class OneToken:
    """The only workspace there is. Which one it is, Slack says at `introduce`, once."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._workspace = ""

    async def token(self, workspace: str) -> str | None:
        return self._token if workspace == self._workspace else None

    async def forget(self, workspace: str) -> None:
        """Nothing is kept; the token in the settings simply no longer works."""

    async def introduce(self, api: Api, at: datetime) -> Installed:
        """Ask Slack whose token this is; RefusedError when it is none."""
        told = await api.call_with(self._token, "auth.test")
        self._workspace = str(told["team_id"])
        return Installed(
            key=f"slack:token:{self._workspace}:{told.get('user_id', '')}",
            at=at,
            platform="slack",
            workspace=self._workspace,
            name=str(told.get("team") or self._workspace),
            bot=str(told.get("user_id") or ""),
        )
