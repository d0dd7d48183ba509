"""The directory for those who keep it right: whose turn it is to confirm, what waits for a steward, what is used.

Over the tables of `storage/directory.py`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Result, Select, case, func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.directory import Contact, OpenQuestion, Topic
from storage.people import CHUNK, Person
from storage.records import Records

REMINDERS: Final = 2
"""So often is somebody reminded; who is silent even then is given up until their next turn."""
GAPS: Final = ("left", "declined", "stale")
"""The states of contacts that need somebody."""
HELD: Final = ("new", "confirmed", "stale")
"""The states of contacts whose person answers for them, as far as is known."""
SCOPE: Final = ("topic", "region_key", "product_key", "segment_key", "account_key", "step")
"""What a contact is for: nobody may be a contact twice for the same."""


class Standing(NamedTuple):
    """A contact, as far as the turns go."""

    contact: int
    person: int
    state: str
    confirmed: datetime | None
    asked: datetime | None
    reminded: int


_STANDING: Final = (
    col(Contact.id),
    col(Contact.person),
    col(Contact.state),
    col(Contact.confirmed),
    col(Contact.asked),
    col(Contact.reminded),
)


class Tended(NamedTuple):
    """What somebody looks after: the topics of which they are the steward, and, with `rest`, what has none.

    Without a person: everything.
    """

    person: int | None = None
    rest: bool = False


class Stewardship(Records):
    # Turns

    def people(self, before: datetime, after: int, most: int) -> Sequence[int]:
        """Who is a contact for something that they were not asked about since then; by id, a page at a time."""
        quiet = or_(col(Contact.asked).is_(None), col(Contact.asked) < before)
        query = columns(col(Contact.person)).where(*self._held(), quiet, col(Contact.person) > after)
        return list(self._run(query.distinct().order_by(col(Contact.person)).limit(most)).scalars())

    def count_people(self) -> int:
        """How many are a contact for something."""
        return int(self._run(columns(func.count(col(Contact.person).distinct())).where(*self._held())).scalar_one())

    def standings(self, people: Collection[int]) -> dict[int, list[Standing]]:
        """What each of some people is a contact for."""
        query = columns(*_STANDING).where(*self._held(), col(Contact.person).in_(people))
        found: dict[int, list[Standing]] = {person: [] for person in people}
        for row in self._run(query.order_by(col(Contact.id))):
            found[row[1]].append(Standing(*row))
        return found

    def set_asked(self, contacts: Sequence[int], asked: datetime, reminded: int) -> None:
        self._set(contacts, asked=asked, reminded=reminded)

    def set_stale(self, contacts: Sequence[int]) -> None:
        self._set(contacts, state="stale")

    def confirm(self, person: int, contacts: Collection[int], now: datetime) -> int:
        """Somebody says that these are right, or all of theirs where none are named. Returns how many."""
        known = self.standings((person,))[person]
        right = [each for each in known if not contacts or each.contact in set(contacts)]
        self._set([each.contact for each in right], state="confirmed", confirmed=now, reminded=0)
        # What was to be asked later is answered before.
        self._set([each.contact for each in right if each.asked and each.asked > now], asked=now)
        return len(right)

    def returns(self, person: int) -> int:
        """Somebody who had left is back: nobody has confirmed what is theirs. Returns how many."""
        self.session.flush()
        gone = update(Contact).where(*self._mine(), col(Contact.person) == person, col(Contact.state) == "left")
        changed = self.session.connection().execute(gone.values(state="new", asked=None, reminded=0)).rowcount
        self.session.expire_all()
        return changed

    def _set(self, contacts: Sequence[int], **values: object) -> None:
        self.session.flush()
        for start in range(0, len(contacts), CHUNK):
            some = update(Contact).where(*self._mine(), col(Contact.id).in_(contacts[start : start + CHUNK]))
            self.session.connection().execute(some.values(**values))
        if contacts:
            self.session.expire_all()

    # Contacts

    def held_by(self, person: int, skip: int, most: int) -> Sequence[tuple[Contact, Topic]]:
        """A page of what somebody is a contact for, by topic."""
        query = select(Contact, Topic).join(Topic, col(Topic.id) == col(Contact.topic))
        theirs = query.where(*self._held(), Contact.person == person).order_by(Topic.name, col(Contact.id))
        return self.session.exec(theirs.offset(skip).limit(most)).all()

    def same(self, row: Contact, person: int) -> Contact | None:
        """The contact that this one would be if it were this person's, where there is one already."""
        alike = (col(getattr(Contact, field)) == getattr(row, field) for field in SCOPE)
        query = select(Contact).where(*self._mine(), Contact.person == person, *alike, col(Contact.id) != row.id)
        return self.session.exec(query).first()

    def backed_by(self, one: int, other: int) -> Sequence[Contact]:
        """Contacts of one of these two for which the other one stands in."""
        either = (one, other)
        query = select(Contact).where(*self._mine(), col(Contact.person).in_(either), col(Contact.backup).in_(either))
        return self.session.exec(query).all()

    def colleagues(self, topic: int, without: int | None, most: int) -> list[int]:
        """Who else answers for a topic and is here, those first who have confirmed it."""
        here = col(Person.id) == col(Contact.person)
        query = (
            columns(col(Contact.person))
            .join(Person, here)
            .where(
                *self._held(), col(Contact.topic) == topic, col(Person.left).is_(False), col(Contact.person) != without
            )
        )
        surest = func.max(case((col(Contact.state) == "confirmed", 1), else_=0)).desc()
        ordered = query.group_by(col(Contact.person)).order_by(surest, col(Contact.person))
        return list(self._run(ordered.limit(most)).scalars())

    # What waits for a steward

    def stewards(self) -> list[int]:
        """Who looks after a topic of their own, and is here."""
        query = columns(col(Topic.steward)).join(Person, col(Person.id) == col(Topic.steward))
        here = query.where(col(Topic.organisation) == self.organisation, col(Person.left).is_(False))
        return list(self._run(here.distinct().order_by(col(Topic.steward))).scalars())

    def topics_of_steward(self, person: int) -> Sequence[Topic]:
        query = select(Topic).where(Topic.organisation == self.organisation, Topic.steward == person)
        return self.session.exec(query.order_by(Topic.name)).all()

    def questions(self, tended: Tended, skip: int, most: int) -> Sequence[OpenQuestion]:
        """Questions that nobody has settled, the most frequent first."""
        newest = (col(OpenQuestion.count).desc(), col(OpenQuestion.last).desc(), col(OpenQuestion.id))
        query = select(OpenQuestion).outerjoin(Topic, col(Topic.id) == col(OpenQuestion.topic))
        return self.session.exec(query.where(*self._open(tended)).order_by(*newest).offset(skip).limit(most)).all()

    def count_questions(self, tended: Tended) -> int:
        query = columns(func.count(col(OpenQuestion.id))).outerjoin(Topic, col(Topic.id) == col(OpenQuestion.topic))
        return int(self._run(query.where(*self._open(tended))).scalar_one())

    def about(self, contact: int) -> Sequence[OpenQuestion]:
        """Open questions for which this contact was the wrong answer."""
        query = select(OpenQuestion).where(OpenQuestion.organisation == self.organisation, OpenQuestion.state == "open")
        return self.session.exec(query.where(OpenQuestion.contact == contact, OpenQuestion.kind == "wrong")).all()

    def gaps(
        self, tended: Tended, skip: int, most: int, *, leavers: Collection[int] | None = None
    ) -> Sequence[tuple[Contact, Topic]]:
        """Contacts that need somebody: the person has left, says no, or keeps silent; by how bad that is.

        `leavers`: those of people who have left only; of these ones, or of anybody where none are named.
        """
        query = select(Contact, Topic).join(Topic, col(Topic.id) == col(Contact.topic))
        worst = case((col(Contact.state) == "left", 0), (col(Contact.state) == "declined", 1), else_=2)
        wanted = query.where(*self._gaps(tended, leavers)).order_by(worst, Topic.name, col(Contact.id))
        return self.session.exec(wanted.offset(skip).limit(most)).all()

    def count_gaps(self, tended: Tended, *, leavers: Collection[int] | None = None) -> int:
        query = columns(func.count(col(Contact.id))).join(Topic, col(Topic.id) == col(Contact.topic))
        return int(self._run(query.where(*self._gaps(tended, leavers))).scalar_one())

    def _open(self, tended: Tended) -> tuple[ColumnElement[bool], ...]:
        mine = (col(OpenQuestion.organisation) == self.organisation, col(OpenQuestion.state) == "open")
        return (*mine, *_tended_by(tended))

    def _gaps(self, tended: Tended, leavers: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
        if leavers is not None:
            of_some = (col(Contact.person).in_(leavers),) if leavers else ()
            return (*self._mine(), col(Contact.state) == "left", *of_some, *_tended_by(tended))
        silent = (col(Contact.state) == "stale") & (col(Contact.reminded) >= REMINDERS)
        return (*self._mine(), or_(col(Contact.state).in_(("left", "declined")), silent), *_tended_by(tended))

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (col(Contact.organisation) == self.organisation,)

    def _held(self) -> tuple[ColumnElement[bool], ...]:
        return (*self._mine(), col(Contact.state).in_(HELD))

    def _run(self, query: Select[Any]) -> Result[Any]:
        self.session.flush()
        return self.session.connection().execute(query)


def _tended_by(tended: Tended) -> tuple[ColumnElement[bool], ...]:
    if tended.person is None:
        return ()
    own = col(Topic.steward) == tended.person
    if not tended.rest:
        return (own,)
    steward = aliased(Person)
    here = select(steward.id).where(col(steward.id) == col(Topic.steward), col(steward.left).is_(False)).exists()
    return (or_(own, ~here),)
