"""Rules of engagement, the occasions on which they fired, who was asked, and the record of who did what.

The record only grows: nothing in it is ever changed or removed. Over 300 lines: these tables
name each other, and a reader wants them side by side.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import JSON, Column, Index, Integer, UniqueConstraint, bindparam, func, type_coerce, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col, delete, select

from storage.exact import Exact
from storage.people import CHUNK
from storage.records import Records, moment, organisation_key
from storage.statements import Statement


class Rule(SQLModel, table=True):
    """Involve these people when this becomes true.

    `involve`, `escalate`, `waive` and `pass_on` are lists of targets as `bot/rules/targets.py` reads them.
    """

    __table_args__ = (UniqueConstraint("organisation", "key"), Index("ix_rule_kind", "organisation", "kind"))

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    key: str
    """What it is called in practices.yaml: short, never changed."""
    name: str
    kind: str
    """What it is about: deal, review, collateral, campaign or price."""
    condition: str
    """In CEL."""
    ask: str = ""
    """What the people named are asked to do, in the company's own words; empty: as its template says."""
    involve: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    need: str = "each"
    """Who must answer: one of each target ("each"), one of all ("one") or everybody ("all")."""
    hours: Decimal = Field(default=Decimal(8), sa_column=Column(Exact(8, 2), nullable=False))
    """The deadline, in business hours of the person asked."""
    escalate: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Whom to tell when the deadline passes, and after how many more business hours the next."""
    waive: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Who may say that it is not needed, and force a gate."""
    pass_on: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    """Who decides next, once those whom it involves were heard and nothing holds the record back; nobody: nothing."""
    gate: bool = False
    urgent: bool = False
    """Its alerts go at any hour."""
    on: bool = True
    template: str = ""
    trouble: str = ""
    """Why it could not be worked out the last time (a code of `bot/rules/conditions.py`); empty when it could."""
    marking: bool = False
    """It was switched on, or its condition changed: what holds already is being marked, in pages."""
    created: datetime = moment()
    changed: datetime = moment()


class Holds(SQLModel, table=True):
    """The condition of a rule is true for a record, as last seen. No row: it is not, or never was looked at."""

    __tablename__ = "rule_holds"
    __table_args__ = (UniqueConstraint("rule", "kind", "subject"), Index("ix_rule_holds_subject", "kind", "subject"))

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    rule: int = Field(foreign_key="rule.id", ondelete="CASCADE")
    kind: str
    subject: int
    round: int = 1
    """Of something handed in: the round for which it held; a later one fires anew."""


