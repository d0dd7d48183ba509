"""Meeting series, their single meetings, what is on the agendas, and what people say of it.

Wall times are ISO text without a zone ("2027-03-02T09:00:00"): an occurrence is known by the one at which its rule
put it, whatever becomes of it. Titles and notes are `Words` as JSON.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel, col, delete, or_, select

from storage.records import Records, moment, organisation_key

DEALS_ABOVE: Final = 2_000_000
"""As a series is set up, unless somebody says otherwise."""


class Series(SQLModel, table=True):
    """A meeting that recurs."""

    __tablename__ = "meeting_series"
    __table_args__ = (UniqueConstraint("organisation", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    key: str
    """What it is called in practices.yaml: short, never changed."""
    name: str
    purpose: str = ""
    rule: str
    """RFC 5545."""
    first: str
    """The wall time of the first occurrence, in `zone`."""
    zone: str
    minutes: int = 60
    holidays: str = "after"
    """What a public holiday does to a meeting: skip, before (the working day before), after, or keep."""
    country: str = ""
    """Whose holidays: "AT", "DE-BE"; empty: the company's, or the zone's."""
    lead: int = 2
    """The agenda goes out so many business days before."""
    deals_above: int = Field(default=DEALS_ABOVE, sa_column=Column(BigInteger, nullable=False))
    """Deals above it are on the agenda: whole units of the organisation's currency."""
    channels: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Where agendas and minutes are posted: each a `Place`."""
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    co_owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """One of each side."""
    state: str = "active"
    """active, paused, ended."""
    sequence: int = 0
    """Of RFC 5545: how often the series itself was changed."""
    looked: datetime = moment()
    """Up to here all of its meetings are on record: their agendas went out, or they went by."""
    created: datetime = moment()
    changed: datetime = moment()


class DigestReader(SQLModel, table=True):
    """Somebody beside the owners who gets a series' meetings in their weekly digest."""

    __tablename__ = "meeting_digest_reader"
    __table_args__ = (UniqueConstraint("series", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    series: int = Field(foreign_key="meeting_series.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")


class Meeting(SQLModel, table=True):
    """A single meeting about which something is known beyond the rule of its series."""

    __table_args__ = (
        UniqueConstraint("series", "occurrence"),
        Index("ix_meeting_starts", "organisation", "starts"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    series: int = Field(foreign_key="meeting_series.id", index=True, ondelete="CASCADE")
    occurrence: str
    """The wall time at which the rule put it."""
    starts: datetime = moment()
    """When it really begins."""
    minutes: int
    state: str = "planned"
    """planned, open (the agenda is out), running (it has begun: the agenda is frozen), over (nobody has said yet what
    came of it), held, missed (it did not take place, or nobody said anything), skipped (called off before)."""
    moved: bool = False
    """By somebody, to another time than its series' rule and holiday policy say."""
    why: str = ""
    """Why it was called off or moved, in somebody's own words."""
    decisions: str = ""
    beyond: int = 0
    """So many things were offered for its agenda beyond what an agenda holds."""
    changed: datetime = moment()
    sequence: int = 0
    """Of RFC 5545: how often its time, or whether it takes place, was changed."""


class AgendaItem(SQLModel, table=True):
    """Something to talk about: from a source, or added by somebody."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("series", "meeting", "source", "key"),
        Index("ix_agenda_item_meeting", "meeting"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    series: int = Field(foreign_key="meeting_series.id", index=True, ondelete="CASCADE")
    meeting: int | None = Field(default=None, foreign_key="meeting.id", ondelete="CASCADE")
    """None: it waits for the next agenda."""
    source: str
    """The name of its source; "added" where somebody added it."""
    key: str
    """What it is called in its source: the same thing has the same name next time."""
    title: str
    note: str = ""
    minutes: int = 5
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    added_by: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    url: str = ""
    """The page that it came from."""
    opens: str = ""
    """Or what shows where it came from: a `Press` as JSON."""
    rank: int = 0
    """The place that its source gives it, the most important first."""
    position: int | None = None
    """The place that an owner of the meeting gave it by hand."""
    carried: bool = False
    """It was left out the last time."""
    state: str = "on"
    """on, dropped, settled (it was left out, and its source has no more of it)."""
    left_out: bool = False
    """There was no time for it: settled when the agenda is frozen."""
    reason: str = ""
    """Why it was dropped."""
    dropped_by: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    created: datetime = moment()


class AgendaVote(SQLModel, table=True):
    """Somebody wants it talked about."""

    __tablename__ = "agenda_vote"
    __table_args__ = (UniqueConstraint("item", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    item: int = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")


class AgendaComment(SQLModel, table=True):
    __tablename__ = "agenda_comment"

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    item: int = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    person: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    moment: datetime = moment()
    text: str


class Solved(SQLModel, table=True):
    """Whether a meeting solved a problem, says somebody who was there."""

    __tablename__ = "meeting_solved"
    __table_args__ = (UniqueConstraint("meeting", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    meeting: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    solved: bool
    item: int | None = Field(default=None, foreign_key="agenda_item.id", index=True, ondelete="SET NULL")
    """Which of the agenda, if they say."""
    words: str = ""


class Meetings(Records):
    """The meeting series of one organisation and their meetings."""

    def series(self, series: int) -> Series | None:
        row = self.session.get(Series, series)
        return row if row is not None and row.organisation == self.organisation else None

    def by_key(self, key: str) -> Series | None:
        query = select(Series).where(Series.organisation == self.organisation, Series.key == key)
        return self.session.exec(query).one_or_none()

    def all(self) -> Sequence[Series]:
        """All series that have not ended, by name."""
        query = select(Series).where(Series.organisation == self.organisation, Series.state != "ended")
        return self.session.exec(query.order_by(Series.name, col(Series.id))).all()

    def ended(self) -> Sequence[Series]:
        query = select(Series).where(Series.organisation == self.organisation, Series.state == "ended")
        return self.session.exec(query.order_by(Series.name, col(Series.id))).all()

    def locked_series(self, series: int) -> Series | None:
        """A series that is about to change, or whose next meeting is about to be prepared."""
        query = select(Series).where(Series.organisation == self.organisation, Series.id == series)
        return self.session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()

    def owned_by(self, person: int) -> Sequence[Series]:
        """What somebody owns, alone or with somebody else, and has not ended."""
        mine = or_(col(Series.owner) == person, col(Series.co_owner) == person)
        query = select(Series).where(Series.organisation == self.organisation, Series.state != "ended", mine)
        return self.session.exec(query.order_by(Series.name, col(Series.id))).all()

    def readers(self, series: int) -> Sequence[int]:
        """Who gets its meetings in their digest, beside the owners."""
        query = select(DigestReader.person).where(
            DigestReader.organisation == self.organisation, DigestReader.series == series
        )
        return self.session.exec(query.order_by(col(DigestReader.person))).all()

    def set_readers(self, series: int, people: Collection[int]) -> None:
        have = set(self.readers(series))
        for person in sorted(set(people) - have):
            self.add(DigestReader(organisation=self.organisation, series=series, person=person))
        gone = delete(DigestReader).where(
            col(DigestReader.organisation) == self.organisation,
            col(DigestReader.series) == series,
            col(DigestReader.person).not_in(people),
        )
        self.session.exec(gone)

    def naming(self, person: int) -> Sequence[Series]:
        """The series that are on, and that somebody owns, alone or with somebody else, or gets in their digest."""
        mine = (col(DigestReader.organisation) == self.organisation) & (col(DigestReader.person) == person)
        query = select(Series).where(
            Series.organisation == self.organisation,
            Series.state == "active",
            or_(
                col(Series.owner) == person,
                col(Series.co_owner) == person,
                col(Series.id).in_(select(DigestReader.series).where(mine)),
            ),
        )
        return self.session.exec(query.order_by(Series.name, col(Series.id))).all()

    def named(self) -> set[int]:
        """All whom series that are on name as an owner, or get their meetings in their digest."""
        on = (col(Series.organisation) == self.organisation) & (col(Series.state) == "active")
        reading = select(DigestReader.person).join(Series, col(Series.id) == col(DigestReader.series)).where(on)
        owning = self.session.exec(select(Series.owner, Series.co_owner).where(on))
        owners = {each for row in owning for each in row if each is not None}
        return owners | set(self.session.exec(reading).all())

    def meeting(self, meeting: int) -> Meeting | None:
        row = self.session.get(Meeting, meeting)
        return row if row is not None and row.organisation == self.organisation else None

    def locked(self, meeting: int) -> Meeting | None:
        """A meeting whose agenda is about to change: of two who change it at once, one comes after the other."""
        query = select(Meeting).where(Meeting.organisation == self.organisation, Meeting.id == meeting)
        return self.session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()

    def at(self, series: int, occurrence: str) -> Meeting | None:
        query = select(Meeting).where(
            Meeting.organisation == self.organisation, Meeting.series == series, Meeting.occurrence == occurrence
        )
        return self.session.exec(query).one_or_none()

    def of_series(self, series: int) -> Sequence[Meeting]:
        """All that are on record, the oldest first."""
        query = select(Meeting).where(Meeting.organisation == self.organisation, Meeting.series == series)
        return self.session.exec(query.order_by(col(Meeting.starts), col(Meeting.id))).all()

    def known_since(self, series: int, since: datetime, occurrence: str) -> Sequence[Meeting]:
        """All on record that begin after a moment, or whose occurrence is later than this wall time."""
        query = select(Meeting).where(
            Meeting.organisation == self.organisation,
            Meeting.series == series,
            or_(col(Meeting.starts) > since, col(Meeting.occurrence) > occurrence),
        )
        return self.session.exec(query.order_by(col(Meeting.starts), col(Meeting.id))).all()

    def in_state(self, series: int, *states: str) -> Sequence[Meeting]:
        """The oldest first."""
        query = select(Meeting).where(
            Meeting.organisation == self.organisation, Meeting.series == series, col(Meeting.state).in_(states)
        )
        return self.session.exec(query.order_by(col(Meeting.starts), col(Meeting.id))).all()

    def begun(self, series: Collection[int], now: datetime) -> Meeting | None:
        """Of some series, the newest meeting that has begun, and was not called off."""
        query = select(Meeting).where(
            Meeting.organisation == self.organisation,
            col(Meeting.series).in_(series),
            col(Meeting.starts) <= now,
            col(Meeting.state).in_(("running", "over", "held")),
        )
        return self.session.exec(query.order_by(col(Meeting.starts).desc(), col(Meeting.id).desc()).limit(1)).first()

    def before(self, series: int, starts: datetime) -> Meeting | None:
        """The newest meeting before a moment that took place, as far as is known."""
        query = select(Meeting).where(
            Meeting.organisation == self.organisation,
            Meeting.series == series,
            col(Meeting.starts) < starts,
            col(Meeting.state).in_(("open", "running", "over", "held")),
        )
        return self.session.exec(query.order_by(col(Meeting.starts).desc(), col(Meeting.id).desc()).limit(1)).first()

    def remove(self, row: SQLModel) -> None:
        self.session.delete(row)
        self.session.flush()

    # Two records of one person become one

    def twice(self, kept: int, gone: int) -> Sequence[SQLModel]:
        """What somebody has said or is under one of their records, and is under the other one as well."""
        found: list[SQLModel] = []
        for table, about in ((DigestReader, DigestReader.series), (AgendaVote, AgendaVote.item)):
            found += self._twice(table, col(about), kept, gone)
        return found + self._twice(Solved, col(Solved.meeting), kept, gone)

    def _twice(self, table: Any, about: Any, kept: int, gone: int) -> list[SQLModel]:
        mine = select(about).where(table.organisation == self.organisation, table.person == kept)
        query = select(table).where(table.organisation == self.organisation, table.person == gone, about.in_(mine))
        return list(self.session.exec(query).all())
