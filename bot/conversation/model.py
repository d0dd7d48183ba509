"""The common base of everything that is stored or sent as JSON."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

Platform = Literal["slack", "teams", "web"]


class Frozen(BaseModel):
    """A value: compared by what it holds, never changed, refused when it has a part that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """What never changes is its own copy; pydantic copies each default otherwise."""
        return self


class Account(Frozen):
    """Somebody's account on a platform. `workspace` is the Slack team id, the Teams tenant id or "playground"."""

    platform: Platform
    workspace: str
    user: str


class Place(Frozen):
    """Where something is said. A thread is the platform's id of the message that began it.

    `reference` is whatever the adapter needs to write there later, opaque to the core.
    """

    platform: Platform
    workspace: str
    channel: str
    kind: Literal["direct", "group", "channel"] = "direct"
    thread: str = ""
    reference: str = ""
