"""News becomes records: the newest word of each field counts, whatever the order in which it arrives."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.deals.accounts import account_changed
from bot.deals.actions import AccountChanged
from bot.deals.attending import Attending
from bot.deals.facts import KNOWN
from bot.deals.recording import record
from bot.deals.subjects import BusinessRecords
from bot.deals.told import AccountTold, DealTold, ReviewTold, SubmissionTold, Told
from storage.database import Database
from storage.deals import Deals
from tests.bot.deals.books import NOW, deal, hires, opened, rate, state, told, undone, versions, working

READER = Reader(now=NOW)
ONE_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)

AMOUNTS = st.sampled_from([Decimal(1_900_000), Decimal(2_000_000), Decimal("2000000.01"), None])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "amount": AMOUNTS,
    "currency": st.sampled_from(["USD", "EUR", "XAU", ""]),
    "name": st.sampled_from(["Acme renewal", "Acme", ""]),
    "stage": st.sampled_from(["Qualified", "Negotiation"]),
    "state": st.sampled_from(["open", "won", "lost"]),
    "discount": st.sampled_from([Decimal("12.5"), None]),
    "owner_email": st.sampled_from(["Ana@Brightwater.example", "nobody@brightwater.example", ""]),
    "close_date": st.sampled_from([date(2027, 6, 30), None]),
}
WORDS = st.builds(lambda at, fields: told(at, **fields), st.integers(-3, 3), st.fixed_dictionaries({}, optional=FIELDS))


@pytest.fixture
def home(sqlite_database: Database) -> int:
    organisation = opened(sqlite_database)
    with sqlite_database.write() as session:
        work = working(session, organisation)
        hires(work, "Ana", "ana@brightwater.example")
        rate(work, "EUR", "1.08")
    return organisation


@ONE_DATABASE
@given(words=st.lists(WORDS, min_size=1, max_size=6), data=st.data())
def test_any_order_and_repetition_makes_the_same_record(
    sqlite_database: Database, home: int, words: list[DealTold], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(words), max_size=3))
    other = data.draw(st.permutations(words + again))
    found = []
    for order in (words, other):
        with undone(sqlite_database, home) as work:
            for each in order:
                record(each, work)
            found.append(state(work))
    assert found[0] == found[1]


def test_late_news_changes_nothing(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(5, amount=Decimal(2_100_000), currency="USD", stage="Negotiation"), work)
        before, count = state(work), len(versions(work))
        assert record(told(3, amount=Decimal(1_900_000), stage="Qualified"), work) is None
        assert record(told(5, amount=Decimal(2_100_000), currency="USD", stage="Negotiation"), work) is None
        assert (state(work), len(versions(work))) == (before, count)


def test_what_one_word_leaves_out_stays(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(0, amount=Decimal(5), currency="USD", region="DACH", discount=Decimal(20)), work)
        record(told(1, discount=None, amount=Decimal(6)), work)
        row = deal(work)
        assert (row.amount, row.currency, row.region, row.discount) == (Decimal(6), "USD", "DACH", None)


def test_an_empty_currency_takes_none_away(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(0, amount=Decimal(5), currency="usd"), work)
        record(told(1, currency="", amount=Decimal(6)), work)
        assert (deal(work).currency, deal(work).home_amount) == ("USD", Decimal(6))


@pytest.mark.parametrize("amount", ["2000000", "2000000.01", "1999999.99", "0.0001", "999999999999999.9999"])
def test_amounts_are_kept_to_the_last_digit(database: Database, amount: str) -> None:
    home = opened(database)
    with database.write() as session:
        record(told(amount=Decimal(amount), currency="USD"), working(session, home))
    with database.read() as session:
        row = deal(working(session, home))
        assert (row.amount, type(row.amount)) == (Decimal(amount), Decimal)
        known = versions(working(session, home))[-1].facts
        assert (known["original_amount"], known["currency"]) == (amount, "USD")


def test_a_state_that_was_is_kept_for_each_change(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        for minute, amount in enumerate(("1900000", "2100000", "1800000", "2400000")):
            record(told(minute, amount=Decimal(amount), currency="USD"), work)
        record(told(9, url="https://crm.example/7"), work)  # no condition can see it
        assert [each.facts["amount"] for each in versions(work)] == ["1900000", "2100000", "1800000", "2400000"]


def test_days_that_pass_are_no_change(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(amount=Decimal(5), currency="USD", close_date=date(2027, 3, 31)), work)
        assert versions(work)[-1].facts["days_to_close"] == "30"
    with undone(sqlite_database, home, NOW + timedelta(days=3)) as work:
        record(told(amount=Decimal(5), currency="USD", close_date=date(2027, 3, 31)), work)
        record(told(60, close_date=date(2027, 3, 31)), work)
        assert len(versions(work)) == 1


def test_a_clock_that_is_ahead_does_not_silence_the_others(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(60 * 24 * 9000, stage="Qualified"), work)
        later = working(work.people.session, home, NOW + timedelta(hours=2))
        record(told(100, stage="Negotiation"), later)
        assert deal(work).stage == "Negotiation"


def test_what_no_database_takes_is_left_out(database: Database) -> None:
    home = opened(database)
    with database.write() as session:
        odd = "Ac\x00me \ud800 \x07renewal\n" + "x" * 5000
        record(told(name=odd, account=odd, owner_email="A\x00na@x.example"), working(session, home))
    with database.read() as session:
        row = deal(working(session, home))
        assert row.name.startswith("Acme renewal x")
        assert len(row.name) <= 500


# Accounts


def account_told(external: str, at: float = 0, **fields: Any) -> AccountTold:
    return AccountTold(system="hubspot", external=external, at=NOW + timedelta(minutes=at), **fields)


def test_an_account_known_by_name_gets_its_id_later(sqlite_database: Database, home: int) -> None:
    found = []
    news: list[Told] = [
        told(account="Acme Inc."),
        account_told("17", name="ACME, Inc", segment="Manufacturing"),
        told(1, external="8", account_external="17"),
    ]
    for order in permutations(news):
        with undone(sqlite_database, home) as work:
            for each in order:
                record(each, work)
            rows = {deal(work, "7").account, deal(work, "8").account}
            assert len(rows) == 1
            account = work[Deals].account(rows.pop() or 0)
            assert account is not None
            found.append((account.external, account.name, account.segment))
    assert set(found) == {("17", "ACME, Inc", "Manufacturing")}


def test_a_deal_has_the_segment_of_its_account(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(account_told("17", name="Acme", segment="Manufacturing", region="DACH"), work)
        record(told(account_external="17", region="Nordics"), work)
        known = versions(work)[-1].facts
        assert (known["account"], known["segment"], known["region"]) == ("Acme", "Manufacturing", "Nordics")
        record(account_told("17", 1, segment="Retail"), work)
        account_changed(AccountChanged(account=deal(work).account or 0), work)
        assert versions(work)[-1].facts["segment"] == "Retail"


# Reviews and what is handed in


def review_told(at: float = 0, **fields: Any) -> ReviewTold:
    return ReviewTold(system="generic", external="r1", at=NOW + timedelta(minutes=at), **fields)


def test_a_review_knows_the_sides_of_its_attendees(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        hires(work, "Mia", "mia@brightwater.example", "marketing")
        record(told(amount=Decimal(5), currency="USD", account="Acme"), work)
        number = record(review_told(account="Acme", attendees=("Ana@brightwater.example", "buyer@acme.example")), work)
        assert number is not None
        known = BusinessRecords().get("review", number, work)
        assert known is not None
        assert known.facts["attendees"] == ["ana@brightwater.example"]
        assert known.facts["sides"] == ["sales"]
        assert (known.facts["top_ten"], known.facts["rank"], known.facts["rank_booked"]) == (True, "1", None)
        record(review_told(1, attendees=("ana@brightwater.example", "mia@brightwater.example")), work)
        known = BusinessRecords().get("review", number, work)
        assert known is not None
        assert known.facts["sides"] == ["marketing", "sales"]


def test_whom_somebody_added_stays_when_the_list_comes_again(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        mia = hires(work, "Mia", "mia@brightwater.example", "marketing")
        number = record(review_told(attendees=("ana@brightwater.example",)), work) or 0
        assert Attending().attend(number, mia.id or 0, work)
        record(review_told(1, attendees=()), work)
        assert list(work[Deals].attendees(number)) == [mia.id]


def test_what_is_handed_in_anew_begins_a_round(sqlite_database: Database, home: int) -> None:
    def handed(at: float, **fields: Any) -> int | None:
        return record(
            SubmissionTold(system="truce", external="c1", at=NOW + timedelta(minutes=at), kind="collateral", **fields),
            work,
        )

    with undone(sqlite_database, home) as work:
        number = handed(0, name="Case study", link="https://x.example/1", due=date(2027, 4, 1)) or 0
        assert handed(1, note="in a hurry") == number
        row = work[Deals].submission(number)
        assert row is not None
        assert row.round == 1
        handed(2, link="https://x.example/2")
        handed(3, link="https://x.example/2")
        assert row.round == 2
        handed(4, state="withdrawn")
        assert BusinessRecords().get("collateral", number, work).ended == "withdrawn"  # type: ignore[union-attr]
        handed(5, state="submitted")
        assert row.round == 3
        assert BusinessRecords().get("campaign", number, work) is None


# What others see of a deal


def test_the_amount_is_shown_in_both_currencies(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(amount=Decimal(2_000_000), currency="EUR", owner_email="ana@brightwater.example"), work)
        subject = BusinessRecords().get("deal", deal(work).id or 0, work)
        assert subject is not None
        shown = {READER.plain(each.label): READER.plain(each.value) for each in subject.shown}
        assert shown == {
            "Amount": "€2,000,000.00, which is $2,160,000.00 by the rate of today",
            "Owner": "Ana",
        }
        assert set(subject.facts) == {each.name for each in BusinessRecords().known("deal")}


def test_how_a_deal_ended_is_known(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        for minute, (told_state, ended) in enumerate((("won", "won"), ("removed", "removed"), ("open", ""))):
            record(told(minute, state=told_state), work)
            subject = BusinessRecords().get("deal", deal(work).id or 0, work)
            assert subject is not None
            assert subject.ended == ended


def test_every_kind_says_what_is_known_of_it() -> None:
    for kind, fields in KNOWN.items():
        names = [each.name for each in fields]
        assert len(names) == len(set(names)), kind
        assert all(each.words and each.example for each in fields)
