"""Two servers hear of the same deals at the same moment: each deal is one, whatever comes where, when and how often."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select

from adapters.clock import MovableClock
from bot.conversation.events import Commanded, Event, Installed, TimerDue
from bot.conversation.model import Account, Place
from bot.core import Truce
from bot.deals.recording import record
from bot.deals.reported import Reported
from bot.deals.told import DealTold
from bot.practices.applying import working
from bot.routes import ROUTES
from storage.database import Database
from storage.deals import BusinessAccount, Deal, Version
from storage.deliveries import Delivery
from storage.people import People
from storage.reports import Connection, Connections, Report
from storage.rules import Ask, Engagement, Rule, Rules
from storage.timers import AllTimers, Timer
from tests.conftest import MakeDatabase

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BY = Account(platform="slack", workspace="T1", user="U1")
ROOM = Place(platform="slack", workspace="T1", channel="D1", kind="direct")
OWNER = "carla@brightwater.example"


@dataclass
class Servers:
    """Two programs on one database."""

    databases: Sequence[Database]
    cores: Sequence[Truce]
    organisation: int
    connection: int
    asked: int

    def submit(self, server: int, event: Event) -> Any:
        return self.cores[server].submit(event)

    def wakes(self, server: int) -> int:
        """Everything that is due, as a server's clock sees to it."""
        done = 0
        while True:
            with self.databases[server].read() as session:
                due = [(each.id or 0, each.due) for each in AllTimers(session).due(NOW, 50)]
            if not due:
                return done
            waiting = [
                self.submit(server, TimerDue(key=f"timer:{number}:{at.isoformat()}", at=at, timer=number))
                for number, at in due
            ]
            for each in waiting:
                each.result(120)
            done += len(due)

    def keeps_waking(self, server: int, until: Sequence[Any]) -> None:
        """Look at what is due for as long as something still comes in."""
        while not all(each.done() for each in until):
            self.wakes(server)

    def settle(self) -> None:
        """Both, until nothing is due."""
        with ThreadPoolExecutor(2) as both:
            while sum(both.map(self.wakes, range(2))):
                pass

    def rows(self, table: Any) -> list[Any]:
        with self.databases[0].read() as session:
            return list(session.exec(select(table).order_by(table.id)))


@pytest.fixture
def servers(new_postgresql: MakeDatabase) -> Any:
    databases = [new_postgresql()]
    databases.append(Database(databases[0].url))
    cores = [Truce(each, MovableClock(NOW), ROUTES) for each in databases]
    cores[0].submit(Installed(key="i", at=NOW, platform="slack", workspace="T1", name="Acme")).result(60)
    said = {"at": NOW, "by": BY, "place": ROOM, "carries": frozenset({"whisper"}), "command": "help"}
    cores[0].submit(Commanded(key="c", **said)).result(60)
    with databases[0].write() as session:
        account = People(session, 1).account("slack", "T1", "U1")
        assert account is not None
        people = People(session, account.organisation)
        person = people.get(account.person or 0)
        assert person is not None
        person.email, person.zone = "mia@brightwater.example", "UTC"
        people.add(person)
        rule: dict[str, Any] = {"name": "Big deals", "key": "big", "kind": "deal", "condition": "deal.amount > 2000000"}
        row = Rule(organisation=people.organisation, created=NOW, changed=NOW, **rule)
        row.involve = [{"person": person.email}]
        Rules(session, people.organisation).add(row)
        kept = Connection(
            organisation=people.organisation, system="generic", external="two", sealed_secret="", added=NOW
        )
        Connections(session).add(kept)
        made = Servers(databases, cores, people.organisation, kept.id or 0, person.id or 0)
    yield made
    for each in cores:
        each.close()
    databases[1].close()


def reports(servers: Servers, name: str, *items: DealTold) -> Reported:
    return Reported(
        key=f"generic {name}",
        at=NOW,
        organisation=servers.organisation,
        connection=servers.connection,
        system="generic",
        report=name,
        body=b"{}",
        told=items,
    )


def story(number: int) -> list[DealTold]:
    """A deal as its sender tells of it, a field or two at a time: it grows above the amount once, and is renamed."""
    said: list[dict[str, Any]] = [
        {"name": "Acme", "currency": "USD", "account": f"Acme {number % 2}"},
        {"amount": Decimal(1_500_000), "stage": "Qualified"},
        {"region": "DACH", "owner_email": OWNER},
        {"amount": Decimal(1_900_000)},
        {"name": "Acme rollout", "probability": Decimal(40)},
        {"amount": Decimal(2_100_000), "stage": "Negotiation"},
        {"segment": "Retail", "probability": Decimal(60)},
        {"amount": Decimal(2_400_000)},
    ]
    first = NOW - timedelta(minutes=len(said))
    told = {"system": "generic", "external": f"D{number}"}
    return [
        DealTold.model_validate({**told, **each, "at": first + timedelta(minutes=minute)})
        for minute, each in enumerate(said)
    ]


