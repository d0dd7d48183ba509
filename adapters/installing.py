"""The installations of Slack's OAuth in the database: what adapters.slack asks for, kept by storage.installations."""

import asyncio

import structlog

from adapters.slack.tokens import Installation
from bot.clock import Clock
from storage import installations as kept
from storage.database import Database
from storage.sealing import Sealer, UnreadableError

PLATFORM = "slack"

log = structlog.get_logger("truce.installing")


class KeptInstallations:
    """Installations with their tokens encrypted. One that can't be decrypted counts as none: it is installed anew."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def save(self, installation: Installation) -> None:
        await asyncio.to_thread(self._save, installation)

    async def find(self, workspace: str) -> Installation | None:
        return await asyncio.to_thread(self._find, workspace)

    async def delete(self, workspace: str) -> None:
        await asyncio.to_thread(self._delete, workspace)

    def _save(self, installation: Installation) -> None:
        row = kept.Installation(
            platform=PLATFORM,
            workspace=installation.workspace,
            name=installation.name,
            sealed_token="",
            bot_user=installation.bot_user,
            scopes=installation.scopes,
            by=installation.by,
            enterprise=installation.enterprise,
            installed=self._clock.now(),
        )
        with self._database.write() as session:
            kept.Installations(session, PLATFORM, self._sealer).keep(row, installation.token)

    def _find(self, workspace: str) -> Installation | None:
        with self._database.read() as session:
            try:
                found = kept.Installations(session, PLATFORM, self._sealer).find(workspace)
            except UnreadableError:
                log.error("token unreadable", mend="put the former secret into TRUCE_SECRET, or install the app again")  # noqa: TRY400
                return None
        if found is None:
            return None
        row, token = found
        return Installation(row.workspace, row.name, token, row.bot_user, row.scopes, row.by, row.enterprise)

    def _delete(self, workspace: str) -> None:
        with self._database.write() as session:
            kept.Installations(session, PLATFORM, self._sealer).remove(workspace)


class KeptStates:
    """The one-time marks of installations under way."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def issue(self) -> str:
        return await asyncio.to_thread(self._issue)

    async def consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._consume, state)

    def _issue(self) -> str:
        with self._database.write() as session:
            return kept.issue_state(session, self._clock.now())

    def _consume(self, state: str) -> bool:
        with self._database.write() as session:
            return kept.consume_state(session, state, self._clock.now())
