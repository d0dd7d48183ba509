"""What the business says: accounts, deals, reviews, collateral and campaigns, and how each came to be as it is.

All of it comes from a CRM, a file, a form or another program. A record keeps, for each field, the sender's own time of
what it holds, so that late and repeated news changes nothing. `Version` remembers every state that a record was in.

Over 300 lines because the tables name each other, and a reader wants them side by side.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Column, ColumnElement, Index, UniqueConstraint, func, update
from sqlalchemy import select as columns
from sqlmodel import Field, SQLModel, col, select

from storage.exact import Exact
from storage.people import CHUNK
from storage.records import Records, moment, organisation_key

CENTS: Final = 4
"""Digits after the point of an amount of money: some currencies have three, and unit prices four."""
RATE_DIGITS: Final = 10


def _money(*, nullable: bool = True) -> Any:
    return Field(default=None, sa_column=Column(Exact(24, CENTS), nullable=nullable))


def _news() -> Any:
    """The sender's time of what each field holds: {"amount": "2026-03-02T09:00:00+00:00"}."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class BusinessAccount(SQLModel, table=True):
    """A company that buys, or may. `key` is its name, compared without case and punctuation."""

    __tablename__ = "business_account"
    __table_args__ = (
        UniqueConstraint("organisation", "system", "external"),
        Index("ix_business_account_key", "organisation", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    system: str
    """Where it comes from: "hubspot", "salesforce", "pipedrive", "generic", "file" or "truce" (a form)."""
    external: str
    """Its id there."""
    name: str
    key: str
    segment: str = ""
    region: str = ""
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    news: dict[str, str] = _news()


class Deal(SQLModel, table=True):
    """An opportunity. An empty field, or None, is not known.

    `home_amount` is the amount in the organisation's currency, by `rate` (home for one of `currency`) of `rate_day`:
    worked out when amount or currency change, and at no other time, so that no rate ever moves a deal.
    """

    __table_args__ = (
        UniqueConstraint("organisation", "system", "external"),
        Index("ix_deal_state", "organisation", "state"),
        Index("ix_deal_worth", "organisation", "state", "worth"),
        Index("ix_deal_closed", "organisation", "state", "closed", "worth"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    system: str
    external: str
    name: str = ""
    url: str = ""
    account: int | None = Field(default=None, foreign_key="business_account.id", index=True, ondelete="SET NULL")
    amount: Decimal | None = _money()
    currency: str = ""
    home_amount: Decimal | None = _money()
    home_currency: str = ""
    worth: float | None = None
    """`home_amount` once more, near enough for a database to compare and order by."""
    rate: Decimal | None = Field(default=None, sa_column=Column(Exact(24, RATE_DIGITS), nullable=True))
    rate_day: date | None = None
    stage: str = ""
    staged: datetime | None = moment(nullable=True, default=None)
    """Since when it is known to be in this stage, by our own clock; None where nobody has noted it."""
    probability: Decimal | None = Field(default=None, sa_column=Column(Exact(6, 3), nullable=True))
    """Per cent, 0 to 100."""
    discount: Decimal | None = Field(default=None, sa_column=Column(Exact(6, 3), nullable=True))
    """Per cent, 0 to 100."""
    state: str = "open"
    """open, won, lost or removed."""
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    owner_email: str = ""
    """As the sender named them, also where nobody here has that address."""
    region: str = ""
    segment: str = ""
    product: str = ""
    close_date: date | None = None
    closed: datetime | None = moment(nullable=True, default=None)
    """When it was won, lost or removed, by the sender's time."""
    place: str = ""
    """The deal's own channel, as JSON of a `Place`; empty: none."""
    news: dict[str, str] = _news()
    created: datetime = moment()
    changed: datetime = moment(index=True)


class Review(SQLModel, table=True):
    """Something that people sit down for: an account review, key-account planning, a product-planning review.

    `attendees`: ids of people. `sides`, which of the sides are among them, is worked out from these when needed.
    """

    __table_args__ = (UniqueConstraint("organisation", "system", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    system: str
    external: str
    kind: str = "account review"
    """account review, account planning or product planning."""
    name: str = ""
    account: int | None = Field(default=None, foreign_key="business_account.id", index=True, ondelete="SET NULL")
    segment: str = ""
    region: str = ""
    product: str = ""
    starts: datetime | None = moment(nullable=True, default=None)
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    state: str = "scheduled"
    """scheduled, held or cancelled."""
    news: dict[str, str] = _news()
    created: datetime = moment()
    changed: datetime = moment()


class Attendee(SQLModel, table=True):
    __tablename__ = "review_attendee"
    __table_args__ = (UniqueConstraint("review", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    review: int = Field(foreign_key="review.id", index=True, ondelete="CASCADE")
    person: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    added: bool = False
    """Somebody added them here: a list that the sender sends later doesn't remove them."""


class Submission(SQLModel, table=True):
    """What Marketing or Sales hands in to be looked at before it happens: a piece of collateral, a campaign, a price.

    `round` counts how often it was handed in: an edit after approval begins a new round, and the review opens again.
    """

    __table_args__ = (UniqueConstraint("organisation", "system", "external"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    system: str
    external: str
    """Its id there, which is also what the gate is asked for: short, and told to whoever handed it in."""
    kind: str
    """collateral, campaign or price."""
    name: str
    link: str = ""
    segment: str = ""
    region: str = ""
    product: str = ""
    due: date | None = None
    """The print date, the day the campaign starts, or the day by which the price is wanted."""
    deal: int | None = Field(default=None, foreign_key="deal.id", index=True, ondelete="SET NULL")
    discount: Decimal | None = Field(default=None, sa_column=Column(Exact(6, 3), nullable=True))
    owner: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    note: str = ""
    state: str = "submitted"
    """submitted or withdrawn; whether it is cleared, the engagements say."""
    round: int = 1
    news: dict[str, str] = _news()
    created: datetime = moment()
    changed: datetime = moment()


class Version(SQLModel, table=True):
    """A state that a record was in, as conditions see it. `considered`: whether rules have looked at it.

    Rules look at every version in turn, so that a deal that falls and rises between two looks still does both.
    """

    __table_args__ = (
        Index("ix_version_subject", "organisation", "kind", "subject", "id"),
        Index("ix_version_moment", "organisation", "kind", "moment"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    kind: str
    """deal, review, collateral, campaign or price."""
    subject: int
    moment: datetime = moment()
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    considered: bool = False


class Rate(SQLModel, table=True):
    """What one of `currency` was worth in the organisation's currency (`home`) from this day on."""

    __tablename__ = "currency_rate"
    __table_args__ = (UniqueConstraint("organisation", "currency", "home", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    currency: str
    home: str
    day: date
    rate: Decimal = Field(sa_column=Column(Exact(24, RATE_DIGITS), nullable=False))


class Unsettled(SQLModel, table=True):
    """A question that a record raises: its currency is missing, or has no rate. Open until the record answers it."""

    __table_args__ = (UniqueConstraint("organisation", "kind", "deal"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: int = organisation_key()
    kind: str
    """currency (missing: asked of the owner), rate (none known: asked of the administrator)."""
    deal: int = Field(foreign_key="deal.id", index=True, ondelete="CASCADE")
    since: datetime = moment()
    asked: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The keys of the messages that ask it; none yet: it is asked in a moment, if the sender doesn't answer it."""


class Counting(NamedTuple):
    """A deal as the ranking of accounts counts it."""

    account: int | None
    amount: Decimal | None
    home_amount: Decimal | None
    home_currency: str
    close_date: date | None


def _locked(query: Any) -> Any:
    """What was read before, in this transaction, is read again: somebody else may have written since."""
    return query.with_for_update().execution_options(populate_existing=True)


class Deals(Records):
    """The business records of one organisation."""

    def deal(self, deal: int) -> Deal | None:
        row = self.session.get(Deal, deal)
        return row if row is not None and row.organisation == self.organisation else None

    def review(self, review: int) -> Review | None:
        row = self.session.get(Review, review)
        return row if row is not None and row.organisation == self.organisation else None

    def submission(self, submission: int) -> Submission | None:
        row = self.session.get(Submission, submission)
        return row if row is not None and row.organisation == self.organisation else None

    def account(self, account: int) -> BusinessAccount | None:
        row = self.session.get(BusinessAccount, account)
        return row if row is not None and row.organisation == self.organisation else None

    def deal_by_external(self, system: str, external: str, *, lock: bool = False) -> Deal | None:
        """`lock`: nobody else changes it until this transaction ends (PostgreSQL; on SQLite one writes at a time)."""
        query = select(Deal).where(
            Deal.organisation == self.organisation, Deal.system == system, Deal.external == external
        )
        return self.session.exec(_locked(query) if lock else query).one_or_none()

    def deal_called(self, external: str) -> Deal | None:
        """The first deal with that id, in whatever system."""
        query = select(Deal).where(Deal.organisation == self.organisation, Deal.external == external)
        return self.session.exec(query.order_by(col(Deal.id))).first()

    def review_by_external(self, system: str, external: str, *, lock: bool = False) -> Review | None:
        query = select(Review).where(
            Review.organisation == self.organisation, Review.system == system, Review.external == external
        )
        return self.session.exec(_locked(query) if lock else query).one_or_none()

    def submission_by_external(self, system: str, external: str, *, lock: bool = False) -> Submission | None:
        query = select(Submission).where(
            Submission.organisation == self.organisation,
            Submission.system == system,
            Submission.external == external,
        )
        return self.session.exec(_locked(query) if lock else query).one_or_none()

    def account_by_external(self, system: str, external: str, *, lock: bool = False) -> BusinessAccount | None:
        query = select(BusinessAccount).where(
            BusinessAccount.organisation == self.organisation,
            BusinessAccount.system == system,
            BusinessAccount.external == external,
        )
        return self.session.exec(_locked(query) if lock else query).one_or_none()

    def accounts_by_key(self, key: str) -> Sequence[BusinessAccount]:
        """The accounts of that name, whatever system they come from, oldest first."""
        query = select(BusinessAccount).where(
            BusinessAccount.organisation == self.organisation, BusinessAccount.key == key
        )
        return self.session.exec(query.order_by(col(BusinessAccount.id))).all()

    def some_accounts(self, accounts: Collection[int]) -> Mapping[int, BusinessAccount]:
        """Many at once, by id."""
        held, found = sorted(set(accounts)), dict[int, BusinessAccount]()
        for start in range(0, len(held), CHUNK):
            query = select(BusinessAccount).where(
                BusinessAccount.organisation == self.organisation,
                col(BusinessAccount.id).in_(held[start : start + CHUNK]),
            )
            found |= {row.id: row for row in self.session.exec(query) if row.id is not None}
        return found

    def join_accounts(self, kept: int, gone: int) -> None:
        """Two records of one company become one."""
        self.session.flush()
        for table in (Deal, Review):
            rows = update(table).where(col(table.organisation) == self.organisation, col(table.account) == gone)
            self.session.connection().execute(rows.values(account=kept))
        row = self.account(gone)
        if row is not None:
            self.session.delete(row)
        self.session.flush()
        self.session.expire_all()

    def of_account(self, account: int, *, after: int, most: int) -> Sequence[Deal]:
        """The deals of an account: the next so many after this id."""
        query = select(Deal).where(
            Deal.organisation == self.organisation, Deal.account == account, col(Deal.id) > after
        )
        return self.session.exec(query.order_by(col(Deal.id)).limit(most)).all()

    def counting(self, state: str, since: datetime | None = None) -> Sequence[Counting]:
        """What the ranking of accounts adds up: the open deals, or those won since then."""
        query = columns(
            col(Deal.account), col(Deal.amount), col(Deal.home_amount), col(Deal.home_currency), col(Deal.close_date)
        ).where(col(Deal.organisation) == self.organisation, col(Deal.state) == state)
        if since is not None:  # by the day on which it closed; by when that was told, where no day is known
            day = col(Deal.close_date)
            query = query.where((day >= since.date()) | (day.is_(None) & (col(Deal.closed) >= since)))
        self.session.flush()
        return [Counting(*row) for row in self.session.connection().execute(query)]

    def open_deals(self, owner: int | None, *, skip: int, most: int) -> Sequence[Deal]:
        """The open deals, of somebody or of all, the ones that close first at the top."""
        query = select(Deal).where(Deal.organisation == self.organisation, Deal.state == "open")
        if owner is not None:
            query = query.where(Deal.owner == owner)
        in_order = query.order_by(col(Deal.close_date).is_(None), col(Deal.close_date), col(Deal.id))
        return self.session.exec(in_order.offset(skip).limit(most)).all()

    def open_named(self, begins: str, owner: int | None, most: int) -> Sequence[Deal]:
        """The open deals, of somebody or of all, whose name begins like that, in whatever case; the shortest first."""
        query = select(Deal).where(
            Deal.organisation == self.organisation,
            Deal.state == "open",
            func.lower(col(Deal.name)).startswith(begins.lower(), autoescape=True),
        )
        if owner is not None:
            query = query.where(Deal.owner == owner)
        return self.session.exec(query.order_by(func.length(Deal.name), col(Deal.id)).limit(most)).all()

    def count_open(self, owner: int | None) -> int:
        query = select(func.count()).select_from(Deal).where(Deal.organisation == self.organisation)
        query = query.where(Deal.state == "open")
        return int(self.session.exec(query.where(Deal.owner == owner) if owner is not None else query).one())

    def open_above(self, worth: float, home: str, most: int) -> Sequence[Deal]:
        """The open deals worth more than that in this currency, the largest first."""
        query = select(Deal).where(
            Deal.organisation == self.organisation,
            Deal.state == "open",
            col(Deal.worth) > worth,
            Deal.home_currency == home,
        )
        return self.session.exec(query.order_by(col(Deal.worth).desc(), col(Deal.id)).limit(most)).all()

    def closed_above(self, worth: float, home: str, since: datetime, most: int) -> Sequence[Deal]:
        """The deals worth more than that which were won or lost after a moment, the last first."""
        query = select(Deal).where(
            Deal.organisation == self.organisation,
            col(Deal.state).in_(("won", "lost")),
            col(Deal.closed) > since,
            col(Deal.worth) > worth,
            Deal.home_currency == home,
        )
        return self.session.exec(query.order_by(col(Deal.closed).desc(), col(Deal.id)).limit(most)).all()

    def unweighed(self, *, after: int, most: int) -> Sequence[Deal]:
        """Deals that have an amount in the organisation's currency, but no `worth` yet: the next so many."""
        query = select(Deal).where(
            Deal.organisation == self.organisation,
            col(Deal.worth).is_(None),
            col(Deal.home_amount).is_not(None),
            col(Deal.id) > after,
        )
        return self.session.exec(query.order_by(col(Deal.id)).limit(most)).all()

    def all_deals(self, *, after: int, most: int) -> Sequence[Deal]:
        """Every deal that was not removed: the next so many after this id."""
        query = select(Deal).where(
            Deal.organisation == self.organisation, Deal.state != "removed", col(Deal.id) > after
        )
        return self.session.exec(query.order_by(col(Deal.id)).limit(most)).all()

    def coming_reviews(self, person: int | None, *, skip: int, most: int) -> Sequence[Review]:
        """The reviews to come that somebody owns or attends, or all, the next ones first."""
        query = select(Review).where(*self._coming(person))
        in_order = query.order_by(col(Review.starts).is_(None), col(Review.starts), col(Review.id))
        return self.session.exec(in_order.offset(skip).limit(most)).all()

    def count_coming(self, person: int | None) -> int:
        query = select(func.count()).select_from(Review).where(*self._coming(person))
        return int(self.session.exec(query).one())

    def _coming(self, person: int | None) -> list[ColumnElement[bool]]:
        mine = [col(Review.organisation) == self.organisation, col(Review.state) == "scheduled"]
        if person is None:
            return mine
        attended = select(Attendee.review).where(Attendee.organisation == self.organisation, Attendee.person == person)
        return [*mine, (col(Review.owner) == person) | col(Review.id).in_(attended)]

    def scheduled_reviews(self, *, after: int, most: int) -> Sequence[Review]:
        """The reviews to come: the next so many after this id."""
        query = select(Review).where(
            Review.organisation == self.organisation, Review.state == "scheduled", col(Review.id) > after
        )
        return self.session.exec(query.order_by(col(Review.id)).limit(most)).all()

    def reviews_of_account(self, account: int) -> Sequence[Review]:
        """The account's reviews that are still to come."""
        query = select(Review).where(
            Review.organisation == self.organisation, Review.account == account, Review.state == "scheduled"
        )
        return self.session.exec(query.order_by(col(Review.id))).all()

    def some_deals(self, deals: Collection[int]) -> Mapping[int, Deal]:
        """Many at once, by id."""
        held, found = sorted(set(deals)), dict[int, Deal]()
        for start in range(0, len(held), CHUNK):
            query = select(Deal).where(
                Deal.organisation == self.organisation, col(Deal.id).in_(held[start : start + CHUNK])
            )
            found |= {row.id: row for row in self.session.exec(query) if row.id is not None}
        return found

    def attendees(self, review: int) -> Sequence[int]:
        return [row.person for row in self.attending(review)]

    def attending(self, review: int) -> Sequence[Attendee]:
        query = select(Attendee).where(Attendee.organisation == self.organisation, Attendee.review == review)
        return self.session.exec(query.order_by(col(Attendee.id))).all()

    def stays_away(self, attendee: Attendee) -> None:
        self.session.delete(attendee)
        self.session.flush()

    # Versions

    def unconsidered(self, kind: str, subject: int, most: int) -> Sequence[Version]:
        """The next versions that rules have not looked at yet, oldest first."""
        query = select(Version).where(
            Version.organisation == self.organisation,
            Version.kind == kind,
            Version.subject == subject,
            col(Version.considered).is_(False),
        )
        return self.session.exec(query.order_by(col(Version.id)).limit(most)).all()

    def newest_version(self, kind: str, subject: int) -> Version | None:
        query = select(Version).where(
            Version.organisation == self.organisation, Version.kind == kind, Version.subject == subject
        )
        return self.session.exec(query.order_by(col(Version.id).desc()).limit(1)).first()

    def newest_versions(self, kind: str, *, after: int, most: int) -> Sequence[Version]:
        """The newest version of each record of a kind: the next so many records after this id."""
        newest = (
            select(func.max(col(Version.id)))
            .where(Version.organisation == self.organisation, Version.kind == kind, col(Version.subject) > after)
            .group_by(col(Version.subject))
            .order_by(col(Version.subject))
            .limit(most)
        )
        query = select(Version).where(col(Version.id).in_(newest)).order_by(col(Version.subject))
        return self.session.exec(query).all()

    def versions_since(self, kind: str, since: datetime) -> Sequence[Version]:
        """All versions since then, and for each record the one before, oldest first: what a dry run replays."""
        before = (
            select(func.max(col(Version.id)))
            .where(Version.organisation == self.organisation, Version.kind == kind, col(Version.moment) < since)
            .group_by(col(Version.subject))
        )
        query = select(Version).where(
            Version.organisation == self.organisation,
            Version.kind == kind,
            (col(Version.moment) >= since) | col(Version.id).in_(before),
        )
        return self.session.exec(query.order_by(col(Version.id))).all()

    # Money

    def rate(self, currency: str, home: str, day: date) -> Rate | None:
        """The rate of that day: the newest one that is not younger."""
        query = select(Rate).where(
            Rate.organisation == self.organisation,
            Rate.currency == currency,
            Rate.home == home,
            col(Rate.day) <= day,
        )
        return self.session.exec(query.order_by(col(Rate.day).desc()).limit(1)).first()

    def rates(self, home: str) -> Sequence[Rate]:
        query = select(Rate).where(Rate.organisation == self.organisation, Rate.home == home)
        return self.session.exec(query.order_by(Rate.currency, col(Rate.day))).all()

    def set_rate(self, currency: str, home: str, day: date, rate: Decimal) -> str:
        """Keep what one of a currency is worth from that day on. Returns "new", "changed", or nothing if it was so."""
        query = select(Rate).where(
            Rate.organisation == self.organisation, Rate.currency == currency, Rate.home == home, Rate.day == day
        )
        row = self.session.exec(query).one_or_none()
        if row is None:
            self.add(Rate(organisation=self.organisation, currency=currency, home=home, day=day, rate=rate))
            return "new"
        if row.rate == rate:
            return ""
        row.rate = rate
        self.add(row)
        return "changed"

    def newest_rates(self, home: str, day: date) -> Mapping[str, Rate]:
        """The rate of each currency on a day, by currency."""
        query = select(Rate).where(Rate.organisation == self.organisation, Rate.home == home, col(Rate.day) <= day)
        return {row.currency: row for row in self.session.exec(query.order_by(col(Rate.day)))}

    def all_rates(self) -> Sequence[Rate]:
        query = select(Rate).where(Rate.organisation == self.organisation)
        return self.session.exec(query.order_by(Rate.home, Rate.currency, col(Rate.day))).all()

    def waiting_for(self, currency: str, *, after: int, most: int) -> Sequence[Deal]:
        """The deals that wait for a rate of this currency: the next so many after this id."""
        query = (
            select(Deal)
            .join(Unsettled, col(Unsettled.deal) == col(Deal.id))
            .where(
                Deal.organisation == self.organisation,
                Unsettled.kind == "rate",
                Deal.currency == currency,
                col(Deal.id) > after,
            )
        )
        return self.session.exec(query.order_by(col(Deal.id)).limit(most)).all()

    def with_amounts(self, *, after: int, most: int) -> Sequence[Deal]:
        """The deals that have an amount: the next so many after this id."""
        query = select(Deal).where(
            Deal.organisation == self.organisation, col(Deal.amount).is_not(None), col(Deal.id) > after
        )
        return self.session.exec(query.order_by(col(Deal.id)).limit(most)).all()

    def unsettled_of(self, deal: int) -> Sequence[Unsettled]:
        query = select(Unsettled).where(Unsettled.organisation == self.organisation, Unsettled.deal == deal)
        return self.session.exec(query.order_by(col(Unsettled.id))).all()

    def settled(self, row: Unsettled) -> None:
        """The question is answered."""
        self.session.delete(row)
        self.session.flush()

    def unsettled(self, kind: str | None = None) -> Sequence[Unsettled]:
        query = select(Unsettled).where(Unsettled.organisation == self.organisation)
        if kind is not None:
            query = query.where(Unsettled.kind == kind)
        return self.session.exec(query.order_by(col(Unsettled.id))).all()
