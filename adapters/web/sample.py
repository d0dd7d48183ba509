"""The sample company of the playground: Fernbrook Instruments, 27 people in Vienna, London, New York and beyond.

They come from a file of the same shape as a company's own import. Half of them would be on Slack, half on Teams; in
the playground all have an account of the web, whose `reference` says which.
"""

import csv
import io
from datetime import datetime
from importlib.resources import files

from adapters.web.client import WORKSPACE
from adapters.web.sample_business import create_business
from adapters.web.sample_directory import create_directory
from bot.people.importing import import_people, report_lines
from storage.database import Database
from storage.people import Organisations, People, PersonAccount, Workspace
from storage.playground import forget_everything
from storage.records import Session

NAME = "Fernbrook Instruments"
ZONE = "Europe/Vienna"
COUNTRY = "AT"
ELSEWHERE = ("slack_id", "teams_id")


def sample_csv() -> str:
    """The company as a file for `truce people import`."""
    return files("adapters.web").joinpath("sample.csv").read_text(encoding="utf-8")


def ensure_sample(database: Database, now: datetime, met: datetime | None = None) -> bool:
    """Create the company, unless there is one already. True if it was created now.

    `met`: when a visitor will meet it, where that is not now.
    """
    with database.write() as session:
        if Organisations(session).of_workspace("web", WORKSPACE) is not None:
            return False
        _create(session, now, met or now)
    return True


def start_over(database: Database, now: datetime, met: datetime | None = None) -> None:
    """Forget everything, and create the company anew. Only for a database that is the playground's own."""
    with database.write() as session:
        forget_everything(session)
        session.expire_all()
        _create(session, now, met or now)


def forget(database: Database) -> None:
    """Forget everything. Only for a database that is the playground's own."""
    with database.write() as session:
        forget_everything(session)


def _create(session: Session, now: datetime, met: datetime) -> None:
    organisations = Organisations(session)
    row = organisations.add(NAME)
    row.zone, row.country, row.currency = ZONE, COUNTRY, "EUR"
    organisation = row.id or 0
    organisations.add_workspace(
        Workspace(organisation=organisation, platform="web", external=WORKSPACE, name=NAME, bot="truce", seen_at=now)
    )
    lines = list(csv.DictReader(sample_csv().splitlines()))
    report = import_people(session, organisation, _here(lines), dry_run=False, skip_bad=False, now=now)
    if not report.written:
        raise ValueError("\n".join(report_lines(report)))
    people = People(session, organisation)
    for line in lines:
        people.add(_account(people, line))
    create_directory(session, organisation, now, met)
    create_business(session, organisation, now, met)


def _here(lines: list[dict[str, str]]) -> bytes:
    """The file without accounts elsewhere: in the playground everybody is on the web."""
    kept = io.StringIO()
    writer = csv.DictWriter(kept, [name for name in lines[0] if name not in ELSEWHERE], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return kept.getvalue().encode()


def _account(people: People, line: dict[str, str]) -> PersonAccount:
    person = people.by_email(line["email"])
    if person is None or person.id is None:
        raise LookupError("an imported person is not there")
    return PersonAccount(
        organisation=people.organisation,
        person=person.id,
        platform="web",
        workspace=WORKSPACE,
        external=line["email"].partition("@")[0],
        name=line["name"],
        reference="slack" if line["slack_id"] else "teams",
    )
