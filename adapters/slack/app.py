"""The door to Slack. Comes in: signed requests, or Socket Mode's envelopes. Goes out: what the core answered.

One listener a kind of payload; what it means is settled by the core's own table. Slack is answered once the core has
committed, never before: a failure is a 500, so that Slack sends the event again.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic_core import from_json
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from yarl import query_to_pairs

from adapters.platform import Door, Handled
from adapters.slack import inbound
from adapters.slack.afterwards import LAST_WORDS, Afterwards
from adapters.slack.answers import Answers
from adapters.slack.api import Tokens
from adapters.slack.client import SlackClient
from adapters.slack.mrkdwn import plain_text
from bot.clock import Clock
from bot.conversation.events import Event, OpenedHome, Uninstalled

Listener = Callable[[dict[str, Any]], Awaitable[BoltResponse]]

LARGEST = 1_000_000  # bytes of a request; Slack's are far smaller
EVENT_PATH = "/slack/events"

log = logging.getLogger(__name__)


class _Anybody(AsyncAuthorize):
    """Slack's signature says that a payload is genuine; which workspace it concerns, the core knows.

    So no request costs a look-up of a token, or a call of auth.test.
    """

    def __init__(self) -> None:
        """There is nothing to set up."""

    async def __call__(
        self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, **_: Any
    ) -> AuthorizeResult:
        del context
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


class _Listeners(AsyncMiddleware):
    """Hands a genuine payload to whoever listens to its kind; Bolt answers the others, such as a check of the address.

    Bolt's own listeners are asked in turn, with thirty arguments put together for each of them: for a click that takes
    longer than all that Truce does with it.
    """

    def __init__(self, listeners: Mapping[str, Listener], commands: Listener) -> None:
        self._listeners = listeners
        self._commands = commands

    def of(self, body: Mapping[str, Any]) -> Listener | None:
        """Who listens to payloads of this kind."""
        return self._commands if "command" in body else self._listeners.get(str(body.get("type")))

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  Bolt's name
    ) -> BoltResponse:
        del resp
        listener = self.of(req.body)
        return await (listener(req.body) if listener else next())


class SlackApp:
    """Bolt, with the core behind it. `oauth` serves /slack/install, where several workspaces may install the app."""

    def __init__(
        self,
        *,
        door: Door,
        client: SlackClient,
        tokens: Tokens,
        clock: Clock,
        signing_secret: str,
        oauth: AsyncOAuthFlow | None = None,
    ) -> None:
        self._door = door
        self._client = client
        self._tokens = tokens
        self._clock = clock
        self._oauth = oauth
        self._socket: AsyncSocketModeHandler | None = None
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None  # Socket Mode needs none
        self._afterwards = Afterwards()
        self._answers = Answers(client, self._afterwards.add)
        self._listeners = _Listeners(
            {
                "block_actions": self._on_click,
                "event_callback": self._on_event,
                "view_submission": self._on_submission,
                "view_closed": self._on_closing,
                "block_suggestion": self._on_typing,
                "shortcut": self._on_shortcut,
                "message_action": self._on_pointing,
            },
            self._on_command,
        )
        self.bolt = self._make_bolt(signing_secret)

    def _make_bolt(self, signing_secret: str) -> AsyncApp:
        told = logging.getLogger("slack_bolt.truce")
        told.setLevel(logging.ERROR)  # it warns that our client goes before SLACK_BOT_TOKEN, which is what we mean
        return AsyncApp(
            name="truce",  # else Bolt reads the sources of all who called it, to find one
            logger=told,
            client=AsyncWebClient(base_url=self._client.api.base_url, retry_handlers=[]),
            signing_secret=signing_secret,
            before_authorize=self._listeners,
            authorize=_Anybody(),
            oauth_flow=self._oauth,
            process_before_response=True,
            ignoring_self_events_enabled=False,  # inbound.py knows which of them are no news
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )

    # -- HTTP

    def routes(self) -> list[Route]:
        """Where Slack sends its requests, and browsers come to install the app."""
        found = [Route(EVENT_PATH, self._serve, methods=["POST"])]
        if self._oauth is not None:
            found.append(Route(self._oauth.install_path, self._install, methods=["GET"]))
            found.append(Route(self._oauth.redirect_uri_path, self._redirect, methods=["GET"]))
        return found

    async def _serve(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return PlainTextResponse("This is larger than anything Slack sends.", status_code=413)
        try:
            signed = self._signed(request, body)
        except ValueError:  # neither JSON nor a form, so not from Slack
            return PlainTextResponse("This can't be read.", status_code=400)
        if signed is None:  # for Bolt to refuse
            return to_starlette_response(await self.bolt.async_dispatch(to_async_bolt_request(request, body)))
        listener = self._listeners.of(signed)
        if listener is None:
            asked = AsyncBoltRequest(mode="socket_mode", body=signed)  # as by Socket Mode: genuine, and read
            return to_starlette_response(await self.bolt.async_dispatch(asked))
        return to_starlette_response(await _heard(listener, signed))

    def _signed(self, request: Request, body: bytes) -> dict[str, Any] | None:
        """What Slack has signed, read. None for what nobody has; ValueError for what can't be read.

        Bolt would read a form by `parse_qsl`, which takes longer than everything else about a click together, and put
        together a context with a client of its own, which nobody here needs.
        """
        text = body.decode()
        at, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        if self._verifier and at.isdecimal() and self._verifier.is_valid(text, at, signature):
            return _read(text)
        return None

    async def _install(self, request: Request) -> Response:
        assert self._oauth is not None  # noqa: S101  there is no route otherwise
        return to_starlette_response(await self._oauth.handle_installation(to_async_bolt_request(request, b"")))

    async def _redirect(self, request: Request) -> Response:
        assert self._oauth is not None  # noqa: S101  there is no route otherwise
        return to_starlette_response(await self._oauth.handle_callback(to_async_bolt_request(request, b"")))

    # -- Socket Mode

    async def connect(self, app_token: str) -> None:
        """Open the socket, which reconnects by itself; it is closed with everything else."""
        self._socket = AsyncSocketModeHandler(self.bolt, app_token, web_client=self._client.api.web_client())
        await self._socket.connect_async()  # type: ignore[no-untyped-call]

    # -- what Slack sends, and what it gets

    async def _on_event(self, body: dict[str, Any]) -> BoltResponse:
        if changed := inbound.changed_group(body):
            seen = await self._client.group(*changed)
            if seen is not None:
                await self._handled(seen)
            return _fine()
        event = inbound.event(body)
        if event is None:
            return _fine()
        handled = await self._handled(event)
        if isinstance(event, OpenedHome):
            self._answers.home(event, handled)
        if isinstance(event, Uninstalled):
            await self._tokens.forget(event.workspace)
        return _fine()

    async def _on_command(self, body: dict[str, Any]) -> BoltResponse:
        event = inbound.command(body, self._clock.now())
        handled = await self._handled(event)
        return _fine(await self._answers.to_command(body, event, handled))

    async def _on_click(self, body: dict[str, Any]) -> BoltResponse:
        event = inbound.click(body)
        if event is not None:
            await self._answers.to_click(body, event, await self._handled(event))
        return _fine()

    async def _on_submission(self, body: dict[str, Any]) -> BoltResponse:
        try:
            event = inbound.submission(body, self._clock.now())
        except ValueError:
            log.warning("A form came back that can't be read; it was opened by another version of the program.")
            return _fine()
        handled = await self._handled(event)
        return _fine(self._answers.to_submission(body, event, handled))

    async def _on_closing(self, body: dict[str, Any]) -> BoltResponse:
        """A form that somebody gave up: nothing was said."""
        del body
        return _fine()

    async def _on_typing(self, body: dict[str, Any]) -> BoltResponse:
        people = await self._door.suggest(*inbound.suggestion(body))
        options = [{"text": plain_text(label, 75), "value": value} for value, label in people[:100]]
        return _fine({"options": options})

    async def _on_pointing(self, body: dict[str, Any]) -> BoltResponse:
        event = inbound.pointed(body, self._client.api.base_url)
        await self._answers.to_shortcut(body, event, await self._handled(event))
        return _fine()

    async def _on_shortcut(self, body: dict[str, Any]) -> BoltResponse:
        """A global one, of which the manifest declares none; it is taken, so that nobody sees an error."""
        log.info("Slack sent a shortcut that nothing listens to: %s", str(body.get("callback_id"))[:60])
        return _fine()

    async def _handled(self, event: Event) -> Handled:
        with self._afterwards:
            return await self._door.handle(event)

    async def settle(self, within: float = LAST_WORDS) -> None:
        """Wait until the answers have left, at most so many seconds."""
        await self._afterwards.settle(within)

    async def close(self) -> None:
        """Take nothing more from the socket, and let the answers under way leave."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._afterwards.close()


async def _heard(listener: Listener, body: dict[str, Any]) -> BoltResponse:
    """What the listener answers. Where it fails, a 500, as Bolt has it: Slack sends events again."""
    try:
        return await listener(body)
    except Exception:
        log.exception("What Slack sent could not be handled.")
        return BoltResponse(status=500, body="")


def _read(body: str) -> dict[str, Any]:
    """A payload as Slack sends it: JSON, a form, or a form that carries JSON. ValueError for anything else."""
    if body.startswith("{"):
        found = from_json(body)  # pydantic's reader, which takes half the time of Python's
    else:
        form = dict(query_to_pairs(body))
        found = from_json(form["payload"]) if "payload" in form else form
    if not isinstance(found, dict):
        raise ValueError("not a payload")  # noqa: TRY004  as json says it
    return found


def _fine(body: dict[str, Any] | None = None) -> BoltResponse:
    if not body:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=body, headers={"content-type": ["application/json; charset=utf-8"]})
