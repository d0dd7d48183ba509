"""`truce deals`, `truce reviews` and `truce rates`: what the business says, from files and into them."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from adapters.cli.common import Company, company_of, migrated, read_file, read_settings, say, write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.deals.importing import What
    from bot.work import Work

deals = typer.Typer(help="Deals, for companies without a CRM, or beside one.", no_args_is_help=True)
reviews = typer.Typer(help="Reviews: account reviews, account planning, product planning.", no_args_is_help=True)
rates = typer.Typer(help="What currencies are worth.", no_args_is_help=True)

DEAL_COLUMNS = (  # as bot/deals/sheet.py
    "id,name,account,amount,currency,stage,probability,discount,state,owner_email,close_date,region,segment,product,"
    "url,system"
)
REVIEW_COLUMNS = "id,kind,name,account,starts,attendees,owner_email,segment,region,product,state,system"
RATE_COLUMNS = "currency,rate,day,home"

DryRun = Annotated[bool, Option("--dry-run", help="Show what would change, and change nothing.")]
SkipBad = Annotated[bool, Option("--skip-bad", help="Leave bad lines out; otherwise one stops all.")]
From = Annotated[
    str, Option("--from", help="The system that the ids are from, such as hubspot, so that its news finds the records.")
]


@deals.command("import")
def import_deals(
    file: Annotated[Path, Argument(help=f"A CSV file with the columns {DEAL_COLUMNS}; id, name or account is enough.")],
    *,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    system: From = "file",
    organisation: Company = "",
) -> None:
    """Import deals from a CSV file. What an empty cell leaves open stays as it is."""
    _import("deals", file, organisation, dry_run=dry_run, skip_bad=skip_bad, system=system)


@deals.command("export")
def export_deals(
    file: Annotated[Path | None, Argument(help="Where to write it; without it, it is printed.")] = None,
    organisation: Company = "",
) -> None:
    """Write all deals as a CSV file. Importing it changes nothing."""
    from bot.deals.importing import deals_csv

    _export(deals_csv, file, organisation)


@reviews.command("import")
def import_reviews(
    file: Annotated[Path, Argument(help=f"A CSV file with the columns {REVIEW_COLUMNS}; attendees by e-mail address.")],
    *,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    system: From = "file",
    organisation: Company = "",
) -> None:
    """Import reviews from a CSV file."""
    _import("reviews", file, organisation, dry_run=dry_run, skip_bad=skip_bad, system=system)


@rates.command("import")
def import_rates(
    file: Annotated[Path, Argument(help=f"A CSV file with the columns {RATE_COLUMNS}; home: the company's own.")],
    *,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    organisation: Company = "",
) -> None:
    """Import rates: what one of a currency is worth in the company's own, from a day on."""
    _import("rates", file, organisation, dry_run=dry_run, skip_bad=skip_bad)


@rates.command("export")
def export_rates(
    file: Annotated[Path | None, Argument(help="Where to write it; without it, it is printed.")] = None,
    organisation: Company = "",
) -> None:
    """Write all rates as a CSV file. Importing it changes nothing."""
    from bot.deals.importing import rates_csv

    _export(rates_csv, file, organisation)


def _import(
    what: "What", file: Path, organisation: str, *, dry_run: bool, skip_bad: bool, system: str = "file"
) -> None:
    from adapters.clock import SystemClock
    from bot.conversation.reading import Reader
    from bot.deals import importing
    from bot.practices.applying import working

    content, now = read_file(file), SystemClock().now()
    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.read() as session:
            known = importing.company_of(working(session, company, now), system.strip().lower())
        sheet, done = importing.read(what, content, known), importing.Done()
        stopped = not sheet.usable or (bool(sheet.bad) and not skip_bad)
        for page in importing.pages(sheet) if dry_run or not stopped else ():
            with database.write() as session:
                done += importing.take(page, working(session, company, now))
                if dry_run:
                    session.rollback()
        written = not dry_run and not stopped
        for line in importing.report(what, sheet, done, written=written, dry_run=dry_run):
            say(Reader(now=now).plain(line))
    if stopped and not dry_run:
        raise typer.Exit(2)


def _export(make: "Callable[[Work], str]", file: Path | None, organisation: str) -> None:
    from adapters.clock import SystemClock
    from bot.directory.exporting import MARK
    from bot.practices.applying import working

    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.read() as session:
            text = make(working(session, company, SystemClock().now()))
    if file is None:
        typer.echo(text, nl=False)
        return
    write_file(file, MARK + text)
    say(f"Wrote {file}.")
