"""A person at Teams: activities with real tokens in, what the fake was sent out."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import buttons
from tests.fakes.teams_tenant import Message, Person
from tests.hands.base import Hand, Shown, texts

NOT_SHOWN = frozenset({"data", "fallback", "choices", "card", "refresh"})


class OnTeams(Hand):
    def __init__(self, teams: FakeTeams, person: Person, app: Any, settle: Any) -> None:
        self.teams, self.person, self._app, self._settle = teams, person, app, settle

    def messages(self) -> list[Shown]:
        return [self._shown(each) for each in self.teams.messages(self.person)]

    async def says(self, text: str) -> None:
        reply = await self.teams.says(self.person, text)
        assert reply.status < 300, reply
        await self._settle()

    async def runs(self, command: str) -> None:
        await self.says(command)

    async def clicks_on(self, shown: Shown, label: str) -> None:
        reply = await self.teams.click(self.person, shown.native, label)
        assert reply.status < 300, reply
        assert not reply.problems, reply.problems
        await self._settle()

    async def repeats_click(self, shown: Shown, label: str) -> None:
        """Teams replaces a card for the one who clicked; a double click sends what stood there before."""
        message: Message = shown.native
        seen = message.views.get(self.person.id)
        before = message.views.pop(f"before {self.person.id}", None)
        if before is not None:
            message.views[self.person.id] = before
        await self.clicks_on(shown, label)
        if seen is not None:
            message.views[self.person.id] = seen

    def form(self) -> str:
        mine = [each for each in self.teams.dialogs if each.person is self.person and each.open]
        if not mine:
            return ""
        return "\n".join([mine[-1].title, *texts(mine[-1].card, frozenset({"data", "fallback", "refresh"}))])

    async def submits(self, values: Mapping[str, Any]) -> None:
        dialog = self.teams.dialog(self.person)
        chosen = {label: list(value) if isinstance(value, tuple) else value for label, value in values.items()}
        (label,) = [each for each in buttons(dialog.card) if each != "Cancel"][-1:]
        reply = await self.teams.submit(dialog, label, chosen)
        assert reply.status < 300, reply
        await self._settle()

    async def opens_home(self) -> Shown:
        await self.says("home")
        return self.messages()[-1]

    def files(self) -> list[str]:
        found = []
        for message in self.teams.messages(self.person):
            for card in message.cards:
                for action in _open_urls(card):
                    path = httpx.URL(action).raw_path.decode()
                    found.append(self._fetch(path))
        return [each for each in found if each]

    def _fetch(self, path: str) -> str:
        from starlette.testclient import TestClient  # noqa: PLC0415  needed for links only

        answer = TestClient(self._app).get(path)
        return answer.text if answer.status_code == 200 else ""

    def _shown(self, message: Message) -> Shown:
        card = message.card_for(self.person) if message.cards else {}
        words = "\n".join([message.text, *texts(card, NOT_SHOWN)]).replace("**", "").replace("\\", "")
        return Shown(words, tuple(buttons(card)), message)


def _open_urls(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [url for each in thing for url in _open_urls(each)]
    if not isinstance(thing, dict):
        return []
    own = [str(thing["url"])] if thing.get("type") == "Action.OpenUrl" else []
    return own + [url for value in thing.values() for url in _open_urls(value)]
