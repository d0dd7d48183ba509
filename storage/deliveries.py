"""What is to be sent, being sent and was sent. A row is one logical message: its newest card, and how far it got.

An update of a message is the same row with a newer card and a higher version, so that updates fold together and
wait until the first post's id is known. Rows of another `kind` are effects: a roster to read, for example.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Index, UniqueConstraint, bindparam, case, func, insert, update
from sqlmodel import Field, SQLModel, col, delete, or_, select

from storage.records import Records, moment, organisation_key
from storage.statements import Statement

State = Literal["waiting", "leased", "sent", "held", "failed", "expired"]
"""held: something must be mended first; failed: for good, until somebody sends it again."""


class Delivery(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("organisation", "key"),
        Index("delivery_next", "state", "not_before"),
        Index("delivery_message", "organisation", "platform", "workspace", "external"),
    )

    id: str = Field(primary_key=True)
    """Opaque: it stands in the platform's message metadata."""
    organisation: int = organisation_key()
    key: str
    kind: str = "message"
    platform: str
    workspace: str
    user: str = ""
    channel: str = ""
    thread: str = ""
    person: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="CASCADE")
    attention: str
    priority: int
    """What goes first is smaller; both as in bot.attention and bot.delivery."""
    card: str
    version: int = 1
    sent_version: int = 0
    reference: str = ""
    external: str = ""
    """The platform's id of the message, once it is posted."""
    uploads: str = "{}"
    state: str = "waiting"
    doubtful: bool = False
    """A first post may have happened without our learning its id: ask before posting again."""
    attempts: int = 0
    trouble: str = ""
    not_before: datetime = moment()
    first_try: datetime | None = moment(nullable=True, default=None)
    leased_until: datetime | None = moment(nullable=True, default=None)
    expires: datetime | None = moment(nullable=True, default=None)
    created: datetime = moment()
    sent_at: datetime | None = moment(nullable=True, default=None)
    about: str = Field(default="", index=True)


_WITHDRAW = Statement(  # each rating takes back a reminder
    delete(Delivery).where(
        col(Delivery.organisation) == bindparam("of"),
        col(Delivery.key) == bindparam("named"),
        or_(col(Delivery.state) == "waiting", col(Delivery.state) == "held"),
        col(Delivery.external) == "",
        col(Delivery.doubtful).is_(False),
    )
)


