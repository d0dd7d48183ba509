"""The answers to a wave, the running sums of them, and what is read of both, as it is stored."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from storage.records import moment, organisation_key

TAKEN_BACK: Final = -1
"""The rating of an answer that somebody took back; a remark that was taken back is empty."""


class WaveKey(SQLModel, table=True):
    """The secret that ties answers to people while a wave is open. Leave this table out of backups."""

    __tablename__ = "wave_key"

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    organisation: int = organisation_key()
    secret: bytes = Field(sa_type=LargeBinary)


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
    """Running sums: how many of a side have rated anything, and their totals (sum, sum of squares)."""

    wave: int = Field(primary_key=True, foreign_key="wave.id", ondelete="CASCADE")
    side: str = Field(primary_key=True)
    whole: bool = Field(primary_key=True)
    organisation: int = organisation_key()
    people: int
    total: int = Field(sa_type=BigInteger)
    squares: int = Field(sa_type=BigInteger)


class Tallied(NamedTuple):
    """How many people of a side gave this answer to a question; `whole`: those who have rated all of an assessment."""

    side: str
    whole: bool
    question: int
    value: int
    n: int


class TurnedOut(NamedTuple):
    """How many people of a side have rated anything, with the sum and the sum of squares of their totals."""

    side: str
    whole: bool
    people: int
    total: int
    squares: int


class NamedAnswer(NamedTuple):
    """An answer in a named survey: a `value`, or the `text` of a remark."""

    person: int
    side: str
    question: int
    value: int | None
    text: str


class OpenWave(NamedTuple):
    """A wave as it was read under a person's lock; changing a wave takes its row."""

    id: int
    pulse: int | None
    kind: str
    questions: str
    comments: bool
    named: bool
    title: str
    state: str
    opened: datetime
    closes: datetime
    minimum: int


class Place(NamedTuple):
    """A person among those asked in an open wave: its key, and the side that they had when it opened.

    A named survey has no key (`secret` is empty): its tokens are `named_token`.
    """

    wave: OpenWave
    secret: bytes
    side: str
