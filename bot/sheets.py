"""CSV files as spreadsheets write them: read into cells by column, with every line that can't be read and why.

What the cells mean, the capability knows whose file it is. Nothing here raises, whatever the bytes.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.conversation.words import TN, Listing, T, Words, verbatim

SHOWN: Final = 20
"""So many of a kind are listed in a report."""
MOST_LINES: Final = 30
"""A line goes on over so many at most; beyond, its quotation mark was never closed."""

_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_SEPARATOR_LINE: Final = re.compile(r"\s*\"?sep=(.)\"?\s*")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARKS: Final = (",", ";", "\t")

Row = list[str] | Words
"""The cells of a line; words in place of one that can't be read."""


@dataclass(frozen=True)
class Bad:
    """A line that can't be taken, and why. The first line of a file is number 1."""

    number: int
    reason: Words


class BadCellError(Exception):
    """A cell says what can't be."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


@dataclass(frozen=True)
class Columns:
    """The columns that a file may have. In `lists`, a line break stands between entries, as a semicolon does."""

    known: Sequence[str]
    required: Sequence[str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    lists: Collection[str] = ()

    def of(self, cell: str) -> str:
        """What a cell of the first line is called here: capitals, spaces and hyphens don't matter."""
        name = re.sub(r"[\s\-_]+", "_", cell.strip().lower())
        return self.aliases.get(name, name)


@dataclass
class Rows:
    """What a file holds: its known columns, and the cells of each line by these. Not `usable`: trust none of it."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    usable: bool = True


def read_rows(content: bytes | str, columns: Columns) -> Rows:
    """Read a whole file: UTF-8 with or without its mark, with commas, semicolons or tabs."""
    if isinstance(content, bytes):
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _unusable(1, T("This file is UTF-16. Please save it as “CSV UTF-8”."))
        content = content.decode("utf-8", "surrogateescape")
    rows = _rows(content.removeprefix("\ufeff"), columns)
    before: list[Bad] = []
    for number, row in rows:
        if isinstance(row, Words):
            before.append(Bad(number, row))
            continue
        names = [columns.of(cell) for cell in row]
        if trouble := _missing(names, columns):
            return _unusable(number, trouble)
        table = Rows(tuple(name for name in names if name in columns.known), bad=before)
        table.bad += [
            Bad(number, _no_column(cell, columns))
            for name, cell in zip(names, row, strict=True)
            if name and name not in columns.known
        ]
        _take(table, names, rows, columns)
        return table
    known = Listing(items=tuple(columns.known))
    return _unusable(1, T("This file is empty. Its first line names the columns: {known}.", known=known))


def _take(table: Rows, names: Sequence[str], rows: Iterator[tuple[int, Row]], columns: Columns) -> None:
    for number, row in rows:
        if isinstance(row, Words):
            table.bad.append(Bad(number, row))
        elif len(row) < len(names) or any(row[len(names) :]):
            table.bad.append(Bad(number, _wrong_count(len(row), len(names))))
        else:
            cells = {name: cell for name, cell in zip(names, row, strict=False) if name in columns.known}
            broken = {name: ";" if name in columns.lists else " " for name in cells}
            cells = {name: cell.replace("\n", broken[name]) for name, cell in cells.items()}
            table.rows.append((number, cells))


def _unusable(number: int, reason: Words) -> Rows:
    return Rows(bad=[Bad(number, reason)], usable=False)


# Lines


def _rows(content: str, columns: Columns) -> Iterator[tuple[int, Row]]:
    """The lines that hold anything, each with its number."""
    lines = list(io.StringIO(content, newline=""))
    told = _SEPARATOR_LINE.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    at = 1 if told else 0
    mark = _mark(lines[at:], told[1] if told else "", columns)
    width = 0
    while at < len(lines):
        row, used = _row(lines[at : at + MOST_LINES], mark, width)
        if isinstance(row, Words) or any(row):
            yield at + 1, row
            width = width or (0 if isinstance(row, Words) else len(row))
        at += used


def _row(lines: list[str], mark: str, width: int) -> tuple[Row, int]:
    """The cells of the first line, and how many lines it goes on for. One that can't be read spoils no other."""
    reader = csv.reader(lines, delimiter=mark, strict=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        if "end of data" in str(error):
            return T("This line goes on in the next one. Is there a quotation mark that is never closed?"), 1
        return T("This line can't be read as CSV. Is there a quotation mark too many?"), 1
    if reader.line_num > 1 and width and len(cells) != width:
        return T("This line goes on in the next one. Is there a quotation mark that is never closed?"), 1
    return _readable(cells), reader.line_num


def _readable(row: list[str]) -> Row:
    for cell in row:
        if cell.isprintable():
            continue
        if any("\ud800" <= letter <= "\udfff" for letter in cell):
            return T("This line has letters that are not UTF-8. Please save the file as “CSV UTF-8”.")
        if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in cell):
            return T("This line has characters that can't be shown. Please type it anew.")
    return ["\n".join(filter(None, (" ".join(line.split()) for line in cell.splitlines()))) for cell in row]


