"""Who is in a workspace, and in which user groups. Comes in: Slack's lists. Goes out: `MembersSeen` and `GroupSeen`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from adapters.slack.api import Api
from adapters.slack.errors import RefusedError
from bot.clock import Clock
from bot.conversation.events import GroupSeen, MembersSeen, Profile
from bot.delivery import Retry

Pause = Callable[[float], Awaitable[None]]

PAGE = 200
PAUSES = 20  # in a row, before the reading is given up
NO_GROUPS = {"missing_scope", "paid_teams_only", "plan_upgrade_required", "not_allowed_token_type", "no_permission"}


def profile(user: Mapping[str, Any]) -> Profile | None:
    """A member as Slack describes them; None for bots and for people of another company."""
    if user.get("is_bot") or user.get("id") == "USLACKBOT" or user.get("is_stranger"):
        return None
    more: Mapping[str, Any] = user.get("profile") or {}
    name = more.get("real_name") or user.get("real_name") or more.get("display_name") or user.get("name") or user["id"]
    return Profile(
        user=str(user["id"]),
        name=str(name),
        email=str(more.get("email") or ""),
        title=str(more.get("title") or ""),
        zone=str(user.get("tz") or ""),
        language=str(user.get("locale") or ""),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        left=bool(user.get("deleted")),
    )


def group_seen(group: Mapping[str, Any], workspace: str, key: str, at: datetime) -> GroupSeen:
    """A user group; one that was switched off has nobody in it."""
    members = [] if group.get("date_delete") else group.get("users") or []
    return GroupSeen(
        key=key,
        at=at,
        platform="slack",
        workspace=workspace,
        group=str(group["id"]),
        handle=str(group.get("handle") or ""),
        members=tuple(str(each) for each in members),
    )


class Roster:
    def __init__(self, api: Api, clock: Clock, pause: Pause) -> None:
        self._api = api
        self._clock = clock
        self._pause = pause

    async def read(self, workspace: str) -> AsyncIterator[MembersSeen | GroupSeen]:
        """Everybody, page by page, then the user groups. RefusedError if Slack won't tell."""
        since = self._clock.now()
        key = f"slack:roster:{workspace}:{since.isoformat()}"
        cursor, number = "", 0
        while True:
            page = await self._patiently(
                workspace, "users.list", limit=str(PAGE), cursor=cursor or None, include_locale="true"
            )
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            members = (profile(user) for user in page.get("members", []))
            yield MembersSeen(
                key=f"{key}:{number}",
                at=since,
                platform="slack",
                workspace=workspace,
                members=tuple(each for each in members if each),
                complete=not cursor,
                since=None if cursor else since,
            )
            number += 1
            if not cursor:
                break
        for group in await self._groups(workspace):
            yield group_seen(group, workspace, f"{key}:{group['id']}", since)

    async def group(self, workspace: str, group: str, key: str, at: datetime) -> GroupSeen | None:
        """One user group as it is now; None when Slack no longer lists it."""
        answer = await self._api.call(workspace, "usergroups.list", include_users="true", include_disabled="true")
        found = next((each for each in answer.get("usergroups", []) if each.get("id") == group), None)
        return group_seen(found, workspace, key, at) if found else None

    async def _groups(self, workspace: str) -> list[dict[str, Any]]:
        try:
            answer = await self._patiently(workspace, "usergroups.list", include_users="true", include_disabled="true")
        except RefusedError as no:
            if no.error in NO_GROUPS:  # user groups are part of Slack's paid plans
                return []
            raise
        return list(answer.get("usergroups", []))

    async def _patiently(self, workspace: str, method: str, **args: Any) -> dict[str, Any]:
        """Call, and pause as long as Slack asks: a large company takes minutes to read."""
        for _ in range(PAUSES):
            try:
                return await self._api.call(workspace, method, **args)
            except RefusedError as no:
                if not isinstance(no.outcome, Retry) or no.outcome.after is None:
                    raise
                await self._pause(no.outcome.after)
        return await self._api.call(workspace, method, **args)
