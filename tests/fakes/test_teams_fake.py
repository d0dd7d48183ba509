"""The fake against the real Bot Framework SDK: what Truce relies on, seen from both sides."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from botbuilder.core import CloudAdapterBase, TurnContext  # type: ignore[import-untyped]
from botbuilder.schema import Activity, ConversationParameters, ConversationReference, InvokeResponse  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AppCredentials,
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)
from botframework.connector.models import ErrorResponseException  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import NotSentError
from tests.fakes.teams_limits import Fault
from tests.fakes.teams_tokens import WRONG_TOKENS, TokenKind

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
SCOPE = "https://api.botframework.com"
LOGIN = "ToChannelFromBotLoginUrl"


class _Credentials(AppCredentials):  # type: ignore[misc]  # the SDK has no types
    """Holds a token that was fetched off the SDK's blocking path."""

    def __init__(self, app_id: str, token: str) -> None:
        super().__init__(app_id)
        self._token = token

    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: ARG002
        return self._token


class _CredentialsFactory(ServiceClientCredentialsFactory):  # type: ignore[misc]
    """msal takes https only, so the token is fetched here: in an async method, once, until it runs out."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._env = environment
        self._token, self._until = "", 0.0

    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == self._env["MicrosoftAppId"]

    async def is_authentication_disabled(self) -> bool:
        return False

    def forget(self) -> None:
        self._until = 0.0

    async def create_credentials(
        self,
        app_id: str,
        oauth_scope: str,
        login_endpoint: str,
        validate_authority: bool,  # noqa: ARG002
    ) -> AppCredentials:
        if time.time() >= self._until:
            form = {
                "grant_type": "client_credentials",
                "client_id": app_id,
                "client_secret": self._env["MicrosoftAppPassword"],
                "scope": f"{oauth_scope}/.default",
            }
            async with httpx.AsyncClient() as client:
                answer = await client.post(f"{login_endpoint}/oauth2/v2.0/token", data=form)
            answer.raise_for_status()
            granted = answer.json()
            self._token, self._until = granted["access_token"], time.time() + granted["expires_in"] - 300
        return _Credentials(app_id, self._token)


class _Adapter(CloudAdapterBase):  # type: ignore[misc]
    pass


class Bot:
    """A small bot on the real SDK: answers text with a card, clicks with the next card, dialogs with dialogs."""

    def __init__(self, teams: FakeTeams) -> None:
        environment = teams.environment()
        self.app_id = environment["MicrosoftAppId"]
        self.credentials = _CredentialsFactory(environment)
        self.adapter = _Adapter(
            BotFrameworkAuthenticationFactory.create(
                to_channel_from_bot_login_url=environment["ToChannelFromBotLoginUrl"],
                to_channel_from_bot_oauth_scope=SCOPE,
                to_bot_from_channel_token_issuer=environment["ToBotFromChannelTokenIssuer"],
                oauth_url=SCOPE,
                to_bot_from_channel_open_id_metadata_url=environment["BotOpenIdMetadata"],
                to_bot_from_emulator_open_id_metadata_url=environment["BotOpenIdMetadata"],
                caller_id="urn:botframework:azure",
                credential_factory=self.credentials,
            )
        )
        self.seen: list[Activity] = []
        self.app = Starlette(routes=[Route("/api/messages", self.receive, methods=["POST"])])

    async def receive(self, request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization") or ""
        try:
            result = await self.adapter.bot_framework_authentication.authenticate_request(activity, header)
        except Exception:  # noqa: BLE001  the SDK raises nearly anything
            return Response(status_code=401)
        answer = await self.adapter.process_activity(result, activity, self.turn)
        return Response(status_code=202) if answer is None else JSONResponse(answer.body, answer.status)

    async def turn(self, context: TurnContext) -> None:
        activity = context.activity
        self.seen.append(activity)
        if activity.type == "message":
            await context.send_activity(Activity(type="message", attachments=[attachment(question())]))
        elif activity.type == "invoke":
            body = ANSWERS[activity.name](activity.value)
            response = InvokeResponse(status=200, body=body)
            await context.send_activity(Activity(type="invokeResponse", value=response))

    async def send(self, reference: Json, activity: Json, message_id: str | None = None) -> str:
        """Send, or with an id update, later; errors come back to the caller."""
        made = Activity().deserialize({"type": "message", **activity})
        done: list[Any] = []

        async def turn(context: TurnContext) -> None:
            try:
                if message_id is None:
                    done.append((await context.send_activity(made)).id)
                else:
                    made.id = message_id
                    done.append((await context.update_activity(made)).id)
            except Exception as problem:  # noqa: BLE001  told below, outside of the SDK's own handler
                done.append(problem)

        where = ConversationReference().deserialize(reference)
        await self.adapter.continue_conversation(where, turn, bot_app_id=self.app_id)
        if isinstance(done[0], Exception):
            raise done[0]
        return str(done[0])

    async def start(self, teams: FakeTeams, member: str) -> str:
        parameters = ConversationParameters().deserialize(
            {
                "isGroup": False,
                "bot": {"id": teams.bot_id, "name": "Truce"},
                "members": [{"id": member}],
                "tenantId": teams.tenant.id,
                "channelData": {"tenant": {"id": teams.tenant.id}},
            }
        )
        found: list[str] = []

        async def turn(context: TurnContext) -> None:
            found.append(context.activity.conversation.id)

        await self.adapter.create_conversation(self.app_id, turn, parameters, "msteams", teams.service_url)
        return found[0]


def attachment(card: Json) -> Json:
    return {"contentType": ADAPTIVE, "content": card}


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    own = {"type": "AdaptiveCard", "$schema": schema, "version": "1.5", "body": list(body)}
    return {**own, **({"actions": actions} if actions else {}), **more}


def text(words: str) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True}


def execute(title: str, verb: str, data: Json) -> Json:
    fallback = {"type": "Action.Submit", "title": title, "data": {"verb": verb, **data}}
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data, "fallback": fallback}


def question() -> Json:
    number = {"type": "Input.Number", "id": "score", "label": "Score", "min": 1, "max": 5}
    dialog = {"type": "Action.Submit", "title": "All questions", "data": {"msteams": {"type": "task/fetch"}, "wave": 7}}
    return card(text("How was it?"), number, actions=[execute("Send", "rate", {"wave": 7}), dialog])


def form(title: str) -> Json:
    field = {
        "type": "Input.Text",
        "id": "why",
        "label": "Why",
        "isRequired": True,
        "errorMessage": "Please say why",
    }
    inner = card(text(title), field, actions=[{"type": "Action.Submit", "title": "Next", "data": {"step": title}}])
    return {"task": {"type": "continue", "value": {"title": title, "card": attachment(inner)}}}


def on_submit(value: Json) -> Json:
    return form("Two") if value["data"]["step"] == "One" else {"task": {"type": "message", "value": "Thank you"}}


ANSWERS: dict[str, Any] = {
    "adaptiveCard/action": lambda value: {
        "statusCode": 200,
        "type": ADAPTIVE,
        "value": card(text(f"You said {value['action']['data']['score']}")),
    },
    "task/fetch": lambda _: form("One"),
    "task/submit": on_submit,
    "application/search": lambda value: {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": [{"title": value["queryText"].title(), "value": "1"}]},
    },
}


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as fake:
        yield fake


@pytest.fixture
def bot(teams: FakeTeams) -> Bot:
    made = Bot(teams)
    teams.app = made.app
    return made


def reference(teams: FakeTeams, conversation_id: str) -> Json:
    return {
        "serviceUrl": teams.service_url,
        "channelId": "msteams",
        "bot": {"id": teams.bot_id, "name": "Truce"},
        "conversation": {"id": conversation_id},
    }


async def test_a_person_writes_and_is_answered_with_a_card(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober", timezone="America/New_York")
    reply = await teams.says(alice, "help")
    assert reply.status == 202
    assert [m.card["body"][0]["text"] for m in teams.messages(alice)] == ["How was it?"]
    assert [m.text for m in teams.messages(alice, everyone=True)] == ["help", ""]
    seen = bot.seen[0]
    assert (seen.from_property.aad_object_id, seen.local_timezone) == (alice.aad_id, "America/New_York")
    assert seen.channel_data["tenant"]["id"] == teams.tenant.id


@pytest.mark.parametrize("kind", WRONG_TOKENS)
async def test_a_wrong_token_is_refused_by_the_sdk(teams: FakeTeams, bot: Bot, kind: TokenKind) -> None:
    alice = teams.add_person("Alice Ober")
    activity = teams.activities.message(alice, "help", teams.place(alice))
    assert (await teams.post(activity, token=kind)).status == 401
    assert bot.seen == []
    assert (await teams.post(activity)).status == 202


async def test_a_click_shows_the_new_card_to_the_one_who_clicked(teams: FakeTeams, bot: Bot) -> None:
    alice, ben = teams.add_person("Alice Ober"), teams.add_person("Ben Itō")
    chat = teams.add_group_chat("Launch", [alice, ben])
    await teams.says(alice, "help", chat)
    [message] = teams.messages(chat)
    await teams.click(alice, message, "Send", {"Score": 4})
    assert bot.seen[-1].value["action"]["data"] == {"wave": 7, "score": "4"}
    assert bot.seen[-1].value["trigger"] == "manual"
    assert message.card_for(alice)["body"][0]["text"] == "You said 4"
    assert message.card_for(ben)["body"][0]["text"] == "How was it?"
    assert teams.problems == []


async def test_the_client_does_not_send_what_a_person_could_not(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    await teams.says(alice, "help")
    [message] = teams.messages(alice)
    with pytest.raises(NotSentError, match="no button 'Nope'"):
        await teams.click(alice, message, "Nope")
    with pytest.raises(NotSentError, match="out of range"):
        await teams.click(alice, message, "Send", {"score": 6})
    with pytest.raises(NotSentError, match="no input colour"):
        await teams.click(alice, message, "Send", {"colour": "red"})
    assert len(bot.seen) == 1


async def test_a_dialog_goes_on_until_the_bot_says_something(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    await teams.says(alice, "help")
    await teams.click(alice, teams.messages(alice)[0], "All questions")
    assert bot.seen[-1].value["data"] == {"msteams": {"type": "task/fetch"}, "wave": 7}
    dialog = teams.dialog(alice)
    with pytest.raises(NotSentError, match="Please say why"):
        await teams.submit(dialog, "Next")
    await teams.submit(dialog, "Next", {"Why": "because"})
    assert (dialog.title, bot.seen[-1].value["data"]) == ("Two", {"step": "One", "why": "because"})
    await teams.submit(dialog, "Next", {"Why": "still"})
    assert (dialog.open, dialog.said) == (False, "Thank you")
    assert teams.problems == []


async def test_typing_into_a_choice_asks_the_bot(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    reply = await teams.search(alice, alice, "people", "ben")
    assert reply.problems == []
    assert reply.body["value"]["results"] == [{"title": "Ben", "value": "1"}]
    assert bot.seen[0].value["dataset"] == "people"


async def test_a_mention_in_a_channel_starts_a_thread(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    sales = teams.add_team("Sales", ["General", "Deals"], [alice])
    deals = sales.channel("Deals")
    await teams.says(alice, "who pricing", deals)
    seen = bot.seen[0]
    [asked, answered] = teams.messages(deals, everyone=True)
    assert seen.conversation.id == f"{deals.id};messageid={asked.id}"
    assert seen.text == "<at>Truce</at> who pricing"
    assert seen.entities[0].additional_properties["mentioned"] == {"id": teams.bot_id, "name": "Truce"}
    assert answered.thread == asked.id
    assert seen.channel_data["team"]["id"] == sales.id


async def test_coming_and_going_is_told(teams: FakeTeams, bot: Bot) -> None:
    alice, ben = teams.add_person("Alice Ober", installed=False), teams.add_person("Ben Itō")
    sales = teams.add_team("Sales", members=[alice])
    await teams.install(alice)
    await teams.joins(ben, sales)
    await teams.uninstall(alice, sales)
    told = [(one.type, one.action or (one.channel_data or {}).get("eventType")) for one in bot.seen]
    assert told == [
        ("conversationUpdate", None),
        ("installationUpdate", "add"),
        ("conversationUpdate", "teamMemberAdded"),
        ("installationUpdate", "remove"),
        ("conversationUpdate", "teamMemberRemoved"),
    ]
    assert bot.seen[0].members_added[0].id == teams.bot_id


async def test_a_message_sent_later_is_updated_in_place(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    where = reference(teams, await bot.start(teams, alice.aad_id))
    sent = await bot.send(where, {"text": "first"})
    assert await bot.send(where, {"text": "second"}, message_id=sent) == sent
    [message] = teams.messages(alice)
    assert (message.id, message.text, len(message.versions)) == (sent, "second", 2)
    assert teams.identity.tokens_issued == 1
    with pytest.raises(ErrorResponseException) as missing:
        await bot.send(where, {"text": "third"}, message_id="1")
    assert missing.value.response.status_code == 404


async def test_the_roster_comes_in_pages(teams: FakeTeams, bot: Bot) -> None:
    people = [teams.add_person(f"Person {number}") for number in range(5)]
    guest = teams.add_person("Gil", "gil@elsewhere.example", role="guest")
    sales = teams.add_team("Sales", members=[*people, guest])
    factory = bot.adapter.bot_framework_authentication.create_connector_factory(
        bot.adapter.create_claims_identity(bot.app_id)
    )
    roster = (await factory.create(teams.service_url)).conversations
    first = await roster.get_teams_conversation_paged_members(sales.id, page_size=4)
    rest = await roster.get_teams_conversation_paged_members(sales.id, 4, first.continuation_token)
    assert [m.name for m in first.members + rest.members] == [*(p.name for p in people), "Gil"]
    assert (rest.continuation_token, rest.members[-1].user_role, rest.members[0].email) == (
        None,
        "guest",
        people[4].email,
    )
    one = await roster.get_conversation_member(sales.id, guest.id)
    assert one.name == "Gil"


async def test_who_can_not_be_written_to_is_refused_in_teams_own_words(teams: FakeTeams, bot: Bot) -> None:
    alice, ben = teams.add_person("Alice Ober", installed=False), teams.add_person("Ben Itō")
    with pytest.raises(ErrorResponseException) as stranger:
        await bot.start(teams, alice.id)
    assert (stranger.value.response.status_code, stranger.value.error.error.code) == (
        403,
        "ForbiddenOperationException",
    )
    chat = reference(teams, await bot.start(teams, ben.id))
    teams.block(ben)
    with pytest.raises(ErrorResponseException) as blocked:
        await bot.send(chat, {"text": "hello"})
    assert "MessageWritesBlocked" in blocked.value.response.text
    group = teams.add_group_chat("Launch", [ben], app=False)
    with pytest.raises(ErrorResponseException) as outside:
        await bot.send(reference(teams, group.id), {"text": "hello"})
    assert outside.value.error.error.code == "BotNotInConversationRoster"
    with pytest.raises(ErrorResponseException) as nowhere:
        await bot.send(reference(teams, "a:1nowhere"), {"text": "hello"})
    assert (nowhere.value.response.status_code, nowhere.value.error.error.code) == (404, "ConversationNotFound")


async def test_an_invalid_card_and_a_huge_message_are_refused(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    chat = reference(teams, await bot.start(teams, alice.id))
    with pytest.raises(ErrorResponseException) as bad:
        await bot.send(chat, {"attachments": [attachment(card({"type": "TextBlock"}))]})
    assert bad.value.response.status_code == 400
    assert teams.problems == ["attachments[0]: card.body[0]: TextBlock needs text"]
    with pytest.raises(ErrorResponseException) as huge:
        await bot.send(chat, {"text": "x" * 60_000})
    assert huge.value.response.status_code == 413
    assert teams.messages(alice) == []


async def test_a_revoked_token_is_401(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    chat = reference(teams, await bot.start(teams, alice.id))
    teams.identity.revoke()
    with pytest.raises(Exception) as refused:  # noqa: PT011  the SDK can't read this body and says so in its own way
        await bot.send(chat, {"text": "hello"})
    assert refused.value.response.status_code == 401  # type: ignore[attr-defined]
    bot.credentials.forget()
    assert await bot.send(chat, {"text": "hello"})


async def test_rates_are_kept_by_the_clock_that_the_test_gives() -> None:
    now = [1_800_000_000.0]
    async with FakeTeams(clock=lambda: now[0]) as teams:
        bot = Bot(teams)
        alice = teams.add_person("Alice Ober")
        chat = reference(teams, await bot.start(teams, alice.id))
        for _ in range(7):
            await bot.send(chat, {"text": "hello"})
        with pytest.raises(ErrorResponseException) as throttled:
            await bot.send(chat, {"text": "one too many"})
        assert throttled.value.response.status_code == 429
        assert throttled.value.response.headers["Retry-After"] == "1"
        assert teams.rates.throttled == 1
        now[0] += 1
        await bot.send(chat, {"text": "hello"})
        assert len(teams.messages(alice)) == 8


async def test_without_limits_nothing_is_throttled() -> None:
    async with FakeTeams(limits=False, clock=lambda: 1_800_000_000.0) as teams:
        bot = Bot(teams)
        chat = reference(teams, await bot.start(teams, teams.add_person("Alice Ober").id))
        for _ in range(20):
            await bot.send(chat, {"text": "hello"})
        assert (teams.rates.throttled, teams.count(operation="send", status=201)) == (0, 20)


async def test_a_dropped_connection_may_or_may_not_have_posted(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    chat = reference(teams, await bot.start(teams, alice.id))
    teams.faults.add(Fault("drop", "send"))
    with pytest.raises(Exception, match="Error occurred in request"):
        await bot.send(chat, {"text": "accepted"})
    teams.faults.add(Fault("drop", "send", after=False))
    with pytest.raises(Exception, match="Error occurred in request"):
        await bot.send(chat, {"text": "lost"})
    assert [m.text for m in teams.messages(alice)] == ["accepted"]


async def test_a_server_error_lasts_as_long_as_asked(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    chat = reference(teams, await bot.start(teams, alice.id))
    teams.faults.add(Fault("status", "send", times=2, status=502))
    for _ in range(2):
        with pytest.raises(ErrorResponseException) as failed:
            await bot.send(chat, {"text": "hello"})
        assert failed.value.response.status_code == 502
    await bot.send(chat, {"text": "hello"})
    assert len(teams.messages(alice)) == 1


async def test_the_token_endpoint_fails_and_refuses(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    teams.faults.add(Fault("status", "token", status=503))
    with pytest.raises(httpx.HTTPStatusError):
        await bot.start(teams, alice.id)
    login = teams.environment()["ToChannelFromBotLoginUrl"]
    form = {"grant_type": "client_credentials", "client_id": bot.app_id, "client_secret": "guess", "scope": "x"}
    async with httpx.AsyncClient() as client:
        refused = await client.post(f"{login}/oauth2/v2.0/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


async def test_looking_at_a_card_refreshes_it_for_those_it_names(teams: FakeTeams, bot: Bot) -> None:
    alice, ben = teams.add_person("Alice Ober"), teams.add_person("Ben Itō")
    chat = teams.add_group_chat("Launch", [alice, ben])
    action = {"type": "Action.Execute", "verb": "refresh", "data": {"score": "so far"}}
    shown = card(text("For all"), refresh={"action": action, "userIds": [alice.id]})
    await bot.send(reference(teams, chat.id), {"attachments": [attachment(shown)]})
    [message] = teams.messages(chat)
    assert await teams.opens(ben, message) is None
    await teams.opens(alice, message)
    assert bot.seen[-1].value["trigger"] == "automatic"
    assert message.card_for(alice)["body"][0]["text"] == "You said so far"
    await bot.send(reference(teams, chat.id), {"text": "Closed"}, message_id=message.id)
    assert (message.views, message.text) == ({}, "Closed")


async def test_a_reaction_and_a_plain_submit_reach_the_bot(teams: FakeTeams, bot: Bot) -> None:
    alice = teams.add_person("Alice Ober")
    where = reference(teams, await bot.start(teams, alice.id))
    submit = {"type": "Action.Submit", "title": "Old client", "data": {"verb": "rate", "score": "3"}}
    await bot.send(where, {"attachments": [attachment(card(text("Old"), actions=[submit]))]})
    [message] = teams.messages(alice)
    await teams.post(teams.activities.react(alice, teams.place(alice), message, added="like"))
    await teams.click(alice, message, "Old client")
    assert bot.seen[0].reactions_added[0].type == "like"
    assert (bot.seen[1].value, bot.seen[1].reply_to_id) == ({"verb": "rate", "score": "3"}, message.id)


async def test_a_bot_behind_an_address_is_steered_from_outside(teams: FakeTeams, bot: Bot) -> None:
    server = uvicorn.Server(uvicorn.Config(bot.app, port=0, log_level="error", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await teams.until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"{teams.server.url}/_fake/", timeout=30) as control:
        await control.post("app", json={"url": f"http://127.0.0.1:{port}"})
        await control.post("person", json={"name": "Alice Ober"})
        said = await control.post("say", json={"person": "Alice Ober", "text": "help"})
        [message] = (await control.post("messages", json={"where": "Alice Ober"})).json()
        pressed = {"person": "Alice Ober", "message": message["id"], "title": "Send", "inputs": {"score": "4"}}
        clicked = await control.post("click", json=pressed)
        missed = await control.post("click", json={**pressed, "title": "Nope"})
    server.should_exit = True
    await serving
    assert said.json()["status"] == 202
    assert clicked.json()["body"]["value"]["body"][0]["text"] == "You said 4"
    assert (missed.status_code, "no button" in missed.text) == (400, True)


async def test_a_team_tells_its_name_and_channels(teams: FakeTeams, bot: Bot) -> None:
    sales = teams.add_team("Sales", ["General", "Deals"], [teams.add_person("Alice Ober")])
    login = teams.environment()[LOGIN]
    credentials = await bot.credentials.create_credentials(bot.app_id, SCOPE, login, validate_authority=False)
    bearer = {"Authorization": f"Bearer {credentials.get_access_token()}"}
    async with httpx.AsyncClient(base_url=f"{teams.service_url}v3/teams/", headers=bearer) as client:
        about = (await client.get(sales.id)).json()
        channels = (await client.get(f"{sales.id}/conversations")).json()["conversations"]
    assert (about["name"], about["channelCount"]) == ("Sales", 2)
    assert channels == [{"id": sales.id}, {"id": sales.channel("Deals").id, "name": "Deals"}]


def test_it_runs_as_a_program_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.fakes.teams", "--speed", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603
        assert program.stdout is not None
        environment = json.loads(program.stdout.readline())
        base = environment["ToChannelFromBotLoginUrl"].partition("/login/")[0]
        with httpx.Client(base_url=f"{base}/_fake/") as control:
            assert control.get("settings").json() == environment
            alice = control.post("person", json={"name": "Alice Ober"}).json()
            assert alice["id"].startswith("29:")
            assert control.post("messages", json={"where": "Alice Ober"}).json() == []
            assert control.post("fault", json={"kind": "drop", "times": 3}).json()["times"] == 3
            assert control.post("messages", json={"where": "nobody"}).status_code == 404
            assert control.get("state").json()["people"][0]["email"] == "alice.ober@truce.example"
        program.kill()
