"""Which deals a meeting should talk about: above the amount, won or lost since the last one, stuck."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.reading import Reader
from bot.deals.actions import Weigh
from bot.deals.agenda import MajorOpportunities, keep_weighed, weigh
from bot.deals.recording import record
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.work import Work
from storage.database import Database
from storage.deals import Deals
from storage.meetings import DEALS_ABOVE
from storage.timers import Timers
from tests.bot.deals.books import NOW, hires, opened, rate, told, working

READ = Reader(now=NOW, zone="America/New_York").plain
SINCE = NOW - timedelta(days=30)


def offered(
    work: Work, most: int = 300, since: timedelta = timedelta(days=30), above: int = DEALS_ABOVE
) -> list[Candidate]:
    occasion = AgendaOccasion(1, work.now, work.now - since, above)
    return list(MajorOpportunities().candidates(occasion, most, work))


def titles(some: list[Candidate]) -> list[str]:
    return [READ(each.title) for each in some]


def has(work: Work, name: str, amount: int, **more: Any) -> None:
    record(told(external=name, name=name, amount=Decimal(amount), currency="USD", **more), work)


def test_news_then_what_is_stuck_then_what_is_open_the_largest_first(database: Database) -> None:
    organisation = opened(database)
    with database.write() as session:
        work = working(session, organisation)
        owner = hires(work, "Ana", "ana@brightwater.example")
        has(work, "Small", 2_000_000, stage="Negotiation")
        has(work, "Large", 9_000_000, stage="Negotiation", owner_email="ana@brightwater.example")
        has(work, "Larger", 10_000_000, stage="Qualified")
        has(work, "Won", 3_000_000, state="won")
        has(work, "Lost", 4_000_000, state="lost")
        has(work, "Small and won", 30_000, state="won")
        assert sorted(titles(offered(work))[:2]) == ["Lost: Lost, $4,000,000.00", "Won: Won, $3,000,000.00"]
        assert titles(offered(work))[2:] == ["Larger, $10,000,000.00", "Large, $9,000,000.00"]
        assert len(offered(work, above=1_999_999)) == len(offered(work)) + 1, "Small is one above that"
        later = working(session, organisation, NOW + timedelta(days=31))
        record(told(external="Larger", stage="Negotiation", at=31 * 24 * 60), later)
        found = offered(later)
        assert titles(found) == ["Stuck: Large, $9,000,000.00", "Larger, $10,000,000.00"]
        assert found[0].owner == owner.id
        assert READ(found[0].note).startswith("In the stage “Negotiation” since ")


def test_amounts_count_in_the_companys_currency_and_without_a_rate_not_at_all(sqlite_database: Database) -> None:
    organisation = opened(sqlite_database)
    with sqlite_database.write() as session:
        work = working(session, organisation)
        rate(work, "EUR", "1.08")
        record(told(external="1", name="In euros", amount=Decimal(1_900_000), currency="EUR"), work)
        record(told(external="2", name="In pounds", amount=Decimal(9_000_000), currency="GBP"), work)
        record(told(external="3", name="Without a currency", amount=Decimal(9_000_000)), work)
        assert titles(offered(work)) == ["In euros, $2,052,000.00"]


def test_no_more_than_are_wanted(sqlite_database: Database) -> None:
    organisation = opened(sqlite_database)
    with sqlite_database.write() as session:
        work = working(session, organisation)
        for number in range(6):
            has(work, f"Deal {number}", 3_000_000 + number, state="open" if number % 2 else "won")
        assert len(offered(work, most=4)) == 4
        assert [each.key for each in offered(work)] == [each.key for each in offered(work)]


def test_a_deal_keeps_its_key_whatever_becomes_of_it(sqlite_database: Database) -> None:
    organisation = opened(sqlite_database)
    with sqlite_database.write() as session:
        work = working(session, organisation)
        has(work, "Acme", 3_000_000)
        (before,) = offered(work)
        record(told(at=1, external="Acme", state="won"), work)
        (after,) = offered(work)
        assert before.key == after.key
        assert READ(after.title) == "Won: Acme, $3,000,000.00"


def test_deals_from_before_are_weighed_once(sqlite_database: Database) -> None:
    organisation = opened(sqlite_database)
    with sqlite_database.write() as session:
        work = working(session, organisation)
        keep_weighed(work)
        assert work[Timers].due_of(Weigh.NAME, "") is None
        has(work, "Acme", 3_000_000)
        row = work[Deals].deal_by_external("hubspot", "Acme")
        assert row is not None
        row.worth = None
        work[Deals].add(row)
        assert offered(work) == []
        keep_weighed(work)
        assert work[Timers].due_of(Weigh.NAME, "") is not None
        weigh(Weigh(), work)
        assert titles(offered(work)) == ["Acme, $3,000,000.00"]
