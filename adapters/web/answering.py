"""The sample people answer what waits for them: by clicking and filling in, as they would, through the one door.

They look at their newest messages for questions of a survey, in the message itself or in a form behind a button, and
know them by what the buttons do. What they think is `opinions`; when they are at work decides when they answer.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from adapters.web.asking import Asking, asks, read_asking
from adapters.web.company import Company, Somebody
from adapters.web.hands import Hands
from adapters.web.opinions import better_after, choose, clicks, comment, is_silent, mark, write
from adapters.web.travel import Travel
from bot.clock import Clock
from bot.conversation.cards import Button, Card, Choices, Scale
from bot.conversation.forms import ChoiceField, Field, Form, Raw, ScaleField, TextField
from bot.conversation.reading import Reader
from bot.conversation.replies import OpenForm, Reply, Update
from bot.conversation.words import Words
from bot.pulse.actions import Close
from bot.pulse.questions import COMMENT
from bot.timing import Holidays, Hours, country_of_zone, next_working
from storage.database import Database
from storage.playground import Upcoming, WebChats, WebMessage

NEWEST: Final = 12
"""So many of somebody's messages are looked at."""
MOST_CLICKS: Final = 60
ARRIVES_WITHIN: Final = timedelta(days=2)
ALL: Final = 1000


