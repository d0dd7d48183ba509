"""Installing by "Add to Slack". Comes in: the browser's two requests. Goes out: an installation kept, and `Installed`.

The stock stores keep tokens in plain text in a database of their own; here both stores are given.
"""

import logging
from typing import Protocol

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.platform import Door
from adapters.slack.api import SLACK_API
from adapters.slack.manifest import bot_scopes
from adapters.slack.tokens import Installation, InstalledTokens
from bot.clock import Clock
from bot.conversation.events import Installed

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

log = logging.getLogger(__name__)


class States(Protocol):
    """One-time marks that tie the browser's second request to its first. They live ten minutes."""

    async def issue(self) -> str: ...

    async def consume(self, state: str) -> bool: ...


class _Installations(AsyncInstallationStore):
    """Slack's words for an installation, in ours; and the core learns of it."""

    def __init__(self, tokens: InstalledTokens, door: Door, clock: Clock) -> None:
        self._tokens = tokens
        self._door = door
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_save(self, installation: SlackInstallation) -> None:
        if not installation.team_id or not installation.bot_token or installation.is_enterprise_install:
            raise BoltError("Truce is installed workspace by workspace: choose one workspace, not the organisation.")
        kept = Installation(
            workspace=installation.team_id,
            name=installation.team_name or installation.team_id,
            token=installation.bot_token,
            bot_user=installation.bot_user_id or "",
            scopes=",".join(installation.bot_scopes or []),
            by=installation.user_id,
            enterprise=installation.enterprise_id or "",
        )
        await self._tokens.save(kept)
        now = self._clock.now()
        await self._door.handle(
            Installed(
                key=f"slack:installed:{kept.workspace}:{now.isoformat()}",
                at=now,
                platform="slack",
                workspace=kept.workspace,
                name=kept.name,
                bot=kept.bot_user,
                by=kept.by,
            )
        )


class _States(AsyncOAuthStateStore):
    def __init__(self, states: States) -> None:
        self._states = states

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        return await self._states.issue()

    async def async_consume(self, state: str) -> bool:
        return await self._states.consume(state)


def oauth_flow(
    *,
    client_id: str,
    client_secret: str,
    public_url: str,
    tokens: InstalledTokens,
    states: States,
    door: Door,
    clock: Clock,
    base_url: str = SLACK_API,
) -> AsyncOAuthFlow:
    """The flow behind /slack/install and /slack/oauth_redirect."""
    client = AsyncWebClient(base_url=base_url, retry_handlers=[], trust_env_in_session=True)
    client.proxy = None  # the session reads the proxies' variables itself, and minds NO_PROXY
    store = _Installations(tokens, door, clock)
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=bot_scopes(),
        user_scopes=[],
        redirect_uri=public_url.rstrip("/") + REDIRECT_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=store,
        state_store=_States(states),
    )
    return AsyncOAuthFlow(client=client, logger=log, settings=settings)
