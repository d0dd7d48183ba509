"""Who installed the app by OAuth, with their tokens encrypted, and the one-time marks of installations under way.

Nobody's in particular: an installation is kept before its organisation is known. A token is encrypted with a key
made from TRUCE_SECRET; of a mark only a digest is kept, which is of no use to whoever reads it here.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.records import moment
from storage.sealing import Sealer

STATE_LIVES: Final = timedelta(minutes=10)


class Installation(SQLModel, table=True):
    """The app in one workspace. `by` is the platform's id of who installed it."""

    __table_args__ = (UniqueConstraint("platform", "workspace"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    workspace: str
    name: str
    sealed_token: str
    bot_user: str
    scopes: str
    by: str
    enterprise: str = ""
    installed: datetime = moment()


class InstallationState(SQLModel, table=True):
    """`mark` is the SHA-256 of what the browser carries."""

    __tablename__ = "installation_state"

    mark: str = Field(primary_key=True)
    until: datetime = moment(index=True)


class Installations:
    """All installations of one platform."""

    def __init__(self, session: Session, platform: str, sealer: Sealer) -> None:
        self.session = session
        self._platform = platform
        self._sealer = sealer

    def keep(self, row: Installation, token: str) -> None:
        """Keep an installation instead of an older one of the same workspace."""
        self.remove(row.workspace)
        row.platform, row.sealed_token = self._platform, self._sealer.seal(token)
        self.session.add(row)
        self.session.flush()

    def find(self, workspace: str) -> tuple[Installation, str] | None:
        """The installation and its token. Raises UnreadableError."""
        query = select(Installation).where(Installation.platform == self._platform, Installation.workspace == workspace)
        row = self.session.exec(query).one_or_none()
        return (row, self._sealer.open(row.sealed_token)) if row else None

    def workspaces(self) -> list[str]:
        query = select(Installation.workspace).where(Installation.platform == self._platform)
        return list(self.session.exec(query.order_by(Installation.workspace)).all())

    def remove(self, workspace: str) -> None:
        self.session.exec(
            delete(Installation).where(
                col(Installation.platform) == self._platform, col(Installation.workspace) == workspace
            )
        )


def issue_state(session: Session, now: datetime) -> str:
    """A new mark, good for ten minutes, once. What has expired is swept out."""
    session.exec(delete(InstallationState).where(col(InstallationState.until) <= now))
    state = secrets.token_urlsafe(32)
    session.add(InstallationState(mark=_digest(state), until=now + STATE_LIVES))
    session.flush()
    return state


def consume_state(session: Session, state: str, now: datetime) -> bool:
    """Use a mark up; False if it is not one of ours, too old, or used before."""
    gone = session.exec(
        delete(InstallationState).where(
            col(InstallationState.mark) == _digest(state), col(InstallationState.until) > now
        )
    )
    return gone.rowcount == 1


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
