"""The playground as a chat platform. Comes in: cards from the postman. Goes out: rows in the playground's rooms.

It always answers and never limits; nothing here may be slow, as the whole company is written to while somebody
watches.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from adapters.platform import Outgoing, Target
from adapters.web.rooms import Rooms
from bot.conversation.events import Happened
from bot.conversation.model import Platform
from bot.delivery import Outcome, Pace, Permanent, Sent
from storage.database import Database
from storage.people import Organisations
from storage.playground import WebChats, WebMessage, message_of
from storage.records import Session

WEB: Final = Pace(100_000, 100_000, 100_000, 100_000)
WORKSPACE: Final = "playground"


def direct_room(user: str) -> str:
    return f"@{user}"


class WebClient:
    """Sends into the rooms of the playground. `changed` is called when there is something new to see."""

    platform: Platform = "web"
    pace: Pace = WEB

    def __init__(self, database: Database, changed: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._rooms = Rooms(database)
        self._changed = changed

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        return await self._do(lambda session: self._post(session, target, out, ""))

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        return await self._do(lambda session: self._post(session, target, out, target.user))

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:  # noqa: ARG002
        return await self._do(lambda session: self._update(session, workspace, external, out))

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:  # noqa: ARG002  its id is enough
        return await asyncio.to_thread(self._find, out.id)

    async def roster(self, workspace: str) -> AsyncIterator[Happened]:  # noqa: ARG002
        """Nobody: the sample company's people are in the database from the start."""
        return
        yield

    async def member(self, target: Target) -> AsyncIterator[Happened]:  # noqa: ARG002
        """Nothing, for the same reason."""
        return
        yield

    async def _do(self, work: Callable[[Session], Outcome]) -> Outcome:
        outcome = await self._rooms.write(work)
        self._changed()
        return outcome

    def _post(self, session: Session, target: Target, out: Outgoing, only_for: str) -> Outcome:
        if message_of(session, out.id) is not None:
            return Sent(out.id)
        chats = self._chats(session, target.workspace)
        if chats is None:
            return Permanent(f"There is no playground called {target.workspace}.")
        for number, room in enumerate(_rooms(target)):
            self._keep(chats, target, out, room, only_for, f"{out.id} {number}" if number else out.id)
        return Sent(out.id)

    @staticmethod
    def _keep(chats: WebChats, target: Target, out: Outgoing, room: str, only_for: str, message: str) -> None:
        chats.add(
            WebMessage(
                id=message,
                organisation=chats.organisation,
                workspace=target.workspace,
                room=room,
                thread="" if room.startswith("@") else target.thread,
                only_for="" if room.startswith("@") else only_for,
                card=out.card.model_dump_json(),
                at=out.reader.now,
                changed_at=out.reader.now,
            )
        )

    def _update(self, session: Session, workspace: str, external: str, out: Outgoing) -> Outcome:
        chats = self._chats(session, workspace)
        card = out.card.model_dump_json()
        if chats is None or not chats.change(external, card, out.reader.now):
            return Permanent("The message is gone.")
        return Sent(external)

    def _find(self, message: str) -> Outcome | None:
        with self._database.read() as session:
            found = message_of(session, message)
        return Sent(found.id) if found else None

    @staticmethod
    def _chats(session: Session, workspace: str) -> WebChats | None:
        known = Organisations(session).of_workspace("web", workspace)
        return WebChats(session, known.organisation) if known else None


def _rooms(target: Target) -> list[str]:
    """Where it goes. There are no rooms for a few people, so each of them gets it in their own."""
    return [target.channel] if target.channel else [direct_room(user) for user in target.user.split(",")]
