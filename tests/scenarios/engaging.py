"""Brightwater's rules and deals: rules as they are kept, deals as HubSpot tells of them, and as other systems do."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import select
from starlette.applications import Starlette

from adapters.crm.wiring import Wiring
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from bot.deals.reported import AnyTold, Reported
from bot.directory.tokens import key
from storage.audit import Audit, Trail
from storage.deals import Deals, Rate
from storage.directory import Contact, Directory
from storage.people import People
from storage.reports import Connection, Connections
from storage.rules import Ask, Engagement, Entry, Rule, Rules
from storage.sealing import Sealer
from tests.driver import Somebodys, World
from tests.fakes import crm
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.scenarios.company import email

BRAND_MANAGER = "Olga Petrova"
OWNER = "Carla Diaz"
DEAL = 4711
SECRET = "hubspot-client-secret-of-the-stories"
SEALER = Sealer("a secret of the stories that is long enough to be one")
BIG = "deal.amount > 2000000"
_numbers = itertools.count(1)


def a_rule(world: World, name: str = "Brand manager on big deals", **more: Any) -> int:
    """A rule that is on; by default the first of the templates, with its usual numbers."""
    said: dict[str, Any] = {
        "kind": "deal",
        "condition": BIG,
        "involve": [{"topic": "brand manager"}],
        "escalate": [{"to": {"who": "manager"}, "after": 0}],
        "waive": [{"role": "head", "side": "marketing"}],
        "hours": Decimal(8),
    }
    with world.database.write() as session:
        row = Rule(organisation=world.organisation, key=key(name).replace(" ", "-"), name=name, **(said | more))
        row.created = row.changed = world.time.now
        return Rules(session, world.organisation).add(row).id or 0


def named_for(world: World, topic: str, name: str, **scope: str) -> None:
    """Somebody is the directory's contact for a topic."""
    with world.database.write() as session:
        people, directory = People(session, world.organisation), Directory(session, world.organisation)
        person = people.by_email(email(name))
        known = directory.topic_by_key(key(topic)) or directory.add_topic(topic, key(topic), {})
        assert person is not None
        row = Contact(organisation=world.organisation, topic=known.id or 0, person=person.id or 0, state="confirmed")
        for field, value in scope.items():
            setattr(row, field, value)
            setattr(row, f"{field}_key", key(value))
        directory.add_contact(row)


def connected(world: World) -> Starlette:
    """HubSpot reports; its owner number 7 is the deal's owner. Returns where it sends to."""
    wiring = Wiring(owners={"7": email(OWNER)})
    with world.database.write() as session:
        Connections(session).add(
            Connection(
                organisation=world.organisation,
                system="hubspot",
                external=str(crm.HUBSPOT_PORTAL),
                sealed_secret=SEALER.seal(SECRET),
                fields=wiring.model_dump_json(),
                added=world.time.now,
            )
        )
    metrics = Metrics(world.database, world.clock)
    return Starlette(routes=Webhooks(world.truce, world.database, world.clock, metrics, SEALER, crm.PUBLIC).routes())


async def hubspot_says(world: World, app: Starlette, *events: Any) -> None:
    """A signed message with these events, as HubSpot sends it; then everything that follows."""
    answer = await crm.hubspot(list(events), secret=SECRET, at=world.time.now).to(app)
    assert answer.status_code == 200, answer.text
    await world.settle()


def becomes(world: World, name: str, value: str, ago: float = 0, deal: int = DEAL) -> Mapping[str, Any]:
    """A property of a deal has changed, so many seconds ago."""
    return crm.changed(deal, name, value, world.time.now - timedelta(seconds=ago))


async def told(world: World, *items: AnyTold) -> None:
    """Any other system tells of what it keeps, by the door that all of them come through."""
    with world.database.write() as session:
        kept = Connections(session).find("generic", "story")
        if kept is None:
            kept = Connection(
                organisation=world.organisation,
                system="generic",
                external="story",
                sealed_secret="",
                added=world.time.now,
            )
            Connections(session).add(kept)
        number = kept.id or 0
    name = f"story {next(_numbers)}"
    event = Reported(
        key=name,
        at=world.time.now,
        organisation=world.organisation,
        connection=number,
        system="generic",
        report=name,
        body=b"{}",
        told=items,
    )
    await world.truce.handle(event)
    await world.settle()


def a_rate(world: World, currency: str, rate: str) -> None:
    with world.database.write() as session:
        day = (world.time.now - timedelta(days=3)).date()
        row = Rate(organisation=world.organisation, currency=currency, home="USD", rate=Decimal(rate), day=day)
        Deals(session, world.organisation).add(row)


# Looking into the records


def engagements(world: World) -> list[Engagement]:
    with world.database.read() as session:
        return list(session.exec(select(Engagement).order_by(Engagement.id)))  # type: ignore[arg-type]


def states(world: World) -> list[str]:
    return [each.state for each in engagements(world)]


def record(world: World, engagement: int) -> list[str]:
    """What stands in the record, in its order."""
    with world.database.read() as session:
        rows = session.exec(select(Entry).where(Entry.engagement == engagement).order_by(Entry.id))  # type: ignore[arg-type]
        return [each.what for each in rows]


def asks(world: World) -> list[tuple[str, str]]:
    """Who was asked, and what became of it."""
    with world.database.read() as session:
        people = {each.id: each.name for each in People(session, world.organisation).all(left=True)}
        return [(people[each.person], each.state) for each in session.exec(select(Ask).order_by(Ask.id))]  # type: ignore[arg-type]


def trail(world: World) -> list[Trail]:
    with world.database.read() as session:
        return list(Audit(session, world.organisation).newest(10))


def number_of(world: World, name: str) -> int:
    with world.database.read() as session:
        found = People(session, world.organisation).by_email(email(name))
        return found.id or 0 if found else 0


def picked(world: World, who: Somebodys, name: str) -> object:
    """Somebody in a field that finds people, as the client hands it over."""
    number = str(number_of(world, name))
    if isinstance(who.hand, OnSlack):
        return {"text": {"type": "plain_text", "text": name}, "value": number}
    return number


def optional(who: Somebodys, label: str) -> str:
    """The label of a field that may stay empty, as their client writes it."""
    return f"{label} (optional)" if isinstance(who.hand, OnTeams) else label


def changes(world: World, name: str, **fields: Any) -> None:
    """Somebody's record is different from now on."""
    with world.database.write() as session:
        people = People(session, world.organisation)
        person = people.by_email(email(name))
        assert person is not None
        for field, value in fields.items():
            setattr(person, field, value)
        people.add(person)


def utc(text: str) -> datetime:
    """A moment, such as "2027-01-12 09:00"."""
    return datetime.fromisoformat(f"{text}+00:00")
