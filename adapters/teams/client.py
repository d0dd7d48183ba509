"""Sends to Teams through the Bot Framework's connector, reads rosters, and says how it went in the core's words.

One of the two files that import the SDK, which is archived: a move to another one touches these two, and makes
`wire`, the HTTP below it, superfluous.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
from botbuilder.schema import (  # type: ignore[import-untyped]
    Activity,
    Attachment,
    ChannelAccount,
    ConversationParameters,
)
from botframework.connector.aio import ConnectorClient  # type: ignore[import-untyped]
from botframework.connector.bot_framework_sdk_client_async import (  # type: ignore[import-untyped]
    BotFrameworkConnectorConfiguration,
)
from msrest.authentication import Authentication

from adapters.platform import Outgoing, Target
from adapters.teams import outcomes, pictures, render
from adapters.teams.auth import AppToken, Registration
from adapters.teams.known import Known, parsed, written
from adapters.teams.roster import Rooms, Roster
from adapters.teams.wire import pipeline
from adapters.teams.writing import plain
from bot.conversation.events import Happened, Profile
from bot.conversation.model import Platform
from bot.delivery import TEAMS, Outcome, Pace, Sent, Wait

Json = dict[str, Any]
FileUrl = Callable[[str, int], str]
"""(delivery, index of the part) -> where its file can be fetched."""


class TeamsClient:
    """The platform's client for Teams. `rooms` gives the teams (ids) of a tenant that the core remembers.

    A message's external id is "conversation|activity", as `Act.message` is.
    """

    platform: Platform = "teams"
    pace: Pace = TEAMS

    def __init__(
        self,
        registration: Registration,
        known: Known,
        http: httpx.AsyncClient,
        now: Callable[[], datetime],
        *,
        file_url: FileUrl | None = None,
        rooms: Rooms | None = None,
    ) -> None:
        self._registration, self._known, self._http = registration, known, http
        self._file_url = file_url
        self._token = AppToken(registration, http)
        self._connectors: dict[str, Any] = {}
        self._roster = Roster(self, known, now, bot=f"28:{registration.app_id}", rooms=rooms)

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        """Send a new message, into a channel or chat or to somebody directly (opening the chat if need be)."""
        reference = self._reference(target)
        where = f"{target.channel};messageid={target.thread}" if target.channel and target.thread else target.channel
        where = where or str(reference.get("conversation") or "")
        service_url = self.service_url(target.workspace, reference)
        if not service_url:
            return Wait(outcomes.UNKNOWN_PLACE)
        if not where:
            opened = await self._open(target, reference, service_url)
            if not isinstance(opened, str):
                return opened
            where = opened
        activity = await self._activity(out)
        try:
            sent = await self.connector(service_url).conversations.send_to_conversation(where, activity)
        except Exception as problem:  # noqa: BLE001  the SDK and the network raise many kinds; each gets its meaning
            return outcomes.read(problem)
        return Sent(f"{where.partition(';')[0]}|{sent.id if sent else ''}")

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        """Write to the person directly: in Teams nothing in a channel is for one person only."""
        return await self.post(Target(target.workspace, user=target.user, reference=target.reference), out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:
        """Make a message sent before look like this card."""
        where, _, message = external.rpartition("|")
        service_url = self.service_url(workspace, parsed(reference))
        if not service_url:
            return Wait(outcomes.UNKNOWN_PLACE)
        activity = await self._activity(out)
        activity.id = message
        try:
            await self.connector(service_url).conversations.update_activity(where, message, activity)
        except Exception as problem:  # noqa: BLE001  as above
            return outcomes.read(problem)
        return Sent(external)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002  the platform's contract
        """None: a bot can't read what it wrote in Teams, so nobody can tell."""
        return None

    def roster(self, workspace: str) -> AsyncIterator[Happened]:
        """Who is in the teams that the bot is in, and who has written to it: never everybody in the tenant."""
        return self._roster.read(workspace)

    def member(self, target: Target) -> AsyncIterator[Happened]:
        """Whether this one is still in the tenant, as far as Teams tells."""
        return self._roster.look_for(target.workspace, target.user, self._reference(target))

    async def profile(self, workspace: str, conversation: str, user: str, reference: str = "") -> Profile | None:
        """A member of a conversation as Teams describes them; None if they aren't in it. Raises RosterError."""
        return await self._roster.profile(workspace, conversation, user, reference)

    async def _open(self, target: Target, reference: Json, service_url: str) -> str | Outcome:
        """The chat with somebody who hasn't written yet, or why there is none."""
        try:
            chat = await self.create(str(reference.get("user") or target.user), target.workspace, service_url)
        except Exception as problem:  # noqa: BLE001  as above
            return outcomes.read(problem, creating=True)
        found = {"user": target.user, **reference, "serviceUrl": service_url, "conversation": chat}
        self._known.noted(target.workspace, target.user, written(found))
        return chat

    async def create(self, user: str, workspace: str, service_url: str) -> str:
        """The id of the chat with somebody; raises what the SDK or Teams raises."""
        asked = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{self._registration.app_id}"),
            members=[ChannelAccount(id=user)],
            tenant_id=workspace,
            channel_data={"tenant": {"id": workspace}},
        )
        return str((await self.connector(service_url).conversations.create_conversation(asked)).id)

    async def _activity(self, out: Outgoing) -> Any:
        images = await pictures.draw(out.card, out.reader)
        content = render.card(out.card, out.reader, images=images, file_url=self._links(out))
        return Activity(
            type="message",
            summary=plain(out.card.notification, out.reader, 200) or None,
            attachments=[Attachment(content_type=render.CONTENT_TYPE, content=content)],
        )

    def _links(self, out: Outgoing) -> render.FileUrl | None:
        make, parts = self._file_url, out.card.parts
        return (lambda file: make(out.id, parts.index(file))) if make else None

    def _reference(self, target: Target) -> Json:
        if target.channel:
            return parsed(target.reference)
        given = parsed(target.reference)
        return given if given.get("conversation") else {**given, **self._known.reference(target.workspace, target.user)}

    def service_url(self, workspace: str, reference: Json) -> str:
        """Where Teams is reached for somebody, or for anybody in this tenant; empty while nobody has told."""
        told = str(reference.get("serviceUrl") or "")
        return told or self._known.service_url(workspace) or self._registration.service_url

    def connector(self, service_url: str) -> Any:
        """The SDK's client for this address."""
        if service_url not in self._connectors:
            configuration = BotFrameworkConnectorConfiguration(
                Authentication(), service_url, pipeline_type=lambda _: pipeline(self._http, self._token)
            )
            self._connectors[service_url] = ConnectorClient(
                Authentication(), base_url=service_url, custom_configuration=configuration
            )
        return self._connectors[service_url]
