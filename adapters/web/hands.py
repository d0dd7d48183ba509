"""What somebody does in the playground, as events through the one door.

Comes in: typed words, clicks, filled-in forms. Goes out: the reply that the page must show (a form, its errors, a
home); everything said is a delivery, so that it stands in the rooms' history.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final

from adapters.platform import Door
from adapters.web.client import WORKSPACE
from adapters.web.company import Somebody
from adapters.web.quoted import plainly
from adapters.web.rooms import Rooms
from bot.clock import Clock
from bot.conversation.cards import Card
from bot.conversation.events import Act, Carries, Clicked, Commanded, OpenedHome, Pointed, Said, Submitted
from bot.conversation.forms import Raw
from bot.conversation.model import Place
from bot.conversation.replies import Home, Reply, Update
from bot.core import Handled
from storage.database import Database
from storage.playground import WebChats, WebMessage
from storage.records import Session

CARRIES: Final[Carries] = frozenset({"form", "errors"})
ADDRESSED: Final = "@truce"


class Hands:
    """Acts for the people of one organisation. `settle` is awaited after each act, so that all that follows happens."""

    def __init__(
        self,
        door: Door,
        database: Database,
        clock: Clock,
        organisation: int,
        settle: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._door = door
        self._database = database
        self._rooms = Rooms(database)
        self._clock = clock
        self._settle = settle
        self._organisation = organisation

    async def say(self, who: Somebody, room: str, text: str) -> Reply | None:
        """Type into a room. Returns the reply, or None when nobody asked Truce."""
        text = text.strip()
        message = await asyncio.to_thread(self._keep, who, room, text)
        event = self._heard(who, room, text, message)
        return await self._do(event) if event is not None else None

    async def click(self, who: Somebody, message: WebMessage | None, room: str, code: str) -> Reply:
        event = Clicked(**self._act(who, room, message), code=code)
        return await self._do(event)

    async def point(self, who: Somebody, message: WebMessage, shortcut: str) -> Reply:
        """Use a shortcut on a message, anybody's."""
        said = message.text or plainly(Card.model_validate_json(message.card), self._clock.now())
        event = Pointed(**self._act(who, message.room, message), shortcut=shortcut, text=said, author=message.author)
        return await self._do(event)

    async def submit(self, who: Somebody, message: WebMessage | None, room: str, code: str, values: Raw) -> Reply:
        event = Submitted(**self._act(who, room, message), code=code, values=values)
        return await self._do(event)

    async def open_home(self, who: Somebody) -> Handled:
        """The home page as it is now, and who reads it."""
        handled = await self._door.handle(OpenedHome(**self._act(who, who.room, None)))
        assert isinstance(handled.reply, Home)  # noqa: S101  the core's only answer to this
        return handled

    def _heard(self, who: Somebody, room: str, text: str, message: WebMessage) -> Act | None:
        given = self._act(who, room, None, thread=message.id)
        if text.startswith("/"):
            command, _, rest = text.removeprefix("/").strip().partition(" ")
            if command.lower() == "truce":
                command, _, rest = rest.strip().partition(" ")
            return Commanded(**given, command=command or "help", text=rest.strip())
        if room.startswith("@"):
            return Said(**given, text=text)
        if text.lower().startswith(ADDRESSED):
            return Said(**given, text=text[len(ADDRESSED) :].strip(" ,:"))
        return None

    async def _do(self, event: Act) -> Reply:
        handled = await self._door.handle(event)
        if isinstance(handled.reply, Update):
            await self._change(event.message, handled.reply.card)
        if self._settle is not None:
            await self._settle()
        return handled.reply

    def _keep(self, who: Somebody, room: str, text: str) -> WebMessage:
        now = self._clock.now()
        with self._database.write() as session:
            row = WebMessage(
                id=uuid.uuid4().hex,
                organisation=self._organisation,
                workspace=WORKSPACE,
                room=room,
                author=who.user,
                text=text,
                at=now,
                changed_at=now,
                seen=True,
            )
            return WebChats(session, self._organisation).add(row)

    async def _change(self, message: str, card: Card) -> None:
        def write(session: Session) -> None:
            WebChats(session, self._organisation).change(message, card.model_dump_json(), self._clock.now())

        await self._rooms.write(write)

    def _act(self, who: Somebody, room: str, message: WebMessage | None, *, thread: str = "") -> dict[str, Any]:
        direct = room.startswith("@")
        if message is not None:
            thread = message.thread or message.id
        return {
            "key": f"web:{uuid.uuid4().hex}",
            "at": self._clock.now(),
            "by": who.account,
            "name": who.name,
            "place": Place(
                platform="web",
                workspace=WORKSPACE,
                channel=room,
                kind="direct" if direct else "channel",
                thread="" if direct else thread,
            ),
            "carries": CARRIES | {"update"} if message is not None else CARRIES,
            "message": message.id if message is not None else "",
        }
