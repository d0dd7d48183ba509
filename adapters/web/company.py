"""The playground's company as the page needs it: who there is, on which platform they say they are, and the rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from adapters.web.client import WORKSPACE, direct_room
from bot.conversation.model import Account
from bot.timing import country_of_zone
from storage.database import Database
from storage.people import Organisation, Organisations, People, Person, PersonAccount
from storage.records import Session

CHANNELS: Final = ("#sales", "#marketing", "#sales-and-marketing")
On = Literal["slack", "teams"]


@dataclass(frozen=True)
class Somebody:
    """A person of the sample company. `on` is the platform that they would be on; `user` their account here."""

    user: str
    person: int
    name: str
    side: str
    title: str
    zone: str
    language: str
    country: str
    on: On
    roles: frozenset[str] = frozenset()

    @property
    def account(self) -> Account:
        return Account(platform="web", workspace=WORKSPACE, user=self.user)

    @property
    def room(self) -> str:
        return direct_room(self.user)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def first(self) -> str:
        return self.name.split(" ")[0]


@dataclass(frozen=True)
class Company:
    """A reading of the sample company. `people` in the order in which they are listed: by rank, then name.

    `since` is when its story in the playground began.
    """

    organisation: int
    name: str
    zone: str
    country: str
    people: tuple[Somebody, ...]
    since: datetime | None = None

    def find(self, user: str) -> Somebody | None:
        return next((each for each in self.people if each.user == user), None)

    def by_person(self, person: int | None) -> Somebody | None:
        return next((each for each in self.people if each.person == person), None)

    @property
    def first_up(self) -> Somebody:
        """Who a newcomer is: somebody who may start an assessment."""
        return next((each for each in self.people if "head" in each.roles), self.people[0])


def read_company(database: Database) -> Company | None:
    """The sample company as it is now; None before there is one."""
    with database.read() as session:
        workspace = Organisations(session).of_workspace("web", WORKSPACE)
        if workspace is None:
            return None
        organisation = Organisations(session).get(workspace.organisation)
        return _read(session, organisation, workspace.seen_at) if organisation else None


def _read(session: Session, organisation: Organisation, since: datetime | None) -> Company:
    people = People(session, organisation.id or 0)
    roles = people.all_roles()
    accounts = {row.person: row for row in people.all_accounts() if row.platform == "web"}
    found = [
        _somebody(person, accounts[person.id], roles.get(person.id, frozenset()), organisation)
        for person in people.all()
        if person.id in accounts
    ]
    found.sort(key=lambda each: ("head" not in each.roles, "manager" not in each.roles, each.name))
    return Company(
        organisation=people.organisation,
        name=organisation.name,
        zone=organisation.zone,
        country=organisation.country or country_of_zone(organisation.zone) or "",
        people=tuple(found),
        since=since,
    )


def _somebody(person: Person, account: PersonAccount, roles: frozenset[str], organisation: Organisation) -> Somebody:
    zone = person.zone or organisation.zone
    return Somebody(
        user=account.external,
        person=account.person,
        name=person.name,
        side=person.side,
        title=person.title,
        zone=zone,
        language=person.language or organisation.language,
        country=person.country or organisation.country,
        on="teams" if account.reference == "teams" else "slack",
        roles=roles,
    )
