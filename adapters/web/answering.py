"""The sample people answer what waits for them: by clicking and filling in, as they would, through the one door.

They look at their newest messages for statements to rate, in the message itself or in a form behind a button. Who
they are decides what they think: the same person always rates the same statement the same way, Sales and Marketing
disagree on some, and a few never answer.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from random import Random
from typing import Final

from adapters.web.company import Company, Somebody
from adapters.web.hands import Hands
from bot.conversation.cards import Button, Buttons, Card, Scale
from bot.conversation.forms import Form, Raw, ScaleField
from bot.conversation.replies import OpenForm
from storage.database import Database
from storage.playground import WebChats, WebMessage

NEWEST: Final = 3
"""So many of somebody's messages are looked at."""
MOST_CLICKS: Final = 60
ROSIER: Final = {"marketing": 0.4, "sales": -0.25}
SILENT: Final = 0.14
CLICKING: Final = 0.3
DISAGREE: Final = 0.35
"""The share of people who never answer, of those who rate one by one, of statements on which the sides disagree."""


class Answers:
    """Answers for the people of a company."""

    def __init__(self, hands: Hands, database: Database, company: Company) -> None:
        self._hands = hands
        self._database = database
        self._company = company

    async def everybody(self, but: Somebody | None = None) -> int:
        """Let everybody answer, except for one. Returns how many had something to answer, and did."""
        answered = 0
        for who in self._company.people:
            if who != but and not is_silent(who):
                answered += await self.one(who)
        return answered

    async def one(self, who: Somebody) -> bool:
        """Let somebody answer. False when there is nothing to rate in their newest messages."""
        for message in await self._newest(who):
            ways = [self._in_form, self._by_click]
            for way in reversed(ways) if _chance("clicks", who.user).random() < CLICKING else ways:
                if await way(who, message):
                    return True
        return False

    async def _newest(self, who: Somebody) -> list[WebMessage]:
        def read() -> list[WebMessage]:
            with self._database.read() as session:
                rows = WebChats(session, self._company.organisation).room(who.room, who.user)
            return [row for row in reversed(rows) if row.card][:NEWEST]

        return await asyncio.to_thread(read)

    async def _in_form(self, who: Somebody, message: WebMessage) -> bool:
        for button in _buttons(message):
            if button.press is None or not button.press.opens_form:
                continue
            reply = await self._hands.click(who, message, message.room, button.press.code)
            if isinstance(reply, OpenForm) and _scales(reply.form):
                form = reply.form
                await self._hands.submit(who, message, message.room, form.press.code, _filled(form, who))
                return True
        return False

    async def _by_click(self, who: Somebody, message: WebMessage) -> bool:
        """One statement after the other, where the message shows them, or does so once its first button is pressed."""
        first = next((each.press for each in _buttons(message) if each.style == "primary" and each.press), None)
        if first is not None and not first.opens_form and _offers_form(message):
            await self._hands.click(who, message, message.room, first.code)
        clicked = False
        for _ in range(MOST_CLICKS):
            fresh = await self._again(message)
            scale = next((each for each in _open_scales(fresh)), None)
            if fresh is None or scale is None:
                return clicked
            step = _step(rate(who, scale.statement.text), scale.first, scale.last)
            await self._hands.click(who, fresh, fresh.room, scale.presses[step - scale.first].code)
            clicked = True
        return clicked

    async def _again(self, message: WebMessage) -> WebMessage | None:
        def read() -> WebMessage | None:
            with self._database.read() as session:
                return WebChats(session, self._company.organisation).get(message.id)

        return await asyncio.to_thread(read)


def is_silent(who: Somebody) -> bool:
    return _chance("quiet", who.user).random() < SILENT


def rate(who: Somebody, statement: str) -> int:
    """What somebody thinks of a statement, from 1 to 5."""
    about = _chance("statement", statement)
    middle = about.uniform(1.8, 3.6) + ROSIER.get(who.side, 0.0) + _chance("mood", who.user).uniform(-0.4, 0.4)
    if about.random() < DISAGREE:
        middle += about.uniform(0.4, 0.9) * (1 if (who.side == "sales") == (about.random() < 0.5) else -1)
    return min(5, max(1, round(_chance("rating", who.user, statement).gauss(middle, 0.7))))


def _chance(*seed: str) -> Random:
    digest = hashlib.sha256("\n".join(seed).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311  opinions of made-up people


def _filled(form: Form, who: Somebody) -> Raw:
    return {each.key: str(_step(rate(who, each.label.text), each.first, each.last)) for each in _scales(form)}


def _step(rating: int, first: int, last: int) -> int:
    """The step of another scale that says about the same as 1 to 5 do."""
    return first + round((rating - 1) / 4 * (last - first))


def _scales(form: Form) -> list[ScaleField]:
    return [field for field in form.fields if isinstance(field, ScaleField)]


def _card(message: WebMessage | None) -> Card:
    return Card.model_validate_json(message.card) if message is not None and message.card else Card()


def _open_scales(message: WebMessage | None) -> Iterator[Scale]:
    return (part for part in _card(message).parts if isinstance(part, Scale) and not part.answered)


def _offers_form(message: WebMessage) -> bool:
    return any(each.press and each.press.opens_form for each in _buttons(message))


def _buttons(message: WebMessage) -> Iterator[Button]:
    return (button for part in _card(message).parts if isinstance(part, Buttons) for button in part.buttons)