class Answers:
    """Answers for the people of a company. `hands` must not settle after each act: `travel` does."""

    def __init__(self, hands: Hands, database: Database, company: Company, clock: Clock, travel: Travel) -> None:
        self._hands = hands
        self._database = database
        self._company = company
        self._clock = clock
        self._travel = travel
        self._holidays = Holidays()

    async def everybody(
        self, but: Somebody | None = None, attending: Callable[[Somebody], bool] = lambda _: True
    ) -> int:
        """Let everybody answer who attends, except for one, each as soon as they have it and are at work.

        Time goes on to the last of them, but never past the closing of a survey that is open. Returns how many had
        something to answer, and did.
        """
        people = [who for who in self._company.people if who != but and not is_silent(who) and attending(who)]
        moments = await asyncio.to_thread(self._moments, people)
        people = [who for who in people if who.user in moments]
        closing = await self.next_closing()
        answered = 0
        for moment, group in groupby(sorted(people, key=lambda who: moments[who.user]), lambda who: moments[who.user]):
            if closing is not None and moment >= closing:
                break
            if moment > self._clock.now():
                await self._travel.to(moment)
            answered += sum(await asyncio.gather(*(self.one(who) for who in group)))
        await self._travel.settle()
        return answered

    async def next_closing(self) -> datetime | None:
        """When the next survey closes, if one is open."""

        def read() -> datetime | None:
            with self._database.read() as session:
                timers = Upcoming(session, self._company.organisation).timers(ALL)
            return min((row.due for row in timers if row.kind == Close.NAME), default=None)

        return await asyncio.to_thread(read)

    def _moments(self, people: Sequence[Somebody]) -> dict[str, datetime]:
        """When each of them answers, by user: those whom something reaches these days, or has reached."""
        now = self._clock.now()
        with self._database.read() as session:
            waiting = Upcoming(session, self._company.organisation).deliveries(("waiting", "leased"), ALL)
            rooms = WebChats(session, self._company.organisation)
            asked = {who.person: now for who in people if any(_asking(rooms, who))}
        for row in waiting:
            if row.about and row.person is not None and row.not_before <= now + ARRIVES_WITHIN:
                asked[row.person] = max(row.not_before, asked.get(row.person, now))
        return {who.user: self._at_work(who, asked[who.person]) for who in people if who.person in asked}

    def _at_work(self, who: Somebody, moment: datetime) -> datetime:
        country = who.country or country_of_zone(who.zone)
        return next_working(moment, Hours(zone=who.zone, country=country), self._holidays)

    async def one(self, who: Somebody) -> bool:
        """Let somebody answer all that waits. False when there is nothing to answer in their newest messages."""
        answered = False
        for message, asking in await asyncio.to_thread(self._open_for, who):
            form = None if clicks(who) else asking.in_one_form
            if form is not None:
                answered |= await self._in_form(who, message, form)
            else:
                answered |= await self._by_click(who, message, asking)
        return answered

    def _open_for(self, who: Somebody) -> list[tuple[WebMessage, Asking]]:
        with self._database.read() as session:
            return list(_asking(WebChats(session, self._company.organisation), who))

    async def _in_form(self, who: Somebody, message: WebMessage, button: Button) -> bool:
        """Fill in what is empty in the form of all questions; what was answered before stays."""
        form = await self._open(who, message, button)
        kept = as_opened(form) if form is not None else {}
        empty = [field for field in form.fields if not kept[field.key]] if form is not None else []
        filled = {field.key: said for field in empty if form is not None and (said := self._filled(who, field, form))}
        if form is None or not filled:
            return False
        await self._hands.submit(who, message, message.room, form.press.code, {**kept, **filled})
        return True

    async def _by_click(self, who: Somebody, message: WebMessage, asking: Asking) -> bool:
        """One question after the other, each in the place of the last; a comment at the end, perhaps."""
        answered = begun = False
        for _ in range(MOST_CLICKS):
            reply: Reply | None
            if (question := asking.question) is not None:
                reply = await self._hands.click(who, message, message.room, self._pick(who, question))
                answered = True
            elif asking.skips is not None:
                reply = await self._write(who, message, asking)
                answered |= reply is not None
                reply = reply or await self._press(who, message, asking.skips)
            elif asking.begins is not None and not begun:
                begun = True
                reply = await self._press(who, message, asking.begins)
            else:
                break
            asking = Asking(reply.card) if isinstance(reply, Update) else Asking(Card())
        if answered:
            await self._comment(who, message, asking)
        return answered

    async def _write(self, who: Somebody, message: WebMessage, asking: Asking) -> Reply | None:
        """The answer in their own words, of those who have any."""
        button = asking.writes(comment=False)
        return await self._text(who, message, button, lambda asked: write(who, asked)) if button is not None else None

    async def _comment(self, who: Somebody, message: WebMessage, asking: Asking) -> None:
        button = asking.writes(comment=True)
        words = comment(who, f"wave {asking.wave}")
        if button is not None and words:
            await self._text(who, message, button, lambda _: words)

    async def _text(
        self, who: Somebody, message: WebMessage, button: Button, words: Callable[[str], str]
    ) -> Reply | None:
        """Open the form of a text and send it; None if there is nothing to say."""
        form = await self._open(who, message, button)
        typed = words(self._said(form.fields[0].label)) if form is not None else ""
        if form is None or not typed:
            return None
        return await self._hands.submit(who, message, message.room, form.press.code, {form.fields[0].key: typed})

    def _pick(self, who: Somebody, question: Scale | Choices) -> str:
        if isinstance(question, Scale):
            given = mark(who, self._said(question.statement), question.first, question.last, self._better)
            return question.presses[given - question.first].code
        options = [self._said(option.label) for option in question.options]
        return question.options[choose(who, self._said(question.label), options)].press.code

    def _filled(self, who: Somebody, field: Field, form: Form) -> str:
        asked = self._said(field.label)
        match field:
            case ScaleField():
                return str(mark(who, asked, field.first, field.last, self._better))
            case ChoiceField():
                return field.options[choose(who, asked, [self._said(each.label) for each in field.options])].value
            case TextField():
                is_comment = field.key == str(COMMENT)
                return comment(who, form.press.code) if is_comment else write(who, asked)
        return ""

    @property
    def _better(self) -> float:
        since = self._company.since
        return better_after(self._clock.now() - since) if since is not None else 0.0

    def _said(self, words: Words) -> str:
        return Reader(now=self._clock.now()).plain(words)

    async def _open(self, who: Somebody, message: WebMessage, button: Button) -> Form | None:
        reply = await self._press(who, message, button)
        return reply.form if isinstance(reply, OpenForm) else None

    async def _press(self, who: Somebody, message: WebMessage, button: Button) -> Reply:
        code = button.press.code if button.press is not None else ""
        return await self._hands.click(who, message, message.room, code)


def as_opened(form: Form) -> Raw:
    """What stands in a form before anybody types."""
    values: dict[str, str | tuple[str, ...]] = {}
    for field in form.fields:
        match field:
            case ChoiceField(many=True):
                values[field.key] = field.initial
            case ChoiceField():
                values[field.key] = field.initial[0] if field.initial else ""
            case _:
                values[field.key] = "" if field.initial is None else str(field.initial)
    return values


def _asking(rooms: WebChats, who: Somebody) -> Iterator[tuple[WebMessage, Asking]]:
    """The newest message of each survey that somebody still has to answer, the newest first."""
    seen = set[int]()
    for message in reversed(rooms.room(who.room, who.user)[-NEWEST:]):
        asking = read_asking(message) if asks(message) else None
        if asking is None or asking.wave is None or asking.wave in seen:
            continue
        seen.add(asking.wave)  # an older message of the same survey has nothing new to ask
        if asking.is_open:
            yield message, asking
