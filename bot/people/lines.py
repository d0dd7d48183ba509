"""The lines of a people file. Comes in: a CSV as spreadsheets write it. Goes out: people, and every line that is bad.

Checked here is what a line shows by itself; what needs the other lines, or the people there are, is in `plan`.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from bot.conversation.words import Listing, T, Words
from bot.rights import Role
from bot.zones import nearest, zone

COLUMNS = (
    "name",
    "email",
    "side",
    "title",
    "manager_email",
    "timezone",
    "language",
    "slack_id",
    "teams_id",
    "roles",
)
REQUIRED = ("name", "email")
SIDES = ("sales", "marketing", "other")
LONGEST = 200

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_SLACK = re.compile(r"[UW][A-Z0-9]{2,20}")
_TEAMS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*")
_ALIASES = {"e_mail": "email", "time_zone": "timezone", "manager": "manager_email", "role": "roles"}


@dataclass(frozen=True)
class Line:
    """A good line. An empty field was not said, and changes nothing; so do roles that are None."""

    number: int
    name: str
    email: str
    side: str = ""
    title: str = ""
    manager_email: str = ""
    timezone: str = ""
    language: str = ""
    slack_id: str = ""
    teams_id: str = ""
    roles: frozenset[str] | None = None


@dataclass(frozen=True)
class Bad:
    """A line that can't be taken, and why. The first line of a file is number 1."""

    number: int
    reason: Words


@dataclass
class Sheet:
    """What a file holds. `usable` is False when no line of it can be trusted."""

    lines: list[Line] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    usable: bool = True


class _BadCellError(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


def read_lines(content: bytes | str) -> Sheet:
    """Read a whole file; it never raises, whatever the bytes."""
    if isinstance(content, bytes):
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _unusable(1, T("This file is UTF-16. Please save it as “CSV UTF-8”."))
        content = content.decode("utf-8", "surrogateescape")
    content = content.removeprefix("\ufeff")
    rows = _rows(content)
    head = next((at for at, (_, row) in enumerate(rows) if not isinstance(row, Words)), None)
    if head is None:
        return _unusable(1, T("This file is empty. Its first line names the columns: {known}.", known=_listed(COLUMNS)))
    number, row = rows[head]
    assert not isinstance(row, Words)  # noqa: S101  the search above has looked
    columns = [_column(cell) for cell in row]
    sheet = Sheet(bad=[Bad(at, words) for at, words in rows[:head] if isinstance(words, Words)])
    if trouble := _missing(columns):
        return _unusable(number, trouble)
    for name, cell in zip(columns, row, strict=True):
        if name and name not in COLUMNS:
            sheet.bad.append(
                Bad(number, T("There is no column “{column}”. Known are {known}.", column=cell, known=_listed(COLUMNS)))
            )
    for number, row in rows[head + 1 :]:
        _take(sheet, number, columns, row)
    return sheet


def _take(sheet: Sheet, number: int, columns: Sequence[str], row: list[str] | Words) -> None:
    if isinstance(row, Words):
        sheet.bad.append(Bad(number, row))
        return
    try:
        sheet.lines.append(_line(number, columns, row))
    except _BadCellError as bad:
        sheet.bad.append(Bad(number, bad.words))


def _unusable(number: int, reason: Words) -> Sheet:
    return Sheet(bad=[Bad(number, reason)], usable=False)


def _rows(content: str) -> list[tuple[int, list[str] | Words]]:
    """The lines that hold anything, each with its number; words in place of one that can't be read."""
    first, _, rest = content.partition("\n")
    told = _SEPARATOR_LINE.fullmatch(first.rstrip("\r"))
    before = 1 if told else 0
    text = rest if told else content
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, told[1] if told else ""))
    rows: list[tuple[int, list[str] | Words]] = []
    while True:
        number = reader.line_num + 1 + before
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            rows.append((number, T("This line can't be read as CSV. Is there a quotation mark too many?")))
            continue
        if any(cell.strip() for cell in row):
            rows.append((number, _readable(row)))


def _delimiter(text: str, told: str) -> str:
    """The mark that makes the most known columns of the first line."""
    if told in {",", ";", "\t"}:
        return told
    head = next((line for line in text.splitlines()[:50] if line.strip(" ,;\t")), "")
    marks = (",", ";", "\t")
    return max(marks, key=lambda mark: sum(_column(cell.strip('" ')) in COLUMNS for cell in head.split(mark)))


