"""Who to contact: topics and what else they are called, contacts, a company's own regions, and what was asked.

What was asked is kept as words with a count, never with who asked it or when in the day. Names are compared by keys,
which `bot/directory/tokens.py` makes: the same for "Case Studies" and "case-study".
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Index, Select, UniqueConstraint, bindparam, func, insert, update
from sqlalchemy import select as columns
from sqlalchemy.orm import Mapped
from sqlmodel import Field, SQLModel, col, or_, select

from storage.people import CHUNK
from storage.records import Records, moment, organisation_key
from storage.statements import Statement

MOST_FOUND: Final = 200
"""So many contacts are looked at for one question."""
FIELDS: Final = ("product", "segment", "account")
"""What a contact may be for besides topic, region and step; each is kept as it is written, and as a key."""


class Topic(SQLModel, table=True):
    """What people ask about. `steward`: who looks after its contacts."""

    __table_args__ = (UniqueConstraint("organisation", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    name: str
    key: str
    steward: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")


class Synonym(SQLModel, table=True):
    """What else a topic is called. Several topics may share one."""

    __tablename__ = "topic_synonym"
    __table_args__ = (UniqueConstraint("topic", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    topic: int = Field(foreign_key="topic.id", index=True, ondelete="CASCADE")
    name: str
    key: str


class Contact(SQLModel, table=True):
    """Who answers for a topic, and where. Empty: everywhere, for every product, ... The side is the person's own."""

    __table_args__ = (
        UniqueConstraint(
            "organisation",
            "topic",
            "person",
            "region_key",
            "product_key",
            "segment_key",
            "account_key",
            "step",
            name="uq_contact_once",
        ),
        Index("ix_contact_found", "organisation", "topic", "account_key", "region_key"),
        Index("ix_contact_account", "organisation", "account_key"),
        Index("ix_contact_product", "organisation", "product_key"),
        Index("ix_contact_segment", "organisation", "segment_key"),
        Index("ix_contact_region", "organisation", "region_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    topic: int = Field(foreign_key="topic.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    region: str = ""
    region_key: str = ""
    product: str = ""
    product_key: str = ""
    segment: str = ""
    segment_key: str = ""
    account: str = ""
    account_key: str = ""
    step: str = ""
    """One of the eight steps of the buying funnel, or empty."""
    backup: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    state: str = "new"
    """new (never confirmed), confirmed, stale (not confirmed in time), declined (the person says that it is somebody
    else) or left (the person has left). The last two are named to nobody."""
    confirmed: datetime | None = moment(nullable=True, default=None)
    asked: datetime | None = moment(nullable=True, default=None)
    """When it was last asked, or reminded, whether this is still right; ahead, while the message waits for its hour."""
    reminded: int = 0
    """How many of these times were reminders."""


class OwnRegion(SQLModel, table=True):
    """What the company itself calls a part of the world. `holds`: names of countries, cities, regions, a line each."""

    __tablename__ = "own_region"
    __table_args__ = (UniqueConstraint("organisation", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    name: str
    key: str
    holds: str


class OpenQuestion(SQLModel, table=True):
    """The words of questions that had no answer, or a wrong one (then with its topic): how often, and when first, last.

    Nothing says who asked.
    """

    __tablename__ = "open_question"
    __table_args__ = (UniqueConstraint("organisation", "kind", "key", "topic"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    kind: str = "unanswered"
    """unanswered or wrong."""
    words: str
    key: str
    topic: int | None = Field(default=None, foreign_key="topic.id", index=True, ondelete="CASCADE")
    count: int = 1
    first: date
    last: date
    state: str = "open"
    """open, settled (being asked again opens it again) or foreign (nobody answers this here: it stays so)."""
    contact: int | None = Field(default=None, foreign_key="contact.id", index=True, ondelete="SET NULL")
    """Whom the wrong answer named, the last time."""
    suggested: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """Who it should be, as somebody who asked has said."""


class TopicUse(SQLModel, table=True):
    """How often a topic was asked about in a month, and how that went. Topic None: what nobody has a topic for."""

    __tablename__ = "topic_use"
    __table_args__ = (UniqueConstraint("organisation", "month", "topic"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    month: date
    """Its first day."""
    topic: int | None = Field(default=None, foreign_key="topic.id", index=True, ondelete="CASCADE")
    asked: int = 0
    answered: int = 0
    wrong: int = 0


class DirectoryEdition(SQLModel, table=True):
    """Which edition of its words an organisation's directory has: a name drawn anew whenever they change.

    So what was made of an edition can be kept by its name: no other directory, database or time has the same.
    """

    __tablename__ = "directory_edition"

    organisation: int = Field(foreign_key="organisation.id", primary_key=True, ondelete="CASCADE")
    edition: str


class TopicWords(NamedTuple):
    topic: int
    name: str
    synonyms: tuple[str, ...]


class DirectoryWords(NamedTuple):
    """All that is named in a directory, each once."""

    topics: list[TopicWords]
    products: list[str]
    segments: list[str]
    accounts: list[str]
    regions: list[str]
    own_regions: dict[str, tuple[str, ...]]


class Found(NamedTuple):
    """A contact, as much of it as choosing takes."""

    contact: int
    topic: int
    person: int
    region: str
    region_key: str
    product: str
    product_key: str
    segment: str
    segment_key: str
    account: str
    account_key: str
    step: str
    backup: int | None
    confirmed: datetime | None
    state: str


_FOUND: Final = (
    col(Contact.id),
    col(Contact.topic),
    col(Contact.person),
    col(Contact.region),
    col(Contact.region_key),
    col(Contact.product),
    col(Contact.product_key),
    col(Contact.segment),
    col(Contact.segment_key),
    col(Contact.account),
    col(Contact.account_key),
    col(Contact.step),
    col(Contact.backup),
    col(Contact.confirmed),
    col(Contact.state),
)


class Sought(NamedTuple):
    """Keys of what a question names; without `regions` it names no place."""

    topics: Collection[int] = ()
    products: Collection[str] = ()
    segments: Collection[str] = ()
    accounts: Collection[str] = ()
    steps: Collection[str] = ()
    regions: Collection[str] | None = None


def _among(column: Mapped[Any] | ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


@lru_cache(maxsize=1)
def _fitting() -> Select[Any]:
    """Put together once, since every question asks it."""
    return _chosen(
        _among(col(Contact.topic), "topics"),
        _among(col(Contact.account_key), "accounts"),
        _among(col(Contact.region_key), "regions"),
        # Joined with nothing, so that no index of theirs is taken: nearly all contacts have none of these.
        _among(col(Contact.product_key).concat(""), "products"),
        _among(col(Contact.segment_key).concat(""), "segments"),
        _among(col(Contact.step).concat(""), "steps"),
    )


@lru_cache(maxsize=4)
def _narrower(*, of_topics: bool, somewhere: bool) -> Select[Any]:
    if of_topics:
        wanted = [_among(col(Contact.topic), "topics")]
    else:
        named = (Contact.account_key, "accounts"), (Contact.product_key, "products"), (Contact.segment_key, "segments")
        wanted = [or_(*(_among(col(column), name) for column, name in named))]
    return _chosen(*wanted, *([_among(col(Contact.region_key), "regions")] if somewhere else []))


def _chosen(*wanted: ColumnElement[bool]) -> Select[Any]:
    query = columns(*_FOUND).where(col(Contact.organisation) == bindparam("organisation"), *wanted)
    by_id = col(Contact.id) + 0  # by the id itself SQLite would walk all contacts in that order
    return query.where(col(Contact.state).not_in(("left", "declined"))).order_by(by_id).limit(MOST_FOUND)


_EDITION: Final = Statement(
    select(DirectoryEdition.edition).where(col(DirectoryEdition.organisation) == bindparam("organisation"))
)


class Directory(Records):
    """The topics and contacts of one organisation."""

    # Topics

    def topics(self) -> Sequence[Topic]:
        query = select(Topic).where(Topic.organisation == self.organisation).order_by(col(Topic.name), col(Topic.id))
        return self.session.exec(query).all()

    def topic(self, topic: int) -> Topic | None:
        row = self.session.get(Topic, topic)
        return row if row is not None and row.organisation == self.organisation else None

    def topic_by_key(self, key: str) -> Topic | None:
        query = select(Topic).where(Topic.organisation == self.organisation, Topic.key == key)
        return self.session.exec(query).one_or_none()

    def add_topic(self, name: str, key: str, synonyms: Mapping[str, str], steward: int | None = None) -> Topic:
        """Keep a new topic; `synonyms` are names by their keys."""
        row = self.add(Topic(organisation=self.organisation, name=name, key=key, steward=steward))
        self.set_synonyms(row.id or 0, synonyms)
        self.renew()
        return row

    def rename_topic(self, topic: Topic, name: str, key: str) -> None:
        topic.name, topic.key = name, key
        self.add(topic)
        self.renew()

    def synonyms(self, topic: int) -> Sequence[Synonym]:
        query = select(Synonym).where(Synonym.organisation == self.organisation, Synonym.topic == topic)
        return self.session.exec(query.order_by(col(Synonym.id))).all()

    def set_synonyms(self, topic: int, synonyms: Mapping[str, str]) -> None:
        """What else a topic is called from now on, by key."""
        have = {row.key: row for row in self.synonyms(topic)}
        named = {key: row.name for key, row in have.items()}
        if named == dict(synonyms):
            return
        for key, name in synonyms.items():
            row = have.get(key) or Synonym(organisation=self.organisation, topic=topic, name=name, key=key)
            row.name = name
            self.session.add(row)
        for key in have.keys() - synonyms.keys():
            self.session.delete(have[key])
        self.renew()

    def add_synonym(self, topic: int, name: str, key: str) -> None:
        self.set_synonyms(topic, {row.key: row.name for row in self.synonyms(topic)} | {key: name})

    def remove_topic(self, topic: Topic) -> None:
        """It goes with its contacts."""
        self.session.delete(topic)
        self.session.flush()
        self.renew()

    # A company's own regions

    def own_regions(self) -> Sequence[OwnRegion]:
        query = select(OwnRegion).where(OwnRegion.organisation == self.organisation)
        return self.session.exec(query.order_by(col(OwnRegion.name), col(OwnRegion.id))).all()

    def set_own_region(self, name: str, key: str, holds: Sequence[str]) -> None:
        """Keep a region of this name, or change what it holds; one that holds nothing is removed."""
        query = select(OwnRegion).where(OwnRegion.organisation == self.organisation, OwnRegion.key == key)
        row = self.session.exec(query).one_or_none()
        if holds:
            row = row or OwnRegion(organisation=self.organisation, name=name, key=key, holds="")
            row.name, row.holds = name, "\n".join(holds)
            self.add(row)
        elif row is not None:
            self.session.delete(row)
            self.session.flush()
        self.renew()

    # Contacts

    def contact(self, contact: int) -> Contact | None:
        row = self.session.get(Contact, contact)
        return row if row is not None and row.organisation == self.organisation else None

    def contacts(self, topic: int | None = None, after: int = 0, most: int = CHUNK) -> Sequence[Contact]:
        """By id, a page at a time."""
        query = select(Contact).where(Contact.organisation == self.organisation, col(Contact.id) > after)
        if topic is not None:
            query = query.where(Contact.topic == topic)
        return self.session.exec(query.order_by(col(Contact.id)).limit(most)).all()

    def contacts_of(self, person: int) -> Sequence[Contact]:
        """Those that somebody is."""
        query = select(Contact).where(Contact.organisation == self.organisation, Contact.person == person)
        return self.session.exec(query.order_by(col(Contact.id))).all()

    def count(self) -> int:
        query = select(func.count(col(Contact.id))).where(Contact.organisation == self.organisation)
        return self.session.exec(query).one()

    def count_by_state(self) -> dict[str, int]:
        """How many contacts are new, confirmed, stale, left."""
        query = select(Contact.state, func.count()).where(Contact.organisation == self.organisation)
        return dict(self.session.exec(query.group_by(Contact.state)).all())

    def add_contact(self, row: Contact) -> Contact:
        """Keep a new contact."""
        self._mine(row)
        new = self._says_something_new(row)
        self.add(row)
        if new:
            self.renew()
        return row

    def change_contact(self, row: Contact) -> Contact:
        """Keep what was changed about a contact."""
        self._mine(row)
        self.add(row)
        self.renew()
        return row

    def add_contacts(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Keep many new ones at once, each a mapping of what is not empty. Much cheaper than one by one."""
        blank = Contact(organisation=self.organisation, topic=0, person=0).model_dump(exclude={"id"})
        if rows:
            self.session.flush()
            whole = [{**blank, **row, "organisation": self.organisation} for row in rows]
            self.session.connection().execute(insert(Contact), whole)
            self.renew()

    def remove_contact(self, row: Contact) -> None:
        self._mine(row)
        self.session.delete(row)
        self.session.flush()

    def mark(self, person: int, state: str) -> int:
        """Set the state of all contacts that somebody is. Returns how many."""
        query = update(Contact).where(
            col(Contact.organisation) == self.organisation, col(Contact.person) == person, col(Contact.state) != state
        )
        self.session.flush()
        changed = self.session.connection().execute(query.values(state=state)).rowcount
        self.session.expire_all()
        return changed

    def _mine(self, row: Contact) -> None:
        if row.organisation != self.organisation:
            raise LookupError("this contact belongs to another organisation")

    def _says_something_new(self, row: Contact) -> bool:
        """Whether a contact names something that no other one names; people alone change no words."""
        for field in ("region", *FIELDS):
            key = f"{field}_key"
            if value := getattr(row, key):
                there = select(Contact.id).where(
                    Contact.organisation == self.organisation, getattr(Contact, key) == value
                )
                if self.session.exec(there.limit(1)).first() is None:
                    return True
        return False

    # Finding

    def edition(self) -> str:
        """The name of the edition that the words have; empty before there are any.

        Read it before the words: then what is made of them is never older than its edition says.
        """
        found = _EDITION.first(self.session, organisation=self.organisation)
        return str(found[0]) if found else ""

    def renew(self) -> None:
        """The words have changed: draw a new name for the edition."""
        edition = uuid.uuid4().hex
        self.session.flush()
        mine = update(DirectoryEdition).where(col(DirectoryEdition.organisation) == self.organisation)
        if not self.session.connection().execute(mine.values(edition=edition)).rowcount:
            row = {"organisation": self.organisation, "edition": edition}
            self.session.connection().execute(insert(DirectoryEdition), [row])

    def words(self) -> DirectoryWords:
        """All that is named in the directory."""
        synonyms: dict[int, list[str]] = {}
        found = columns(col(Synonym.topic), col(Synonym.name)).where(col(Synonym.organisation) == self.organisation)
        for topic, name in self.session.connection().execute(found.order_by(col(Synonym.id))):
            synonyms.setdefault(topic, []).append(name)
        topics = columns(col(Topic.id), col(Topic.name)).where(col(Topic.organisation) == self.organisation)
        return DirectoryWords(
            topics=[
                TopicWords(topic, name, tuple(synonyms.get(topic, ())))
                for topic, name in self.session.connection().execute(topics.order_by(col(Topic.id)))
            ],
            products=self._named(col(Contact.product), col(Contact.product_key)),
            segments=self._named(col(Contact.segment), col(Contact.segment_key)),
            accounts=self._named(col(Contact.account), col(Contact.account_key)),
            regions=self._named(col(Contact.region), col(Contact.region_key)),
            own_regions={row.name: tuple(row.holds.split("\n")) for row in self.own_regions()},
        )

    def _named(self, written: Mapped[str], key: Mapped[str]) -> list[str]:
        """What a column names, in one of the ways that it is written."""
        query = columns(func.min(written)).where(col(Contact.organisation) == self.organisation, key != "")
        return list(self.session.connection().execute(query.group_by(key).order_by(key)).scalars())

    def fitting(self, sought: Sought) -> list[Found]:
        """Contacts that are for what is sought, or for more: never for something else, and not for less."""
        named = {
            "topics": sorted(sought.topics),
            "regions": sorted({"", *(sought.regions or ())}),
            "accounts": sorted({"", *sought.accounts}),
            "products": sorted({"", *sought.products}),
            "segments": sorted({"", *sought.segments}),
            "steps": sorted({"", *sought.steps}),
        }
        return self._rows(_fitting(), named)

    def narrower(self, sought: Sought) -> list[Found]:
        """Contacts of these topics whatever else they are for; without topics, those for what else is sought."""
        named: dict[str, Sequence[object]] = {"regions": sorted({"", *(sought.regions or ())})}
        if sought.topics:
            named["topics"] = sorted(sought.topics)
        else:
            named |= {"accounts": sorted(sought.accounts), "products": sorted(sought.products)}
            named["segments"] = sorted(sought.segments)
        query = _narrower(of_topics=bool(sought.topics), somewhere=sought.regions is not None)
        return self._rows(query, named if sought.regions is not None else {**named, "regions": None})

    def _rows(self, query: Select[Any], named: Mapping[str, object]) -> list[Found]:
        values = {name: value for name, value in named.items() if value is not None}
        rows = self.session.connection().execute(query, {"organisation": self.organisation, **values})
        return [Found(*row) for row in rows]

    # What was asked

    def file_question(
        self, kind: str, words: str, key: str, today: date, topic: int | None = None, contact: int | None = None
    ) -> OpenQuestion:
        """Count a question that had no answer ("unanswered") or not the right one ("wrong": topic and contact)."""
        query = select(OpenQuestion).where(
            OpenQuestion.organisation == self.organisation, OpenQuestion.kind == kind, OpenQuestion.key == key
        )
        row = self.session.exec(query.where(OpenQuestion.topic == topic)).first()
        if row is None:
            named = {"kind": kind, "words": words, "key": key, "topic": topic, "first": today, "last": today}
            named["contact"] = contact
            return self.add(OpenQuestion.model_validate({"organisation": self.organisation, **named}))
        row.count, row.last, row.contact = row.count + 1, today, contact
        row.state = row.state if row.state == "foreign" else "open"
        return self.add(row)

    def open_questions(self, since: date | None = None, most: int = 100) -> Sequence[OpenQuestion]:
        """Those that nobody has settled, the most frequent first."""
        query = select(OpenQuestion).where(OpenQuestion.organisation == self.organisation, OpenQuestion.state == "open")
        if since is not None:
            query = query.where(col(OpenQuestion.last) >= since)
        return self.session.exec(query.order_by(col(OpenQuestion.count).desc(), col(OpenQuestion.id)).limit(most)).all()

    def open_question(self, question: int) -> OpenQuestion | None:
        row = self.session.get(OpenQuestion, question)
        return row if row is not None and row.organisation == self.organisation else None

    def settle(self, row: OpenQuestion, state: str = "settled") -> None:
        if row.organisation != self.organisation:
            raise LookupError("this question belongs to another organisation")
        row.state = state
        self.add(row)

    def count_use(self, today: date, topic: int | None, *, asked: int = 0, answered: int = 0, wrong: int = 0) -> None:
        """Count that a topic was asked about, or None for none."""
        month = today.replace(day=1)
        query = select(TopicUse).where(
            TopicUse.organisation == self.organisation, TopicUse.month == month, TopicUse.topic == topic
        )
        row = self.session.exec(query).first() or TopicUse(organisation=self.organisation, month=month, topic=topic)
        row.asked, row.answered, row.wrong = row.asked + asked, row.answered + answered, row.wrong + wrong
        self.add(row)

    def uses(self, since: date) -> Sequence[TopicUse]:
        """By month and topic, the oldest first."""
        query = select(TopicUse).where(TopicUse.organisation == self.organisation, col(TopicUse.month) >= since)
        return self.session.exec(query.order_by(col(TopicUse.month), col(TopicUse.id))).all()
