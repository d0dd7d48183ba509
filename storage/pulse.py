"""Surveys, their waves, and who is asked in them. What they answer is in storage/answers.py."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, SQLModel, col, or_, select

from storage.deliveries import Delivery
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
    """open, closing (no more answers, and those there are being destroyed) or closed (the result may be seen)."""
    started_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    opened: datetime = moment()
    closes: datetime = moment()
    closed: datetime | None = moment(nullable=True, default=None)
    minimum: int
    result: str = ""


class Asking(Protocol):
    """What of a wave those who are asked can see: a row, or as much of it as every click reads (storage/answers.py)."""

    @property
    def id(self) -> int | None: ...
    @property
    def pulse(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def questions(self) -> str: ...
    @property
    def comments(self) -> bool: ...
    @property
    def named(self) -> bool: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def opened(self) -> datetime: ...
    @property
    def closes(self) -> datetime: ...
    @property
    def minimum(self) -> int: ...


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


Group = frozenset[tuple[int, str]]
"""Who is asked in a wave: persons, each with the side that they had when it opened."""


class Pulses(Records):
    """The surveys of one organisation, their waves, and who is asked."""

    # Surveys

    def all(self) -> Sequence[Pulse]:
        query = select(Pulse).where(Pulse.organisation == self.organisation).order_by(col(Pulse.name), col(Pulse.id))
        return self.session.exec(query).all()

    def get(self, pulse: int) -> Pulse | None:
        row = self.session.get(Pulse, pulse)
        return row if row is not None and row.organisation == self.organisation else None

    def by_name(self, name: str) -> Pulse | None:
        """The survey of this name, in whatever case it is written."""
        wanted = name.strip().casefold()  # which SQLite's lower() does for ASCII only
        return next((each for each in self.all() if each.name.casefold() == wanted), None)

    # Waves

    def wave(self, wave: int) -> Wave | None:
        row = self.session.get(Wave, wave)
        return row if row is not None and row.organisation == self.organisation else None

    def to_close(self, wave: int) -> Wave | None:
        """The wave, locked, if it is open: whoever is answering is let finish, and nobody answers from now on."""
        query = select(Wave).where(Wave.id == wave, Wave.organisation == self.organisation, Wave.state == "open")
        return self.session.exec(query.with_for_update(), execution_options={"populate_existing": True}).one_or_none()

    def open_waves(self) -> Sequence[Wave]:
        """Those that are open, the oldest first."""
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.state == "open")
        return self.session.exec(query.order_by(col(Wave.id))).all()

    def open_wave_of(self, pulse: int) -> Wave | None:
        return next((wave for wave in self.open_waves() if wave.pulse == pulse), None)

    def opened(self, pulse: int, occurrence: str) -> bool:
        """Whether this occurrence of a survey has a wave, open or closed."""
        query = select(Wave.id).where(
            Wave.organisation == self.organisation, Wave.pulse == pulse, Wave.occurrence == occurrence
        )
        return self.session.exec(query).first() is not None

    def newest_of(self, pulse: int) -> Wave | None:
        """A survey's last wave, open or closed."""
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.pulse == pulse)
        return self.session.exec(query.order_by(col(Wave.id).desc())).first()

    def remove(self, pulse: Pulse) -> None:
        """Throw a survey away that has never asked anybody."""
        self.session.delete(pulse)
        self.session.flush()

    def open_of_kind(self, kind: str) -> Wave | None:
        return next((wave for wave in self.open_waves() if wave.kind == kind), None)

    def open_for(self, person: int) -> Sequence[Wave]:
        """The open waves in which somebody is asked, the oldest first."""
        query = (
            select(Wave)
            .join(Participant, col(Participant.wave) == col(Wave.id))
            .where(Wave.organisation == self.organisation, Wave.state == "open", Participant.person == person)
        )
        return self.session.exec(query.order_by(col(Wave.id))).all()

    def closed(self, family: str | None = None, most: int = 100) -> Sequence[Wave]:
        """Those that have a result, the newest first."""
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.state == "closed")
        if family is not None:
            query = query.where(Wave.family == family)
        return self.session.exec(query.order_by(col(Wave.closed).desc(), col(Wave.id).desc()).limit(most)).all()

    def newest_result(
        self,
        before: int | None = None,
        family: str | None = None,
        kind: str | None = None,
        pulse: int | None = None,
    ) -> Wave | None:
        """The last wave that was closed, or the last of those opened before another one."""
        query = select(Wave).where(Wave.organisation == self.organisation, Wave.state == "closed")
        if before is not None:
            query = query.where(col(Wave.id) < before)
        if family is not None:
            query = query.where(Wave.family == family)
        if kind is not None:
            query = query.where(Wave.kind == kind)
        if pulse is not None:
            query = query.where(Wave.pulse == pulse)
        return self.session.exec(query.order_by(col(Wave.closed).desc(), col(Wave.id).desc())).first()

    # Who is asked

    def group(self, wave: int) -> Group:
        query = select(Participant.person, Participant.side).where(
            Participant.organisation == self.organisation, Participant.wave == wave
        )
        return frozenset((person, side) for person, side in self.session.exec(query))

    def exact_group(self, family: str) -> Group | None:
        """The group of the family's exact waves, open or closed; None if there are none.

        They all have the same, but for those from before this was asked about (`questions` is empty then). Where
        these had several, the empty group is returned, which is nobody's: no other wave can be exact.
        """
        exact = select(Wave.id).where(
            Wave.organisation == self.organisation, Wave.family == family, col(Wave.exact).is_(True)
        )
        newest = self.session.exec(exact.order_by(col(Wave.id).desc())).first()
        if newest is None:
            return None
        group = self.group(newest)
        early = self.session.exec(exact.where(Wave.questions == "", Wave.id != newest)).all()
        return group if all(self.group(each or 0) == group for each in early) else frozenset()

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
        """Somebody among those asked, locked: what they do meanwhile elsewhere waits."""
        query = select(Participant).where(
            Participant.organisation == self.organisation, Participant.wave == wave, Participant.person == person
        )
        return self.session.exec(query.with_for_update()).one_or_none()

    def invited(self, wave: int) -> dict[str, int]:
        """How many were asked, by side."""
        query = (
            select(Participant.side, func.count())
            .where(Participant.organisation == self.organisation, Participant.wave == wave)
            .group_by(Participant.side)
        )
        return dict(self.session.exec(query).all())

    def unreached(self, wave: int, about: str, answered: Callable[[int], bool]) -> dict[str, int]:
        """How many of those asked were sent nothing `about` the wave and have not answered all the same, by side.

        To be asked before the wave is closed: its deliveries are forgotten then. `answered` is given a person's id.
        """
        sent = select(Delivery.person).where(
            col(Delivery.organisation) + 0 == self.organisation,  # SQLite would go through all of an organisation's
            col(Delivery.about) == about,
            col(Delivery.person).is_not(None),
            or_(col(Delivery.external) != "", col(Delivery.sent_version) > 0, col(Delivery.doubtful).is_(True)),
        )
        query = select(Participant.person, Participant.side).where(
            Participant.organisation == self.organisation,
            Participant.wave == wave,
            col(Participant.person).not_in(sent),
        )
        counts: dict[str, int] = {}
        for person, side in self.session.exec(query):
            if not answered(person):
                counts[side] = counts.get(side, 0) + 1
        return counts
