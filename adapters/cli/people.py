"""People by the command line: importing them from a file, and naming the first administrator."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_file, read_settings, say

people = typer.Typer(help="The company's people.", no_args_is_help=True)
admin = typer.Typer(help="Who administers Truce.", no_args_is_help=True)

COLUMNS = "name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles"


@people.command("import")
def import_(
    file: Annotated[Path, Argument(help=f"A CSV file with the columns {COLUMNS}.")],
    *,
    dry_run: Annotated[bool, Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    skip_bad: Annotated[bool, Option("--skip-bad", help="Leave bad lines out; otherwise one stops all.")] = False,
    organisation: Company = "",
) -> None:
    """Import people from a CSV file. Who is not in the file stays as they are."""
    from adapters.clock import SystemClock
    from bot.people.importing import import_people, report_lines

    content = read_file(file)
    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.write() as session:
            report = import_people(
                session, company, content, dry_run=dry_run, skip_bad=skip_bad, now=SystemClock().now()
            )
        for line in report_lines(report):
            say(line)
    if not report.written and not dry_run:
        raise typer.Exit(2)


@admin.command("add")
def add(
    email: Annotated[str, Argument(help="Their e-mail address, as in Slack or Teams.")], organisation: Company = ""
) -> None:
    """Make somebody an administrator; whoever installs Truce by OAuth is one already."""
    from bot.rights import Role
    from storage.people import People, Person

    address = email.strip().lower()
    if "@" not in address.strip("@"):
        raise CommandError(f"{email!r} is not an e-mail address.")
    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.write() as session:
            known = People(session, company)
            person = known.by_email(address)
            fresh = person is None
            person = person or known.add(Person(organisation=company, name=address, email=address))
            assert person.id is not None  # noqa: S101  it is stored
            known.set_roles(person.id, known.roles(person.id) | {Role.ADMINISTRATOR})
            name = person.name
    say(f"{name} is an administrator now.")
    if fresh:
        say("Nobody with this address was known yet: they are recognised as soon as their account is seen.")
