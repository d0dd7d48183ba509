"""What taking over lines is told of a directory, and what it says would happen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.directory.places import Places
from bot.directory.sheet_lines import Line
from bot.sheets import Bad
from storage.directory import Found

Who = int | str
"""A person here by id, or somebody new by e-mail address."""


@dataclass(frozen=True)
class Somebody:
    """A person here."""

    id: int
    name: str
    email: str = ""
    side: str = "other"
    left: bool = False

    @property
    def called(self) -> str:
        """How they are recognised in a file: by e-mail address, or by name where there is none."""
        return self.email or self.name


@dataclass(frozen=True)
class TopicHere:
    """A topic here. Synonyms are names by their keys."""

    id: int
    name: str
    key: str
    synonyms: Mapping[str, str] = field(default_factory=dict)
    steward: int | None = None


@dataclass(frozen=True)
class Here:
    """All there is."""

    people: Sequence[Somebody] = ()
    topics: Sequence[TopicHere] = ()
    contacts: Sequence[Found] = ()
    places: Places = field(default_factory=Places)


@dataclass(frozen=True)
class Taking:
    """How lines are taken. `clears`: an empty cell empties. `whole`: topics whose contacts are those of the lines.

    `drops`: topics that no line names are removed.
    """

    clears: bool = False
    whole: Collection[str] = ()
    drops: bool = False


@dataclass(frozen=True)
class Wanted:
    """A contact as a line wants it."""

    line: Line
    person: Who
    backup: Who | None = None
    there: Found | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicPlan:
    """A topic as the lines want it. `there` is None for a new one; `changes` are the fields that differ."""

    key: str
    name: str
    synonyms: Mapping[str, str]
    steward: Who | None
    there: TopicHere | None = None
    changes: tuple[str, ...] = ()
    added: tuple[Wanted, ...] = ()
    changed: tuple[Wanted, ...] = ()
    unchanged: int = 0
    removed: tuple[Found, ...] = ()

    @property
    def does_something(self) -> bool:
        return bool(self.there is None or self.changes or self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Plan:
    """What will happen. `stays`: so many contacts are here but in no line. `notes` are about lines that are taken."""

    topics: tuple[TopicPlan, ...] = ()
    newcomers: tuple[Line, ...] = ()
    """The first line of each person who is new, with their name, and their side where it says one."""
    dropped: tuple[TopicHere, ...] = ()
    stays: int = 0
    notes: tuple[Bad, ...] = ()
    bad: tuple[Bad, ...] = ()
    usable: bool = True