def _readable(row: list[str]) -> list[str] | Words:
    for cell in row:
        if any("\ud800" <= letter <= "\udfff" for letter in cell):
            return T("This line has letters that are not UTF-8. Please save the file as “CSV UTF-8”.")
        if "\n" in cell or "\r" in cell:
            return T("This line goes on in the next one. Is there a quotation mark that is never closed?")
        if any(unicodedata.category(letter) == "Cc" and letter != "\t" for letter in cell):
            return T("This line has characters that can't be shown. Please type it anew.")
    return [" ".join(cell.split()) for cell in row]


def _column(cell: str) -> str:
    name = re.sub(r"[\s\-_]+", "_", cell.strip().lower())
    return _ALIASES.get(name, name)


def _missing(columns: Sequence[str]) -> Words | None:
    absent = [name for name in REQUIRED if name not in columns]
    if absent:
        return T(
            "The first line must name the columns; there is no {absent}. Known are {known}.",
            absent=_listed(absent),
            known=_listed(COLUMNS),
        )
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    return T("The column {twice} is there twice.", twice=_listed(twice)) if twice else None


def _line(number: int, columns: Sequence[str], row: list[str]) -> Line:
    if len(row) < len(columns) or any(row[len(columns) :]):
        raise _BadCellError(
            T(
                "This line has {count} cells; the first line names {columns} columns.",
                count=len(row),
                columns=len(columns),
            )
        )
    typed = {name: cell for name, cell in zip(columns, row, strict=False) if name in COLUMNS}
    for name in REQUIRED:
        if not typed[name]:
            raise _BadCellError(T("There is no {column}.", column=name))
    for name, cell in typed.items():
        if len(cell) > LONGEST:
            raise _BadCellError(
                T("The {column} is longer than {most} characters.", column=name, most=LONGEST),
            )
    read: dict[str, str] = {name: CHECKS.get(name, _as_it_is)(cell) if cell else "" for name, cell in typed.items()}
    roles = read.pop("roles", "")
    if read["email"] and read.get("manager_email") == read["email"]:
        raise _BadCellError(T("Nobody is their own manager: please name somebody else, or leave it empty."))
    return Line(number=number, roles=frozenset(roles.split()) - {Role.MEMBER} if roles else None, **read)


def _as_it_is(cell: str) -> str:
    return cell


def _email(cell: str) -> str:
    if not _EMAIL.fullmatch(cell):
        raise _BadCellError(T("“{cell}” is not an e-mail address.", cell=cell))
    return cell.lower()


def _side(cell: str) -> str:
    if cell.lower() not in SIDES:
        raise _BadCellError(T("There is no side “{cell}”. Known are {known}.", cell=cell, known=_listed(SIDES)))
    return cell.lower()


def _zone(cell: str) -> str:
    if found := zone(cell):
        return found
    if near := nearest(cell):
        raise _BadCellError(T("There is no time zone “{cell}”. Did you mean {near}?", cell=cell, near=near))
    raise _BadCellError(T("There is no time zone “{cell}”. They look like Europe/Vienna.", cell=cell))


def _language(cell: str) -> str:
    try:
        return str(Locale.parse(cell.replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise _BadCellError(T("There is no language “{cell}”. They look like en or de-AT.", cell=cell)) from error


def _slack(cell: str) -> str:
    if not _SLACK.fullmatch(cell):
        raise _BadCellError(
            T("“{cell}” is not a Slack member id. They look like U012AB3CD: profile, ⋮, “Copy member ID”.", cell=cell)
        )
    return cell


def _teams(cell: str) -> str:
    if _TEAMS.fullmatch(cell.lower()) or _EMAIL.fullmatch(cell):
        return cell.lower()
    raise _BadCellError(
        T("“{cell}” is not a Teams user: give the object ID from Entra, or the user principal name.", cell=cell)
    )


def _roles(cell: str) -> str:
    """Separated by whatever does not clash with the delimiter: | or ; or a comma, or a space."""
    roles = [each for each in re.split(r"[\s|;,]+", cell.lower()) if each]
    for role in roles:
        if role not in set(Role):
            raise _BadCellError(T("There is no role “{role}”. Known are {known}.", role=role, known=_listed(Role)))
    return " ".join(roles)


CHECKS: Mapping[str, Callable[[str], str]] = {
    "email": _email,
    "manager_email": _email,
    "side": _side,
    "timezone": _zone,
    "language": _language,
    "slack_id": _slack,
    "teams_id": _teams,
    "roles": _roles,
}


def _listed(names: Sequence[str] | type[Role]) -> Listing:
    return Listing(items=tuple(str(name) for name in names))
