"""A result as CSV: a line of headings, then a line for each total and each statement of each group. RFC 4180.

Only what the result holds can be in it, which is only what may be published. Numbers have a point and no grouping,
whatever the reader's language.
"""

import csv
import io
from collections.abc import Callable

from bot.conversation.words import T, Words
from bot.pulse.anonymity import SCOPES, Scope
from bot.pulse.results import Group, Result, StatementResult
from bot.pulse.scoring import rounded_to, shown
from bot.pulse.statements import relationship_type, statement

COLUMNS = (
    "wave",
    "closed",
    "scope",
    "statement number",
    "statement",
    "group",
    "invited",
    "answered",
    "n",
    "mean",
    "total",
    "relationship",
    "note",
)
_DECIMALS = 4
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HIDDEN = T("too few answers to show")


def in_english(words: Words) -> str:
    return words.text


def csv_text(result: Result, say: Callable[[Words], str] = in_english) -> str:
    """The whole file. `say` puts words into the reader's language (`Reader.plain`)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    about = {"wave": result.title, "closed": result.closed.isoformat()}
    for scope in SCOPES:
        _write(writer, about | _total(scope, result.groups.get(scope), say))
    for each in result.statements:
        for scope in SCOPES:
            _write(writer, about | _statement(scope, each, say))
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def _write(writer: "csv.DictWriter[str]", row: dict[str, str]) -> None:
    writer.writerow({column: safe(cell) for column, cell in row.items()})


def _total(scope: Scope, group: Group | None, say: Callable[[Words], str]) -> dict[str, str]:
    row = {"scope": "assessment", "group": scope}
    if group is None:
        return row | {"note": say(_HIDDEN)}
    row |= {"invited": str(group.invited), "answered": str(group.answered)}
    if group.totals is None or group.relationship is None:
        return row | {"note": say(T("no total: too few rated all twenty statements"))}
    return row | {
        "n": str(group.totals.n),
        "total": str(shown(group.totals.mean, _DECIMALS)),
        "relationship": say(relationship_type(group.relationship).name),
        "note": say(T("n rated all twenty statements")),
    }


def _statement(scope: Scope, result: StatementResult, say: Callable[[Words], str]) -> dict[str, str]:
    row = {
        "scope": "statement",
        "statement number": str(result.number),
        "statement": say(statement(result.number).words),
        "group": scope,
    }
    if scope not in result.ratings:
        return row | {"note": say(_HIDDEN)}
    ratings = result.ratings[scope]
    return row | {"n": str(ratings.n), "mean": str(rounded_to(ratings.mean, _DECIMALS))}
