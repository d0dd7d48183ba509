"""Whom the sample company asks about what: 21 topics and their contacts, from a file as a company would import it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from adapters.web.opinions import chance
from bot.directory.importing import import_directory
from bot.directory.reporting import report_lines
from storage.directory import Contact, Directory
from storage.people import People
from storage.records import Session

NAMED_LATELY: Final = "market research"
"""Nobody has confirmed this one yet."""
STALE: Final = "website"
"""Nobody has confirmed this one for too long."""
LATELY: Final = timedelta(days=3)
LONG_AGO: Final = timedelta(weeks=20)
ASKED: Final = timedelta(weeks=4)
DAYS: Final = 21


def directory_csv() -> str:
    """The directory as a file for `truce directory import`."""
    return files("adapters.web").joinpath("sample_directory.csv").read_text(encoding="utf-8")


def create_directory(session: Session, organisation: int, now: datetime, met: datetime) -> None:
    """Keep it, as a visitor finds it who comes at `met`: nearly all was confirmed in the weeks before."""
    content = directory_csv().encode()
    report = import_directory(session, organisation, content, dry_run=False, skip_bad=False, now=now)
    if not report.written:
        raise ValueError("\n".join(report_lines(report)))
    directory = Directory(session, organisation)
    people = People(session, organisation).some({each.person for each in directory.contacts()})
    names = {topic.id or 0: topic.name for topic in directory.topics()}
    for row in directory.contacts():
        _confirm(row, names, people[row.person].email or "", met)
        directory.add(row)


def _confirm(row: Contact, names: Mapping[int, str], email: str, met: datetime) -> None:
    match names[row.topic]:
        case name if name == NAMED_LATELY:
            row.asked = met - LATELY
        case name if name == STALE:
            row.state, row.confirmed, row.asked, row.reminded = "stale", met - LONG_AGO, met - ASKED, 2
        case _:
            row.state = "confirmed"  # everybody confirms all of theirs at once
            row.confirmed = row.asked = met - timedelta(days=chance("confirmed", email).randint(1, DAYS))
