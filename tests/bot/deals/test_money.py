"""Money: exact, by the rate of its day, and moved by nothing but the deal itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deals.actions import WorkOut
from bot.deals.money import SAME, Worth, convert, currency_code, in_cents, plain
from bot.deals.rates import currency_changed, set_rate, work_out_waiting
from bot.deals.recording import record
from bot.work import Work
from storage.database import Database
from storage.deals import Deals
from storage.timers import AllTimers
from tests.bot.deals.books import NOW, TODAY, deal, opened, rate, told, undone, versions

RATE = Worth(Decimal("1.08"), date(2027, 1, 4))


def test_an_amount_is_worth_its_rate() -> None:
    done = convert(Decimal(2_000_000), "EUR", "USD", RATE)
    assert (done.amount, done.rate, done.day, done.trouble) == (Decimal("2160000.00"), RATE.rate, RATE.day, "")


def test_the_same_currency_needs_no_rate() -> None:
    done = convert(Decimal("2000000.01"), "USD", "USD", None)
    assert (done.amount, done.rate, done.day) == (Decimal("2000000.01"), SAME.rate, None)


def test_what_is_missing_is_said() -> None:
    assert convert(Decimal(5), "", "USD", RATE).trouble == "currency"
    assert convert(Decimal(5), "XAU", "USD", None).trouble == "rate"
    assert convert(None, "", "USD", None).trouble == ""


def test_cents_are_those_of_the_currency() -> None:
    assert in_cents(Decimal("10.005"), "USD") == Decimal("10.00")
    assert in_cents(Decimal("10.015"), "USD") == Decimal("10.02")
    assert in_cents(Decimal("10.5"), "JPY") == Decimal(10)
    assert in_cents(Decimal("10.0005"), "KWD") == Decimal("10.000")


@given(
    st.decimals(min_value=0, max_value=10**15, places=4), st.decimals(min_value="0.0001", max_value=10**4, places=10)
)
def test_converting_is_exact_to_half_a_cent(amount: Decimal, worth: Decimal) -> None:
    done = convert(amount, "EUR", "USD", Worth(worth, TODAY)).amount
    assert done is not None
    assert abs(Decimal(done) - amount * worth) <= Decimal("0.005")
    assert done.as_tuple().exponent == -2


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**18), max_value=10**18))
def test_equal_numbers_are_written_alike(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert plain(value) == plain(value.normalize()) == plain(value.quantize(Decimal("0.000001")))


def test_a_code_is_read_as_people_type_it() -> None:
    assert currency_code(" eur ") == "EUR"
    assert currency_code("") == ""


# On the records


@pytest.fixture
def home(sqlite_database: Database) -> int:
    return opened(sqlite_database)


def test_the_rate_of_the_day_counts(sqlite_database: Database, home: int) -> None:
    for days, worth in ((0, "1.10"), (9, "1.10"), (10, "1.20"), (400, "1.20")):
        with undone(sqlite_database, home, NOW + timedelta(days=days)) as work:
            rate(work, "EUR", "1.10", TODAY)
            rate(work, "EUR", "1.20", TODAY + timedelta(days=10))
            record(told(amount=Decimal(100), currency="EUR"), work)
            assert deal(work).rate == Decimal(worth)
            assert deal(work).home_amount == Decimal(100) * Decimal(worth)


def test_no_rate_moves_a_deal_that_is_worked_out(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        rate(work, "EUR", "1.08")
        record(told(amount=Decimal(1_900_000), currency="EUR", name="Acme"), work)
        before = len(versions(work))
        set_rate("EUR", "USD", TODAY, Decimal("1.5"), work)
        for timer in AllTimers(work.people.session).due(NOW, 100):
            if timer.kind == "deals.work_out":
                work_out_waiting(work_out_of(timer.code), work)
        record(told(1, stage="Negotiation", amount=Decimal("1900000.00")), work)
        row = deal(work)
        assert (row.home_amount, row.rate) == (Decimal("2052000.00"), Decimal("1.08"))
        assert [each.facts["amount"] for each in versions(work)[before:]] == ["2052000"]
        record(told(2, amount=Decimal(1_900_001)), work)
        assert deal(work).rate == Decimal("1.5")


def test_a_rate_that_comes_later_works_out_what_waits(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        for number in range(150):
            record(told(external=str(number), amount=Decimal(number + 1), currency="XAU"), work)
        assert versions(work, "3")[-1].facts["amount"] is None
        set_rate("XAU", "USD", TODAY, Decimal(2000), work)
        assert run_timers(work) == 2  # two pages
        assert versions(work, "149")[-1].facts["amount"] == "300000"
        assert work[Deals].unsettled() == []


def test_another_currency_of_the_company_fires_nothing(sqlite_database: Database, home: int) -> None:
    with undone(sqlite_database, home) as work:
        record(told(amount=Decimal(2_000_000), currency="USD"), work)
        known = len(versions(work))
        work.organisation.currency = "EUR"
        rate(work, "USD", "0.9", home="EUR")
        currency_changed(work)
        assert run_timers(work) == 1
        assert deal(work).home_amount == Decimal(1_800_000)
        assert len(versions(work)) == known  # nothing new to be considered
        newest = work[Deals].newest_version("deal", deal(work).id or 0)
        assert newest is not None
        assert (newest.facts["amount"], newest.considered) == ("1800000", True)


def work_out_of(code: str) -> WorkOut:
    return WorkOut.model_validate_json(code.partition(":")[2].partition(":")[2])


def run_timers(work: Work) -> int:
    """Let what waits be worked out, page by page; returns how many pages there were."""
    done, seen = 0, set[str]()
    while True:
        waiting = [each for each in AllTimers(work.people.session).due(NOW, 1000) if each.kind == WorkOut.NAME]
        fresh = [each for each in waiting if each.key not in seen]
        if not fresh:
            return done
        for timer in fresh:
            seen.add(timer.key)
            work_out_waiting(work_out_of(timer.code), work)
            done += 1
