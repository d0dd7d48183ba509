"""Amounts, per cents and days as people write them."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deals.typed import amount_of, day_of, number_of, order_of, per_cent_of
from bot.sheets import BadCellError

AMOUNTS = [
    ("2100000", "2100000", ""),
    ("2,100,000.50", "2100000.50", ""),
    ("2.100.000,50 €", "2100000.50", "EUR"),
    ("EUR 2'100'000", "2100000", "EUR"),
    ("2 100 000 CHF", "2100000", "CHF"),
    ("$1.9M", "1900000", "USD"),
    ("US$ 350k", "350000", "USD"),
    ("1,5 Mio EUR", "1500000", "EUR"),
    ("2.100", "2100", ""),
    ("2.1", "2.1", ""),
    ("1234.567", "1234.567", ""),
    ("-5", "-5", ""),
]


@pytest.mark.parametrize(("cell", "amount", "currency"), AMOUNTS)
def test_amounts_are_read(cell: str, amount: str, currency: str) -> None:
    assert amount_of(cell, "USD") == (Decimal(amount), currency)


def test_a_dollar_is_the_companys_own_where_that_is_one() -> None:
    assert amount_of("$5", "CAD") == (Decimal(5), "CAD")
    assert amount_of("$5", "EUR") == (Decimal(5), "USD")


@pytest.mark.parametrize(
    "cell", ["much", "1,2,3", "12.34.56", "5 apples", "€", "1e9", "1.000,00.5", "--5", "2,1000,000"]
)
def test_what_is_no_amount_is_bad(cell: str) -> None:
    with pytest.raises(BadCellError):
        amount_of(cell, "USD")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_as_a_number_or_a_day_or_refused(cell: str) -> None:
    with suppress(BadCellError):
        amount, currency = amount_of(cell, "USD")
        assert amount is None or amount.is_finite()
        assert currency == "" or re.fullmatch("[A-Z]{3}", currency)
    with suppress(BadCellError):
        share = per_cent_of(cell)
        assert share is None or 0 <= share <= 100
    with suppress(BadCellError):
        assert isinstance(day_of(cell, ""), date | None)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_grouping_changes_no_amount(value: Decimal) -> None:
    assert number_of(f"{value:,}") == value
    assert number_of(f"{value:,}".replace(",", " ").replace(".", ",")) == value


def test_per_cents_are_read() -> None:
    assert [per_cent_of(each) for each in ("15 %", "12,5", "0.5%", "", "100")] == [
        Decimal(15),
        Decimal("12.5"),
        Decimal("0.5"),
        None,
        Decimal(100),
    ]
    for cell in ("101", "-1", "x"):
        with pytest.raises(BadCellError):
            per_cent_of(cell)


def test_days_are_read() -> None:
    for cell in (
        "2027-03-31",
        "31.3.2027",
        "3/31/2027",
        "31/03/2027",
        "31 March 2027",
        "Mar 31, 2027",
        "2027-03-31T10:00",
    ):
        assert day_of(cell, "") == date(2027, 3, 31)
    assert day_of("", "") is None
    assert day_of("4/3/2027", "day") == date(2027, 3, 4)
    assert day_of("4/3/2027", "month") == date(2027, 4, 3)
    assert day_of("3/3/2027", "") == date(2027, 3, 3)
    for cell in ("4/3/2027", "2027-02-30", "31.13.2027", "soon", "1/1/0001"):
        with pytest.raises(BadCellError):
            day_of(cell, "")


def test_one_clear_day_tells_the_order_of_a_column() -> None:
    assert order_of(["4/3/2027", "", "31/3/2027"]) == "day"
    assert order_of(["4/3/2027", "3/31/2027"]) == "month"
    assert order_of(["4/3/2027"]) == ""
