"""Who is in a tenant, as far as Teams shows it to a bot: its teams, those who wrote, and one person looked for.

Goes out: `MembersSeen` and `GroupSeen`. What is asked goes over the client's line.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, Literal, Protocol

import structlog

from adapters.platform import RosterError
from adapters.teams import outcomes
from adapters.teams.known import Known, parsed, written
from bot.conversation.events import GroupSeen, Happened, MembersSeen, Profile

Json = dict[str, Any]
Rooms = Callable[[str], Awaitable[Sequence[str]]]
Found = Profile | Literal["nobody"] | None
"""Somebody as Teams describes them, "nobody" if it says that they aren't there, None if it doesn't tell."""
CHATS = 50
"""So many people who have written to Truce are told of at once."""
PAGE = 200
_OUTSIDE: Final = {403, 404}
"""Truce isn't in this team or chat (any more), or it is gone: nothing that trying again would mend."""
_log = structlog.get_logger(__name__)


class Line(Protocol):
    """How Teams is asked: the client."""

    def connector(self, service_url: str) -> Any: ...

    def service_url(self, workspace: str, reference: Json) -> str: ...

    async def create(self, user: str, workspace: str, service_url: str) -> str: ...


class Roster:
    """`rooms` gives the teams (ids) of a tenant that the core remembers; `bot` is what Teams calls Truce."""

    def __init__(
        self, line: Line, known: Known, now: Callable[[], datetime], *, bot: str, rooms: Rooms | None = None
    ) -> None:
        self._line, self._known, self._now, self._bot, self._rooms = line, known, now, bot, rooms

    async def read(self, workspace: str) -> AsyncIterator[Happened]:
        """Read who is in the teams that the bot is in, and who has written to it.

        Teams gives no list of a whole tenant, so this is partial: nobody is gone because they are missing here.
        """
        since, shown = self._now(), set[str]()
        for team, name in (await self._teams(workspace)).items():
            async for seen in self._team(workspace, team, name):
                shown |= {member.user for member in seen.members} if isinstance(seen, MembersSeen) else set()
                yield seen
        known = self._known.references(workspace)
        references = [each for each in known if parsed(each).get("aadObjectId") not in shown]
        for first in range(0, len(references), CHATS):
            news = self._news(workspace, f"chats:{first}")  # told before it is read: what changes meanwhile is newer
            if profiles := [each async for each in self._chats(workspace, references[first : first + CHATS])]:
                yield MembersSeen(**news, members=tuple(profiles))
        yield MembersSeen(**self._news(workspace, "end"), members=(), complete=True, partial=True, since=since)

    async def look_for(self, workspace: str, user: str, reference: Json) -> AsyncIterator[Happened]:
        """Look for one person: in their own chat, in each team, and in the end in the tenant.

        Only Teams' plain word that there is no such person counts as their having left.
        """
        news = self._news(workspace, f"member:{user}")  # before it is read, as above
        found = await self._found(workspace, user, reference)
        if isinstance(found, Profile):
            yield MembersSeen(**news, members=(found,))
        elif found == "nobody":
            self._known.forget(workspace, user)  # should they be back, that is news
            yield MembersSeen(**news, members=(Profile(user=user, name="", left=True),))

    async def _found(self, workspace: str, user: str, reference: Json) -> Found:
        service_url = self._line.service_url(workspace, reference)
        if not service_url:
            return None
        chat = str(reference.get("conversation") or "")
        told = await self._in(chat, user, service_url, written(reference)) if chat else None
        if isinstance(told, Profile):
            return told
        for team in await self._teams(workspace):
            found = await self._in(team, user, service_url)
            if isinstance(found, Profile):
                return found
        return await self._in_tenant(workspace, user, service_url) or told

    async def _in(self, conversation: str, user: str, service_url: str, reference: str = "") -> Found:
        """A member as Teams describes them, "nobody" if it says that they aren't in it, None if it doesn't tell."""
        try:
            member = await self._line.connector(service_url).conversations.get_conversation_member(conversation, user)
        except outcomes.RefusedError as problem:
            if outcomes.is_nobody(problem):
                return "nobody"
            if problem.status in _OUTSIDE:
                return None
            raise RosterError(outcomes.read(problem)) from problem
        except Exception as problem:
            raise RosterError(outcomes.read(problem)) from problem
        profile = self._profile(member, service_url, reference)
        return "nobody" if _is_leftover(profile) else profile

    async def _in_tenant(self, workspace: str, user: str, service_url: str) -> Found:
        """Open the chat with somebody, of which they see nothing: that works as long as they are in the tenant."""
        try:
            chat = await self._line.create(user, workspace, service_url)
        except outcomes.RefusedError as problem:
            if outcomes.is_nobody(problem):
                return "nobody"
            if problem.status in {400, *_OUTSIDE}:  # they may be there, without the app
                return None
            raise RosterError(outcomes.read(problem, creating=True)) from problem
        except Exception as problem:
            raise RosterError(outcomes.read(problem, creating=True)) from problem
        found = await self._in(chat, user, service_url)
        if not isinstance(found, Profile):
            return found
        return found.model_copy(update={"reference": written({**parsed(found.reference), "conversation": chat})})

    async def _teams(self, workspace: str) -> dict[str, str]:
        """The teams (by id) that the bot is in, as far as this process or the core knows, and their names."""
        teams = self._known.teams(workspace)
        for team in await self._rooms(workspace) if self._rooms else ():
            teams.setdefault(team, "")
        return teams

    async def _chats(self, workspace: str, references: Sequence[str]) -> AsyncIterator[Profile]:
        for reference in references:
            read = parsed(reference)
            profile = await self.profile(workspace, str(read["conversation"]), str(read["user"]), reference)
            if profile:
                yield profile

    async def profile(self, workspace: str, conversation: str, user: str, reference: str = "") -> Profile | None:
        """A member of a conversation as Teams describes them; None if they aren't in it. Raises RosterError."""
        found = await self._in(conversation, user, self._line.service_url(workspace, parsed(reference)), reference)
        return found if isinstance(found, Profile) else None

    async def _team(self, workspace: str, team: str, name: str) -> AsyncIterator[Happened]:
        members: list[str] = []
        token: str | None = None
        service_url = self._line.service_url(workspace, {})
        group = self._news(workspace, f"{team}:group")
        while True:
            news = self._news(workspace, f"{team}:{len(members)}")
            try:
                read = self._line.connector(service_url).conversations.get_teams_conversation_paged_members
                page = await read(team, page_size=PAGE, continuation_token=token)
            except outcomes.RefusedError as problem:
                if problem.status not in _OUTSIDE:
                    raise RosterError(outcomes.read(problem)) from problem
                _log.info("teams.team_not_read", code=problem.code)  # the others are read all the same
                self._known.left_team(workspace, team)
                return
            except Exception as problem:
                raise RosterError(outcomes.read(problem)) from problem
            found = [self._profile(member, service_url) for member in page.members or ()]
            profiles = tuple(self._with_chat(workspace, each) for each in found if not _is_leftover(each))
            members += [profile.user for profile in profiles]
            if profiles:
                yield MembersSeen(**news, members=profiles)
            token = page.continuation_token
            if not token:
                break
        yield GroupSeen(**group, group=team, handle=name, members=tuple(members))

    def _with_chat(self, workspace: str, profile: Profile) -> Profile:
        """A member with the chat that is known; from a team alone it would have to be opened."""
        known = self._known.reference(workspace, profile.user)
        return profile.model_copy(update={"reference": written(known)}) if known.get("conversation") else profile

    def _profile(self, member: Any, service_url: str, reference: str = "") -> Profile:
        more = {**(member.properties or {}), **(member.additional_properties or {})}
        user = str(member.aad_object_id or more.get("objectId") or member.id)
        told = {"serviceUrl": service_url, "bot": self._bot, "user": str(member.id)}
        told |= {"aadObjectId": user, "tenant": str(_field(member, more, "tenant_id", "tenantId"))}
        return Profile(
            user=user,
            name=str(member.name or ""),
            email=_field(member, more, "email", "email")
            or _field(member, more, "user_principal_name", "userPrincipalName"),
            guest=_field(member, more, "user_role", "userRole") in {"guest", "anonymous"},
            reference=reference or written(told),
        )

    def _news(self, workspace: str, what: str) -> Json:
        now = self._now()
        return {
            "key": f"teams:roster:{workspace}:{what}:{now.isoformat()}",
            "at": now,
            "platform": "teams",
            "workspace": workspace,
        }


def _is_leftover(profile: Profile) -> bool:
    """A member without a directory id, and no guest: what conversations keep of somebody deleted from the tenant."""
    return profile.user.startswith("29:") and not profile.guest


def _field(member: Any, more: Json, name: str, key: str) -> str:
    return str(getattr(member, name, None) or more.get(key) or "")
