"""A message of another system as it came, and what verifying and reading it may end in."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from adapters.crm.wiring import Wiring
from bot.conversation.words import T, Words
from bot.deals.reported import AnyTold
from bot.deals.told import DealTold

OLD: Final = timedelta(minutes=5)
"""A signed time that is further away than this is refused: somebody may be sending an old message again."""
AHEAD: Final = timedelta(days=1)
"""What is said to have happened later than this from now on would beat all true news until then."""
LONGEST_KEY: Final = 120


@dataclass(frozen=True)
class Raw:
    """A request, untouched. Header names are in lower case; `url` is the address as the sender knows it."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    url: str
    received: datetime

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True)
class Secrets:
    """What the messages of one connection are verified with. `external`: whom they name."""

    external: str
    secret: str


@dataclass(frozen=True)
class Reading:
    """What a message says. `key` is the sender's own id of it, `troubles` what could not be understood, and where.

    `fetch` names the deals of which more can be fetched.
    """

    key: str
    told: tuple[AnyTold, ...] = ()
    troubles: tuple[Words, ...] = ()
    fetch: tuple[str, ...] = ()


@dataclass
class Gathering:
    """A reading under way, item by item: one that can't be understood does not keep the others from being read."""

    told: list[AnyTold] = field(default_factory=list)
    troubles: list[Words] = field(default_factory=list)

    def trouble(self, number: int, why: Words) -> None:
        self.troubles.append(T("Item {number}: {why}", number=number, why=why))

    def reading(self, key: str, *, more: bool = False) -> Reading:
        """What was gathered; with `more`, the system can be asked for the deals as they are now."""
        deals = [each for each in self.told if isinstance(each, DealTold) and more]
        there = dict.fromkeys(each.external for each in deals if each.state != "removed")
        return Reading(key, tuple(self.told), tuple(self.troubles), tuple(there))


class ForgedError(Exception):
    """The message can't be shown to come from where it says; the text says why, for whoever sent it."""


class UnreadableError(Exception):
    """The message is genuine and can't be understood; `words` say why, without any of its contents."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


class System(Protocol):
    """One kind of sender: a module of this folder, as a value."""

    def named(self, raw: Raw) -> list[str]:
        """Whom the message names (`Connection.external`), as far as can be seen before anything is verified."""
        ...

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        """Raise ForgedError unless the message is signed with this secret, and is young."""
        ...

    def read(self, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
        """What it says. Raises UnreadableError where nothing of it can be understood."""
        ...


def digest(body: bytes) -> str:
    """The key of a message that has none of its own."""
    return f"digest {hashlib.sha256(body).hexdigest()}"


def one_key(keys: Iterable[str]) -> str:
    """One key made of several, whatever their order: a message that comes again may have been put together anew."""
    several = sorted(set(keys))
    if len(several) == 1 and len(several[0]) <= LONGEST_KEY and several[0].isprintable():
        return several[0]
    return f"{len(several)} {hashlib.sha256(chr(10).join(several).encode('utf-8', 'replace')).hexdigest()}"


def must_be_young(signed: datetime, received: datetime) -> None:
    """Raise ForgedError for what was signed too long ago, or by a clock that is far ahead."""
    if signed < received - OLD:
        raise ForgedError("The message was signed more than five minutes ago. Sign it when it is sent.")
    if signed > received + OLD:
        raise ForgedError("The time that was signed lies in the future. Set the sender's clock right.")
