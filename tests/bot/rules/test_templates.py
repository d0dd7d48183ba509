"""Each template over the records themselves: what it fires on, and what it leaves alone."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from bot.rules.actions import SwitchOnTemplate
from bot.rules.templates import TEMPLATES
from storage.database import Database
from tests.bot.rules.yard import Yard

BEN, MIA = "ben@fernbrook.example", "mia@fernbrook.example"


@pytest.fixture
def yard(sqlite_database: Database) -> Iterator[Yard]:
    yard = Yard(sqlite_database)
    yield yard
    yard.close()


def _eleven_accounts(yard: Yard) -> None:
    """Account 1 has the largest open pipeline, account 11 the smallest."""
    for number in range(1, 12):
        yard.deal(2_000_000 - number, name=f"Deal {number}", account=f"Account {number}")


def _top_ten(yard: Yard) -> None:
    _eleven_accounts(yard)
    yard.review("fires", BEN, account="Account 10")
    yard.review("with Marketing", BEN, MIA, account="Account 9")
    yard.review("eleventh", BEN, account="Account 11")
    yard.review("another kind", BEN, account="Account 1", kind="product planning")


def _big(yard: Yard) -> None:
    yard.deal(2_000_000, name="at it")
    yard.deal("2000000.01", name="fires")


def _discounts(yard: Yard) -> None:
    yard.deal(1, name="at it", discount=Decimal(20))
    yard.deal(1, name="not known")
    yard.deal(1, name="fires", discount=Decimal("20.5"))


def _account_planning(yard: Yard) -> None:
    yard.review("fires", BEN, kind="account planning")
    yard.review("with Marketing", BEN, MIA, kind="account planning")
    yard.review("another kind", BEN)


def _product_planning(yard: Yard) -> None:
    yard.review("fires", MIA, kind="product planning")
    yard.review("with Sales", BEN, MIA, kind="product planning")


def _collateral(yard: Yard) -> None:
    yard.hands_in("fires", kind="collateral")
    yard.hands_in("a campaign", kind="campaign")


def _campaigns(yard: Yard) -> None:
    yard.hands_in("fires", kind="campaign")
    yard.hands_in("a piece", kind="collateral")


def _pricing(yard: Yard) -> None:
    yard.hands_in("fires", kind="price", discount=Decimal(30))
    yard.hands_in("a piece", kind="collateral")


STORIES: dict[str, Callable[[Yard], None]] = {
    "big-deals": _big,
    "collateral": _collateral,
    "top-ten-reviews": _top_ten,
    "special-pricing": _pricing,
    "discounts": _discounts,
    "account-planning": _account_planning,
    "product-planning": _product_planning,
    "campaigns": _campaigns,
}


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_fires_on_what_it_is_for_and_on_nothing_else(yard: Yard, key: str) -> None:
    yard.clicks("UALICE", SwitchOnTemplate(template=key, anyway=True))
    yard.passes()
    STORIES[key](yard)
    assert [name for name, _ in yard.notes.opened] == ["fires"]
