"""Messages as broken as chance makes them, by a seed: `python -m tests.adapters.crm.mutations --count 10000`.

Each is one of the documented shapes with up to four things done to it: bytes flipped, cut, repeated, recoded; fields
dropped, renamed, nested deeply, given other types and huge numbers. Half are signed again, as a broken sender would;
the others come as if something on the way had done it. Whatever comes: no 5xx, nothing taken that is not genuine, and
no record that is half there.
"""

import argparse
import asyncio
import copy
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import SQLModel, func, select

from storage.database import Database
from storage.deals import BusinessAccount, Deal, Review, Submission, Version
from storage.migrating import tables
from storage.reports import Report
from tests.adapters.crm.conftest import EXTERNALS, NOW, SECRETS, House, build, connect
from tests.adapters.crm.test_salesforce import opportunity
from tests.fakes import crm

MOST: Final = 4
GENUINE: Final = frozenset({200})
REFUSED: Final = frozenset({400, 401, 413})
BEFORE: Final = NOW - timedelta(minutes=1)
AT: Final = "2027-01-11T08:55:00+01:00"
NUMBERS: Final = (
    b"1e999999999",
    b"-1e308",
    b"9" * 400,
    b"9" * 6000,
    b"NaN",
    b"-Infinity",
    b"0.000000000000000000000000000001",
    b"9223372036854775808",
    b"-1",
    b"1e-999999999",
    b"00012",
)
VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    [],
    {},
    "",
    " ",
    0,
    -1,
    10**30,
    1.5,
    "\x00",
    "\ud800",
    "a" * 100_000,
    "2027-13-45",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "'; DROP TABLE deal; --",
    "\u202e\u0000\uffff",
    [[[[[]]]]],
    {"id": {"id": 1}},
    "1_000",
    "\u0661\u0662",
    "NaN",
    "Infinity",
)


def originals(rng: random.Random) -> crm.Posted:
    """One of the documented shapes, about one of a few deals."""
    number = rng.randrange(1, 6)
    name = rng.choice(("amount", "dealname", "dealstage", "closedate", "deal_currency_code", "discount_rate"))
    value = {"amount": "2100000", "closedate": "1806451200000", "discount_rate": "0.1"}.get(name, "USD")
    event = crm.changed(number, name, value, BEFORE, event=rng.randrange(10**6))
    events = [event, crm.happened("deal.deletion", number + 9, BEFORE)][: rng.randrange(1, 3)]
    deal = crm.pipedrive_deal(
        number, value=rng.randrange(10**7), custom_fields={"a1b2c3": {"type": "x", "value": "EU"}}
    )
    record = opportunity(Id=f"0065e0000000{number:03}AAA", Amount=str(rng.randrange(10**7)))
    items: list[dict[str, Any]] = [
        {"type": "deal", "id": f"D-{number}", "at": AT, "name": "Acme", "amount": "12.50", "currency": "USD"},
        {"type": "review", "id": f"R-{number}", "at": AT, "name": "Review", "starts": AT, "attendees": ["a@b.example"]},
        {"type": "submission", "id": f"S-{number}", "at": AT, "kind": "collateral", "name": "Brochure"},
    ]
    made: list[Callable[[], crm.Posted]] = [
        lambda: crm.hubspot(events, secret=SECRETS["hubspot"], at=NOW),
        lambda: crm.outbound(record, token=SECRETS["salesforce"]),
        lambda: crm.callout(record, token=SECRETS["salesforce"]),
        lambda: crm.pipedrive(deal, password=SECRETS["pipedrive"], at=BEFORE, entity_id=number),
        lambda: crm.pipedrive(
            None, password=SECRETS["pipedrive"], at=BEFORE, entity_id=number, action="delete", previous=deal
        ),
        lambda: crm.generic(*items, key=EXTERNALS["generic"], secret=SECRETS["generic"], at=NOW),
    ]
    return rng.choice(made)()


# What chance does to a body