def _mark(lines: Sequence[str], told: str, columns: Columns) -> str:
    """The mark that makes the most known columns of the first line."""
    if told in _MARKS:
        return told
    head = next((line for line in lines[:50] if line.strip(" ,;\t\r\n")), "")
    return max(
        _MARKS, key=lambda mark: sum(columns.of(cell.strip('" \r\n')) in columns.known for cell in head.split(mark))
    )


# Words about lines


def _missing(names: Sequence[str], columns: Columns) -> Words | None:
    absent = [name for name in columns.required if name not in names]
    if absent:
        return T(
            "The first line must name the columns; there is no {absent}. Known are {known}.",
            absent=Listing(items=tuple(absent)),
            known=Listing(items=tuple(columns.known)),
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return T("The column {twice} is there twice.", twice=Listing(items=tuple(twice))) if twice else None


def _no_column(cell: str, columns: Columns) -> Words:
    known = Listing(items=tuple(columns.known))
    return T("There is no column “{column}”. Known are {known}.", column=cell, known=known)


def _wrong_count(count: int, columns: int) -> Words:
    return T("This line has {count} cells; the first line names {columns} columns.", count=count, columns=columns)


def is_email(text: str) -> bool:
    """Whether it has the shape of an e-mail address."""
    return bool(_EMAIL.fullmatch(text))


# Cells that a spreadsheet would take for a formula


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): with an apostrophe before it."""
    return f"'{cell}" if _is_formula(cell) else cell


def meant(cell: str) -> str:
    """What `safe` was given. BadCellError for what a spreadsheet takes for a formula."""
    if not _is_formula(cell):
        return cell
    if cell.startswith("'"):
        return cell[1:]
    raise BadCellError(
        T("“{cell}” begins like a formula. If it is meant as text, put an apostrophe (') before it.", cell=cell[:40])
    )


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" '").startswith(_FORMULA_STARTS)


# Reports of what an import did


def bad_lines(bad: Sequence[Bad]) -> list[Words]:
    """All of them: whoever mends the file needs each."""
    return [T("Line {number}: {reason}", number=str(each.number), reason=each.reason) for each in bad]


def some(lines: list[Words]) -> list[Words]:
    """The first few, and how many more there are."""
    more = len(lines) - SHOWN
    if more <= 0:
        return lines
    return [*lines[:SHOWN], TN("... and one more like this", "... and {count} more like these", more)]


def verdict(*, usable: bool, bad: bool, written: bool, dry_run: bool) -> Words:
    """What came of it."""
    if written:
        return T("Imported.")
    if not usable:
        return T("Nothing was imported: please mend the file first.")
    if bad and not dry_run:
        return T("Nothing was imported. Mend the bad lines, or leave them out with {option}.", option="--skip-bad")
    return T("A dry run: nothing was changed.") if dry_run else verbatim("")
