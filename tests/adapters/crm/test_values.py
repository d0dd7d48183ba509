"""Senders' values, read into ours."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.crm import values
from adapters.crm.raw import UnreadableError
from adapters.crm.salesforce import eighteen
from tests.adapters.crm.conftest import NOW

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("2000", Decimal(2000)),
        (" 2000.50 ", Decimal("2000.5")),
        (2000, Decimal(2000)),
        (Decimal("0.00005"), Decimal("0.0000")),
        (Decimal("1e5"), Decimal(100_000)),
        ("-3.14159", Decimal("-3.1416")),
        ("", None),
        (None, None),
    ],
)
def test_a_number(sent: Any, number: Decimal | None) -> None:
    assert values.number(sent, "amount") == number


@pytest.mark.parametrize(
    "sent",
    [
        "2,000",
        "1_000",
        "NaN",
        "٣",
        "1e999",
        True,
        [],
        "9" * 19,
        Decimal("1e18"),
        "1" * 61,
        "0x10",
        "€5",
        "--1",
        Decimal("0e-999999999"),
    ],
)
def test_no_number(sent: Any) -> None:
    with pytest.raises(UnreadableError):
        values.number(sent, "amount")


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("2027-03-31T00:00:00Z", date(2027, 3, 31)),
        ("1806451200000", date(2027, 3, 31)),
        (1806451200000, date(2027, 3, 31)),
        ("", None),
        (None, None),
    ],
)
def test_a_day(sent: Any, day: date | None) -> None:
    assert values.day(sent, "closedate") == day


@pytest.mark.parametrize(
    "sent",
    ["2027-01-11T08:00:00Z", "2027-01-11T09:00:00+01:00", "2027-01-11T08:00:00.000+0000", 1799654400, "1799654400000"],
)
def test_a_moment(sent: Any) -> None:
    assert values.moment(sent, "at") == NOW


@pytest.mark.parametrize("sent", ["2027-01-11T08:00:00", "yesterday", "", None, True, 1.5, "9999-12-31T23:59:59-14:00"])
def test_no_moment(sent: Any) -> None:
    with pytest.raises(UnreadableError):
        values.moment(sent, "at")


def test_news_is_not_of_tomorrow() -> None:
    assert values.news((NOW + timedelta(hours=23)).isoformat(), "at", NOW)
    for wrong in (NOW + timedelta(hours=25), datetime(1980, 1, 1, tzinfo=UTC)):
        with pytest.raises(UnreadableError):
            values.news(wrong.isoformat(), "at", NOW)


def test_text_is_as_it_can_be_kept() -> None:
    assert values.text("Acme\u00a0GmbH\n & \x00Co\ud800\u202e", "name") == "Acme GmbH & Co"
    assert values.text("👩\u200d🚀", "name") == "👩\u200d🚀"
    assert values.text(42, "id") == "42"
    assert len(values.text("x" * 10_000, "name")) == values.LONGEST


@given(ANYTHING)
def test_whatever_is_sent_is_read_or_refused_and_never_more(sent: Any) -> None:
    for read in (values.text, values.number, values.percent, values.day, values.moment, values.identity):
        try:
            found = read(sent, "field")
        except UnreadableError:
            continue
        if isinstance(found, str):
            found.encode()
            assert "\x00" not in found
        if isinstance(found, Decimal):
            assert len(f"{found:f}") < 30


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_json_or_refused(body: bytes) -> None:
    with suppress(UnreadableError):
        found = values.load(body)
        assert found == json.loads(body.decode("utf-8-sig"), parse_float=Decimal)


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=15, max_size=15))
def test_eighteen_characters_tell_the_case_of_fifteen(short: str) -> None:
    whole = eighteen(short)
    assert whole[:15] == short
    assert eighteen(whole) == whole
    swapped = eighteen(short.swapcase())
    assert (whole.casefold() == swapped.casefold()) == (short == short.swapcase())
