"""A company with its business records, for tests: work on it at a moment of one's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.events import Event
from bot.deals.told import DealTold
from bot.timing import Holidays
from bot.work import Work
from storage.database import Database
from storage.deals import Deal, Deals, Rate, Version
from storage.people import Organisations, People, Person
from storage.records import Session

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = date(2027, 3, 1)


def opened(database: Database) -> int:
    """An organisation that counts in USD."""
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


def working(session: Session, organisation: int, now: datetime = NOW) -> Work:
    return Work(People(session, organisation), Event(key="test", at=now), now, Holidays())


@contextmanager
def undone(database: Database, organisation: int, now: datetime = NOW) -> Iterator[Work]:
    """A transaction of which nothing stays."""
    with database.read() as session:
        yield working(session, organisation, now)
        session.rollback()


def hires(work: Work, name: str, email: str, side: str = "sales", *roles: str) -> Person:
    row = work.people.add(Person(organisation=work.people.organisation, name=name, email=email, side=side))
    work.people.set_roles(row.id or 0, roles)
    return row


def rate(work: Work, currency: str, value: str, day: date = TODAY, home: str = "USD") -> None:
    work[Deals].add(
        Rate(organisation=work.people.organisation, currency=currency, home=home, day=day, rate=Decimal(value))
    )


def told(at: float = 0, external: str = "7", **fields: Any) -> DealTold:
    """A word of a CRM, so many minutes after NOW."""
    return DealTold(system="hubspot", external=external, at=NOW + timedelta(minutes=at), **fields)


def deal(work: Work, external: str = "7", system: str = "hubspot") -> Deal:
    found = work[Deals].deal_by_external(system, external)
    assert found is not None
    return found


def versions(work: Work, external: str = "7") -> list[Version]:
    number = deal(work, external).id or 0
    return list(work[Deals].unconsidered("deal", number, 1000))


def state(work: Work, external: str = "7") -> dict[str, Any]:
    """All that is known of a deal, its account by name."""
    row = deal(work, external)
    account = work[Deals].account(row.account) if row.account else None
    shown = row.model_dump(exclude={"id", "account", "created", "changed"})
    questions = [each.kind for each in work[Deals].unsettled_of(row.id or 0)]
    return shown | {"account": account.name if account else "", "questions": questions}
