"""What this process has learned from activities: how to reach people, who is who, which teams the bot is in.

A cache and nothing more: what must outlast the process is reported to the core (ReferenceSeen, GroupSeen).
"""

import json
from collections import OrderedDict
from typing import Any, Final

Json = dict[str, Any]

_MOST: Final = 100_000


class _Recent(OrderedDict[tuple[str, str], str]):
    def put(self, key: tuple[str, str], value: str) -> bool:
        """Remember it; say whether that is new."""
        fresh = self.get(key) != value
        self[key] = value
        self.move_to_end(key)
        if len(self) > _MOST:
            self.popitem(last=False)
        return fresh


class Known:
    def __init__(self) -> None:
        self._references = _Recent()
        self._users = _Recent()
        self._teams = _Recent()
        self._service_urls: dict[str, str] = {}

    def noted(self, tenant: str, user: str, reference: str) -> bool:
        """Remember how to reach somebody; say whether that is new."""
        return self._references.put((tenant, user), reference)

    def reference(self, tenant: str, user: str) -> Json:
        """How to reach them, as far as this process knows."""
        return parsed(self._references.get((tenant, user), ""))

    def references(self, tenant: str) -> list[str]:
        return [value for (where, _), value in self._references.items() if where == tenant and value]

    def forget(self, tenant: str, user: str) -> None:
        self._references.pop((tenant, user), None)

    def met(self, tenant: str, teams_id: str, user: str) -> None:
        """Teams calls people 29:... in mentions, and by their directory id everywhere else."""
        if teams_id and user:
            self._users.put((tenant, teams_id), user)

    def user(self, tenant: str, teams_id: str) -> str:
        return self._users.get((tenant, teams_id), "")

    def in_team(self, tenant: str, team: str, name: str) -> None:
        self._teams.put((tenant, team), name)

    def left_team(self, tenant: str, team: str) -> None:
        self._teams.pop((tenant, team), None)

    def teams(self, tenant: str) -> dict[str, str]:
        """The teams (by id) that the bot is in, and their names."""
        return {team: name for (where, team), name in self._teams.items() if where == tenant}

    def serves(self, tenant: str, service_url: str) -> None:
        self._service_urls[tenant] = service_url

    def service_url(self, tenant: str) -> str:
        return self._service_urls.get(tenant, "")


def parsed(reference: str) -> Json:
    """A reference as it was written by `written`; empty if it is none."""
    try:
        read = json.loads(reference) if reference else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def written(reference: Json) -> str:
    return json.dumps(reference, sort_keys=True, separators=(",", ":"))
