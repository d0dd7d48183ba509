"""`truce export` and `truce apply`: what the company has set up, as a file to keep, compare and change."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_file, read_settings, say, write_file
from storage.database import Database

if TYPE_CHECKING:
    from datetime import datetime

    from bot.practices.applying import Plan


def export(
    file: Annotated[Path | None, Argument(help="Where to write it; without it, it is printed.")] = None,
    organisation: Company = "",
) -> None:
    """Write what is set up (pulses, surveys, the company's settings) as practices.yaml."""
    from adapters.clock import SystemClock
    from bot.practices import applying
    from bot.routes import PRACTICES

    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.read() as session:
            text = applying.export(PRACTICES, applying.working(session, company, SystemClock().now()))
    if file is None:
        typer.echo(text, nl=False)
        return
    write_file(file, text)
    say(f"Wrote {file}.")


def apply(
    file: Annotated[Path, Argument(help="A file such as `truce export` writes.")],
    *,
    yes: Annotated[bool, Option("--yes", help="Apply it without asking.")] = False,
    organisation: Company = "",
) -> None:
    """Show what a practices.yaml would change, and change it after a yes. Any mistake stops all of it."""
    from adapters.clock import SystemClock

    content = read_file(file)
    with migrated(read_settings().database_url) as database:
        company, now = company_of(database, organisation), SystemClock().now()
        shown = _look(database, company, content, now)
        if shown.bad:
            say("Nothing was changed: please mend the file first.")
            raise typer.Exit(2)
        if not shown.changes:
            return
        if not yes and not _agreed():
            say("Nothing was changed. Add --yes to apply it without being asked.")
            return
        _do(database, company, content, now, shown)
    say("Applied.")


def _look(database: Database, company: int, content: bytes, now: "datetime") -> "Plan":
    """Show what would change, or what is wrong."""
    from bot.practices import applying
    from bot.routes import PRACTICES

    with database.write() as session:
        planned = applying.run(content, PRACTICES, applying.working(session, company, now))
        session.rollback()
    for line in applying.plan_lines(planned, now):
        say(line)
    return planned


def _do(database: Database, company: int, content: bytes, now: "datetime", shown: "Plan") -> None:
    """Apply exactly what was shown, in one transaction, unless something else has changed meanwhile."""
    from bot.practices import applying
    from bot.routes import PRACTICES

    with database.write() as session:
        planned = applying.run(content, PRACTICES, applying.working(session, company, now))
        if planned.bad or applying.plan_lines(planned, now) != applying.plan_lines(shown, now):
            raise CommandError("Something was changed in the meantime, so nothing was applied. Run it once more.")


def _agreed() -> bool:
    return sys.stdin.isatty() and typer.confirm("Apply this?")
