"""Which accounts count most, and how ties are decided."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.deals.ranking import ranked
from storage.deals import Counting

NAMES = {1: "Acme", 2: "Globex", 3: "apex"}


def one(account: int | None, amount: str | None, closes: date | None = None, home: str = "USD") -> Counting:
    return Counting(account, Decimal(1), Decimal(amount) if amount else None, home if amount else "", closes)


def test_the_largest_sum_goes_first() -> None:
    found = ranked([one(1, "5"), one(2, "7"), one(1, "3")], NAMES, "USD")
    assert [(each.account, each.amount, each.deals, each.rank) for each in found.accounts] == [
        (1, Decimal(8), 2, 1),
        (2, Decimal(7), 1, 2),
    ]
    assert (found.rank_of(2), found.rank_of(9), found.rank_of(None)) == (2, None, None)
    assert not any(each.tied for each in found.accounts)


def test_of_equals_the_one_that_closes_earlier_goes_first_then_the_name() -> None:
    early, late = date(2027, 3, 1), date(2027, 4, 1)
    found = ranked([one(1, "5", late), one(2, "5", early), one(3, "5", late), one(4, "5")], NAMES, "USD")
    assert [each.account for each in found.accounts] == [2, 1, 3, 4]
    assert all(each.tied for each in found.accounts)


def test_what_cannot_be_counted_is_counted_apart() -> None:
    found = ranked([one(1, None), one(None, "5"), one(1, "5", home="EUR"), one(2, "1")], NAMES, "USD")
    assert ([each.account for each in found.accounts], found.left_out, found.strays) == ([2], 2, 1)


DEALS = st.lists(
    st.builds(
        one,
        st.sampled_from([1, 2, 3, None]),
        st.sampled_from(["1", "2.5", "2.50", None]),
        st.sampled_from([date(2027, 3, 1), None]),
    ),
    max_size=12,
)


@given(DEALS, st.randoms(use_true_random=False))
def test_the_order_of_deals_never_matters(deals: list[Counting], chance: object) -> None:
    mixed = list(deals)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    found, other = ranked(deals, NAMES, "USD"), ranked(mixed, NAMES, "USD")
    assert found == other
    assert sum(each.deals for each in found.accounts) + found.left_out + found.strays == len(deals)
    amounts = [each.amount for each in found.accounts]
    assert amounts == sorted(amounts, reverse=True)
    assert [each.rank for each in found.accounts] == list(range(1, len(amounts) + 1))
