"""The lines of a directory's file. Comes in: a CSV as spreadsheets write it. Goes out: contacts, and every bad line.

Checked here is what a line shows by itself; what needs the other lines, or what there is, is in `sheet_plan`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final

from bot.conversation.words import Listing, T, Words
from bot.directory.checking import FOR, check_name, check_region, check_step, check_topic, kept, tidy
from bot.directory.places import Places
from bot.directory.tokens import key
from bot.sheets import Bad, BadCellError, Columns, is_email, meant, read_rows

COLUMNS: Final = (
    "topic",
    "synonyms",
    "name",
    "email",
    "side",
    "region",
    "product",
    "segment",
    "account",
    "step",
    "backup_email",
    "steward_email",
)
SIDES: Final = ("sales", "marketing", "other")

_COLUMNS: Final = Columns(
    known=COLUMNS,
    required=("topic", "email"),
    aliases={
        "e_mail": "email",
        "synonym": "synonyms",
        "funnel_step": "step",
        "backup": "backup_email",
        "backup_e_mail": "backup_email",
        "steward": "steward_email",
        "steward_e_mail": "steward_email",
    },
    lists=("synonyms",),
)
_CONTACT: Final = ("name", "email", "side", "region", *FOR, "step", "backup_email")
"""What says something about a contact; a line without any is about the topic alone."""


@dataclass(frozen=True)
class Line:
    """A good line. What is None was not said at all; what is empty was left empty."""

    number: int
    topic: str
    synonyms: tuple[str, ...] | None = None
    name: str = ""
    email: str = ""
    side: str = ""
    fields: Mapping[str, str] = field(default_factory=kept)
    """What the contact is for, as its row has it."""
    backup: str | None = None
    """An e-mail address, or the name of somebody here who has none; so is the steward."""
    steward: str | None = None

    @property
    def has_contact(self) -> bool:
        return bool(self.email or self.name)

    @cached_property
    def key(self) -> str:
        """The topic's."""
        return key(self.topic)

    @cached_property
    def place(self) -> tuple[str, ...]:
        """Topic and what it is for: with the person, what a contact is known by."""
        return (self.key, *place_of(self.fields))


def place_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What a contact is for, to be compared."""
    return (fields["region_key"], *(fields[f"{each}_key"] for each in FOR), fields["step"])


@dataclass
class Sheet:
    """What a file holds. `usable` is False when no line of it can be trusted."""

    lines: list[Line] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    usable: bool = True


CheckRegion = Callable[[str], Words | None]


def read_lines(content: bytes | str, places: Places, called: Collection[str] = ()) -> Sheet:
    """Read a whole file; it never raises, whatever the bytes. `called`: how people here are called in files."""
    table = read_rows(content, _COLUMNS)
    sheet = Sheet(bad=table.bad, usable=table.usable)

    @cache
    def region(name: str) -> Words | None:
        return check_region(name, places)

    for number, cells in table.rows:
        try:
            sheet.lines.append(_line(number, cells, region, called))
        except BadCellError as bad:
            sheet.bad.append(Bad(number, bad.words))
    return sheet


def _line(number: int, cells: Mapping[str, str], region: CheckRegion, called: Collection[str]) -> Line:
    synonyms = [tidy(each) for each in cells.get("synonyms", "").split(";")]
    synonyms = [meant(each) for each in synonyms if each]
    typed = {column: meant(cell) for column, cell in cells.items() if column != "synonyms"}
    if not typed["topic"]:
        raise BadCellError(T("There is no {column}.", column="topic"))
    if not typed["email"] and not typed.get("name") and any(typed.get(each) for each in _CONTACT):
        raise BadCellError(T("There is no {column}.", column="email"))
    fields = checked_fields(typed, region)
    _refuse(check_topic(typed["topic"]))
    for each in synonyms:
        _refuse(check_name("synonym", each))
    return Line(
        number=number,
        topic=typed["topic"],
        synonyms=tuple(synonyms) if "synonyms" in cells else None,
        name=typed.get("name", ""),
        email=_email(typed["email"], called),
        side=_side(typed.get("side", "")),
        fields=fields,
        backup=_somebody(typed.get("backup_email"), called),
        steward=_somebody(typed.get("steward_email"), called),
    )


def checked_fields(typed: Mapping[str, str], region: CheckRegion) -> dict[str, str]:
    """What a contact is for, as its row has it. BadCellError with what is wrong."""
    named = {each: typed.get(each, "") for each in ("region", *FOR, "step")}
    _refuse(region(named["region"]))
    for each in FOR:
        _refuse(check_name(each, named[each]))
    _refuse(check_step(named["step"]))
    return kept(**named)


def _refuse(words: Words | None) -> None:
    if words:
        raise BadCellError(words)


def _email(cell: str, called: Collection[str]) -> str:
    email = cell.lower()
    if email and email not in called and not is_email(email):
        raise BadCellError(T("“{cell}” is not an e-mail address.", cell=cell))
    return email


def _somebody(cell: str | None, called: Collection[str]) -> str | None:
    return _email(cell, called) if cell and cell not in called and is_address(cell) else cell


def is_address(said: str) -> bool:
    """Whether somebody is named by an e-mail address, and not by name."""
    return "@" in said and " " not in said


def _side(cell: str) -> str:
    if cell and cell.lower() not in SIDES:
        known: Sequence[str] = SIDES
        raise BadCellError(
            T("There is no side “{cell}”. Known are {known}.", cell=cell, known=Listing(items=tuple(known)))
        )
    return cell.lower()
