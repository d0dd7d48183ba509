"""Rules over deals that change: 1,000 rules and 10,000 updates, through the core's own door, on SQLite.

An update here is the moment in which rules look at a deal's new state: a timer that comes due, claimed, worked out and
committed like any other, many in a batch. Recording the news before it costs the same whatever rules there are, and is
left out. No rule fires: what asking people costs is not the rules' doing. One side has ten rules about deals, one
a thousand, one ten and 990 about other things; they take turns, on the same updates.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import SQLModel, select

from adapters.clock import MovableClock
from bench.figures import Figure, Turns, figure
from bot.conversation.events import TimerDue
from bot.conversation.payloads import encode
from bot.core import Truce
from bot.deals.actions import Consider
from bot.practices.applying import working
from bot.routes import ROUTES, SUBJECTS
from bot.rules.conditions import conditions_of, fields_of, state_of
from bot.rules.dryrun import MOST_STATES, dry_run
from bot.rules.spec import Spec, put
from bot.targets import Target
from storage.database import Database
from storage.deals import Deal, Version
from storage.people import Organisations
from storage.rules import Rule
from storage.timers import Timer

FEW: Final = 10
MANY: Final = 1000
A_CLICK: Final = 10
"""So many updates for each click of a turn: 10,000 by default."""
DEALS: Final = 250
NOW: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)
OTHER_KINDS: Final = ("review", "collateral", "campaign", "price")


def measure(folder: Path, turns: Turns) -> list[Figure]:
    sides = {name: _Side(folder / f"{name}.db", *rules) for name, rules in _SIDES.items()}
    for side in sides.values():
        side.looks_at(1)  # everything is put together once, before it is measured
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(turns.rounds):
        for name, side in sides.items():
            taken[name].append(side.looks_at(1))
    rounds = max(1, turns.clicks * A_CLICK // DEALS)
    all_of_them, updates = sides["many"].looks_at(rounds), rounds * DEALS
    bare = statistics.median(_bare(_conditions("deal", MANY)) for _ in range(turns.rounds))
    sides["many"].remembers(MOST_STATES)
    tried = [_seconds_of_a_dry_run(sides["many"]) for _ in range(turns.rounds)]
    for side in sides.values():
        side.close()
    few, many, others = (statistics.median(taken[name]) / DEALS for name in ("few", "many", "others"))
    each = all_of_them / updates
    return [
        figure(
            f"deal updates that {MANY:,} rules look at ({updates:,} of them, none fires)",
            1 / each,
            "/s",
            ("the library alone, in memory, on the same conditions", 1 / bare),
        ),
        figure(
            f"an update, for each of {MANY:,} rules about deals",
            many / MANY * 1e6,
            "us",
            (f"for each of {FEW}", few / FEW * 1e6),
            most=1,
        ),
        figure(
            f"an update, with {MANY:,} rules about deals", many * 1e3, "ms", (f"with {FEW}", few * 1e3), most=MANY / FEW
        ),
        figure(
            f"an update, with {FEW} rules about deals and {MANY - FEW} about other things",
            others * 1e3,
            "ms",
            (f"with those {FEW} alone", few * 1e3),
            most=1.2,
        ),
        figure(
            f"a dry run over {MOST_STATES:,} changes",
            statistics.median(tried) * 1e3,
            "ms",
            ("half a second", 500),
            most=1,
        ),
    ]


_SIDES: Final = {"few": (FEW, 0), "many": (MANY, 0), "others": (FEW, MANY - FEW)}


class _Side:
    """A company with so many rules about deals, and about other things, and the same deals."""

    def __init__(self, file: Path, about_deals: int, about_others: int) -> None:
        self._database = Database(f"sqlite:///{file}")
        SQLModel.metadata.create_all(self._database.engine)
        self._clock = MovableClock(NOW)
        self._truce = Truce(self._database, self._clock, ROUTES)
        self._updates = 0
        with self._database.write() as session:
            self.organisation = Organisations(session).add("Brightwater").id or 0
            for each in [*_rules("deal", about_deals), *_other_rules(about_others)]:
                each.organisation = self.organisation
                session.add(each)
            fixed = {"organisation": self.organisation, "system": "bench", "news": {}, "created": NOW, "changed": NOW}
            names = [{"id": each, "external": str(each), "name": f"Deal {each}"} for each in _numbers()]
            session.connection().execute(insert(Deal), [each | fixed for each in names])

    def looks_at(self, times: int) -> float:
        """So many updates of each deal; returns the seconds that the rules' looking took, all in all."""
        taken = 0.0
        for _ in range(times):
            events = self._news()
            began = time.perf_counter()
            waiting = [self._truce.submit(each) for each in events]
            for each in waiting:
                each.result()
            taken += time.perf_counter() - began
        return taken

    def _news(self) -> list[TimerDue]:
        """Each deal has changed; the timers by which the rules look at it."""
        self._updates += 1
        self._clock.move(timedelta(minutes=1))
        now = self._clock.now()
        kept = {"organisation": self.organisation, "kind": "deal", "moment": now, "considered": False}
        with self._database.write() as session:
            states = [{"subject": number, "facts": _facts(number, self._updates), **kept} for number in _numbers()]
            session.connection().execute(insert(Version), states)
            for number in _numbers():
                code = encode(Consider(kind="deal", record=number))
                key = f"deal {number}"
                session.add(Timer(organisation=self.organisation, kind=Consider.NAME, key=key, due=now, code=code))
        with self._database.read() as session:
            found = session.exec(select(Timer.id).where(Timer.kind == Consider.NAME)).all()
        return [TimerDue(key=f"bench {self._updates} {timer}", at=now, timer=timer or 0) for timer in found]

    def remembers(self, count: int) -> None:
        """So many changes of before, which rules have looked at."""
        kept = {"organisation": self.organisation, "kind": "deal", "moment": NOW, "considered": True}
        states = [{"subject": 1 + at % DEALS, "facts": _facts(1 + at % DEALS, at), **kept} for at in range(count)]
        with self._database.write() as session:
            session.connection().execute(insert(Version), states)

    def dry_run(self) -> int:
        with self._database.read() as session:
            work = working(session, self.organisation, self._clock.now())
            return dry_run("deal.amount > 1500000", "deal", SUBJECTS, work).count

    def close(self) -> None:
        with self._database.read() as session:
            left = session.exec(select(Version.id).where(Version.considered == False).limit(1)).all()  # noqa: E712
        assert not left, "the rules have not looked at everything"
        self._truce.close()
        self._database.close()


