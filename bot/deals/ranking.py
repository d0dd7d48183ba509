"""Which accounts count most. Pure: the deals that count come in, the accounts go out, the largest first.

Of two accounts with the same amount the one goes first whose next deal closes earlier, then the one whose name comes
first. What can't be counted (no rate, no amount, no account) is counted apart, never as zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from storage.deals import Counting

MOST: Final = 10


@dataclass(frozen=True)
class Ranked:
    """An account's place. `tied`: another one has the same amount."""

    account: int
    amount: Decimal
    deals: int
    closes: date | None
    rank: int
    tied: bool


@dataclass(frozen=True)
class Ranking:
    """`left_out`: deals without an amount in the organisation's currency; `strays`: deals without an account."""

    accounts: tuple[Ranked, ...]
    left_out: int
    strays: int

    def rank_of(self, account: int | None) -> int | None:
        return next((each.rank for each in self.accounts if each.account == account), None)


def ranked(deals: Iterable[Counting], names: Mapping[int, str], home: str) -> Ranking:
    """The accounts by the sum of their deals in the currency `home`."""
    sums: dict[int, list[tuple[Decimal, date | None]]] = {}
    left_out = strays = 0
    for deal in deals:
        if deal.home_amount is None or deal.home_currency != home:
            left_out += 1
        elif deal.account is None:
            strays += 1
        else:
            sums.setdefault(deal.account, []).append((deal.home_amount, deal.close_date))
    found = [
        (sum((amount for amount, _ in each), Decimal(0)), min((day for _, day in each if day), default=None), account)
        for account, each in sums.items()
    ]
    found.sort(key=lambda each: (-each[0], each[1] or date.max, names.get(each[2], "").casefold(), each[2]))
    amounts = [amount for amount, _, _ in found]
    return Ranking(
        tuple(
            Ranked(account, amount, len(sums[account]), closes, place, amounts.count(amount) > 1)
            for place, (amount, closes, account) in enumerate(found, 1)
        ),
        left_out,
        strays,
    )
