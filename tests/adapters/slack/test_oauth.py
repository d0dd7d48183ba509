"""Somebody adds Truce to another workspace, from the browser."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from adapters.slack.api import Api
from adapters.slack.app import SlackApp
from adapters.slack.client import SlackClient
from adapters.slack.oauth import oauth_flow
from adapters.slack.tokens import Installation, InstalledTokens
from bot.conversation.events import Installed, Uninstalled
from tests.adapters.slack.house import House, RecordingDoor

URL = "https://truce.example"

# slack_sdk's own exchange of a code still uses what aiohttp 4 will drop
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


class Shelf:
    """Keeps installations in memory, and counts how often one is looked up."""

    def __init__(self) -> None:
        self.kept: dict[str, Installation] = {}
        self.looked = 0

    async def save(self, installation: Installation) -> None:
        self.kept[installation.workspace] = installation

    async def find(self, workspace: str) -> Installation | None:
        self.looked += 1
        return self.kept.get(workspace)

    async def delete(self, workspace: str) -> None:
        self.kept.pop(workspace, None)


class Marks:
    def __init__(self) -> None:
        self.open: set[str] = set()

    async def issue(self) -> str:
        self.open.add(f"mark-{len(self.open)}")
        return f"mark-{len(self.open) - 1}"

    async def consume(self, state: str) -> bool:
        known = state in self.open
        self.open.discard(state)
        return known


class Many:
    """Truce for many workspaces, with the browser of whoever installs it."""

    def __init__(self, house: House) -> None:
        self.slack = house.slack
        self.shelf, self.door = Shelf(), RecordingDoor()
        self.tokens = InstalledTokens(self.shelf)
        self.client = SlackClient(Api(self.tokens, house.slack.url), house.clock)
        flow = oauth_flow(
            client_id=house.slack.client_id,
            client_secret=house.slack.client_secret,
            public_url=URL,
            tokens=self.tokens,
            states=Marks(),
            door=self.door,
            clock=house.clock,
            base_url=house.slack.url,
        )
        self.app = SlackApp(
            door=self.door,
            client=self.client,
            tokens=self.tokens,
            clock=house.clock,
            signing_secret=house.slack.signing_secret,
            oauth=flow,
        )
        self.asgi = Starlette(routes=self.app.routes())
        self.browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.asgi), base_url=URL)


@pytest.fixture
async def many(house: House) -> AsyncIterator[Many]:
    made = Many(house)
    yield made
    await made.browser.aclose()
    await made.app.close()
    await made.client.close()


async def test_installing_keeps_the_token_and_tells_the_core(many: Many) -> None:
    globex = many.slack.add_workspace("Globex")
    boss = many.slack.add_user("gina", workspace=globex, is_admin=True)
    page = await many.browser.get("/slack/install")
    assert "scope=app_mentions" in page.text
    done = await many.browser.get(
        "/slack/oauth_redirect", params={"code": many.slack.oauth_code(globex), "state": "mark-0"}
    )
    assert done.status_code == 200
    kept = many.shelf.kept[globex.id]
    assert (kept.name, kept.bot_user, kept.by) == ("Globex", globex.bot_user, boss.id)
    installed = many.door.events[0]
    assert isinstance(installed, Installed)
    assert (installed.workspace, installed.name, installed.by) == (globex.id, "Globex", boss.id)
    assert await many.tokens.token(globex.id) == kept.token


async def test_a_link_made_elsewhere_installs_nothing(many: Many) -> None:
    globex = many.slack.add_workspace("Globex")
    done = await many.browser.get(
        "/slack/oauth_redirect", params={"code": many.slack.oauth_code(globex), "state": "mark-0"}
    )
    assert done.status_code == 400
    assert many.shelf.kept == {}
    assert many.door.events == []


async def test_a_mark_works_once(many: Many) -> None:
    globex = many.slack.add_workspace("Globex")
    many.slack.add_user("gina", workspace=globex, is_admin=True)
    await many.browser.get("/slack/install")
    cookie = {"Cookie": "slack-app-oauth-state=mark-0"}
    asked = {"code": many.slack.oauth_code(globex), "state": "mark-0"}
    assert (await many.browser.get("/slack/oauth_redirect", params=asked, headers=cookie)).status_code == 200
    again = {"code": many.slack.oauth_code(globex), "state": "mark-0"}
    assert (await many.browser.get("/slack/oauth_redirect", params=again, headers=cookie)).status_code == 401


async def test_a_token_is_looked_up_once_and_dropped_when_the_app_is_removed(many: Many) -> None:
    team = many.slack.home.id
    await many.tokens.save(Installation(team, "Acme", many.slack.bot_token, "U1", "", "U2"))
    fresh = InstalledTokens(many.shelf)
    assert [await fresh.token(team) for _ in range(3)] == [many.slack.bot_token] * 3
    assert many.shelf.looked == 1
    await many.slack.deliver(many.slack.uninstalled(), many.asgi)
    assert isinstance(many.door.events[0], Uninstalled)
    assert many.shelf.kept == {}
    assert await many.tokens.token(team) is None


async def test_settings_in_the_environment_do_not_bring_stores_of_their_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "100.200")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-other")
    many = Many(house)
    assert type(many.app.bolt.installation_store).__name__ == "_Installations"
    answer = await many.slack.deliver(many.slack.command("alice", "/who x"), many.asgi)
    assert answer.status == 200
    assert len(many.door.events) == 1
    await many.browser.aclose()
    await many.client.close()
