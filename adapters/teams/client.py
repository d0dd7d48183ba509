"""Sends to Teams through the Bot Framework's connector, reads rosters, and says how it went in the core's words.

One of the two files that import the SDK, which is archived: a move to another one touches these two, and makes
`wire`, the HTTP below it, superfluous.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
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

from adapters.platform import Outgoing, RosterError, Target
from adapters.teams import outcomes, pictures, render
from adapters.teams.auth import AppToken, Registration
from adapters.teams.known import Known, parsed, written
from adapters.teams.wire import pipeline
from adapters.teams.writing import plain
from bot.conversation.events import GroupSeen, Happened, MembersSeen, Profile
from bot.conversation.model import Platform
from bot.delivery import TEAMS, Outcome, Pace, Sent, Wait

Json = dict[str, Any]
Rooms = Callable[[str], Awaitable[Sequence[str]]]
FileUrl = Callable[[str, int], str]
"""(delivery, index of the part) -> where its file can be fetched."""
CHATS = 50
"""So many people who have written to Truce are told of at once."""
PAGE = 200


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
        self._registration, self._known, self._http, self._now = registration, known, http, now
        self._file_url, self._rooms = file_url, rooms
        self._token = AppToken(registration, http)
        self._connectors: dict[str, Any] = {}

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        """Send a new message, into a channel or chat or to somebody directly (opening the chat if need be)."""
        reference = self._reference(target)
        where = f"{target.channel};messageid={target.thread}" if target.channel and target.thread else target.channel
        where = where or str(reference.get("conversation") or "")
        service_url = self._service_url(target.workspace, reference)
        if not service_url:
            return Wait(outcomes.UNKNOWN_PLACE)
        if not where:
            opened = await self._open(target, reference, service_url)
            if not isinstance(opened, str):
                return opened
            where = opened
        activity = await self._activity(out)
        try:
            sent = await self._connector(service_url).conversations.send_to_conversation(where, activity)
        except Exception as problem:  # noqa: BLE001  the SDK and the network raise many kinds; each gets its meaning
            return outcomes.read(problem)
        return Sent(f"{where.partition(';')[0]}|{sent.id if sent else ''}")

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        """Write to the person directly: in Teams nothing in a channel is for one person only."""
        return await self.post(Target(target.workspace, user=target.user, reference=target.reference), out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:
        """Make a message sent before look like this card."""
        where, _, message = external.rpartition("|")
        service_url = self._service_url(workspace, parsed(reference))
        if not service_url:
            return Wait(outcomes.UNKNOWN_PLACE)
        activity = await self._activity(out)
        activity.id = message
        try:
            await self._connector(service_url).conversations.update_activity(where, message, activity)
        except Exception as problem:  # noqa: BLE001  as above
            return outcomes.read(problem)
        return Sent(external)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002  the platform's contract
        """None: a bot can't read what it wrote in Teams, so nobody can tell."""
        return None

    async def roster(self, workspace: str) -> AsyncIterator[Happened]:
        """Read who is in the teams that the bot is in, and who has written to it.

        Teams gives no list of a whole tenant, so this is never complete: nobody is gone because they are missing here.
        """
        teams = self._known.teams(workspace)
        for team in await self._rooms(workspace) if self._rooms else ():
            teams.setdefault(team, "")
        for team, name in teams.items():
            async for seen in self._team(workspace, team, name):
                yield seen
        references = list(self._known.references(workspace))
        for first in range(0, len(references), CHATS):
            news = self._news(workspace, f"chats:{first}")  # told before it is read: what changes meanwhile is newer
            if profiles := [each async for each in self._chats(workspace, references[first : first + CHATS])]:
                yield MembersSeen(**news, members=tuple(profiles))

    async def _chats(self, workspace: str, references: Sequence[str]) -> AsyncIterator[Profile]:
        for reference in references:
            read = parsed(reference)
            profile = await self.profile(workspace, str(read["conversation"]), str(read["user"]), reference)
            if profile:
                yield profile

    async def profile(self, workspace: str, conversation: str, user: str, reference: str = "") -> Profile | None:
        """A member of a conversation as Teams describes them; None if they aren't in it. Raises RosterError."""
        service_url = self._service_url(workspace, parsed(reference))
        try:
            member = await self._connector(service_url).conversations.get_conversation_member(conversation, user)
            return self._profile(member, service_url, reference)
        except outcomes.RefusedError as problem:
            if problem.status in {403, 404}:
                return None
            raise RosterError(outcomes.read(problem)) from problem
        except Exception as problem:
            raise RosterError(outcomes.read(problem)) from problem

    async def _team(self, workspace: str, team: str, name: str) -> AsyncIterator[Happened]:
        members: list[str] = []
        token: str | None = None
        service_url = self._service_url(workspace, {})
        while True:
            try:
                read = self._connector(service_url).conversations.get_teams_conversation_paged_members
                page = await read(team, page_size=PAGE, continuation_token=token)
            except Exception as problem:
                raise RosterError(outcomes.read(problem)) from problem
            profiles = tuple(self._profile(member, service_url) for member in page.members or ())
            members += [profile.user for profile in profiles]
            if profiles:
                yield MembersSeen(**self._news(workspace, f"{team}:{len(members)}"), members=profiles)
            token = page.continuation_token
            if not token:
                break
        yield GroupSeen(**self._news(workspace, f"{team}:group"), group=team, handle=name, members=tuple(members))

    def _profile(self, member: Any, service_url: str, reference: str = "") -> Profile:
        more = {**(member.properties or {}), **(member.additional_properties or {})}
        user = str(member.aad_object_id or more.get("objectId") or member.id)
        told = {"serviceUrl": service_url, "bot": f"28:{self._registration.app_id}", "user": str(member.id)}
        told |= {"aadObjectId": user, "tenant": str(_field(member, more, "tenant_id", "tenantId"))}
        return Profile(
            user=user,
            name=str(member.name or ""),
            email=_field(member, more, "email", "email")
            or _field(member, more, "user_principal_name", "userPrincipalName"),
            guest=_field(member, more, "user_role", "userRole") in {"guest", "anonymous"},
            reference=reference or written(told),
        )

    async def _open(self, target: Target, reference: Json, service_url: str) -> str | Outcome:
        """The chat with somebody who hasn't written yet, or why there is none."""
        member = ChannelAccount(id=str(reference.get("user") or target.user))
        asked = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{self._registration.app_id}"),
            members=[member],
            tenant_id=target.workspace,
            channel_data={"tenant": {"id": target.workspace}},
        )
        try:
            opened = await self._connector(service_url).conversations.create_conversation(asked)
        except Exception as problem:  # noqa: BLE001  as above
            return outcomes.read(problem, creating=True)
        found = {"user": target.user, **reference, "serviceUrl": service_url, "conversation": str(opened.id)}
        self._known.noted(target.workspace, target.user, written(found))
        return str(opened.id)

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

    def _service_url(self, workspace: str, reference: Json) -> str:
        told = str(reference.get("serviceUrl") or "")
        return told or self._known.service_url(workspace) or self._registration.service_url

    def _connector(self, service_url: str) -> Any:
        if service_url not in self._connectors:
            configuration = BotFrameworkConnectorConfiguration(
                Authentication(), service_url, pipeline_type=lambda _: pipeline(self._http, self._token)
            )
            self._connectors[service_url] = ConnectorClient(
                Authentication(), base_url=service_url, custom_configuration=configuration
            )
        return self._connectors[service_url]

    def _news(self, workspace: str, what: str) -> Json:
        now = self._now()
        return {
            "key": f"teams:roster:{workspace}:{what}:{now.isoformat()}",
            "at": now,
            "platform": "teams",
            "workspace": workspace,
        }


def _field(member: Any, more: Json, name: str, key: str) -> str:
    return str(getattr(member, name, None) or more.get(key) or "")
