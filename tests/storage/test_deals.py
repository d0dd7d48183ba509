"""Business records in the database, on each engine: exact numbers, whose they are, rates by day, pages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from storage.database import Database
from storage.deals import Attendee, BusinessAccount, Counting, Deal, Deals, Review, Unsettled
from storage.people import Organisations, Person
from storage.records import Session
from tests.bot.deals.books import NOW, TODAY, opened


@pytest.fixture
def home(database: Database) -> int:
    return opened(database)


@pytest.fixture
def other(database: Database, home: int) -> int:
    with database.write() as session:
        return Organisations(session).add(f"Not {home}").id or 0


def deal(deals: Deals, external: str, **fields: Any) -> Deal:
    row = Deal(organisation=deals.organisation, system="file", external=external, created=NOW, changed=NOW, **fields)
    return deals.add(row)


def review(deals: Deals, external: str, **fields: Any) -> Review:
    row = Review(organisation=deals.organisation, system="file", external=external, created=NOW, changed=NOW, **fields)
    return deals.add(row)


def somebody(session: Session, home: int, name: str) -> int:
    row = Person(organisation=home, name=name)
    session.add(row)
    session.flush()
    return row.id or 0


@pytest.mark.parametrize("amount", ["0.0001", "2000000.01", "99999999999999999999.9999", "-7.5"])
def test_an_amount_comes_back_as_it_went_in(database: Database, home: int, amount: str) -> None:
    with database.write() as session:
        deal(Deals(session, home), "1", amount=Decimal(amount), rate=Decimal("1.0123456789"), discount=Decimal("12.5"))
    with database.read() as session:
        row = Deals(session, home).deal_by_external("file", "1")
        assert row is not None
        assert (row.amount, row.rate, row.discount) == (Decimal(amount), Decimal("1.0123456789"), Decimal("12.5"))
        assert all(isinstance(each, Decimal) for each in (row.amount, row.rate, row.discount))


def test_a_rate_holds_until_the_next_one(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        deals = Deals(session, home)
        assert deals.set_rate("EUR", "USD", date(2027, 1, 1), Decimal("1.08")) == "new"
        assert deals.set_rate("EUR", "USD", date(2027, 2, 1), Decimal("1.10")) == "new"
        assert deals.set_rate("EUR", "USD", date(2027, 2, 1), Decimal("1.10")) == ""
        assert deals.set_rate("EUR", "USD", date(2027, 2, 1), Decimal("1.11")) == "changed"
        deals.set_rate("EUR", "CHF", date(2027, 2, 1), Decimal("0.94"))
        Deals(session, other).set_rate("EUR", "USD", date(2027, 1, 15), Decimal(9))
    with database.read() as session:
        deals = Deals(session, home)
        days = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1), date(2030, 1, 1))
        found = [deals.rate("EUR", "USD", day) for day in days]
        assert [each.rate if each else None for each in found] == [
            None,
            Decimal("1.08"),
            Decimal("1.08"),
            Decimal("1.11"),
            Decimal("1.11"),
        ]
        assert {code: row.rate for code, row in deals.newest_rates("USD", days[2]).items()} == {"EUR": Decimal("1.08")}
        assert len(deals.all_rates()) == 3


def test_open_deals_come_in_pages_by_their_closing_date(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        deals, ana = Deals(session, home), somebody(session, home, "Ana")
        for number, days in enumerate((None, 9, 3, 6)):
            day = TODAY + timedelta(days=days) if days else None
            deal(deals, str(number), owner=ana if number else None, close_date=day)
        deal(deals, "won", owner=ana, state="won")
        deal(Deals(session, other), "elsewhere")
    with database.read() as session:
        deals = Deals(session, home)
        assert [each.external for each in deals.open_deals(None, skip=0, most=10)] == ["2", "3", "1", "0"]
        assert [each.external for each in deals.open_deals(ana, skip=1, most=1)] == ["3"]
        assert (deals.count_open(None), deals.count_open(ana)) == (4, 3)
        everything = deals.all_deals(after=0, most=10)
        assert len(everything) == 5
        assert [each.external for each in deals.all_deals(after=everything[2].id or 0, most=1)] == ["3"]


def test_what_was_won_counts_by_its_closing_date(database: Database, home: int) -> None:
    with database.write() as session:
        deals = Deals(session, home)
        money = {"amount": Decimal(5), "home_amount": Decimal(5), "home_currency": "USD", "state": "won"}
        deal(deals, "in", close_date=TODAY - timedelta(days=10), closed=NOW - timedelta(days=900), **money)
        deal(deals, "out", close_date=TODAY - timedelta(days=400), closed=NOW, **money)
        deal(deals, "told", closed=NOW - timedelta(days=10), **money)
        deal(deals, "told long ago", closed=NOW - timedelta(days=400), **money)
        deal(deals, "open")
        found = deals.counting("won", NOW - timedelta(days=365))
        one = Counting(None, Decimal(5), Decimal(5), "USD", None)
        assert sorted(found, key=str) == sorted([one._replace(close_date=TODAY - timedelta(days=10)), one], key=str)
        assert len(deals.counting("open")) == 1


def test_two_records_of_one_company_become_one(database: Database, home: int) -> None:
    with database.write() as session:
        deals = Deals(session, home)
        kept, gone = (
            deals.add(BusinessAccount(organisation=home, system="file", external=each, name="Acme", key="acme"))
            for each in ("17", "name:acme")
        )
        deal(deals, "1", account=gone.id)
        review(deals, "r", account=gone.id)
        assert [each.external for each in deals.accounts_by_key("acme")] == ["17", "name:acme"]
        deals.join_accounts(kept=kept.id or 0, gone=gone.id or 0)
        assert [each.external for each in deals.of_account(kept.id or 0, after=0, most=10)] == ["1"]
        assert [each.external for each in deals.reviews_of_account(kept.id or 0)] == ["r"]
        assert len(deals.accounts_by_key("acme")) == 1


def test_deals_wait_for_a_rate_in_pages(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        deals = Deals(session, home)
        rows = [deal(deals, str(number), currency="XAU" if number % 2 else "SEK") for number in range(6)]
        for row in rows:
            deals.add(Unsettled(organisation=home, kind="rate", deal=row.id or 0, since=NOW))
        elsewhere = deal(Deals(session, other), "7", currency="XAU")
        deals.add(Unsettled(organisation=other, kind="rate", deal=elsewhere.id or 0, since=NOW))
        first = deals.waiting_for("XAU", after=0, most=2)
        assert [each.external for each in first] == ["1", "3"]
        assert [each.external for each in deals.waiting_for("XAU", after=first[-1].id or 0, most=2)] == ["5"]
        assert len(deals.unsettled("rate")) == 6
        deals.settled(deals.unsettled_of(rows[0].id or 0)[0])
        assert [each.kind for each in deals.unsettled_of(rows[0].id or 0)] == []


def test_reviews_to_come_are_those_that_one_owns_or_attends(database: Database, home: int) -> None:
    with database.write() as session:
        deals, ana, ben = Deals(session, home), somebody(session, home, "Ana"), somebody(session, home, "Ben")
        late = review(deals, "late", owner=ana, starts=NOW + timedelta(days=9))
        soon = review(deals, "soon", owner=ben, starts=NOW + timedelta(days=1))
        review(deals, "some day", owner=ben)
        review(deals, "held", owner=ana, state="held")
        deals.add(Attendee(organisation=home, review=soon.id or 0, person=ana))
        deals.add(Attendee(organisation=home, review=late.id or 0, person=ana))
        assert [each.external for each in deals.coming_reviews(ana, skip=0, most=9)] == ["soon", "late"]
        assert [each.external for each in deals.coming_reviews(None, skip=1, most=9)] == ["late", "some day"]
        assert (deals.count_coming(ana), deals.count_coming(ben), deals.count_coming(None)) == (2, 2, 3)
        assert len(deals.scheduled_reviews(after=late.id or 0, most=9)) == 2


def test_a_deal_is_locked_for_the_transaction(database: Database, home: int) -> None:
    with database.write() as session:
        deals = Deals(session, home)
        deal(deals, "1")
        assert deals.deal_by_external("file", "1", lock=True) is not None
        assert deals.deal_by_external("file", "2", lock=True) is None
        assert deals.deal_called("1") is not None