class Engagement(SQLModel, table=True):
    """One occasion on which a rule fired."""

    __table_args__ = (
        Index("ix_engagement_subject", "organisation", "kind", "subject"),
        Index("ix_engagement_state", "organisation", "state"),
        Index("ix_engagement_opened", "organisation", "opened"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    rule: int = Field(foreign_key="rule.id", index=True, ondelete="CASCADE")
    kind: str
    subject: int
    round: int = 1
    """Of a submission: the round that it belongs to."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """The record as it was when the rule fired."""
    state: str = "open"
    """open, met, waived, overdue (still open, and late), cancelled."""
    opened: datetime = moment()
    due: datetime = moment()
    """The latest deadline of those asked."""
    level: int = 0
    """How often it was escalated."""
    closed: datetime | None = moment(nullable=True, default=None)
    late: bool = False
    """Its deadline passed before it was met; stays so."""
    post: str = ""
    """The key of the post in the record's own channel: several engagements may share one. Empty: there is none."""


class Ask(SQLModel, table=True):
    """Somebody is asked, for one target of an engagement. A hand-over closes one and opens another."""

    __table_args__ = (
        Index("ix_ask_answer", "organisation", "person", "state"),
        UniqueConstraint("engagement", "target", "person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    engagement: int = Field(foreign_key="engagement.id", index=True, ondelete="CASCADE")
    target: int
    """Which of the rule's targets, from 0."""
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    state: str = "asked"
    """asked, joined, changes (a reviewer wants changes), handed (to somebody else), declined (says that it is not
    needed, and waits for whoever may waive), waived (it is not needed), released (somebody else answered, or it is
    over)."""
    words: str = ""
    """The reason for declining, or the changes that are wanted."""
    why: str = ""
    """Why they are asked, as JSON of `Words` that go after their name."""
    handed_by: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """Who handed it to them; None: the rule named them."""
    asked: datetime = moment()
    due: datetime = moment()
    late: bool = False
    """The deadline passed without an answer."""
    reminded: bool = False
    message: str = ""
    """The key of the message that asks: several asks may share one."""
    answered: datetime | None = moment(nullable=True, default=None)


class Entry(SQLModel, table=True):
    """A line of the record of an engagement."""

    __tablename__ = "engagement_entry"

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    engagement: int = Field(foreign_key="engagement.id", index=True, ondelete="CASCADE")
    moment: datetime = moment()
    person: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """Who did it; None: Truce itself, by the clock or a report."""
    platform: str = ""
    """Where they did it: slack, teams, web; empty: Truce itself."""
    what: str
    """opened, again (the rule fired once more), asked, reminded, joined, took back, handed, took over, declined,
    still needed, waived, changes wanted, escalated (`words` is the level), overdue, met, cancelled, reopened, forced,
    added (to a review), gone (the person asked has left), away (they are out of office), nobody (nobody was found),
    passed on (to whoever decides next), agreed, not agreed (what they decided)."""
    other: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    """Whom it was done to: who was asked, handed to, told."""
    words: str = ""


Watched = tuple[int, str, str, bool]
"""A rule as the watch over the records needs it: id, condition, trouble, and whether it is being marked."""


class Rules(Records):
    """The rules of one organisation, and what came of them."""

    def rule(self, rule: int) -> Rule | None:
        row = self.session.get(Rule, rule)
        return row if row is not None and row.organisation == self.organisation else None

    def by_key(self, key: str) -> Rule | None:
        query = select(Rule).where(Rule.organisation == self.organisation, Rule.key == key)
        return self.session.exec(query).one_or_none()

    def all(self) -> Sequence[Rule]:
        query = select(Rule).where(Rule.organisation == self.organisation)
        return self.session.exec(query.order_by(Rule.name, col(Rule.id))).all()

    def of_kind(self, kind: str) -> Sequence[Rule]:
        """The rules that are on, for records of a kind."""
        query = select(Rule).where(Rule.organisation == self.organisation, Rule.kind == kind, col(Rule.on))
        return self.session.exec(query.order_by(col(Rule.id))).all()

    def watched(self, kind: str) -> list[Watched]:
        """The same, with no more than the watch needs: asked whenever a record changes."""
        return cast("list[Watched]", _WATCHED.rows(self.session, organisation=self.organisation, kind=kind))

    def fired(self) -> Mapping[int, int]:
        """How often each rule has fired."""
        query = select(Engagement.rule, func.count()).where(Engagement.organisation == self.organisation)
        return dict(self.session.exec(query.group_by(col(Engagement.rule))).all())

    def troubled(self, rule: int, trouble: str) -> None:
        """It could not be worked out, or could again."""
        rows = update(Rule).where(col(Rule.organisation) == self.organisation, col(Rule.id) == rule)
        self.session.exec(rows.values(trouble=trouble))

    # Which conditions hold

    def holding(self, kind: str, subject: int) -> dict[int, int]:
        """The rules whose condition was true for this record when it was last looked at, and the round of it."""
        query = select(Holds.rule, Holds.round).where(
            Holds.organisation == self.organisation, Holds.kind == kind, Holds.subject == subject
        )
        return dict(self.session.exec(query).all())

    def held_among(self, rule: int, subjects: Collection[int]) -> frozenset[int]:
        """For which of these records the condition of a rule is known to be true."""
        query = select(Holds.subject).where(
            Holds.organisation == self.organisation, Holds.rule == rule, col(Holds.subject).in_(subjects)
        )
        return frozenset(self.session.exec(query))

    def hold(self, rule: int, kind: str, subject: int, round_: int = 1) -> None:
        self.add(Holds(organisation=self.organisation, rule=rule, kind=kind, subject=subject, round=round_))

    def let_go(self, rules: Collection[int], kind: str, subject: int) -> None:
        """These conditions are not true for this record any more."""
        if rules:
            self.session.exec(
                delete(Holds).where(
                    col(Holds.organisation) == self.organisation,
                    col(Holds.rule).in_(rules),
                    col(Holds.kind) == kind,
                    col(Holds.subject) == subject,
                )
            )

    def forget_holds(self, rule: int) -> None:
        """A rule was switched off, or its condition changed: what held is not known any more."""
        self.session.exec(delete(Holds).where(col(Holds.organisation) == self.organisation, col(Holds.rule) == rule))

    # Engagements

    def engagement(self, engagement: int) -> Engagement | None:
        row = self.session.get(Engagement, engagement)
        return row if row is not None and row.organisation == self.organisation else None

    def locked(self, engagement: int) -> Engagement | None:
        """An engagement that is about to change: of two who answer at once, one comes after the other."""
        query = select(Engagement).where(Engagement.organisation == self.organisation, Engagement.id == engagement)
        return self.session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()

    def engagements(self, kind: str, subject: int) -> Sequence[Engagement]:
        """All engagements about a record, oldest first."""
        query = select(Engagement).where(
            Engagement.organisation == self.organisation, Engagement.kind == kind, Engagement.subject == subject
        )
        return self.session.exec(query.order_by(col(Engagement.id))).all()

    def opened_since(self, since: datetime) -> Sequence[Engagement]:
        query = select(Engagement).where(Engagement.organisation == self.organisation, col(Engagement.opened) >= since)
        return self.session.exec(query.order_by(col(Engagement.id))).all()

    def posted(self, post: str) -> Sequence[Engagement]:
        """All engagements that one post in a channel shows."""
        query = select(Engagement).where(Engagement.organisation == self.organisation, Engagement.post == post)
        return self.session.exec(query.order_by(col(Engagement.id))).all()

    def in_state(self, state: str, most: int, *, skip: int = 0) -> Sequence[Engagement]:
        """Engagements in a state, the newest first."""
        query = select(Engagement).where(Engagement.organisation == self.organisation, Engagement.state == state)
        return self.session.exec(query.order_by(col(Engagement.id).desc()).offset(skip).limit(most)).all()

    def count_by_state(self) -> dict[str, int]:
        query = select(Engagement.state, func.count()).where(Engagement.organisation == self.organisation)
        return dict(self.session.exec(query.group_by(Engagement.state)).all())

    def unanswered(self) -> Sequence[Engagement]:
        """All that are open or overdue."""
        query = select(Engagement).where(
            Engagement.organisation == self.organisation, col(Engagement.state).in_(("open", "overdue"))
        )
        return self.session.exec(query.order_by(col(Engagement.id))).all()

    def unanswered_about(self, rule: int, *, after: int, most: int) -> Sequence[int]:
        """The records about which something of a rule is open or overdue: the next so many after this id."""
        query = (
            select(Engagement.subject)
            .where(
                Engagement.organisation == self.organisation,
                Engagement.rule == rule,
                col(Engagement.state).in_(("open", "overdue")),
                col(Engagement.subject) > after,
            )
            .distinct()
        )
        return self.session.exec(query.order_by(col(Engagement.subject)).limit(most)).all()

    # Who is asked

    def ask(self, ask: int) -> Ask | None:
        row = self.session.get(Ask, ask)
        return row if row is not None and row.organisation == self.organisation else None

    def asks(self, engagement: int) -> Sequence[Ask]:
        query = select(Ask).where(Ask.organisation == self.organisation, Ask.engagement == engagement)
        return self.session.exec(query.order_by(col(Ask.id))).all()

    def asks_of_many(self, engagements: Collection[int]) -> Mapping[int, list[Ask]]:
        """The asks of many engagements at once, by engagement."""
        held = sorted(set(engagements))
        found: dict[int, list[Ask]] = {each: [] for each in held}
        for start in range(0, len(held), CHUNK):
            query = select(Ask).where(
                Ask.organisation == self.organisation, col(Ask.engagement).in_(held[start : start + CHUNK])
            )
            for row in self.session.exec(query.order_by(col(Ask.id))):
                found[row.engagement].append(row)
        return found

    def asked_of(self, person: int, *states: str) -> Sequence[Ask]:
        """What somebody is asked, in these states."""
        query = select(Ask).where(
            Ask.organisation == self.organisation, Ask.person == person, col(Ask.state).in_(states or ("asked",))
        )
        return self.session.exec(query.order_by(col(Ask.id))).all()

    def passed_to(self, person: int) -> Sequence[int]:
        """The engagements that were passed on to somebody, and that nobody has decided about since."""
        later = aliased(Entry)
        since = (
            select(later.id)
            .where(
                later.engagement == Entry.engagement,
                col(later.what).in_(("agreed", "not agreed", "reopened")),
                col(later.id) > col(Entry.id),
            )
            .exists()
        )
        query = select(Entry.engagement).where(
            Entry.organisation == self.organisation, Entry.what == "passed on", Entry.other == person, ~since
        )
        return list(dict.fromkeys(self.session.exec(query.order_by(col(Entry.id)))))

    def to_decide(self) -> Sequence[int]:
        """Open engagements of which somebody asked says that they are not needed."""
        query = select(Ask.engagement).where(Ask.organisation == self.organisation, Ask.state == "declined")
        return list(dict.fromkeys(self.session.exec(query.order_by(col(Ask.id)))))

    def asks_of_person(self, person: int) -> Sequence[Ask]:
        """All that somebody was ever asked."""
        query = select(Ask).where(Ask.organisation == self.organisation, Ask.person == person)
        return self.session.exec(query.order_by(col(Ask.id))).all()

    def remove(self, row: Ask) -> None:
        self.session.delete(row)
        self.session.flush()

    def in_message(self, message: str) -> Sequence[Ask]:
        """All asks that one message shows."""
        query = select(Ask).where(Ask.organisation == self.organisation, Ask.message == message)
        return self.session.exec(query.order_by(col(Ask.id))).all()

    # The record

    def entries(self, engagement: int) -> Sequence[Entry]:
        query = select(Entry).where(Entry.organisation == self.organisation, Entry.engagement == engagement)
        return self.session.exec(query.order_by(col(Entry.id))).all()

    def entries_of_many(self, engagements: Collection[int], *what: str) -> Mapping[int, list[Entry]]:
        """The entries of these sorts of many engagements at once, by engagement."""
        held = sorted(set(engagements))
        found: dict[int, list[Entry]] = {each: [] for each in held}
        for start in range(0, len(held), CHUNK):
            query = select(Entry).where(
                Entry.organisation == self.organisation,
                col(Entry.engagement).in_(held[start : start + CHUNK]),
                col(Entry.what).in_(what),
            )
            for row in self.session.exec(query.order_by(col(Entry.id))):
                found[row.engagement].append(row)
        return found


_WATCHED: Final = Statement(
    select(Rule.id, Rule.condition, Rule.trouble, type_coerce(Rule.marking, Integer))  # as it comes: a row costs less
    .where(Rule.organisation == bindparam("organisation"), Rule.kind == bindparam("kind"), col(Rule.on))
    .order_by(col(Rule.id))
)