def _flip(body: bytes, rng: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.randrange(1, 6)):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(body: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    return rng.choice((body[:start], body[start:], body[:start] + body[end:], b""))


def _repeat(body: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    return body[:end] + body[start:end] * rng.choice((1, 3)) + body[end:]


def _insert(body: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + rng.choice((rng.randbytes(8), b"\x00", b"\xff\xfe", b"<!--", b"&#x0;", b'"', b"]}")) + body[at:]


def _recode(body: bytes, rng: random.Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-32-be", "utf-8-sig", "utf-7", "cp037")), "replace")


def _number(body: bytes, rng: random.Random) -> bytes:
    """A run of digits becomes another number."""
    ends = [at for at in range(1, len(body)) if body[at - 1 : at].isdigit() and not body[at : at + 1].isdigit()]
    if not ends:
        return body
    end = rng.choice(ends)
    start = end
    while start and body[start - 1 : start].isdigit():
        start -= 1
    return body[:start] + rng.choice(NUMBERS) + body[end:]


def _deepen(body: bytes, rng: random.Random) -> bytes:
    depth = rng.choice((50, 2_000, 100_000))
    if body.lstrip().startswith(b"<"):
        return body.replace(b"<sf:Name>", b"<sf:Name>" + b"<a>" * depth + b"</a>" * depth, 1)
    return b"[" * depth + body + b"]" * rng.choice((0, depth))


def _structure(body: bytes, rng: random.Random) -> bytes:
    """A field of the JSON is dropped, renamed, or holds something else; of XML, an element."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return _element(body, rng)
    places = list(_places(whole))
    if not places:
        return body
    holder, key = rng.choice(places)
    what = rng.randrange(4)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[rng.choice(("x", "", "amount", "\u0000", "id"))] = holder.pop(key)
    elif what == 2:
        holder[key] = copy.deepcopy(whole) if len(body) < 100_000 else None
    else:
        holder[key] = copy.deepcopy(rng.choice(VALUES))
    return json.dumps(whole).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _element(body: bytes, rng: random.Random) -> bytes:
    starts = [at for at in range(len(body)) if body[at : at + 1] == b"<"]
    if len(starts) < 2:
        return body
    first = rng.randrange(len(starts) - 1)
    start, end = starts[first], starts[first + 1]
    instead = (b"", body[start:end] * 2, b"<x/>", b"<sf:Amount>" + rng.choice(NUMBERS) + b"</sf:Amount>", b"&boom;")
    return body[:start] + rng.choice(instead) + body[end:]


MUTATIONS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    _flip,
    _cut,
    _repeat,
    _insert,
    _recode,
    _number,
    _deepen,
    _structure,
    _structure,
    _structure,
)


@dataclass(frozen=True)
class Mutant:
    posted: crm.Posted
    genuine: bool
    """Whether its sender's signature fits."""
    steps: tuple[str, ...]


def mutant(seed: int) -> Mutant:
    rng = random.Random(seed)
    original = originals(rng)
    body, steps = original.body, list[str]()
    for _ in range(rng.randrange(1, MOST + 1)):
        change = rng.choice(MUTATIONS)
        if len(body) < 400_000:
            body = change(body, rng)
            steps.append(change.__name__)
    signed_again = rng.random() < 0.5
    return Mutant(_signed(original, body) if signed_again else original.but(body), signed_again, tuple(steps))


def _signed(original: crm.Posted, body: bytes) -> crm.Posted:
    if original.path == "/webhooks/hubspot":
        return crm.hubspot(body, secret=SECRETS["hubspot"], at=NOW)
    if original.path == "/webhooks/generic":
        return crm.generic(key=EXTERNALS["generic"], secret=SECRETS["generic"], at=NOW, body=body)
    return original.but(body)  # the token does not depend on what is said


# What must hold, whatever comes


@dataclass
class Outcome:
    answers: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    records: int = 0
    wrong: list[str] = field(default_factory=list)


async def run(house: House, seeds: range) -> Outcome:
    outcome = Outcome()
    for seed in seeds:
        made, before = mutant(seed), _count(house.database, Report)
        answer = await made.posted.to(house.app)
        added = _count(house.database, Report) - before
        outcome.answers[answer.status_code] += 1
        told = f"seed {seed} ({', '.join(made.steps)}, {made.posted.path}): {answer.status_code} {answer.text[:100]}"
        if answer.status_code not in GENUINE | REFUSED:
            outcome.wrong.append(told)
        if answer.status_code in REFUSED and added:
            outcome.wrong.append(f"refused and kept: {told}")
        if answer.status_code in GENUINE and not added and "repeat" not in answer.text and "Ack" not in answer.text:
            outcome.wrong.append(f"answered well and not kept: {told}")
        signs = made.posted.path in {"/webhooks/hubspot", "/webhooks/generic"}
        if signs and not made.genuine and answer.status_code in GENUINE and made.posted.body != _unchanged(seed):
            outcome.wrong.append(f"forged and taken: {told}")
    outcome.wrong += _half_written(house, outcome)
    return outcome


def _unchanged(seed: int) -> bytes:
    return originals(random.Random(seed)).body


def _count(database: Database, table: type[SQLModel]) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _half_written(house: House, outcome: Outcome) -> list[str]:
    """A deal that is not as its newest state says, a report neither taken nor explained, a handler that failed."""
    wrong = []
    for report in house.reports():
        outcome.states[report.state] += 1
        if (report.state == "unreadable") != bool(report.trouble):
            wrong.append(f"report {report.id} is {report.state} and says {report.trouble!r}")
    with house.database.read() as session:
        for deal in house.deals():
            query = select(Version).where(Version.kind == "deal", Version.subject == deal.id)
            newest = session.exec(query.order_by(Version.id.desc())).first()  # type: ignore[union-attr]
            if newest is None or not deal.external or deal.organisation != house.organisation:
                wrong.append(f"deal {deal.id} is half there")
            elif newest.facts["name"] != deal.name or newest.facts["stage"] != deal.stage:
                wrong.append(f"deal {deal.id} is not as its newest state says")
    outcome.records = sum(_count(house.database, each) for each in (Deal, BusinessAccount, Review, Submission))
    failed = house.metrics.text().decode()
    wrong += [line for line in failed.splitlines() if line.startswith("truce_handler_failures_total{")]
    return wrong


def main() -> None:
    options = argparse.ArgumentParser(prog="tests.adapters.crm.mutations", description=__doc__)
    options.add_argument("--count", type=int, default=10_000, help="how many (10000)")
    options.add_argument("--first", type=int, default=1, help="the first seed (1)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'mutations.db'}")
        tables().create_all(database.engine)
        house = build(database)
        for system in SECRETS:
            connect(database, house.organisation, system)
        outcome = asyncio.run(run(house, range(chosen.first, chosen.first + chosen.count)))
        house.truce.close()
        database.close()
    told = ", ".join(f"{count} answered {status}" for status, count in sorted(outcome.answers.items()))
    kept = ", ".join(f"{count} {state}" for state, count in sorted(outcome.states.items()))
    sys.stdout.write(f"{chosen.count} mutations: {told}; reports: {kept}; records: {outcome.records}\n")
    sys.stdout.write("".join(f"{line}\n" for line in outcome.wrong[:50]) or "All as it should be.\n")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
