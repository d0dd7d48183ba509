"""`truce ask`: who to contact, at the command line or for another program: the same answers as in chat."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer
from typer import Argument, Option

from adapters.cli.common import Company, company_of, migrated, read_settings
from storage.database import Database

if TYPE_CHECKING:
    from bot.directory.plainly import Told

TOGETHER: Final = 100
"""So many questions share a transaction: others on the same database never wait long."""
ONCE: Final = 65_536
"""Bytes that are read at once; less where a line is there already, so that programs can ask and wait."""


def ask(
    question: Annotated[
        str | None, Argument(help="In your own words; without it, one a line is read from standard input.")
    ] = None,
    *,
    as_json: Annotated[bool, Option("--json", help="One JSON object a question, each on a line.")] = False,
    organisation: Company = "",
) -> None:
    """Ask who to contact. It counts as in chat, and what nobody knows goes to the steward, without who asked."""
    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        if question is not None:
            _answer(database, company, [_clean(question)], as_json=as_json)
            return
        for questions in _typed(sys.stdin.buffer):
            _answer(database, company, questions, as_json=as_json)


def _answer(database: Database, company: int, questions: Sequence[str], *, as_json: bool) -> None:
    from adapters.clock import SystemClock
    from bot.directory.plainly import answers

    with database.write() as session:
        told = answers(session, company, questions, SystemClock().now(), in_words=not as_json)
    for each in told:
        typer.echo(_as_json(each) if as_json else "\n".join(each.lines))
    sys.stdout.flush()


def _as_json(told: "Told") -> str:
    answers = [{"name": each.name, "email": each.email, "why": each.why} for each in told.answers]
    return json.dumps({"question": told.question, "known": told.known, "answers": answers})


def _typed(source: BinaryIO) -> Iterator[list[str]]:
    """Lines as they come in, many at once where many are there. The last one may lack its end."""
    rest, first = b"", True
    while chunk := source.read1(ONCE):  # type: ignore[attr-defined]  # standard input is buffered
        *lines, rest = (rest + chunk).split(b"\n")
        while lines:
            some, lines = lines[:TOGETHER], lines[TOGETHER:]
            yield [_line(each, first=first and number == 0) for number, each in enumerate(some)]
            first = False
    if rest:
        yield [_line(rest, first=first)]


def _line(line: bytes, *, first: bool) -> str:
    text = line.removesuffix(b"\r").decode("utf-8", "replace")
    return text.removeprefix("\ufeff") if first else text


def _clean(argument: str) -> str:
    """What stood at the command line; bytes that are no UTF-8 show as such."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
