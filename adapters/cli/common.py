"""What the commands share: settings and databases that are ready for use, output, and errors for people."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

from rich.console import Console
from typer import Option

from bot.settings import Settings
from storage.database import Database

DEMO_DATABASE: Final = "sqlite:///.truce/demo.db"

Company = Annotated[str, Option("--organisation", help="Which company, where the database holds several.")]

out = Console(highlight=False, soft_wrap=True)


class CommandError(Exception):
    """The command can't do what was asked; `sentences` say why, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences: Sequence[str] = sentences


def say(text: str) -> None:
    """A line for people; square brackets in it mean nothing."""
    out.print(text, markup=False)


def read_settings(**given: Any) -> Settings:
    """The settings from the environment; wrong ones end the command with their sentences."""
    return Settings.read(**given)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database, whatever its shape."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def migrated(url: str) -> Iterator[Database]:
    """A database whose shape is the needed one; any other ends the command."""
    from storage import migrating  # noqa: PLC0415  Alembic takes its time to load

    with opened(url) as database:
        if problem := migrating.problem(database):
            raise CommandError(problem)
        yield database


def company_of(database: Database, name: str) -> int:
    """The organisation that is meant; the first one is made when there is none."""
    from storage.people import Organisations  # noqa: PLC0415  as above

    with database.write() as session:
        organisations = Organisations(session)
        known = organisations.all()
        found = [each for each in known if not name or each.name.casefold() == name.casefold()]
        if not known:
            found = [organisations.add(name or "My company")]
        if len(found) != 1 or found[0].id is None:
            names = ", ".join(repr(each.name) for each in known)
            raise CommandError(f"Which company is meant? Name one with --organisation: {names}.")
        return found[0].id


def read_file(file: Path) -> bytes:
    """What is in a file; one that can't be read ends the command."""
    try:
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"{file} can't be read: {problem.strerror}.") from None


def write_file(file: Path, text: str) -> None:
    """Write a file, with the ends of lines as they are; one that can't be written ends the command."""
    try:
        file.write_bytes(text.encode("utf-8"))
    except OSError as problem:
        raise CommandError(f"{file} can't be written: {problem.strerror}.") from None
