"""Waves, who is asked in them, and the answers while they are open.

An answer is filed under a token that only the wave's key can tie to a person. The key stands in a table of its own,
so that backups can leave it out, and is destroyed with the answers when the wave closes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import LargeBinary, UniqueConstraint, bindparam, case, func, text
from sqlalchemy import select as columns
from sqlmodel import Field, SQLModel, col, delete, select

from storage.database import UtcDateTime
from storage.records import Records, moment, organisation_key


class Pulse(SQLModel, table=True):
    """A recurring survey, or one that is sent once (no `rule`)."""

    __table_args__ = (UniqueConstraint("organisation", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    name: str
    kind: str
    """pulse (three of the twenty, in turn), assessment (all twenty) or survey (questions of its own)."""
    state: str = "active"
    """draft, active, paused or ended."""
    rule: str = ""
    """RFC 5545."""
    first: str = ""
    """Wall time in `zone` where the series begins (ISO 8601, without an offset)."""
    zone: str = ""
    days: int = 4
    """Working days that each wave is open."""
    sides: str = "sales,marketing,other"
    minimum: int
    comments: bool = True
    named: bool = False
    questions: str = ""
    """A survey's questions as JSON."""
    cursor: int = 0
    """How many statements have had their turn."""
    started_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    changed: datetime = moment()


class Wave(SQLModel, table=True):
    """One run of a survey. `result` holds all that may be published, once it is closed."""

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    pulse: int | None = Field(default=None, foreign_key="pulse.id", index=True, ondelete="SET NULL")
    occurrence: str = ""
    """The wall time of the series that opened it; empty for one that somebody started."""
    kind: str = "assessment"
    """As the pulse's: pulse, assessment or survey."""
    family: str = Field(default="statements", index=True)
    """Waves of one family ask the same things: "statements", or "pulse 7" for a survey's own questions."""
    questions: str = ""
    """What is asked, as JSON, from the opening on; empty: all twenty."""
    comments: bool = False
    named: bool = False
    exact: bool = True
    """False where the group has changed since an exact wave of the family: then only rounded figures go out."""
    title: str
    state: str = "open"
    """open or closed."""
    started_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    opened: datetime = moment()
    closes: datetime = moment()
    closed: datetime | None = moment(nullable=True, default=None)
    minimum: int
    result: str = ""


class WaveKey(SQLModel, table=True):
    """The secret that ties answers to people while a wave is open. Leave this table out of backups."""

    __tablename__ = "wave_key"

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    organisation: int = organisation_key()
    secret: bytes = Field(sa_type=LargeBinary)


