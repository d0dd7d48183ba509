"""`truce reports`: what other systems sent that could not be read, why, what it holds, and reading it once more."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_settings, say

if TYPE_CHECKING:
    from bot.deals.reported import ReadAgain
    from storage.database import Database
    from storage.reports import Report

SHOWN: Final = 50

reports = typer.Typer(help="What CRMs sent that could not be read.", invoke_without_command=True)


@reports.callback()
def listing(
    context: typer.Context,
    *,
    again: Annotated[str, Option(help="Read this one once more (its number), or all of them (all).")] = "",
    organisation: Company = "",
) -> None:
    """List what could not be read, and why; with --again, read it once more."""
    if context.invoked_subcommand is not None:
        return
    settings = read_settings()
    with migrated(settings.database_url) as database:
        company = company_of(database, organisation)
        if again:
            _again(database, company, again)
        else:
            _list(database, company)


@reports.command()
def show(number: Annotated[int, Argument(help="The report's number.")], organisation: Company = "") -> None:
    """Print what a report holds, as it came. It may hold names, addresses and amounts."""
    with migrated(read_settings().database_url) as database:
        row = _one(database, company_of(database, organisation), number)
        say(f"Report {row.id}, from {row.system}, {row.received:%Y-%m-%d %H:%M} UTC, {row.state}")
        for line in _why(row):
            say(line)
        typer.echo(row.body.decode("utf-8", "replace") if row.body else "(its body is no longer kept)")


def _list(database: "Database", company: int) -> None:
    from storage.reports import Reports

    with database.read() as session:
        rows, count = Reports(session, company).unreadable(SHOWN), Reports(session, company).count_unreadable()
    for row in rows:
        say(f"{row.id}  {row.system}, {row.received:%Y-%m-%d %H:%M} UTC")
        for line in _why(row):
            say(f"    {line}")
    if count > len(rows):
        say(f"and {count - len(rows):,} older ones")
    if rows:
        say("`truce reports show NUMBER` prints what it holds; --again NUMBER reads it once more, --again all, all.")
    else:
        say("Everything that came could be read.")


def _again(database: "Database", company: int, wanted: str) -> None:
    """Read them here and now: the answers are told at once."""
    from adapters.clock import SystemClock
    from bot.core import Truce
    from bot.routes import ROUTES
    from storage.reports import Reports

    if wanted != "all" and not wanted.isdecimal():
        raise CommandError(f"{wanted!r} is no number of a report. `truce reports` lists them.")
    with database.read() as session:
        known = Reports(session, company)
        numbers = [row.id or 0 for row in known.unreadable(known.count_unreadable())]
    chosen = sorted(numbers) if wanted == "all" else [each for each in numbers if str(each) == wanted]
    if not chosen and wanted != "all":
        raise CommandError(f"Report {wanted} does not wait to be read. `truce reports` lists those that do.")
    truce = Truce(database, SystemClock(), ROUTES)
    try:
        for number in chosen:
            truce.submit(_event(database, company, number)).result()
    finally:
        truce.close()
    left = [each for each in chosen if _one(database, company, each).state == "unreadable"]
    say(f"{len(chosen) - len(left)} taken, {len(left)} still can't be read.")
    for each in left:
        for line in _why(_one(database, company, each)):
            say(f"    {each}: {line}")


def _event(database: "Database", company: int, number: int) -> "ReadAgain":
    from adapters.clock import SystemClock
    from adapters.crm.fetching import again
    from storage.reports import Connections

    row = _one(database, company, number)
    with database.read() as session:
        connection = Connections(session).get(row.connection)
    assert connection is not None  # noqa: S101  a report goes with its connection
    return again(connection, row, SystemClock())


def _one(database: "Database", company: int, number: int) -> "Report":
    from storage.reports import Reports

    with database.read() as session:
        row = Reports(session, company).get(number)
    if row is None:
        raise CommandError(f"There is no report {number}. `truce reports` lists those that could not be read.")
    return row


def _why(row: "Report") -> list[str]:
    from bot.conversation.reading import Reader
    from bot.deals.reported import troubles_of

    reader = Reader(now=row.received)
    return [reader.plain(words) for words in troubles_of(row)]