class Deliveries(Records):
    def by_key(self, key: str) -> Delivery | None:
        query = select(Delivery).where(Delivery.organisation == self.organisation, Delivery.key == key)
        query = query.with_for_update()  # the postman may be recording an outcome of it
        return self.session.exec(query).one_or_none()

    def add_alike(self, row: Delivery, differ: Sequence[Mapping[str, Any]]) -> None:
        """Keep many new rows that are like this one but for some columns; objects of all of them would take seconds."""
        alike = row.model_dump()
        if differ:
            rows = [{**alike, **each} for each in differ]
            self.session.connection().execute(insert(SQLModel.metadata.tables["delivery"]), rows)

    def by_message(self, platform: str, workspace: str, external: str) -> Delivery | None:
        query = select(Delivery).where(
            Delivery.organisation == self.organisation,
            Delivery.platform == platform,
            Delivery.workspace == workspace,
            Delivery.external == external,
        )
        return self.session.exec(query.with_for_update()).first()

    def spent(self, person: int, attention: str, since: datetime) -> list[datetime]:
        """When messages of this kind went, or are planned to go, to a person."""
        query = select(Delivery.sent_at, Delivery.not_before).where(
            col(Delivery.organisation) + 0 == self.organisation,  # as in `_about`
            Delivery.person == person,
            Delivery.attention == attention,
            Delivery.kind == "message",
            col(Delivery.state).in_(("waiting", "leased", "sent", "held")),
            or_(col(Delivery.sent_at) > since, col(Delivery.sent_at).is_(None)),
        )
        return [sent or planned for sent, planned in self.session.exec(query)]

    def planned(self, person: int, attention: Collection[str]) -> Sequence[Delivery]:
        """Messages of these kinds to a person that have not gone out yet, the next first."""
        query = select(Delivery).where(
            Delivery.organisation == self.organisation,
            Delivery.person == person,
            col(Delivery.attention).in_(attention),
            Delivery.kind == "message",
            Delivery.state == "waiting",
            Delivery.external == "",
        )
        return self.session.exec(query.order_by(col(Delivery.not_before)).with_for_update()).all()

    def keyed(self, person: int, beginning: str, since: datetime) -> Sequence[Delivery]:
        """Messages to a person that were written since then, by how their keys begin."""
        query = select(Delivery).where(
            Delivery.organisation == self.organisation,
            Delivery.person == person,
            col(Delivery.created) >= since,
            col(Delivery.key).startswith(beginning, autoescape=True),
        )
        return self.session.exec(query.order_by(col(Delivery.created)).with_for_update()).all()

    def withdraw(self, key: str) -> None:
        """Take back what was not sent yet."""
        _WITHDRAW.run(self.session, {"of": self.organisation, "named": key})

    def about(self, about: str) -> Sequence[Delivery]:
        query = select(Delivery).where(Delivery.organisation == self.organisation, Delivery.about == about)
        return self.session.exec(query).all()

    def posted_about(self, about: str, beginning: str, most: int) -> Sequence[Delivery]:
        """Messages about something that are out there, by how their keys begin; so many at a time."""
        begins = col(Delivery.key).startswith(beginning, autoescape=True)
        query = select(Delivery).where(*self._about(about), begins, Delivery.external != "")
        return self.session.exec(query.limit(most).with_for_update()).all()

    def last_sent(self, about: str, beginning: str) -> datetime | None:
        """When the last message about something was sent, of those whose keys begin like this."""
        begins = col(Delivery.key).startswith(beginning, autoescape=True)
        query = select(func.max(Delivery.sent_at)).where(*self._about(about), begins)
        return self.session.exec(query).one()

    def forget(self, rows: Sequence[Delivery]) -> None:
        self._remove(col(Delivery.id).in_([row.id for row in rows]))
        for row in rows:
            self.session.expunge(row)

    def forget_unsent(self, about: str, most: int) -> int:
        """Remove what is about something and has not gone out, so many at a time; returns how many that were."""
        return self._forget_some(*self._about(about), col(Delivery.external) == "", most=most)

    def forget_about(self, about: str, most: int | None = None) -> int:
        """Remove all that is about something, or so many at a time; returns how many that were."""
        return self._forget_some(*self._about(about), most=most)

    def _about(self, about: str) -> tuple[ColumnElement[bool], ...]:
        # "+ 0": by its index of organisations SQLite would go through all of an organisation's, each time
        return col(Delivery.organisation) + 0 == self.organisation, col(Delivery.about) == about

    def _forget_some(self, *which: ColumnElement[bool], most: int | None) -> int:
        if most is None:
            return self._remove(*which)
        return self._remove(col(Delivery.id).in_(select(Delivery.id).where(*which).limit(most)))

    def _remove(self, *which: ColumnElement[bool]) -> int:
        return self.session.connection().execute(delete(Delivery).where(*which)).rowcount

    def awaited_accounts(self, people: Collection[int]) -> set[int]:
        """Those of some people for whom messages are held until they have an account."""
        query = select(Delivery.person).where(
            Delivery.organisation == self.organisation,
            Delivery.state == "held",
            Delivery.platform == "",
            col(Delivery.person).in_(people),
        )
        return {person for person in self.session.exec(query.distinct()) if person is not None}

    def unaddressed(self, person: int | None = None) -> Sequence[Delivery]:
        """Messages to people who had no account yet: of one person, or of everybody."""
        query = select(Delivery).where(
            Delivery.organisation == self.organisation,
            Delivery.state == "held",
            Delivery.platform == "",
            col(Delivery.person).is_not(None),
        )
        if person is not None:
            query = query.where(Delivery.person == person)
        return self.session.exec(query.order_by(col(Delivery.created))).all()

    def forget_sent_before(self, moment: datetime) -> None:
        self.session.exec(
            delete(Delivery).where(
                col(Delivery.organisation) == self.organisation,
                col(Delivery.state) == "sent",
                col(Delivery.sent_at) < moment,
            )
        )

    def release(self, now: datetime, *, workspace: tuple[str, str] | None = None, person: int | None = None) -> int:
        """What was held, or failed for good, waits again: for a workspace, a person, or everybody. Returns how many."""
        query = update(Delivery).where(col(Delivery.organisation) == self.organisation, col(Delivery.state) == "held")
        if workspace:
            query = query.where(col(Delivery.platform) == workspace[0], col(Delivery.workspace) == workspace[1])
        if person is not None:
            query = query.where(col(Delivery.person) == person)
        due = case((col(Delivery.not_before) > now, col(Delivery.not_before)), else_=now)
        query = query.values(state="waiting", attempts=0, trouble="", not_before=due, first_try=None)
        return self.session.connection().execute(query).rowcount

    def again(self, delivery: str, now: datetime) -> bool:
        """Send what was held or failed once more; False if there is no such delivery."""
        row = self.session.get(Delivery, delivery)
        if row is None or row.organisation != self.organisation or row.state not in {"held", "failed", "expired"}:
            return False
        row.state, row.attempts, row.trouble, row.not_before = "waiting", 0, "", now
        row.first_try = row.expires = None
        self.session.add(row)
        self.session.flush()
        return True

    def troubled(self) -> Sequence[Delivery]:
        """What is held, failed, expired, or being tried again and again: the oldest first."""
        query = (
            select(Delivery)
            .where(
                Delivery.organisation == self.organisation,
                or_(
                    col(Delivery.state).in_(("held", "failed", "expired")),
                    (col(Delivery.state) == "waiting") & (col(Delivery.attempts) > 0),
                ),
            )
            .order_by(col(Delivery.created))
        )
        return self.session.exec(query).all()

    def overdue(self, now: datetime) -> int:
        """How many may go and have not been tried yet."""
        query = select(func.count()).where(
            Delivery.organisation == self.organisation,
            Delivery.state == "waiting",
            Delivery.attempts == 0,
            col(Delivery.not_before) <= now,
        )
        return self.session.exec(query).one()

    def counts(self) -> dict[str, int]:
        query = select(Delivery.state, func.count()).where(Delivery.organisation == self.organisation)
        return dict(self.session.exec(query.group_by(Delivery.state)).all())