class Participant(SQLModel, table=True):
    """Somebody who is asked, with the side that they had when the wave opened. Never says whether they answered."""

    __table_args__ = (UniqueConstraint("wave", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    wave: int = Field(foreign_key="wave.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    side: str
    brought_back: int = 0
    """How often they asked to have it brought back later."""
    waits_until: datetime | None = moment(nullable=True, default=None)
    declined: bool = False


class Answer(SQLModel, table=True):
    """A rating, by token. `at` is the platform's time of the click, so that an older one never wins."""

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    token: str = Field(primary_key=True)
    statement: int = Field(primary_key=True)
    organisation: int = organisation_key()
    side: str
    rating: int
    at: datetime = moment()


class Remark(SQLModel, table=True):
    """A comment on the wave (question 0), or the answer to a question for free text."""

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    token: str = Field(primary_key=True)
    question: int = Field(primary_key=True)
    organisation: int = organisation_key()
    side: str
    text: str
    at: datetime = moment()


class Tally(SQLModel, table=True):
    """Running sums: how many of a side gave this answer. `whole`: those who have rated all of an assessment's twenty.

    Kept in the transaction of each answer, shown to nobody before the wave closes.
    """

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    side: str = Field(primary_key=True)
    whole: bool = Field(primary_key=True)
    question: int = Field(primary_key=True)
    value: int = Field(primary_key=True)
    organisation: int = organisation_key()
    n: int


class Turnout(SQLModel, table=True):
    """Running sums: how many of a side have answered anything, and their totals (sum, sum of squares)."""

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    side: str = Field(primary_key=True)
    whole: bool = Field(primary_key=True)
    organisation: int = organisation_key()
    people: int
    total: int
    squares: int


class PersonSums(NamedTuple):
    """People of a side, by whether they rated all statements: how many, sum and sum of squares of their totals."""

    side: str
    complete: bool
    people: int
    total: int
    squares: int


class StatementSums(NamedTuple):
    """Ratings of a statement by people of a side, by whether these rated all: how many, sum, sum of squares."""

    side: str
    complete: bool
    statement: int
    ratings: int
    total: int
    squares: int


class Place(NamedTuple):
    """A person among those asked in a wave that still has its key."""

    wave: Wave
    secret: bytes
    participant: Participant


# Every click asks these, so they are put together once.
_PLACE = select(Wave, WaveKey.secret, Participant).where(
    col(Wave.id) == bindparam("wave"),
    col(Wave.organisation) == bindparam("organisation"),
    col(WaveKey.wave) == col(Wave.id),
    col(Participant.wave) == col(Wave.id),
    col(Participant.person) == bindparam("person"),
)
_RATINGS = select(Answer.statement, Answer.rating).where(
    col(Answer.organisation) == bindparam("organisation"),
    col(Answer.wave) == bindparam("wave"),
    col(Answer.token) == bindparam("token"),
)


_RATE = text(  # in words that both engines know, since SQLAlchemy puts its own ON CONFLICT together anew each time
    "INSERT INTO answer (wave, token, statement, organisation, side, rating, at) "
    "VALUES (:wave, :token, :statement, :organisation, :side, :rating, :at) "
    "ON CONFLICT (wave, token, statement) DO UPDATE SET rating = excluded.rating, at = excluded.at "
    "WHERE answer.at <= excluded.at"
).bindparams(bindparam("at", type_=UtcDateTime()))


class Pulses(Records):
    """The surveys of one organisation."""

    # Waves

    def wave(self, wave: int) -> Wave | None:
        row = self.session.get(Wave, wave)
        return row if row is not None and row.organisation == self.organisation else None

    def open_wave(self) -> Wave | None:
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.state == "open")
        return self.session.exec(query.order_by(col(Wave.id))).first()

    def newest_result(self, before: int | None = None) -> Wave | None:
        """The last wave that was closed, or the last before another one."""
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.state == "closed")
        if before is not None:
            query = query.where(col(Wave.id) < before)
        return self.session.exec(query.order_by(col(Wave.id).desc())).first()

    def secret(self, wave: int) -> bytes | None:
        """The wave's key; None once it is destroyed."""
        query = select(WaveKey.secret).where(WaveKey.wave == wave, WaveKey.organisation == self.organisation)
        return self.session.exec(query).one_or_none()

    # Who is asked

    def participants(self, wave: int, after: int = 0, most: int = 1_000_000) -> Sequence[Participant]:
        """Those asked, by id, a page at a time."""
        query = (
            select(Participant)
            .where(
                Participant.organisation == self.organisation,
                Participant.wave == wave,
                col(Participant.id) > after,
            )
            .order_by(col(Participant.id))
            .limit(most)
        )
        return self.session.exec(query).all()

    def participant(self, wave: int, person: int) -> Participant | None:
        query = select(Participant).where(
            Participant.organisation == self.organisation, Participant.wave == wave, Participant.person == person
        )
        return self.session.exec(query).one_or_none()

    def place(self, wave: int, person: int) -> Place | None:
        """Where a person's answers go; None for who was not asked, and once the wave's key is destroyed."""
        named = {"organisation": self.organisation, "wave": wave, "person": person}
        found = self.session.exec(_PLACE, params=named).one_or_none()
        return Place(*found) if found else None

    def invited(self, wave: int) -> dict[str, int]:
        """How many were asked, by side."""
        query = (
            select(Participant.side, func.count())
            .where(Participant.organisation == self.organisation, Participant.wave == wave)
            .group_by(Participant.side)
        )
        return dict(self.session.exec(query).all())

    # Answers, while the wave is open

    def ratings(self, wave: int, token: str) -> dict[int, int]:
        """What somebody has rated so far, by statement."""
        named = {"organisation": self.organisation, "wave": wave, "token": token}
        return dict(self.session.exec(_RATINGS, params=named).all())

    def rate(self, wave: int, token: str, side: str, ratings: Mapping[int, int], at: datetime) -> None:
        """Keep ratings; of two for one statement the later click stands, in whatever order they arrive."""
        if not ratings:
            return
        about = {"organisation": self.organisation, "wave": wave, "token": token, "side": side, "at": at}
        rows = [about | {"statement": statement, "rating": rating} for statement, rating in ratings.items()]
        self.session.connection().execute(_RATE, rows)

    def unrate(self, wave: int, token: str, statements: Sequence[int]) -> None:
        """Take ratings back."""
        self.session.exec(
            delete(Answer).where(
                col(Answer.organisation) == self.organisation,
                col(Answer.wave) == wave,
                col(Answer.token) == token,
                col(Answer.statement).in_(statements),
            )
        )

    def tokens(self, wave: int) -> frozenset[str]:
        """The tokens under which anything was answered."""
        query = select(Answer.token).where(Answer.organisation == self.organisation, Answer.wave == wave).distinct()
        return frozenset(self.session.exec(query).all())

    def answered(self, wave: int) -> dict[str, int]:
        """How many have answered anything, by side."""
        query = (
            select(Answer.side, func.count(func.distinct(Answer.token)))
            .where(Answer.organisation == self.organisation, Answer.wave == wave)
            .group_by(Answer.side)
        )
        return dict(self.session.exec(query).all())

    def sums(self, wave: int, statements: int) -> tuple[list[PersonSums], list[StatementSums]]:
        """The answers added up by the database; who rated all `statements` is counted apart."""
        person = (
            columns(
                col(Answer.token),
                col(Answer.side),
                case((func.count() == statements, 1), else_=0).label("complete"),
                func.sum(col(Answer.rating)).label("total"),
            )
            .where(col(Answer.organisation) == self.organisation, col(Answer.wave) == wave)
            .group_by(col(Answer.token), col(Answer.side))
            .subquery()
        )
        people = columns(
            person.c.side,
            person.c.complete,
            func.count(),
            func.sum(person.c.total),
            func.sum(person.c.total * person.c.total),
        ).group_by(person.c.side, person.c.complete)
        by_statement = (
            columns(
                person.c.side,
                person.c.complete,
                col(Answer.statement),
                func.count(),
                func.sum(col(Answer.rating)),
                func.sum(col(Answer.rating) * col(Answer.rating)),
            )
            .join(person, person.c.token == col(Answer.token))
            .where(col(Answer.organisation) == self.organisation, col(Answer.wave) == wave)
            .group_by(person.c.side, person.c.complete, col(Answer.statement))
        )
        connection = self.session.connection()
        return (
            [PersonSums(s, bool(c), n, int(t), int(q)) for s, c, n, t, q in connection.execute(people)],
            [
                StatementSums(s, bool(c), statement, n, int(t), int(q))
                for s, c, statement, n, t, q in connection.execute(by_statement)
            ],
        )

    def move(self, wave: int, old: str, new: str) -> None:
        """File what is under one token under another, which keeps what it has."""
        kept = self.ratings(wave, new)
        for row in self.session.exec(
            select(Answer).where(Answer.organisation == self.organisation, Answer.wave == wave, Answer.token == old)
        ).all():
            if row.statement not in kept:
                self.rate(wave, new, row.side, {row.statement: row.rating}, row.at)
            self.session.delete(row)
        self.session.flush()

    def destroy(self, wave: int) -> None:
        """Remove the answers and the key, and what the people asked had wished for meanwhile."""
        for table in (Answer, WaveKey):
            self.session.exec(
                delete(table).where(col(table.organisation) == self.organisation, col(table.wave) == wave)
            )
        for row in self.participants(wave):
            row.brought_back, row.waits_until, row.declined = 0, None, False
            self.session.add(row)
        self.session.flush()
