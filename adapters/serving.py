"""`truce serve`: everything in one ASGI program, with the loops that send and wake.

Comes in: settings. Goes out: a server that runs until it is told to stop, and then finishes what it holds. What keeps
it from starting is a `StartError`, in sentences.
"""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Final

import structlog
import uvicorn
from starlette.applications import Starlette

from adapters.composing import House, SlackSide, TeamsSide, build
from adapters.postman import Patience
from adapters.slack.errors import TROUBLE, RefusedError, refused
from adapters.slack.tokens import OneToken
from adapters.teams.auth import TokenRefusedError, TokenUnavailableError
from bot.clock import Clock
from bot.conversation.events import Event, Installed
from bot.delivery import Retry
from bot.routes import ROUTES
from bot.settings import SLACK_APPS, Settings
from bot.timing import Holidays
from bot.work import Work
from storage.database import Database
from storage.people import Organisations, People

LAST_SENDS: Final = 40.0  # seconds for what is in flight when the program stops: longer than a client waits
LAST_REQUESTS: Final = 10  # seconds for requests under way

log = structlog.get_logger("truce.serving")


class StartError(Exception):
    """Truce can't start; `sentences` say why, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


def serve(settings: Settings, database: Database, clock: Clock, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is told the address once requests are taken. Raises StartError."""
    with (
        listening(settings.host, settings.port) as sock,
        _signals_are_uvicorns(),
        asyncio.Runner(loop_factory=new_loop) as runner,
    ):
        runner.run(_serve(settings, database, clock, sock, ready))


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, which does the same for less; asyncio's own where there is none, as on Windows."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _serve(
    settings: Settings, database: Database, clock: Clock, sock: socket.socket, ready: Callable[[str], None]
) -> None:
    async with running(settings, database, clock) as app:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=LAST_REQUESTS
        )
        ready(f"http://{settings.host}:{settings.port}")
        log.info("serving", port=settings.port)
        await uvicorn.Server(config).serve(sockets=[sock])
        log.info("stopping")