def expected(told: Sequence[DealTold]) -> dict[str, Any]:
    """Of each field the newest word."""
    found: dict[str, Any] = {}
    for each in sorted(told, key=lambda one: one.at):
        found |= {name: getattr(each, name) for name in each.model_fields_set - {"system", "external", "at", "account"}}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_one_deal_told_to_both_out_of_order_is_one_deal(servers: Servers, seed: int) -> None:
    """The same reports to both, others to either, while both look at what has changed."""
    chance = random.Random(seed)
    events = [
        reports(servers, f"{number}.{place}", told) for number in range(3) for place, told in enumerate(story(number))
    ]
    given = [(event, server) for event in events for server in chance.choice(([0, 1], [0], [1], [0, 1, 1]))]
    chance.shuffle(given)
    with ThreadPoolExecutor(2) as clocks:
        waiting = [servers.submit(server, event) for event, server in given]
        looking = [clocks.submit(servers.keeps_waking, server, waiting) for server in range(2)]
        for each in (*waiting, *looking):
            each.result(120)
    servers.settle()

    for row in servers.rows(Deal):
        number = int(row.external.removeprefix("D"))
        wanted = expected(story(number))
        assert {name: getattr(row, name) for name in wanted} == wanted, row.external
    assert len(servers.rows(Deal)) == 3
    assert sorted(each.name for each in servers.rows(BusinessAccount)) == ["Acme 0", "Acme 1"]
    are_one_story(servers)


def are_one_story(servers: Servers) -> None:
    """Every report is taken, every deal has one engagement and one alert, and its versions are one story."""
    assert {each.state for each in servers.rows(Report)} == {"taken"}
    assert [each.parked for each in servers.rows(Timer) if each.parked] == []
    deals = [each.id for each in servers.rows(Deal)]
    assert sorted(each.subject for each in servers.rows(Engagement)) == deals
    assert [each.person for each in servers.rows(Ask)] == [servers.asked] * len(deals)
    alerts = [each.key for each in servers.rows(Delivery) if each.key.startswith("engagement deal")]
    assert len(alerts) == len(set(alerts)) == len(deals)
    versions: list[Version] = servers.rows(Version)
    for deal in deals:
        facts = [each.facts for each in versions if each.subject == deal]
        assert all(one != other for one, other in pairwise(facts))  # each differs from the one before
        assert facts[-1]["amount"] == "2400000"
    assert all(each.considered for each in versions)


def test_a_hundred_new_deals_of_one_account_at_both(servers: Servers) -> None:
    """None of them is there yet, nor is their account: the second to come finds the first."""
    told = [
        DealTold(
            system="generic",
            external=f"N{number}",
            at=NOW,
            name=f"Deal {number}",
            account="Bolt",
            amount=Decimal(3_000_000),
            currency="USD",
        )
        for number in range(20)
    ]
    waiting = [
        servers.submit(server, reports(servers, f"n{number}.{server}", each))
        for number, each in enumerate(told)
        for server in range(2)
    ]
    for each in waiting:
        each.result(120)
    servers.settle()
    assert len(servers.rows(Deal)) == 20
    assert [each.name for each in servers.rows(BusinessAccount)] == ["Bolt"]
    assert len(servers.rows(Version)) == len(servers.rows(Engagement)) == 20
    assert {each.state for each in servers.rows(Report)} == {"taken"}


def test_what_was_read_before_somebody_else_wrote_is_read_again(servers: Servers) -> None:
    """Within one transaction: seen first without a lock, then changed by the other server, then locked."""

    def word(**said: Any) -> DealTold:
        return DealTold(system="generic", external="D", at=NOW + timedelta(seconds=len(said["name"])), **said)

    def takes(server: int, told: DealTold, before: Callable[[], None] = lambda: None) -> None:
        with servers.databases[server].write() as session:
            work = working(session, servers.organisation, NOW)
            seen = session.exec(select(Deal)).all()
            before()
            record(told, work)
            del seen

    takes(0, word(name="A", stage="One"))
    takes(0, word(name="ABC"), before=lambda: takes(1, word(name="AB", region="DACH", stage="Two")))
    (deal,) = servers.rows(Deal)
    assert (deal.name, deal.region, deal.stage) == ("ABC", "DACH", "Two")
    assert set(deal.news) == {"name", "stage", "region"}
