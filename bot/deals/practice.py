"""The rates of currencies as the section `rates` of practices.yaml: an entry a currency, a rate a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from bot.conversation.model import Frozen
from bot.conversation.words import T, Words
from bot.deals.money import LONGEST_CODE, plain
from bot.deals.rates import LARGEST, SMALLEST, bad_rate, set_rate
from bot.ports.practices import Change, Difference, Problem
from bot.work import Work
from storage.deals import Deals, Rate

MOST: Final = 5000
"""More rates than a file of practices can hold are not written into it: there is `truce rates export`."""

Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=LONGEST_CODE)]
Worth = Annotated[Decimal, Field(ge=SMALLEST, le=LARGEST)]


class RateEntry(Frozen):
    """What one of the currency `name` is worth in `home`, from each of these days on. `home`: the company's own."""

    name: Code
    home: Code | None = None
    days: Mapping[date, Worth]


class RatePractice:
    """The section `rates`."""

    section: str = "rates"
    many: bool = True
    about: Words = T("Rates: what one of a currency is worth in your company's own, from each of these days on.")
    model: type[Frozen] = RateEntry

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        rows = work[Deals].all_rates()
        if len(rows) > MOST:
            return []
        entries: dict[tuple[str, str], dict[str, Any]] = {}
        for row in rows:
            entry = entries.setdefault((row.currency, row.home), {"name": row.currency, "home": row.home, "days": {}})
            entry["days"][row.day.isoformat()] = plain(row.rate)
        return list(entries.values())

    def plan(self, entries: Sequence[RateEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        there = {(row.currency, row.home, row.day): row for row in work[Deals].all_rates()}
        changes: list[Change] = []
        problems: list[Problem] = []
        for number, entry in enumerate(entries):
            home = entry.home or work.organisation.currency
            if wrong := bad_rate(entry.name, home, Decimal(1)):
                problems.append(Problem(number, ("name",), next(iter(wrong.values()))))
            elif change := _change(entry, home, there, work):
                changes.append(change)
        return changes, problems


def _change(entry: RateEntry, home: str, there: Mapping[tuple[str, str, date], Rate], work: Work) -> Change | None:
    differences: list[Difference] = []
    for day, rate in sorted(entry.days.items()):
        row = there.get((entry.name, home, day))
        if row is None or row.rate != rate:
            differences.append(Difference(day.isoformat(), plain(row.rate) if row else "", plain(rate)))

    def do() -> None:
        for day, rate in entry.days.items():
            set_rate(entry.name, home, day, rate, work)

    known = any((currency, into) == (entry.name, home) for currency, into, _ in there)
    what: Literal["changed", "created"] = "changed" if known else "created"
    return Change(what, entry.name, tuple(differences), do) if differences else None
