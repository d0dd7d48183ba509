"""Running Truce: demo, serve, doctor, db upgrade. The other commands stand in the files beside this one."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer import Option

from adapters.cli import ask, connections, deals, directory, meetings, people, platforms, practices, reports, troubles
from adapters.cli.common import DEMO_DATABASE, CommandError, opened, read_settings, say
from bot.settings import SettingsError
from storage.database import StorageError

WRONG = 2  # the exit code of everything that a person can mend

app = typer.Typer(
    help="Truce ends the war between Sales and Marketing: in Slack, in Microsoft Teams, or in both.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def demo(
    port: Annotated[int | None, Option(help="Where to listen; without it, 8080 or the next free one.")] = None,
    *,
    no_open: Annotated[bool, Option("--no-open", help="Don't open a browser.")] = False,
    fresh: Annotated[bool, Option("--fresh", help="Forget what happened in the playground before.")] = False,
) -> None:
    """Try Truce in your browser: a sample company, no accounts needed, time that you can move."""
    from adapters import demo as playground
    from adapters.logs import set_up
    from storage import migrating
    from storage.lock import alone

    set_up()
    settings = read_settings()
    url = settings.database_url if "database_url" in settings.model_fields_set else DEMO_DATABASE
    with opened(url) as database, alone(database):
        migrating.upgrade(database)
        if playground.is_a_company_s(database):
            raise CommandError("DATABASE_URL names a company's own database. The playground needs one for itself.")
        if fresh:
            playground.begin_anew(database)

        def ready(address: str) -> None:
            say(f"The playground is at {address} (Ctrl+C ends it).")
            if not no_open:
                playground.open_browser(address)

        playground.demo(database, port, settings.port, ready)


@app.command()
def serve() -> None:
    """Serve Slack and Teams: what the environment configures, until told to stop."""
    settings = read_settings()
    settings.require()

    from adapters.clock import SystemClock
    from adapters.logs import set_up
    from adapters.serving import serve as run
    from storage import migrating
    from storage.lock import alone

    set_up()
    with opened(settings.database_url) as database, alone(database):
        if settings.is_sqlite:
            migrating.upgrade(database)  # nobody else is there
        elif problem := migrating.problem(database):
            raise CommandError(problem)  # replicas may run: a person says when
        run(settings, database, SystemClock(), lambda address: say(f"Truce listens at {address} (Ctrl+C ends it)."))


@app.command()
def doctor() -> None:
    """Say what is missing or wrong, and how to mend it."""
    from adapters.doctor import examine

    if not examine(say):
        raise typer.Exit(1)


@db.command()
def upgrade() -> None:
    """Bring the database to the shape that this version needs."""
    from storage import migrating
    from storage.lock import alone

    with opened(read_settings().database_url) as database, alone(database):
        before = migrating.current(database)
        migrating.upgrade(database)
        after = migrating.current(database)
    say(f"The database was up to date ({after})." if before == after else f"The database is now at {after}.")


app.add_typer(db, name="db")
app.add_typer(people.people, name="people")
app.add_typer(directory.directory, name="directory")
app.add_typer(deals.deals, name="deals")
app.add_typer(deals.reviews, name="reviews")
app.add_typer(deals.rates, name="rates")
app.add_typer(meetings.meetings, name="meetings")
app.add_typer(people.admin, name="admin")
app.add_typer(platforms.slack, name="slack")
app.add_typer(platforms.teams, name="teams")
app.command(name="manifest")(platforms.write_manifest)
app.command(name="ask")(ask.ask)
app.command(name="export")(practices.export)
app.command(name="apply")(practices.apply)
app.command(name="deliveries")(troubles.deliveries)
app.command(name="connect")(connections.connect)
app.command(name="connections")(connections.connections)
app.add_typer(reports.reports, name="reports")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  people get a sentence, whatever it was
        for sentence in _sentences(error):
            Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, markup=False)
        sys.exit(WRONG)


def _sentences(error: Exception) -> list[str]:
    if isinstance(error, CommandError | SettingsError):
        return list(error.sentences)
    if isinstance(error, StorageError):
        return [f"The database does not answer as it should ({type(error.orig).__name__}). Check DATABASE_URL."]
    from adapters.serving import StartError
    from storage.lock import InUseError
    from storage.migrating import MigrationError

    if isinstance(error, StartError | InUseError | MigrationError):
        return str(error).splitlines()
    return [
        f"Something unexpected failed: {type(error).__name__} at {_place(error)}. Please report it, with this line."
    ]


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
