"""The fake against the real Bot Framework SDK: what Truce relies on, seen from both sides."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from botbuilder.core import CloudAdapterBase, TurnContext  # type: ignore[import-untyped]
from botbuilder.schema import Activity, ConversationParameters, ConversationReference, InvokeResponse  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AppCredentials,
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_tokens import WRONG_TOKENS, TokenKind

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
SCOPE = "https://api.botframework.com"


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
