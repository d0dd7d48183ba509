"""`truce serve` as a whole: who it is to the platforms, what it finishes before it stops, and why it won't start."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from adapters.clock import SystemClock
from adapters.serving import StartError, listening, running
from bot.settings import Settings
from storage.database import Database
from storage.people import Organisations, People, Workspace
from storage.timers import AllTimers
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import TENANT_ID, FakeTeams

SECRET = "a secret of the tests that is long enough to be one"


def settings_for(
    database: Database, slack: FakeSlack | None = None, teams: FakeTeams | None = None, **more: Any
) -> Any:
    given: dict[str, Any] = {"DATABASE_URL": database.url, "TRUCE_SECRET": SECRET}
    if slack:
        given |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.url,
        }
    given |= teams.environment() if teams else {}
    return Settings.read(env_file=None, **{name: value for name, value in (given | more).items() if value is not None})


@asynccontextmanager
async def serving(settings: Settings, database: Database) -> AsyncIterator[Starlette]:
    settings.require()
    async with running(settings, database, SystemClock()) as app:
        yield app


async def until(true: Callable[[], Any]) -> Any:
    """Wait for something that happens by itself, for a minute at most."""
    async with asyncio.timeout(60):
        while not (found := await asyncio.to_thread(true)):  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.02)
    return found


def workspaces(database: Database) -> dict[tuple[str, str], Workspace]:
    with database.read() as session:
        return {(row.platform, row.external): row for row in Organisations(session).workspaces()}


def names(database: Database) -> set[str]:
    with database.read() as session:
        return {p.name for o in Organisations(session).all() for p in People(session, o.id or 0).all()}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(limits=False) as made:
        made.add_user("alice", real_name="Alice Ober")
        yield made


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(limits=False) as made:
        yield made


async def test_a_workspace_by_token_is_known_read_and_answered(sqlite_database: Database, slack: FakeSlack) -> None:
    async with serving(settings_for(sqlite_database, slack), sqlite_database) as app:
        assert workspaces(sqlite_database)["slack", slack.home.id].installed
        await until(lambda: "Alice Ober" in names(sqlite_database))

        slack.connect(app)
        answer = await slack.deliver(slack.command("alice", "/truce help"))
        assert answer.status == 200
        await slack.deliver(slack.direct_message("alice", "help"))
        await until(lambda: slack.messages("alice"))


async def test_socket_mode_needs_no_address(sqlite_database: Database, slack: FakeSlack) -> None:
    settings = settings_for(sqlite_database, slack, SLACK_SIGNING_SECRET=None, SLACK_APP_TOKEN=slack.app_token)
    async with serving(settings, sqlite_database):
        slack.connect("socket")
        await slack.socket.connected()
        await slack.deliver(slack.direct_message("alice", "help"))
        await until(lambda: slack.messages("alice"))
        assert "Here is what you can do" in slack.messages("alice")[-1].text


async def test_both_platforms_are_one_company(sqlite_database: Database, slack: FakeSlack, teams: FakeTeams) -> None:
    async with serving(settings_for(sqlite_database, slack, teams), sqlite_database):
        found = workspaces(sqlite_database)
    assert found["slack", slack.home.id].organisation == found["teams", TENANT_ID].organisation


async def test_a_second_start_changes_nothing_but_what_was_held_goes_out(
    sqlite_database: Database, slack: FakeSlack
) -> None:
    settings = settings_for(sqlite_database, slack)
    async with serving(settings, sqlite_database) as app:
        slack.connect(app)
        slack.revoke(error="token_revoked")
        await slack.deliver(slack.direct_message("alice", "help"))
        await until(lambda: _states(sqlite_database) >= {"held"})

    slack.installations[slack.bot_token].error = ""
    async with serving(settings, sqlite_database):
        await until(lambda: slack.messages("alice"))
        assert len(workspaces(sqlite_database)) == 1


async def test_timers_that_must_always_be_there_are_set_at_each_start(
    sqlite_database: Database, slack: FakeSlack
) -> None:
    settings = settings_for(sqlite_database, slack)
    async with serving(settings, sqlite_database):
        pass
    with sqlite_database.write() as session:
        for timer in AllTimers(session).due(SystemClock().now().replace(year=2100), 100):
            session.delete(timer)
    async with serving(settings, sqlite_database):
        with sqlite_database.read() as session:
            assert AllTimers(session).next_due() is not None


async def test_its_pages_for_machines_are_there(sqlite_database: Database, slack: FakeSlack) -> None:
    async with (
        serving(settings_for(sqlite_database, slack), sqlite_database) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://truce") as browser,
    ):
        assert (await browser.get("/healthz")).status_code == 200
        assert (await browser.get("/readyz")).json() == {"status": "ready", "reasons": []}
        assert "truce_events_total" in (await browser.get("/metrics")).text


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's own, see test_oauth
async def test_another_workspace_installs_it_and_its_token_is_sealed(
    sqlite_database: Database, slack: FakeSlack
) -> None:
    other = slack.add_workspace("Second House")
    slack.add_user("boss", workspace=other, is_admin=True)
    settings = settings_for(
        sqlite_database,
        slack,
        SLACK_BOT_TOKEN=None,
        SLACK_CLIENT_ID=slack.client_id,
        SLACK_CLIENT_SECRET=slack.client_secret,
        PUBLIC_URL="https://truce.example",
    )
    async with (
        serving(settings, sqlite_database) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://truce.example") as browser,
    ):
        page = await browser.get("/slack/install")
        state = browser.cookies["slack-app-oauth-state"]
        assert state in page.text
        given = {"code": slack.oauth_code(other), "state": state}
        assert (await browser.get("/slack/oauth_redirect", params=given)).status_code == 200
        assert workspaces(sqlite_database)["slack", other.id].installed

        again = await browser.get("/slack/oauth_redirect", params={**given, "code": slack.oauth_code(other)})
        assert again.status_code == 400, "a mark is good for once"

    token = next(token for token, each in slack.installations.items() if each.team == other.id)
    with sqlite_database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM installation").mappings().one()
        assert connection.exec_driver_sql("SELECT count(*) FROM installation_state").scalar_one() == 0
    assert token not in str(dict(kept))
    assert state not in str(dict(kept))


async def test_a_wrong_slack_token_is_told_with_its_place(sqlite_database: Database, slack: FakeSlack) -> None:
    settings = settings_for(sqlite_database, slack, SLACK_BOT_TOKEN="xoxb-not-one-of-slacks")
    with pytest.raises(StartError, match=r"SLACK_BOT_TOKEN \(invalid_auth\).*OAuth & Permissions"):
        async with serving(settings, sqlite_database):
            pass
    assert workspaces(sqlite_database) == {}


async def test_a_slack_that_does_not_answer_is_told(sqlite_database: Database, slack: FakeSlack) -> None:
    settings = settings_for(sqlite_database, slack)
    await slack.stop_listening()
    with pytest.raises(StartError, match=r"Slack can't be reached.*SLACK_API_URL"):
        async with serving(settings, sqlite_database):
            pass


async def test_a_wrong_app_token_is_told_with_its_place(sqlite_database: Database, slack: FakeSlack) -> None:
    settings = settings_for(sqlite_database, slack, SLACK_APP_TOKEN="xapp-not-one-of-slacks")
    with pytest.raises(StartError, match=r"SLACK_APP_TOKEN \(invalid_auth\).*App-Level Tokens"):
        async with serving(settings, sqlite_database):
            pass


async def test_wrong_teams_credentials_are_told_with_their_place(sqlite_database: Database, teams: FakeTeams) -> None:
    settings = settings_for(sqlite_database, teams=teams, MicrosoftAppPassword="not the secret")
    with pytest.raises(StartError, match=r"MicrosoftAppPassword.*App registrations"):
        async with serving(settings, sqlite_database):
            pass


async def test_a_sign_in_that_does_not_answer_is_told(sqlite_database: Database, teams: FakeTeams) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}/login"
    settings = settings_for(sqlite_database, teams=teams, ToChannelFromBotLoginUrl=nowhere)
    with pytest.raises(StartError, match="sign-in can't be reached"):
        async with serving(settings, sqlite_database):
            pass


def test_a_port_in_use_is_told() -> None:
    with (
        listening("127.0.0.1", 0) as taken,
        pytest.raises(StartError, match=r"Port \d+ .* can't be used: Address already in use.*PORT"),
        listening("127.0.0.1", taken.getsockname()[1]),
    ):
        pass


def _states(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.connection().exec_driver_sql("SELECT state FROM delivery").scalars())
