"""Meetings of Brightwater, whose agendas stories are about: the series, and what is on record of its agendas."""

from datetime import datetime
from typing import Any

from sqlmodel import select

from adapters.web.client import WORKSPACE
from bot.conversation.model import Place
from bot.meetings.keeping import Keeping
from bot.meetings.setup import Setup
from bot.practices.applying import working
from bot.recurring import Schedule
from bot.routes import MEETINGS
from storage.audit import Audit, Trail
from storage.meetings import AgendaComment, AgendaItem, AgendaVote, Meeting
from storage.people import People
from tests.driver import ZONE, Channel, World
from tests.hands.base import Hand
from tests.hands.slack import OnSlack
from tests.hands.teams import OnTeams
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, email

TUESDAY = datetime(2027, 1, 5, 9)  # noqa: DTZ001  a wall time
"""The first one of the month, on the wall in Vienna."""
NAME = "Deal council"


def places(world: World, channel: Channel) -> tuple[Place, ...]:
    """The channel on each platform of the story."""
    found: list[Place] = []
    if "slack" in channel.on:
        found.append(
            Place(platform="slack", workspace=world.slack.home.id, channel=channel.on["slack"].id, kind="channel")
        )
    if "teams" in channel.on:
        found.append(
            Place(platform="teams", workspace=world.teams.tenant.id, channel=channel.on["teams"].id, kind="channel")
        )
    if "web" in channel.on:
        found.append(Place(platform="web", workspace=WORKSPACE, channel=channel.on["web"], kind="channel"))
    return tuple(found)


def a_series(world: World, channel: Channel | None = None, name: str = NAME, **more: Any) -> int:
    """On the first Tuesday of each month at nine, for an hour; owned by both heads."""
    said: dict[str, Any] = {
        "name": name,
        "purpose": "What the large deals need of both sides.",
        "schedule": Schedule("FREQ=MONTHLY;BYDAY=1TU", TUESDAY, ZONE),
        "minutes": 60,
        "policy": "after",
        "country": "",
        "lead": 2,
        "owner": number_of(world, HEAD_OF_SALES),
        "co_owner": number_of(world, HEAD_OF_MARKETING),
        "channels": places(world, channel) if channel is not None else (),
    }
    with world.database.write() as session:
        work = working(session, world.organisation, world.time.now)
        return Keeping(MEETINGS.ports).create(Setup(**(said | more)), work).id or 0


def number_of(world: World, name: str) -> int:
    with world.database.read() as session:
        found = People(session, world.organisation).by_email(email(name))
        assert found is not None
        return found.id or 0


def items(world: World) -> list[AgendaItem]:
    with world.database.read() as session:
        return list(session.exec(select(AgendaItem).order_by(AgendaItem.id)).all())  # type: ignore[arg-type]


def meetings(world: World) -> list[Meeting]:
    with world.database.read() as session:
        return list(session.exec(select(Meeting).order_by(Meeting.starts)).all())  # type: ignore[arg-type]


def votes(world: World) -> list[AgendaVote]:
    with world.database.read() as session:
        return list(session.exec(select(AgendaVote)).all())


def comments(world: World) -> list[AgendaComment]:
    with world.database.read() as session:
        return list(session.exec(select(AgendaComment)).all())


def refusals(world: World) -> list[Trail]:
    with world.database.read() as session:
        return [each for each in Audit(session, world.organisation).newest(50) if each.what == "refused"]


def posts(world: World, channel: Channel, words: str) -> dict[str, int]:
    """How many messages in the channel say so, by platform."""
    hands: dict[str, Hand] = {}
    for each in world.everybody:
        kind = "slack" if isinstance(each.hand, OnSlack) else "teams" if isinstance(each.hand, OnTeams) else "web"
        hands.setdefault(kind, each.hand.at(channel.of(each.hand)))
    return {kind: sum(words in shown.text for shown in hand.messages()) for kind, hand in hands.items()}
