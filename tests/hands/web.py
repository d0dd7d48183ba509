"""A person in the playground: through the same hands as its page, without the browser."""

import asyncio
from collections.abc import Mapping
from typing import Any, Self

from adapters.web.client import direct_room
from adapters.web.company import Somebody
from adapters.web.hands import Hands
from bot.conversation.cards import Buttons, Card, Choices, Facts, File, Image, Scale, Table
from bot.conversation.forms import ChoiceField, Form
from bot.conversation.payloads import Press
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, Home, OpenForm, Reply
from bot.conversation.words import Words
from bot.routes import ROUTES
from storage.database import Database
from storage.playground import WebChats, WebMessage
from tests.hands.base import Hand, Pressable, Shown, pressable


class OnWeb(Hand):
    def __init__(self, hands: Hands, database: Database, organisation: int, somebody: Somebody, reader: Any) -> None:
        self._hands, self._database, self._organisation = hands, database, organisation
        self._who, self._reader = somebody, reader
        self._room = direct_room(somebody.user)
        self._form: Form | None = None
        self._from: WebMessage | None = None
        self._errors: dict[str, Words] = {}

    def at(self, channel: str) -> Self:
        there = type(self)(self._hands, self._database, self._organisation, self._who, self._reader)
        there._room = channel
        return there

    def messages(self) -> list[Shown]:
        with self._database.read() as session:
            rows = WebChats(session, self._organisation).room(self._room, self._who.user)
        return [self._shown(Card.model_validate_json(row.card), row) for row in rows if row.card]

    async def says(self, text: str) -> None:
        self._take(await self._hands.say(self._who, self._room, text), None)

    async def writes(self, text: str) -> None:
        await self.says(text)

    async def points(self, label: str, words: str) -> None:
        (shortcut,) = [name for name, each in ROUTES.shortcuts.items() if each.label == label]
        with self._database.read() as session:
            rows = WebChats(session, self._organisation).room(self._room, self._who.user)
        (row,) = [each for each in rows if words in self._said(each)][-1:]
        self._take(await self._hands.point(self._who, row, shortcut), row)

    def _said(self, row: WebMessage) -> str:
        return row.text or self._shown(Card.model_validate_json(row.card), row).text

    async def runs(self, command: str) -> None:
        await self.says(f"/truce {command}")

    async def clicks_on(self, shown: Shown, label: str) -> None:
        row = shown.native if isinstance(shown.native, WebMessage) else None
        card = shown.native if isinstance(shown.native, Card) else await asyncio.to_thread(self._card, shown)
        code = pressable(_presses(card, self._reader()), label).key
        self._take(await self._hands.click(self._who, row, self._room, code), row)

    async def answers(self, shown: Shown, question: str, label: str) -> None:
        card = await asyncio.to_thread(self._card, shown)
        code = pressable(_presses(card, self._reader()), label, question).key
        self._take(await self._hands.click(self._who, shown.native, self._room, code), shown.native)

    async def repeats_click(self, shown: Shown, label: str) -> None:
        row: WebMessage = shown.native
        code = pressable(_presses(Card.model_validate_json(row.card), self._reader()), label).key
        self._take(await self._hands.click(self._who, row, self._room, code), row)

    def form(self) -> str:
        if self._form is None:
            return ""
        read = self._reader().plain
        words = [self._form.title, *self._form.intro, *(each.label for each in self._form.fields)]
        return "\n".join(read(each) for each in [*words, *self._errors.values()])

    async def submits(self, values: Mapping[str, Any]) -> None:
        assert self._form is not None, "no form is open"
        read = self._reader().plain
        raw: dict[str, str | tuple[str, ...]] = {}
        for field in self._form.fields:
            given = values.get(read(field.label), getattr(field, "initial", None))
            if isinstance(field, ChoiceField):
                options = {read(each.label): each.value for each in field.options}
                taken = given if isinstance(given, tuple) else (given,)
                raw[field.key] = tuple(options.get(str(each), str(each)) for each in taken if each)
            else:
                raw[field.key] = "" if given is None else str(given)
        self._take(await self._hands.submit(self._who, self._from, self._room, self._form.press.code, raw), self._from)

    async def opens_home(self) -> Shown:
        handled = await self._hands.open_home(self._who)
        assert isinstance(handled.reply, Home)
        return self._shown(handled.reply.card, handled.reply.card)

    async def files(self) -> list[str]:
        with self._database.read() as session:
            rows = WebChats(session, self._organisation).room(direct_room(self._who.user), self._who.user)
        cards = [Card.model_validate_json(row.card) for row in rows if row.card]
        return [part.content for card in cards for part in card.parts if isinstance(part, File)]

    def _take(self, reply: Reply | None, origin: WebMessage | None) -> None:
        if isinstance(reply, OpenForm):
            self._form, self._from, self._errors = reply.form, origin, {}
        elif isinstance(reply, FormErrors):
            self._errors = reply.errors
        else:
            self._form = None

    def _card(self, shown: Shown) -> Card:
        with self._database.read() as session:
            row = WebChats(session, self._organisation).get(shown.native.id)
        assert row is not None
        return Card.model_validate_json(row.card)

    def _shown(self, card: Card, native: Any) -> Shown:
        reader = self._reader()
        return Shown("\n".join(_words(card, reader)), tuple(each.name for each in _presses(card, reader)), native)


def _presses(card: Card, reader: Reader) -> list[Pressable]:
    found: list[tuple[str, str, Press]] = []
    for part in card.parts:
        match part:
            case Buttons():
                found += [(reader.plain(each.label), "", each.press) for each in part.buttons if each.press]
            case Scale():
                asked = reader.plain(part.statement)
                found += [(str(step), asked, press) for step, press in enumerate(part.presses, part.first)]
            case Choices():
                asked = reader.plain(part.label)
                found += [(reader.plain(each.label), asked, each.press) for each in part.options]
    return [Pressable(name, asked, press.code) for name, asked, press in found]


def _words(card: Card, reader: Reader) -> list[str]:
    found = [card.title]
    for part in card.parts:
        match part:
            case Facts():
                found += [words for fact in part.facts for words in (fact.label, fact.value)]
            case Scale():
                found.append(part.statement)
            case Choices():
                found.append(part.label)
            case Image():
                found.append(part.alt)
            case Table():
                found += [words for row in (part.headings, *part.rows) for words in row]
            case Buttons() | File():
                pass
            case _ if hasattr(part, "words"):
                found.append(part.words)
    return [reader.plain(each) for each in found]
