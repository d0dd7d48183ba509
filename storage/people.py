"""Organisations, their workspaces, people, their accounts and roles.

Longer than most files because everything here is about the same few tables, and every capability reads them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, UniqueConstraint, bindparam, func, insert
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, delete, or_, select

from storage.records import Records, moment, organisation_key
from storage.statements import Statement

CHUNK = 1000
"""So many values go into one query: databases have limits."""

Key = TypeVar("Key", int, str)


def _chunks(values: Collection[Key]) -> Iterator[list[Key]]:
    """The values in parts that fit into a query each."""
    held = list(values)
    for start in range(0, len(held), CHUNK):
        yield held[start : start + CHUNK]


class Organisation(SQLModel, table=True):
    """One company. `minimum_group` is the smallest group whose results may be published."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    language: str = "en"
    zone: str = "UTC"
    country: str = ""
    currency: str = "USD"
    minimum_group: int = 5
    attention_budget: int = 3


class Workspace(SQLModel, table=True):
    """A Slack workspace, a Teams tenant or the playground. `home`: its members are the company's own people."""

    __table_args__ = (UniqueConstraint("platform", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    platform: str
    external: str
    name: str = ""
    bot: str = ""
    home: bool = True
    installed: bool = True
    seen_at: datetime | None = moment(nullable=True, default=None)
    """When the newest full roster reading began."""
    changed_at: datetime | None = moment(nullable=True, default=None)
    """The platform's time of the newest installation or removal: older news changes nothing."""


class Person(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisation", "email"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    name: str
    email: str | None = None
    """Lower case; None where unknown."""
    side: str = "other"
    side_from: str = ""
    """Who said which side: "file" (or an administrator), "person", "group", or "" for nobody yet, the surest first."""
    side_group: int | None = Field(default=None, foreign_key="side_group.id", ondelete="SET NULL")
    """The group that their side comes from."""
    title: str = ""
    manager: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    zone: str = ""
    language: str = ""
    country: str = ""
    day_starts: time = time(9)
    day_ends: time = time(17, 30)
    days: str = "01234"
    """Working days, Monday is 0."""
    prefers: str = ""
    """The platform that they would rather be written to on; empty: where they wrote last, or any."""
    snoozed_until: datetime | None = moment(nullable=True, default=None)
    away_until: datetime | None = moment(nullable=True, default=None)
    stand_in: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    left: bool = False
    settled: str = ""
    """The fields that a file or the person has said, by name with spaces between: profiles don't change these."""

    def has_settled(self, field: str) -> bool:
        return field in self.settled.split()

    def settle(self, *fields: str) -> None:
        self.settled = " ".join(sorted({*self.settled.split(), *fields}))


class PersonAccount(SQLModel, table=True):
    """An account on a platform. Imported before its workspace is known: `workspace` is empty, and it is inactive."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("organisation", "platform", "workspace", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    platform: str
    workspace: str
    external: str
    name: str = ""
    guest: bool = False
    active: bool = True
    reference: str = ""
    trouble: str = ""
    """Why they can't be written to, in words; empty when they can."""
    seen_at: datetime | None = moment(nullable=True, default=None)
    """The platform's time of the newest profile taken over: older ones change nothing."""


class RoleGiven(SQLModel, table=True):
    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("organisation", "person", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    role: str


class SideGroup(SQLModel, table=True):
    """A user group or team whose members are on a side."""

    __tablename__ = "side_group"
    __table_args__ = (UniqueConstraint("organisation", "platform", "workspace", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    platform: str
    workspace: str
    external: str
    handle: str = ""
    side: str = ""
    seen_at: datetime | None = moment(nullable=True, default=None)


class SamePerson(SQLModel, table=True):
    """Two records that look like one person, and what each of them says to that: "" (nothing yet), "yes" or "no"."""

    __tablename__ = "same_person"
    __table_args__ = (UniqueConstraint("organisation", "one", "other"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    one: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    """Whose e-mail address it is."""
    other: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    one_says: str = ""
    other_says: str = ""

    @property
    def open(self) -> bool:
        return "no" not in {self.one_says, self.other_says} and "" in {self.one_says, self.other_says}


class Actor(NamedTuple):
    """Who acts, as far as every event must know: the person, and how they read."""

    person: int
    language: str
    zone: str


_WHOSE = Statement(
    select(Workspace.organisation).where(
        col(Workspace.platform) == bindparam("platform"), col(Workspace.external) == bindparam("external")
    )
)
_ACTOR = Statement(
    columns(col(Person.id), col(Person.language), col(Person.zone), col(Organisation.language), col(Organisation.zone))
    .join(PersonAccount, col(PersonAccount.person) == col(Person.id))
    .join(Organisation, col(Organisation.id) == col(Person.organisation))
    .where(
        col(PersonAccount.organisation) == bindparam("organisation"),
        col(PersonAccount.platform) == bindparam("platform"),
        col(PersonAccount.workspace) == bindparam("workspace"),
        col(PersonAccount.external) == bindparam("external"),
    )
)


class Organisations:
    """What must be known before the organisation is: the one repository that is not an organisation's."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of_workspace(self, platform: str, external: str) -> Workspace | None:
        query = select(Workspace).where(Workspace.platform == platform, Workspace.external == external)
        return self.session.exec(query).one_or_none()

    def whose(self, platform: str, external: str) -> int | None:
        """The organisation that a workspace belongs to."""
        found = _WHOSE.first(self.session, platform=platform, external=external)
        return int(found[0]) if found else None

    def all(self) -> Sequence[Organisation]:
        return self.session.exec(select(Organisation).order_by(col(Organisation.id))).all()

    def get(self, organisation: int) -> Organisation | None:
        return self.session.get(Organisation, organisation)

    def add(self, name: str) -> Organisation:
        row = Organisation(name=name)
        self.session.add(row)
        self.session.flush()
        return row

    def workspaces(self, platform: str | None = None) -> Sequence[Workspace]:
        query = select(Workspace).order_by(col(Workspace.id))
        if platform:
            query = query.where(Workspace.platform == platform)
        return self.session.exec(query).all()

    def add_workspace(self, row: Workspace) -> Workspace:
        self.session.add(row)
        self.session.flush()
        return row


class People(Records):
    """The people of one organisation."""

    def add_many(self, like: SQLModel, rows: Sequence[Mapping[str, object]]) -> None:
        """Keep many new rows at once: each is `like`, but for what it says itself. Much cheaper than objects."""
        if rows:
            blank = like.model_dump(exclude={"id"})
            self.session.connection().execute(insert(type(like)), [{**blank, **row} for row in rows])

    def ids_by_email(self) -> dict[str, int]:
        """Everybody who has an address, by it."""
        query = select(Person.email, Person.id).where(
            Person.organisation == self.organisation, col(Person.email).is_not(None)
        )
        return {email: person for email, person in self.session.exec(query) if email and person}

    def set_managers(self, managers: Mapping[int, int]) -> None:
        """Who reports to whom from now on, as (person, manager)."""
        if managers:
            self.session.flush()
            table = SQLModel.metadata.tables["person"]
            query = table.update().where(table.c.id == bindparam("of")).values(manager=bindparam("to"))
            rows = [{"of": person, "to": manager} for person, manager in managers.items()]
            self.session.connection().execute(query, rows)
            self.session.expire_all()

    def remove(self, row: SQLModel) -> None:
        self.session.delete(row)
        self.session.flush()

    def get(self, person: int) -> Person | None:
        row = self.session.get(Person, person)
        return row if row is not None and row.organisation == self.organisation else None

    def by_email(self, email: str) -> Person | None:
        query = select(Person).where(Person.organisation == self.organisation, Person.email == email.strip().lower())
        return self.session.exec(query).one_or_none()

    def by_account(self, platform: str, workspace: str, external: str) -> Person | None:
        actor = self.actor(platform, workspace, external)
        return self.get(actor.person) if actor else None

    def actor(self, platform: str, workspace: str, external: str) -> Actor | None:
        """Whose account it is; their language and zone are the organisation's where they have none of their own."""
        named = {"platform": platform, "workspace": workspace, "external": external}
        found = _ACTOR.first(self.session, organisation=self.organisation, **named)
        if found is None:
            return None
        person, language, zone, usual_language, usual_zone = found
        return Actor(person, language or usual_language, zone or usual_zone)

    def all(self, *, sides: Collection[str] = (), left: bool = False) -> Sequence[Person]:
        """Everybody who is here, by name; of these sides only, where any are named."""
        query = select(Person).where(Person.organisation == self.organisation).order_by(Person.name, col(Person.id))
        if not left:
            query = query.where(col(Person.left).is_(False))
        if sides:
            query = query.where(col(Person.side).in_(sides))
        return self.session.exec(query).all()

    def zones(self, sides: Collection[str]) -> frozenset[str]:
        """The time zones of everybody who is here and on these sides; empty for who has the company's."""
        query = select(Person.zone).where(
            Person.organisation == self.organisation, col(Person.left).is_(False), col(Person.side).in_(sides)
        )
        return frozenset(self.session.exec(query.distinct()))

    def some(self, people: Iterable[int]) -> dict[int, Person]:
        """Many at once, by id."""
        found: dict[int, Person] = {}
        for some in _chunks(set(people)):
            query = select(Person).where(Person.organisation == self.organisation, col(Person.id).in_(some))
            found |= {person.id: person for person in self.session.exec(query) if person.id is not None}
        return found

    def search(self, typed: str, most: int) -> Sequence[Person]:
        """People whose name or address holds what was typed."""
        like = "%" + typed.strip().lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = (
            select(Person)
            .where(
                Person.organisation == self.organisation,
                col(Person.left).is_(False),
                or_(func.lower(Person.name).like(like, escape="\\"), col(Person.email).like(like, escape="\\")),
            )
            .order_by(Person.name)
            .limit(most)
        )
        return self.session.exec(query).all()

    def with_role(self, *roles: str) -> Sequence[Person]:
        query = (
            select(Person)
            .join(RoleGiven, col(RoleGiven.person) == col(Person.id))
            .where(
                RoleGiven.organisation == self.organisation,
                col(RoleGiven.role).in_(roles),
                col(Person.left).is_(False),
            )
            .order_by(Person.name)
            .distinct()
        )
        return self.session.exec(query).all()

    def roles(self, person: int) -> frozenset[str]:
        query = select(RoleGiven.role).where(RoleGiven.organisation == self.organisation, RoleGiven.person == person)
        return frozenset(self.session.exec(query).all())

    def all_roles(self) -> dict[int, frozenset[str]]:
        """Everybody's roles, by person."""
        found: dict[int, set[str]] = {}
        for row in self.session.exec(select(RoleGiven).where(RoleGiven.organisation == self.organisation)):
            found.setdefault(row.person, set()).add(row.role)
        return {person: frozenset(roles) for person, roles in found.items()}

    def set_roles(self, person: int, roles: Collection[str]) -> None:
        have = self.roles(person)
        for role in sorted(set(roles) - have):
            self.add(RoleGiven(organisation=self.organisation, person=person, role=role))
        if gone := have - set(roles):
            self.session.exec(
                delete(RoleGiven).where(
                    col(RoleGiven.organisation) == self.organisation,
                    col(RoleGiven.person) == person,
                    col(RoleGiven.role).in_(gone),
                )
            )

    def accounts(self, person: int) -> Sequence[PersonAccount]:
        query = (
            select(PersonAccount)
            .where(PersonAccount.organisation == self.organisation, PersonAccount.person == person)
            .order_by(col(PersonAccount.id))
        )
        return self.session.exec(query).all()

    def all_accounts(self) -> Sequence[PersonAccount]:
        query = select(PersonAccount).where(PersonAccount.organisation == self.organisation)
        return self.session.exec(query.order_by(col(PersonAccount.id))).all()

    def account(self, platform: str, workspace: str, external: str) -> PersonAccount | None:
        query = select(PersonAccount).where(
            PersonAccount.organisation == self.organisation,
            PersonAccount.platform == platform,
            PersonAccount.workspace == workspace,
            PersonAccount.external == external,
        )
        return self.session.exec(query).one_or_none()

    def accounts_here(
        self, platform: str, workspace: str, externals: Collection[str] | None = None
    ) -> dict[str, PersonAccount]:
        """The accounts of one workspace by their id there: these, or all. The workspace "" holds the pending ones."""
        query = select(PersonAccount).where(
            PersonAccount.organisation == self.organisation,
            PersonAccount.platform == platform,
            PersonAccount.workspace == workspace,
        )
        if externals is not None:
            query = query.where(col(PersonAccount.external).in_(externals))
        return {row.external: row for row in self.session.exec(query)}

    def unseen(
        self, platform: str, workspace: str, since: datetime, *, after: int, most: int
    ) -> Sequence[PersonAccount]:
        """Active accounts that were seen at some time, but not since then: the next so many after this id."""
        query = select(PersonAccount).where(
            PersonAccount.organisation == self.organisation,
            PersonAccount.platform == platform,
            PersonAccount.workspace == workspace,
            col(PersonAccount.active),
            col(PersonAccount.seen_at) < since,
            col(PersonAccount.id) > after,
        )
        return self.session.exec(query.order_by(col(PersonAccount.id)).limit(most)).all()

    def accounts_of(self, people: Collection[int]) -> dict[int, list[PersonAccount]]:
        """The accounts of many people at once, by person."""
        found: dict[int, list[PersonAccount]] = {person: [] for person in people}
        for some in _chunks(people):
            query = select(PersonAccount).where(
                PersonAccount.organisation == self.organisation, col(PersonAccount.person).in_(some)
            )
            for row in self.session.exec(query.order_by(col(PersonAccount.id))):
                found[row.person].append(row)
        return found

    def unreachable(self, most: int | None = None) -> Sequence[Person]:
        """Who is here but has no active account without trouble in a workspace that Truce is in; by name."""
        query = select(Person).where(*self._unreachable()).order_by(Person.name, col(Person.id))
        return self.session.exec(query.limit(most) if most else query).all()

    def count_unreachable(self) -> int:
        return self.session.exec(select(func.count(col(Person.id))).where(*self._unreachable())).one()

    def _unreachable(self) -> tuple[ColumnElement[bool], ...]:
        reachable = (
            select(PersonAccount.id)
            .join(
                Workspace,
                (col(Workspace.platform) == col(PersonAccount.platform))
                & (col(Workspace.external) == col(PersonAccount.workspace)),
            )
            .where(
                col(PersonAccount.person) == col(Person.id),
                col(PersonAccount.active).is_(True),
                PersonAccount.trouble == "",
                col(Workspace.installed).is_(True),
                Workspace.organisation == self.organisation,
            )
        )
        return (col(Person.organisation) == self.organisation, col(Person.left).is_(False), ~reachable.exists())

    def by_emails(self, emails: Collection[str]) -> dict[str, Person]:
        found: dict[str, Person] = {}
        for some in _chunks(emails):
            query = select(Person).where(Person.organisation == self.organisation, col(Person.email).in_(some))
            found |= {row.email: row for row in self.session.exec(query) if row.email}
        return found

    def in_group(self, group: int) -> Sequence[Person]:
        """Whose side comes from this group."""
        query = select(Person).where(Person.organisation == self.organisation, Person.side_group == group)
        return self.session.exec(query).all()

    def group_by_id(self, group: int) -> SideGroup | None:
        row = self.session.get(SideGroup, group)
        return row if row is not None and row.organisation == self.organisation else None

    def likeness(self, one: int, other: int) -> SamePerson | None:
        """What is known of these two being one person, whichever comes first."""
        query = select(SamePerson).where(
            SamePerson.organisation == self.organisation,
            col(SamePerson.one).in_((one, other)),
            col(SamePerson.other).in_((one, other)),
        )
        return self.session.exec(query).first()

    def likeness_by_id(self, likeness: int) -> SamePerson | None:
        row = self.session.get(SamePerson, likeness)
        return row if row is not None and row.organisation == self.organisation else None

    def likenesses(self) -> Sequence[SamePerson]:
        query = select(SamePerson).where(SamePerson.organisation == self.organisation).order_by(col(SamePerson.id))
        return self.session.exec(query).all()

    def group(self, platform: str, workspace: str, external: str) -> SideGroup | None:
        query = select(SideGroup).where(
            SideGroup.organisation == self.organisation,
            SideGroup.platform == platform,
            SideGroup.workspace == workspace,
            SideGroup.external == external,
        )
        return self.session.exec(query).one_or_none()

    def groups(self) -> Sequence[SideGroup]:
        query = select(SideGroup).where(SideGroup.organisation == self.organisation).order_by(SideGroup.handle)
        return self.session.exec(query).all()

    def workspaces(self) -> Sequence[Workspace]:
        query = select(Workspace).where(Workspace.organisation == self.organisation).order_by(col(Workspace.id))
        return self.session.exec(query).all()

    def settings(self) -> Organisation:
        row = self.session.get(Organisation, self.organisation)
        if row is None:
            raise LookupError(f"organisation {self.organisation} is gone")
        return row

    def count(self) -> int:
        query = select(func.count(col(Person.id))).where(
            Person.organisation == self.organisation, col(Person.left).is_(False)
        )
        return self.session.exec(query).one()