def _numbers() -> range:
    return range(1, DEALS + 1)


def _facts(number: int, update: int) -> dict[str, Any]:
    """A deal that moves below all thresholds."""
    amount = Decimal(1_000_000 + (number * 7919 + update * 104_729) % 1_000_000)
    return {
        "name": f"Deal {number}",
        "account": f"Account {number % 50}",
        "amount": str(amount),
        "original_amount": str(amount),
        "currency": "USD",
        "stage": "Negotiation",
        "probability": "60",
        "discount": str(number % 20),
        "state": "open",
        "owner": "ana@brightwater.example",
        "region": "DACH",
        "segment": "Manufacturing",
        "product": "Analytics",
        "close_date": "2027-06-30",
        "days_to_close": "170",
    }


def _conditions(kind: str, count: int) -> list[str]:
    """All different, of the kinds that companies write."""
    if kind != "deal":
        return [f'{kind}.region == "Region {number}"' for number in range(count)]
    shapes = (
        "deal.amount > {amount}",
        'deal.amount > {amount} && deal.region == "DACH"',
        'deal.discount > {share} && deal.segment in ["Manufacturing", "Retail"]',
        'deal.probability >= 50 && deal.amount * 0.5 > {amount} && deal.close_date < "2027-12-31"',
    )
    return [shapes[at % len(shapes)].format(amount=2_000_000 + at, share=20 + at) for at in range(count)]


def _rules(kind: Any, count: int) -> Iterator[Rule]:
    for number, condition in enumerate(_conditions(kind, count)):
        spec = Spec(name=f"About a {kind} {number}", kind=kind, condition=condition, involve=(Target(who="owner"),))
        row = Rule(organisation=0, key=f"{kind}-{number}", name="", kind=kind, condition="", created=NOW, changed=NOW)
        put(spec, row)
        yield row


def _other_rules(count: int) -> Iterator[Rule]:
    for at, kind in enumerate(OTHER_KINDS):
        yield from _rules(kind, count // len(OTHER_KINDS) + (at < count % len(OTHER_KINDS)))


def _bare(conditions: list[str]) -> float:
    """The seconds that the library takes for all of these, over a state that is ready."""
    fields = fields_of(SUBJECTS.known("deal"))
    of, state = conditions_of("deal", fields), state_of(_facts(1, 1), fields)
    ready = [of(each) for each in conditions]
    began = time.perf_counter()
    for each in ready:
        each.of(state)
    return time.perf_counter() - began


def _seconds_of_a_dry_run(side: _Side) -> float:
    began = time.perf_counter()
    fired = side.dry_run()
    assert fired
    return time.perf_counter() - began
