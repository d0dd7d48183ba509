"""The directory for those who look at it and change it in chat: pages of contacts, counts, and what names what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from storage.directory import Contact, Directory, OwnRegion, Synonym, Topic
from storage.people import Person
from storage.records import Records

SCOPE: Final = ("region_key", "product_key", "segment_key", "account_key", "step")
"""What a contact is for, besides the topic."""


class Held(NamedTuple):
    """What somebody typed to find contacts by: part of a person's name, or, by its key, of what contacts are for."""

    typed: str = ""
    key: str = ""


class DirectoryPages(Records):
    """What changing the directory in chat asks of it, over the tables of `storage/directory.py`."""

    # Topics

    def states_by_topic(self) -> dict[int, dict[str, int]]:
        """How many contacts in which state each topic has; topics without contacts are left out."""
        counted = columns(col(Contact.topic), col(Contact.state), func.count())
        mine = counted.where(col(Contact.organisation) == self.organisation)
        found: defaultdict[int, dict[str, int]] = defaultdict(dict)
        rows = mine.group_by(col(Contact.topic), col(Contact.state))
        for topic, state, count in self.session.connection().execute(rows):
            found[topic][state] = count
        return dict(found)

    def called(self, keys: Collection[str]) -> Sequence[tuple[Synonym, Topic]]:
        """The synonyms that have one of these keys, with the topics that they stand for."""
        query = (
            select(Synonym, Topic)
            .join(Topic, col(Topic.id) == col(Synonym.topic))
            .where(Synonym.organisation == self.organisation, col(Synonym.key).in_(keys))
        )
        return self.session.exec(query.order_by(col(Synonym.id))).all()

    def topics_of_keys(self, keys: Collection[str]) -> Sequence[Topic]:
        """The topics whose own names have one of these keys."""
        query = select(Topic).where(Topic.organisation == self.organisation, col(Topic.key).in_(keys))
        return self.session.exec(query.order_by(col(Topic.id))).all()

    def topics_holding(self, part: str) -> Sequence[Topic]:
        """The topics of which the key of the name, or of a synonym, holds this part of a key; by name."""
        like = _holding(part)
        called = select(Synonym.topic).where(Synonym.organisation == self.organisation, _like(col(Synonym.key), like))
        query = select(Topic).where(
            Topic.organisation == self.organisation, or_(_like(col(Topic.key), like), col(Topic.id).in_(called))
        )
        return self.session.exec(query.order_by(col(Topic.name), col(Topic.id))).all()

    # Contacts

    def contacts(self, topic: int, sought: Held, skip: int, most: int) -> Sequence[Contact]:
        """A page of a topic's contacts, by what they are for."""
        order = (col(Contact.account), col(Contact.region), col(Contact.product), col(Contact.segment))
        query = select(Contact).where(*self._held(topic, sought)).order_by(*order, col(Contact.step), col(Contact.id))
        return self.session.exec(query.offset(skip).limit(most)).all()

    def count_contacts(self, topic: int, sought: Held) -> int:
        return self.session.exec(select(func.count(col(Contact.id))).where(*self._held(topic, sought))).one()

    def _held(self, topic: int, sought: Held) -> list[ColumnElement[bool]]:
        wanted = [col(Contact.organisation) == self.organisation, col(Contact.topic) == topic]
        if sought.typed:
            like = _holding(sought.typed.lower())
            called = select(Person.id).where(Person.organisation == self.organisation)
            named = col(Contact.person).in_(called.where(_like(func.lower(Person.name), like)))
            keys = [_like(col(getattr(Contact, field)), _holding(sought.key)) for field in SCOPE if sought.key]
            wanted.append(or_(named, *keys, _like(col(Contact.step), like)))
        return wanted

    def of(self, topic: int, person: int) -> Sequence[Contact]:
        """What somebody is the contact for, of one topic."""
        query = select(Contact).where(Contact.organisation == self.organisation, Contact.topic == topic)
        return self.session.exec(query.where(Contact.person == person).order_by(col(Contact.id))).all()

    # Own regions

    def own_region(self, region: int) -> OwnRegion | None:
        row = self.session.get(OwnRegion, region)
        return row if row is not None and row.organisation == self.organisation else None

    def contacts_in(self, key: str) -> int:
        """How many contacts are for the region of this key."""
        query = select(func.count(col(Contact.id))).where(Contact.organisation == self.organisation)
        return self.session.exec(query.where(Contact.region_key == key)).one()

    def rename_region(self, row: OwnRegion, name: str, key: str) -> None:
        """Call an own region otherwise, for the contacts that are for it too."""
        old, row.name, row.key = row.key, name, key
        self.add(row)
        mine = update(Contact).where(col(Contact.organisation) == self.organisation, col(Contact.region_key) == old)
        self.session.connection().execute(mine.values(region=name, region_key=key))
        self.session.expire_all()
        Directory(self.session, self.organisation).renew()


def _holding(part: str) -> str:
    return "%" + part.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"


def _like(column: ColumnElement[str] | Mapped[str], like: str) -> ColumnElement[bool]:
    return column.like(like, escape="\\")
