"""A Teams of our own, and Truce's endpoint and client in front of a door that writes everything down."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from adapters.platform import Outgoing, Target
from adapters.teams import app
from adapters.teams.auth import Registration
from adapters.teams.client import TeamsClient
from adapters.teams.known import Known
from bot.conversation.cards import Card
from bot.conversation.events import ReferenceSeen
from tests.adapters.teams.door import RecordingDoor
from tests.adapters.teams.made import NOON, READER
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_tenant import Person

COMMANDS = ("help", "pulse", "who")


@dataclass
class Bot:
    """Truce in Teams, with everything that a test wants to touch."""

    teams: FakeTeams
    door: RecordingDoor
    client: TeamsClient
    known: Known
    registration: Registration
    http: httpx.AsyncClient

    @property
    def tenant(self) -> str:
        return self.teams.identity.tenant_id

    def target(self, person: Person) -> Target:
        """As the core knows somebody: with the reference that it was last told."""
        told = [seen.reference for seen in self.door.of(ReferenceSeen) if seen.user == person.aad_id]
        return Target(self.tenant, user=person.aad_id, reference=told[-1] if told else "")

    def starlette(self, **more: Any) -> Starlette:
        options: dict[str, Any] = {"commands": COMMANDS, "now": lambda: NOON, "profile_of": self.client.profile}
        return Starlette(routes=app.routes(self.door, self.registration, self.known, **(options | more)))


def outgoing(card: Card) -> Outgoing:
    return Outgoing("d1", card, READER, since=datetime(2027, 3, 1, tzinfo=UTC))


def registered(settings: dict[str, str]) -> Registration:
    """The registration, by the settings' names in the environment."""
    return Registration(
        app_id=settings["MicrosoftAppId"],
        password=settings["MicrosoftAppPassword"],
        tenant_id=settings["MicrosoftAppTenantId"],
        app_type=settings["MicrosoftAppType"],
        open_id_metadata=settings["BotOpenIdMetadata"],
        login_url=settings["ToChannelFromBotLoginUrl"],
        issuer=settings["ToBotFromChannelTokenIssuer"],
    )


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with FakeTeams() as teams, httpx.AsyncClient(timeout=10) as http:
        registration = registered(teams.environment())
        known, door = Known(), RecordingDoor()
        client = TeamsClient(registration, known, http, lambda: NOON)
        bot = Bot(teams, door, client, known, registration, http)
        teams.app = bot.starlette()
        yield bot
