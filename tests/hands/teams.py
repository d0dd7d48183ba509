"""A person at Teams: activities with real tokens in, what the fake was sent out."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

import httpx

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import buttons
from tests.fakes.teams_tenant import Conversation, Message, Person
from tests.hands.base import Hand, Shown, pressable, pressables, texts

NOT_SHOWN = frozenset({"data", "fallback", "choices", "card", "refresh"})


class OnTeams(Hand):
    def __init__(
        self, teams: FakeTeams, person: Person, app: Any, settle: Any, channel: Conversation | None = None
    ) -> None:
        self.teams, self.person, self._app, self._settle, self._channel = teams, person, app, settle, channel

    def at(self, channel: Conversation) -> Self:
        return type(self)(self.teams, self.person, self._app, self._settle, channel)

    def messages(self) -> list[Shown]:
        """In Teams what only one person is to see comes into their own chat, so that is what is looked at last."""
        there = self.teams.messages(self._channel) if self._channel is not None else []
        said = [*there, *self.teams.messages(self.person)]
        return [self._shown(each) for each in said[-self.looks_back :]]

    async def says(self, text: str) -> None:
        reply = await self.teams.says(self.person, text, self._channel)
        assert reply.status < 300, reply
        await self._settle()

    async def writes(self, text: str) -> None:
        assert self._channel is not None, "in Truce's own chat there are no others"
        self.teams.writes(self.person, text, self._channel)

    async def points(self, label: str, words: str) -> None:
        there = self.teams.messages(self._channel or self.person, everyone=True)
        (message,) = [each for each in there if words in self._shown(each).text][-1:]
        reply = await self.teams.points(self.person, message, label)
        assert not reply.problems, reply.problems
        await self._settle()

    async def runs(self, command: str) -> None:
        await self.says(command)

    async def clicks_on(self, shown: Shown, label: str) -> None:
        await self.answers(shown, "", label)

    async def answers(self, shown: Shown, question: str, label: str) -> None:
        message, _ = shown.native
        now = message.card_for(self.person) if message.cards else {}
        reply = await self.teams.click(self.person, message, pressable(pressables(_read(now)), label, question).key)
        assert reply.status < 300, reply
        assert not reply.problems, reply.problems
        await self._settle()

    async def repeats_click(self, shown: Shown, label: str) -> None:
        """What is clicked is the card as it stood there when the first click was made."""
        message, card = shown.native
        message.views[self.person.id] = card
        await self.clicks_on(shown, label)

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

    async def files(self) -> list[str]:
        """Teams gets a link, which the person follows."""
        cards = [card for message in self.teams.messages(self.person) for card in message.cards]
        links = [httpx.URL(url) for card in cards for url in _open_urls(card)]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="https://truce.example") as web:
            answers = [await web.get(link.raw_path.decode()) for link in links]
        return [answer.text for answer in answers if answer.status_code == 200]

    def _shown(self, message: Message) -> Shown:
        card = message.card_for(self.person) if message.cards else {}
        words = "\n".join([message.text, *texts(card, NOT_SHOWN)]).replace("**", "").replace("\\", "")
        return Shown(words, tuple(each.name for each in pressables(_read(card))), (message, card))


def _read(thing: Any) -> Iterator[tuple[str, str]]:
    """What a card says and what can be clicked, in reading order."""
    if isinstance(thing, list):
        for each in thing:
            yield from _read(each)
    elif isinstance(thing, dict) and str(thing.get("type", "")).startswith("Action."):
        data = thing.get("data")
        yield thing["title"], (data.get("code") if isinstance(data, dict) else "") or thing["title"]
        yield from _read(thing.get("card"))
    elif isinstance(thing, dict) and thing.get("type") in {"TextBlock", "RichTextBlock"}:
        yield "".join(texts(thing)), ""
    elif isinstance(thing, dict):
        yield from _read([value for key, value in thing.items() if key in {"body", "items", "columns", "actions"}])


def _open_urls(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [url for each in thing for url in _open_urls(each)]
    if not isinstance(thing, dict):
        return []
    own = [str(thing["url"])] if thing.get("type") == "Action.OpenUrl" else []
    return own + [url for value in thing.values() for url in _open_urls(value)]
