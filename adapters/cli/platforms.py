"""What Slack and Teams need to know about the app: Slack's manifest, and the package for Teams."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from adapters.cli.common import CommandError, read_settings, say

if TYPE_CHECKING:
    from bot.routing import Shortcut

slack = typer.Typer(help="Slack.", no_args_is_help=True)
teams = typer.Typer(help="Microsoft Teams.", no_args_is_help=True)

MANIFEST = Path("manifest.yaml")


def slack_manifest(url: str | None = None, without: frozenset[str] = frozenset()) -> str:
    """Slack's manifest as YAML: for Socket Mode, or for a host. `without` leaves out short commands."""
    from adapters.slack.manifest import as_yaml, manifest
    from bot.routes import SHORTCUTS

    return as_yaml(manifest(slash_commands(without), url, shortcuts(SHORTCUTS)))


def slash_commands(without: frozenset[str] = frozenset()) -> dict[str, tuple[str, str]]:
    """The commands that Slack offers: name -> (what it does, how it is used)."""
    from adapters.clock import SystemClock
    from bot.conversation.reading import Reader
    from bot.routes import COMMANDS

    reader = Reader(now=SystemClock().now())
    short = {
        name: (reader.plain(command.help), command.hint)
        for name, command in COMMANDS.items()
        if command.slash and name not in without
    }
    return {"truce": ("Everything that Truce can do: start with /truce help", "help"), **short}


def shortcuts(there: "Mapping[str, Shortcut]") -> dict[str, tuple[str, str]]:
    """What people can do with a message, for the menus of both platforms: name -> (label, what it does)."""
    from adapters.clock import SystemClock
    from bot.conversation.reading import Reader

    reader = Reader(now=SystemClock().now())
    return {name: (each.label, reader.plain(each.help)) for name, each in there.items()}


@slack.command("manifest")
def manifest(
    url: Annotated[str, Option(help="Where Slack reaches Truce (https://...); without it, Socket Mode.")] = "",
    without: Annotated[str, Option(help="Short commands to leave out, with commas: pulse,home.")] = "",
) -> None:
    """Print the app's manifest, to paste at https://api.slack.com/apps, Create New App, From a manifest."""
    address = url or None
    if address and not address.startswith("https://"):
        raise CommandError(f"Slack needs an https address, and {url!r} is none. For none at all leave --url out.")
    left_out = frozenset(each.strip().lstrip("/") for each in without.split(",") if each.strip())
    typer.echo(slack_manifest(address, left_out), nl=False)


def write_manifest(
    *, check: Annotated[bool, Option("--check", help="Only say whether the file is up to date.")] = False
) -> None:
    """Write manifest.yaml, Slack's description of the app, from the commands and calls in the code."""
    made = slack_manifest()
    if not check:
        MANIFEST.write_text(made, encoding="utf-8")
        say(f"Wrote {MANIFEST}.")
    elif not MANIFEST.exists() or MANIFEST.read_text(encoding="utf-8") != made:
        raise CommandError(f"{MANIFEST} is out of date: make manifest")


@teams.command("package")
def package(
    out: Annotated[Path, Option(help="The file to write.")] = Path("truce-teams.zip"),
    name: Annotated[str, Option(help="What the app is called in Teams.")] = "Truce",
    company: Annotated[str, Option(help="Who publishes it.")] = "Truce",
    version: Annotated[str, Option(help="Higher for each upload.")] = "1.0.0",
) -> None:
    """Write the zip that an administrator uploads in the Teams admin centre, under Manage apps."""
    from adapters.clock import SystemClock
    from adapters.teams.package import write_package
    from bot.conversation.reading import Reader
    from bot.routes import COMMANDS, SHORTCUTS

    settings = read_settings()
    if not settings.teams_app_id:
        raise CommandError(
            'MicrosoftAppId is missing: at https://portal.azure.com, "App registrations", your bot, it is the '
            '"Application (client) ID".'
        )
    reader = Reader(now=SystemClock().now())
    told = [(each, reader.plain(command.help)) for each, command in COMMANDS.items() if command.right is None]
    try:
        write_package(
            out,
            app_id=settings.teams_app_id,
            url=settings.public_url or None,
            name=name,
            company=company,
            version=version,
            commands=told,
            shortcuts=shortcuts(SHORTCUTS),
        )
    except (ValueError, OSError) as problem:
        raise CommandError(str(problem)) from None
    say(f"Wrote {out}. Upload it at https://admin.teams.microsoft.com, Teams apps, Manage apps.")