def settle_memory() -> None:
    """What is there once everything is built stays: looking through it for garbage would stop the program each time.

    A full look takes a tenth of a second and more, in the middle of a burst of clicks.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def running(
    settings: Settings, database: Database, clock: Clock, *, patience: Patience | None = None
) -> AsyncIterator[Starlette]:
    """Truce with its loops running, as an ASGI program. Raises StartError; when left, finishes what it holds."""
    async with AsyncExitStack() as stack:
        house = build(settings, database, clock, patience=patience)
        stack.push_async_callback(asyncio.to_thread, house.truce.close)
        if house.slack:
            stack.push_async_callback(house.slack.client.close)
        if house.teams:
            stack.push_async_callback(house.teams.http.aclose)
        await introduce(house)
        await asyncio.to_thread(start_organisations, database, clock)
        await stack.enter_async_context(_loops(house))
        if house.slack:
            stack.push_async_callback(house.slack.app.close)
            await _socket_mode(house.slack)
        settle_memory()
        yield Starlette(routes=house.routes)


@asynccontextmanager
async def _loops(house: House) -> AsyncIterator[None]:
    sending = asyncio.create_task(house.postman.run())
    house.waker.start()
    house.rouser.rouse(house.postman.kick, house.waker.kick)
    try:
        yield
    finally:
        house.rouser.rest()
        await house.waker.finish()
        house.postman.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(sending, LAST_SENDS)


# Who we are to the platforms


async def introduce(house: House) -> None:
    """Ask each platform whether it knows us, and let the core know the workspaces that the settings name.

    They are of one company: a workspace that is new here joins the organisation of the others.
    """
    events: list[Installed] = []
    if house.slack and isinstance(house.slack.tokens, OneToken):
        events.append(await _slack_workspace(house, house.slack, house.slack.tokens))
    if house.teams and house.teams.registration.app_id:
        await _teams_knows_us(house.teams)
        events += _tenant(house, house.teams)
    for event in events:
        home = await asyncio.to_thread(_home, house.database, events)
        await house.truce.handle(event.model_copy(update={"organisation": home}))


async def _slack_workspace(house: House, side: SlackSide, tokens: OneToken) -> Installed:
    now = house.clock.now()
    try:
        event = await tokens.introduce(side.api, now)
    except RefusedError as no:
        raise StartError(slack_refusal(no)) from None
    return event.model_copy(update={"key": f"{event.key}:{now.isoformat()}"})  # each start counts: it may be repaired


def slack_refusal(no: RefusedError) -> str:
    """Why Slack did not take the token, and what to do."""
    if not isinstance(no.outcome, Retry):
        return (
            f"Slack does not accept SLACK_BOT_TOKEN ({no.error or 'refused'}). Copy the current one from {SLACK_APPS}, "
            'your app, "OAuth & Permissions"; if it is not there, press "Install to Workspace" first.'
        )
    return (
        f"Slack can't be reached ({no.outcome.reason}). Check this machine's network, proxy settings and SLACK_API_URL."
    )


async def _teams_knows_us(side: TeamsSide) -> None:
    try:
        await side.token.get()
    except TokenRefusedError as no:
        raise StartError(teams_refusal(no)) from None
    except TokenUnavailableError as no:
        raise StartError(
            f"Microsoft's sign-in can't be reached ({no}). Check this machine's network and proxy settings."
        ) from None


def teams_refusal(no: TokenRefusedError) -> str:
    """Why Microsoft gave no token, and what to do."""
    return (
        f"Microsoft does not accept MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId: {no} Compare them "
        'with https://portal.azure.com, "App registrations", your bot; an expired password is made anew under '
        '"Certificates & secrets" (copy its value, not its id).'
    )


def _tenant(house: House, side: TeamsSide) -> list[Installed]:
    tenant, now = side.registration.tenant_id, house.clock.now()
    if not tenant:
        return []
    return [
        Installed(
            key=f"teams:tenant:{tenant}:{now.isoformat()}",
            at=now,
            platform="teams",
            workspace=tenant,
            name="Microsoft Teams",
            bot=f"28:{side.registration.app_id}",
        )
    ]


def _home(database: Database, events: Sequence[Installed]) -> int | None:
    with database.read() as session:
        organisations = Organisations(session)
        for event in events:
            known = organisations.of_workspace(event.platform, event.workspace)
            if known is not None:
                return known.organisation
        there = organisations.all()
        return there[0].id if len(there) == 1 else None


def start_organisations(database: Database, clock: Clock) -> None:
    """Let every capability set the timers that must always be there, for each organisation."""
    now = clock.now()
    with database.write() as session:
        for organisation in Organisations(session).all():
            if organisation.id is None:
                continue
            work = Work(People(session, organisation.id), Event(key="started", at=now), now, Holidays())
            for hook in ROUTES.started:
                hook(work)


# Doors


async def _socket_mode(side: SlackSide) -> None:
    """Open the socket, where there is a token for one; it is asked for once before, since Bolt would try for ever."""
    if not side.app_token:
        return
    try:
        await side.api.web_client().apps_connections_open(app_token=side.app_token)
    except TROUBLE as problem:
        raise StartError(socket_refusal(refused(problem, "apps.connections.open", repeatable=True))) from None
    await side.app.connect(side.app_token)


def socket_refusal(no: RefusedError) -> str:
    """Why Slack opens no socket, and what to do."""
    if isinstance(no.outcome, Retry):
        return f"Slack can't be reached ({no.outcome.reason}). Check this machine's network and proxy settings."
    return (
        f"Slack does not open a socket with SLACK_APP_TOKEN ({no.error or 'refused'}). Copy it from {SLACK_APPS}, your "
        'app, "Basic Information", "App-Level Tokens" (xapp-..., with connections:write), and switch "Socket Mode" on.'
    )


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that takes connections. Raises StartError when the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        sock = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as problem:
        told = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise StartError(
            f"Port {port} on {host} can't be used: {told}. Stop what uses it, or choose another one (PORT)."
        ) from None
    with sock:
        yield sock


@contextmanager
def _signals_are_uvicorns() -> Iterator[None]:
    """Uvicorn stops on these signals and raises them once more at its end, which would cut short what follows."""
    before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
