"""`truce directory`: who to contact, from a file and into one."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_file, read_settings, say, write_file

directory = typer.Typer(help="Who to contact: topics and contacts.", no_args_is_help=True)

COLUMNS = (
    "topic,synonyms,name,email,side,region,product,segment,account,step,backup_email,steward_email"  # as sheet_lines
)


@directory.command("import")
def import_(
    file: Annotated[Path, Argument(help=f"A CSV file with the columns {COLUMNS}.")],
    *,
    dry_run: Annotated[bool, Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    skip_bad: Annotated[bool, Option("--skip-bad", help="Leave bad lines out; otherwise one stops all.")] = False,
    replace: Annotated[bool, Option("--replace", help="Remove what is not in the file; otherwise it stays.")] = False,
    organisation: Company = "",
) -> None:
    """Import topics and contacts from a CSV file. People in it who are new are added; the others stay as they are."""
    from adapters.clock import SystemClock
    from bot.directory.importing import import_directory
    from bot.directory.reporting import report_lines

    if replace and skip_bad:
        raise CommandError(
            "--replace and --skip-bad don't go together: a line left out would remove its contact.",
            "Mend the bad lines first, or leave out --replace.",
        )
    content = read_file(file)
    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.write() as session:
            report = import_directory(
                session,
                company,
                content,
                dry_run=dry_run,
                skip_bad=skip_bad,
                replace=replace,
                now=SystemClock().now(),
            )
        for line in report_lines(report):
            say(line)
    if not report.written and not dry_run:
        raise typer.Exit(2)


@directory.command("export")
def export(
    file: Annotated[Path | None, Argument(help="Where to write it; without it, it is printed.")] = None,
    organisation: Company = "",
) -> None:
    """Write all topics and contacts as a CSV file. Importing it changes nothing."""
    from adapters.clock import SystemClock
    from bot.directory.exporting import MARK, directory_csv
    from bot.practices.applying import working

    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.read() as session:
            text = directory_csv(working(session, company, SystemClock().now()))
    if file is None:
        typer.echo(text, nl=False)
        return
    write_file(file, MARK + text)
    say(f"Wrote {file}.")
