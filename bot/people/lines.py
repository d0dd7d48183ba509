"""The lines of a people file. Comes in: a CSV as spreadsheets write it. Goes out: people, and every line that is bad.

Checked here is what a line shows by itself; what needs the other lines, or the people there are, is in `plan`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from bot.conversation.words import Listing, T
from bot.rights import Role
from bot.sheets import Bad, BadCellError, Columns, is_email, read_rows
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

_SLACK = re.compile(r"[UW][A-Z0-9]{2,20}")
_TEAMS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
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


@dataclass
class Sheet:
    """What a file holds. `usable` is False when no line of it can be trusted."""

    lines: list[Line] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    usable: bool = True


def read_lines(content: bytes | str) -> Sheet:
    """Read a whole file; it never raises, whatever the bytes."""
    table = read_rows(content, Columns(COLUMNS, REQUIRED, _ALIASES))
    sheet = Sheet(bad=table.bad, usable=table.usable)
    for number, cells in table.rows:
        try:
            sheet.lines.append(_line(number, cells))
        except BadCellError as bad:
            sheet.bad.append(Bad(number, bad.words))
    return sheet


def _line(number: int, typed: Mapping[str, str]) -> Line:
    for name in REQUIRED:
        if not typed[name]:
            raise BadCellError(T("There is no {column}.", column=name))
    for name, cell in typed.items():
        if len(cell) > LONGEST:
            raise BadCellError(
                T("The {column} is longer than {most} characters.", column=name, most=LONGEST),
            )
    read: dict[str, str] = {name: CHECKS.get(name, _as_it_is)(cell) if cell else "" for name, cell in typed.items()}
    roles = read.pop("roles", "")
    if read["email"] and read.get("manager_email") == read["email"]:
        raise BadCellError(T("Nobody is their own manager: please name somebody else, or leave it empty."))
    return Line(number=number, roles=frozenset(roles.split()) - {Role.MEMBER} if roles else None, **read)


def _as_it_is(cell: str) -> str:
    return cell


def _email(cell: str) -> str:
    if not is_email(cell):
        raise BadCellError(T("“{cell}” is not an e-mail address.", cell=cell))
    return cell.lower()


def _side(cell: str) -> str:
    if cell.lower() not in SIDES:
        raise BadCellError(T("There is no side “{cell}”. Known are {known}.", cell=cell, known=_listed(SIDES)))
    return cell.lower()


def _zone(cell: str) -> str:
    if found := zone(cell):
        return found
    if near := nearest(cell):
        raise BadCellError(T("There is no time zone “{cell}”. Did you mean {near}?", cell=cell, near=near))
    raise BadCellError(T("There is no time zone “{cell}”. They look like Europe/Vienna.", cell=cell))


def _language(cell: str) -> str:
    try:
        return str(Locale.parse(cell.replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise BadCellError(T("There is no language “{cell}”. They look like en or de-AT.", cell=cell)) from error


def _slack(cell: str) -> str:
    if not _SLACK.fullmatch(cell):
        raise BadCellError(
            T("“{cell}” is not a Slack member id. They look like U012AB3CD: profile, ⋮, “Copy member ID”.", cell=cell)
        )
    return cell


def _teams(cell: str) -> str:
    if _TEAMS.fullmatch(cell.lower()) or is_email(cell):
        return cell.lower()
    raise BadCellError(
        T("“{cell}” is not a Teams user: give the object ID from Entra, or the user principal name.", cell=cell)
    )


def _roles(cell: str) -> str:
    """Separated by whatever does not clash with the delimiter: | or ; or a comma, or a space."""
    roles = [each for each in re.split(r"[\s|;,]+", cell.lower()) if each]
    for role in roles:
        if role not in set(Role):
            raise BadCellError(T("There is no role “{role}”. Known are {known}.", role=role, known=_listed(Role)))
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
