"""The parts of a running Truce, each built once from the settings and handed to those that need it.

Comes in: settings, a database, a clock. Goes out: `House`. Nothing here talks to anybody; `adapters.serving` does.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import httpx
from starlette.routing import Route

from adapters.crm.fetching import Fetching
from adapters.installing import KeptInstallations, KeptStates
from adapters.platform import Client
from adapters.postman import Patience, Postman
from adapters.slack.api import Api
from adapters.slack.app import SlackApp
from adapters.slack.client import SlackClient
from adapters.slack.oauth import oauth_flow
from adapters.slack.tokens import InstalledTokens, OneToken
from adapters.teams.app import routes as teams_routes
from adapters.teams.auth import AppToken, Registration
from adapters.teams.client import TeamsClient
from adapters.teams.known import Known
from adapters.waking import Waker
from adapters.web import api, calendar, gates, pages
from adapters.web.checks import database_answers, writers_live
from adapters.web.files import FileLinks
from adapters.web.metrics import Metrics
from adapters.web.webhooks import Webhooks
from bot.clock import Clock
from bot.core import Truce
from bot.delivery import slack_pace
from bot.routes import GATE_ANSWER, MEETINGS, ROUTES
from bot.settings import Settings, SlackBy
from storage import migrating
from storage.database import Database
from storage.people import Organisations, People
from storage.sealing import Sealer, parts

PATIENCE = 20.0  # seconds for one call of Teams


class Rouser:
    """Tells the loops, in their own thread, that a batch was committed: there may be something to send or to wake."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kicks: tuple[Callable[[], None], ...] = ()

    def rouse(self, *kicks: Callable[[], None]) -> None:
        """Call these from now on, in the loop that runs now."""
        self._loop, self._kicks = asyncio.get_running_loop(), kicks

    def rest(self) -> None:
        self._loop = None

    def __call__(self) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        for kick in self._kicks:
            loop.call_soon_threadsafe(kick)


@dataclass(frozen=True)
class SlackSide:
    """`tokens` is the one workspace's, or those of all that installed the app. `app_token` opens Socket Mode."""

    api: Api
    client: SlackClient
    app: SlackApp
    tokens: OneToken | InstalledTokens
    app_token: str


@dataclass(frozen=True)
class TeamsSide:
    registration: Registration
    http: httpx.AsyncClient
    client: TeamsClient
    token: AppToken
    routes: Sequence[Route]


@dataclass
class House:
    """Everything, built and not yet running."""

    settings: Settings
    database: Database
    clock: Clock
    truce: Truce
    rouser: Rouser
    metrics: Metrics
    slack: SlackSide | None = None
    teams: TeamsSide | None = None
    postman: Postman = field(init=False)
    waker: Waker = field(init=False)
    routes: list[Route] = field(default_factory=list)


def build(settings: Settings, database: Database, clock: Clock, *, patience: Patience | None = None) -> House:
    """Build everything that the settings ask for. `patience` is for those who try crashes in a hurry."""
    metrics, rouser = Metrics(database, clock), Rouser()

    def committed() -> None:
        metrics.committed()
        rouser()

    truce = Truce(database, clock, ROUTES, committed=committed, observer=metrics.observe, address=settings.public_url)
    house = House(settings, database, clock, truce, rouser, metrics)
    links = _links(house)
    checks: list[api.Check] = [database_answers(database), partial(migrating.problem, database), writers_live]
    clients: dict[str, Client] = {}
    if settings.slack_by is not SlackBy.NOT:
        house.slack = _slack(house)
        house.routes += house.slack.app.routes()
        clients["slack"] = house.slack.client
    if settings.teams:
        house.teams = _teams(house, links)
        house.routes += house.teams.routes
        clients["teams"] = house.teams.client
    # Routes are tried in turn, so what comes by the hundred stands first
    house.routes += [*_webhooks(house).routes(), *api.routes(checks, metrics, links), *pages.routes(clock)]
    house.routes += [
        *gates.routes(database, clock, GATE_ANSWER),
        *calendar.routes(database, clock, MEETINGS.feeding.feed),
    ]
    sources = {"crm": Fetching(database, _sealer(settings), clock)}
    house.postman = Postman(database, clients, clock, truce, sources=sources, patience=patience)
    house.waker = Waker(database, clock, truce)
    return house


def _links(house: House) -> FileLinks | None:
    """Files by link need an address that people can reach, and a secret to sign with."""
    secret, address = house.settings.secret.get_secret_value(), house.settings.public_url
    return FileLinks(parts(secret)[0], address, house.database, house.clock) if secret and address else None


def _webhooks(house: House) -> Webhooks:
    settings = house.settings
    sealer, public = _sealer(settings), settings.public_url
    return Webhooks(house.truce, house.database, house.clock, house.metrics, sealer, public)


def _sealer(settings: Settings) -> Sealer | None:
    secret = settings.secret.get_secret_value()
    return Sealer(secret) if secret else None


def _slack(house: House) -> SlackSide:
    settings, clock = house.settings, house.clock
    tokens: OneToken | InstalledTokens
    if settings.slack_by is SlackBy.OAUTH:
        sealer = Sealer(settings.secret.get_secret_value())
        tokens = InstalledTokens(KeptInstallations(house.database, sealer, clock))
    else:
        tokens = OneToken(settings.slack_bot_token.get_secret_value())
    api = Api(tokens, settings.slack_api_url)
    client = SlackClient(api, clock, pace=slack_pace(settings.slack_messages_per_second))
    oauth = None
    if isinstance(tokens, InstalledTokens):
        oauth = oauth_flow(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            public_url=settings.public_url,
            tokens=tokens,
            states=KeptStates(house.database, clock),
            door=house.truce,
            clock=clock,
            base_url=api.base_url,
        )
    app = SlackApp(
        door=house.truce,
        client=client,
        tokens=tokens,
        clock=clock,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        oauth=oauth,
    )
    return SlackSide(api, client, app, tokens, settings.slack_app_token.get_secret_value())


def registration(settings: Settings) -> Registration:
    """Truce's registration with Microsoft. Raises ValueError for a cloud that is not known."""
    return Registration(
        app_id=settings.teams_app_id,
        password=settings.teams_password.get_secret_value(),
        tenant_id=settings.teams_tenant,
        app_type=settings.teams_app_type,
        channel_service=settings.teams_channel_service,
        open_id_metadata=settings.teams_open_id_metadata,
        login_url=settings.teams_login_url,
        issuer=settings.teams_issuer,
    )


def _teams(house: House, links: FileLinks | None) -> TeamsSide:
    registered, known = registration(house.settings), Known()
    http = httpx.AsyncClient(timeout=PATIENCE)

    async def rooms(tenant: str) -> Sequence[str]:
        return await asyncio.to_thread(_teams_of, house.database, tenant)

    client = TeamsClient(registered, known, http, house.clock.now, file_url=links.url if links else None, rooms=rooms)
    served = teams_routes(
        house.truce,
        registered,
        known,
        commands=ROUTES.commands,
        now=house.clock.now,
        allow_unauthenticated=house.settings.teams_allow_unauthenticated,
        profile_of=client.profile,
    )
    return TeamsSide(registered, http, client, AppToken(registered, http), served)


def _teams_of(database: Database, tenant: str) -> list[str]:
    """The ids of the teams of a tenant that the core has heard of."""
    with database.read() as session:
        workspace = Organisations(session).of_workspace("teams", tenant)
        if workspace is None:
            return []
        groups = People(session, workspace.organisation).groups()
        return [group.external for group in groups if (group.platform, group.workspace) == ("teams", tenant)]
