"""The endpoint that Teams posts activities to. In: a signed activity. Out: what Teams shows in answer.

Answered only after the door has handled what happened. Whatever is wrong with a token, the answer is 401. One of the
two files that import the SDK, which checks the tokens.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from botbuilder.schema import Activity  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.platform import Door, Handled, RosterError
from adapters.teams import answers, dialogs, inbound
from adapters.teams.auth import Registration
from adapters.teams.known import Known
from adapters.teams.render import FileUrl
from bot.conversation.events import Happened, MembersSeen, Profile
from bot.conversation.reading import Reader

Json = dict[str, Any]
ProfileOf = Callable[[str, str, str], Awaitable[Profile | None]]
"""(tenant, conversation, Teams id) -> the member as Teams describes them."""

LARGEST: Final = 1_000_000  # bytes of an activity; Teams' own stay far below
_PATIENCE: Final = 3.0  # seconds for looking somebody up, of the ten that Teams waits
_log = structlog.get_logger(__name__)


def routes(
    door: Door,
    registration: Registration,
    known: Known,
    *,
    commands: Collection[str],
    now: Callable[[], datetime],
    allow_unauthenticated: bool = False,
    profile_of: ProfileOf | None = None,
    file_url: FileUrl | None = None,
) -> list[Route]:
    """The route of the messaging endpoint.

    `commands` are the first words that are commands. Without an app id everything is refused, unless
    `allow_unauthenticated` says that this is development with a local client. `profile_of` looks up people who write
    for the first time, so that they are known by their e-mail at once.
    """
    gate = _Gate(registration, open_=allow_unauthenticated and not registration.app_id)
    endpoint = _Endpoint(door, gate, known, frozenset(commands), now, profile_of, file_url)
    return [Route("/api/messages", endpoint.messages, methods=["POST"])]


class _Gate:
    """Who may come in."""

    def __init__(self, registration: Registration, *, open_: bool) -> None:
        self._registration, self._open = registration, open_
        cloud = registration.cloud
        metadata = registration.open_id_metadata or cloud.metadata
        # Tokens of the Bot Framework Emulator are checked against the channel's keys, which never signed one.
        self._authentication = BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_login_url=registration.login_url or cloud.login,
            to_channel_from_bot_oauth_scope=cloud.scope,
            to_bot_from_channel_token_issuer=registration.issuer or cloud.issuer,
            oauth_url=cloud.scope,
            to_bot_from_channel_open_id_metadata_url=metadata,
            to_bot_from_emulator_open_id_metadata_url=metadata,
            credential_factory=PasswordServiceClientCredentialFactory(
                registration.app_id, registration.password, registration.tenant_id
            ),
            auth_configuration=AuthenticationConfiguration(),
        )

    async def refusal(self, activity: Json, header: str) -> str:
        """Why the activity may not come in; empty if it may."""
        if self._open:
            return ""
        if not self._registration.app_id:
            return "Truce has no MicrosoftAppId, so nobody can prove to be Teams."
        if not header:
            return "The request carries no token."
        try:
            # The SDK fetches signing keys with blocking calls, once a day: not on our event loop.
            await asyncio.to_thread(self._check, activity, header)
        except Exception as problem:  # noqa: BLE001  the SDK raises a dozen kinds, all of which mean no
            _log.warning("teams.token_refused", kind=type(problem).__name__)
            return "The token is not one that Teams gave for this bot."
        if not self._registration.takes(inbound.tenant(activity)):
            _log.warning("teams.other_tenant")
            return "This bot serves another tenant."
        return ""

    def _check(self, activity: Json, header: str) -> None:
        who = Activity(channel_id=activity["channelId"], service_url=activity["serviceUrl"])
        asyncio.run(self._authentication.authenticate_request(who, header))


@dataclass(frozen=True)
class _Endpoint:
    door: Door
    gate: _Gate
    known: Known
    commands: frozenset[str]
    now: Callable[[], datetime]
    profile_of: ProfileOf | None
    file_url: FileUrl | None

    async def messages(self, request: Request) -> Response:
        raw = await request.body()
        try:
            activity = _activity(raw)
        except ValueError as problem:
            return _error(400, str(problem))
        if refusal := await self.gate.refusal(activity, request.headers.get("Authorization", "")):
            return _error(401, refusal)
        try:
            return await self._answer(activity)
        except Exception:  # noqa: BLE001  whatever it was, Teams is told and the log knows
            # What was learned may not be on disk: the next activity tells it again.
            self.known.forget(inbound.tenant(activity), inbound.sender(activity))
            _log.exception("teams.activity_failed", type=activity["type"], name=activity.get("name"))
            return _error(500, "Truce could not handle this just now. Please try again.")

    async def _answer(self, activity: Json) -> Response:
        await self._meet(activity)
        turn = inbound.read(activity, self.known, commands=self.commands, now=self.now())
        for happened in turn.news:
            await self.door.handle(await self._completed(happened, activity))
        reader = Reader(
            self.now(), language=str(activity.get("locale") or "en"), workspace=("teams", inbound.tenant(activity))
        )
        if turn.answer == "search" and turn.by:
            found = []
            if turn.asked.get("dataset") == dialogs.PEOPLE:
                found = list(await self.door.suggest(turn.by, str(turn.asked.get("queryText") or "")))
            return JSONResponse(dialogs.suggestions(found))
        if turn.answer == "unknown":
            return Response(status_code=501)
        handled = await self.door.handle(turn.act) if turn.act else None
        return await self._shown(turn, handled, reader)

    async def _shown(self, turn: inbound.Turn, handled: Handled | None, reader: Reader) -> Response:
        body: Json | None
        match turn.answer:
            case "card":
                body = await answers.on_card(handled, reader, self.file_url)
            case "dialog":
                body = await answers.on_dialog(handled, reader, turn, self.file_url)
            case _:
                return Response(status_code=200)
        return JSONResponse(body) if body else Response(status_code=200)

    async def _meet(self, activity: Json) -> None:
        """Learn the directory ids of people who are mentioned, so that the core knows who is meant."""
        tenant = inbound.tenant(activity)
        conversation = str(activity["conversation"]["id"]).partition(";")[0]
        for stranger in inbound.strangers(activity, self.known)[:10]:
            self.known.serves(tenant, activity["serviceUrl"])
            profile = await self._look_up(tenant, conversation, stranger)
            if profile:
                self.known.met(tenant, stranger, profile.user)

    async def _completed(self, happened: Happened, activity: Json) -> Happened:
        """Somebody who writes for the first time, with their e-mail: that is how accounts are joined."""
        if not isinstance(happened, MembersSeen) or activity["conversation"].get("conversationType") != "personal":
            return happened
        if [member.user for member in happened.members] != [inbound.sender(activity)]:
            return happened
        conversation, teams_id = str(activity["conversation"]["id"]), str(activity["from"]["id"])
        found = await self._look_up(happened.workspace, conversation, teams_id)
        if found is None:
            return happened
        member = happened.members[0]
        more = {"email": found.email, "guest": found.guest, "name": found.name or member.name}
        return happened.model_copy(update={"members": (member.model_copy(update=more),)})

    async def _look_up(self, tenant: str, conversation: str, teams_id: str) -> Profile | None:
        if self.profile_of is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self.profile_of(tenant, conversation, teams_id)
        except (TimeoutError, RosterError) as problem:
            _log.warning("teams.member_not_read", kind=type(problem).__name__)
            return None


def _activity(raw: bytes) -> Json:
    """The activity as plain JSON; ValueError says what is wrong with it."""
    if len(raw) > LARGEST:
        raise ValueError(f"The activity is larger than {LARGEST} bytes.")
    try:
        activity = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise ValueError("The body is not JSON.") from problem
    if not isinstance(activity, dict):
        raise ValueError("The body is not an activity: a JSON object is expected.")  # noqa: TRY004
    try:
        inbound.Shape.model_validate(activity)
    except ValidationError as problem:
        wrong = "; ".join(".".join(map(str, each["loc"])) + ": " + each["msg"] for each in problem.errors()[:5])
        raise ValueError(f"The activity is not complete. {wrong}") from problem
    return activity


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": {"code": str(status), "message": message}}, status_code=status)
