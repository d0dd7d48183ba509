"""The sample company of the playground: Fernbrook Instruments, 27 people in Vienna, London, New York and beyond.

They come from a file of the same shape as a company's own import. Half of them would be on Slack, half on Teams; in
the playground all have an account of the web, whose `reference` says which.
"""

import csv
from datetime import datetime
from importlib.resources import files

from adapters.web.client import WORKSPACE
from storage.database import Database
from storage.people import Organisation, Organisations, People, Person, PersonAccount, Workspace
from storage.playground import forget_everything
from storage.records import Session

NAME = "Fernbrook Instruments"
ZONE = "Europe/Vienna"
COUNTRY = "AT"


def sample_csv() -> str:
    """The company as a file for `truce people import`."""
    return files("adapters.web").joinpath("sample.csv").read_text(encoding="utf-8")


def ensure_sample(database: Database, now: datetime) -> None:
    """Create the company, unless there is one already."""
    with database.write() as session:
        if Organisations(session).of_workspace("web", WORKSPACE) is None:
            _create(session, now)


def start_over(database: Database, now: datetime) -> None:
    """Forget everything, and create the company anew. Only for a database that is the playground's own."""
    with database.write() as session:
        forget_everything(session)
        session.expire_all()
        _create(session, now)


def _create(session: Session, now: datetime) -> None:
    organisations = Organisations(session)
    row = organisations.add(NAME)
    row.zone, row.country, row.currency = ZONE, COUNTRY, "EUR"
    organisation = _key(row)
    organisations.add_workspace(
        Workspace(organisation=organisation, platform="web", external=WORKSPACE, name=NAME, bot="truce", seen_at=now)
    )
    people = People(session, organisation)
    lines = list(csv.DictReader(sample_csv().splitlines()))
    made = {line["email"]: _person(people, line) for line in lines}
    for line in lines:
        if line["manager_email"]:
            made[line["email"]].manager = made[line["manager_email"]].id
            people.add(made[line["email"]])


def _person(people: People, line: dict[str, str]) -> Person:
    person = people.add(
        Person(
            organisation=people.organisation,
            name=line["name"],
            email=line["email"],
            side=line["side"],
            side_from="file",
            title=line["title"],
            zone=line["timezone"],
            language=line["language"],
        )
    )
    people.add(
        PersonAccount(
            organisation=people.organisation,
            person=_key(person),
            platform="web",
            workspace=WORKSPACE,
            external=line["email"].partition("@")[0],
            name=line["name"],
            reference="slack" if line["slack_id"] else "teams",
        )
    )
    people.set_roles(_key(person), [role for role in line["roles"].split(";") if role])
    return person


def _key(row: Organisation | Person) -> int:
    if row.id is None:
        raise LookupError("this row is not stored yet")
    return row.id
