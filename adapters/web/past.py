"""What the sample company has lived through before a visitor comes: about ten weeks, played through the one door.

Helena, Head of Marketing, starts an assessment, and then sets up a weekly pulse and a monthly meeting, as anybody
would, by typing and filling in forms. Most people answer, some only once they are reminded. Nothing is written by hand:
time is moved.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Final

from adapters.web.answering import Answers, as_opened
from adapters.web.company import Company, Somebody
from adapters.web.hands import Hands
from adapters.web.opinions import chance
from adapters.web.past_meeting import agree_to_meet
from adapters.web.travel import Travel
from bot.clock import Clock
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, OpenForm
from bot.people.actions import EditMe
from bot.timing import Holidays, Hours, next_working, wall_time
from storage.database import Database
from storage.playground import WebChats

WEEKS: Final = 10
LENGTH: Final = timedelta(weeks=WEEKS, days=1)
MORNING: Final = time(9, 30)
"""When somebody comes to work, and when a visitor finds the company: half an hour after the pulse has asked."""
PULSES: Final = 7
"""So many are over when the visitor comes, which have asked all twenty once; one more has just opened."""
ASKS_AT: Final = "09:00"
ASSESSED: Final = "5"
OPEN: Final = "4"
"""How many working days the assessment is open, and each wave of the pulse."""
REMINDED: Final = timedelta(days=3)
AWAY, STAND_IN = "jonas.pichler", "sophie.lindqvist"
AWAY_FOR: Final = timedelta(days=12)
AT_ONCE, LATER = 0.74, 0.6
"""The share of people who answer on the first day, and of the others who answer once they are reminded."""


class RefusedError(Exception):
    """What the company was to do was not taken."""


class Past:
    """Plays the past of a company that has just been created. `played` is told how many of `WEEKS` are over."""

    def __init__(
        self,
        hands: Hands,
        database: Database,
        company: Company,
        clock: Clock,
        travel: Travel,
        played: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._hands = hands
        self._database = database
        self._company = company
        self._clock = clock
        self._travel = travel
        self._played = played
        self._answers = Answers(hands, database, company, clock, travel)
        self._hours = Hours(zone=company.zone, country=company.country or None)
        self._holidays = Holidays()

    async def play(self, until: datetime) -> None:
        """Live from now until a moment, which is a working morning at least `LENGTH` away."""
        lead = self._company.first_up
        await self._go(self._morning(self._clock.now()))
        await self._assess(lead)
        first = until - timedelta(weeks=PULSES)
        await self._go(min(self._morning(self._clock.now()), first - timedelta(days=2)))
        await self._set_up_pulse(lead, first)
        for week in range(PULSES):
            self._played(WEEKS - PULSES + week)
            await self._live_week(first + timedelta(weeks=week), f"week {week}")
        await self._leaves_for_a_while()
        await agree_to_meet(self._hands, self._company, self._fill_in, self._clock.now(), until)
        await self._travel.settle()
        await asyncio.to_thread(self._read_everything)  # what comes from here on is news to a visitor
        await self._go(until)

    async def _assess(self, lead: Somebody) -> None:
        self._played(0)
        await self._fill_in(lead, "/truce pulse start assessment", days=ASSESSED)
        await self._go(self._morning(self._clock.now() + timedelta(days=1)))
        await self._answers.everybody(attending=_attending("assessment", AT_ONCE))
        await self._go(self._morning(self._clock.now() + timedelta(days=2)))
        await self._answers.everybody(attending=_attending("assessment again", LATER))
        self._played(1)
        await self._go(self._morning(self._clock.now() + timedelta(days=5)))

    async def _set_up_pulse(self, lead: Somebody, first: datetime) -> None:
        local = wall_time(first, self._company.zone)
        await self._fill_in(
            lead,
            "/truce pulse new",
            what="pulse",
            name="Three on Sales and Marketing",
            every="week",
            weekday=str(local.weekday()),
            hour=ASKS_AT,
            starts=local.date().isoformat(),
            days=OPEN,
        )

    async def _leaves_for_a_while(self) -> None:
        """Somebody who answers for something is on leave when the visitor comes, and has said who stands in."""
        away, stand_in = self._company.find(AWAY), self._company.find(STAND_IN)
        if away is None or stand_in is None:
            return
        back = (self._clock.now() + AWAY_FOR).date()
        reply = await self._hands.click(away, None, away.room, press(EditMe()).code)
        if isinstance(reply, OpenForm):
            said = {"away": back.isoformat(), "stand_in": str(stand_in.person)}
            await self._hands.submit(away, None, away.room, reply.form.press.code, {**as_opened(reply.form), **said})
            await self._travel.settle()

    async def _live_week(self, opened: datetime, week: str) -> None:
        await self._go(opened)
        await self._answers.everybody(attending=_attending(week, AT_ONCE))
        await self._go(self._morning(opened + REMINDED))
        await self._answers.everybody(attending=_attending(f"{week} again", LATER))

    async def _fill_in(self, who: Somebody, command: str, at: str = "", **typed: str) -> None:
        """Type a command, change some fields of the form that opens, and send it. RefusedError if it isn't taken."""
        room = at or who.room
        reply = await self._hands.say(who, room, command)
        if not isinstance(reply, OpenForm):
            raise RefusedError(f"{command} opened no form")
        values = {**as_opened(reply.form), **typed}
        answer = await self._hands.submit(who, None, room, reply.form.press.code, values)
        if isinstance(answer, FormErrors):
            raise RefusedError(f"{command}: the form needs another look at {', '.join(answer.errors)}")
        await self._travel.settle()

    async def _go(self, moment: datetime) -> None:
        if moment > self._clock.now():
            await self._travel.to(moment)

    def _morning(self, moment: datetime) -> datetime:
        return next_working(moment, self._hours, self._holidays, at=MORNING)

    def _read_everything(self) -> None:
        with self._database.write() as session:
            chats = WebChats(session, self._company.organisation)
            for room in chats.unread():
                chats.seen(room)


def _attending(what: str, share: float) -> Callable[[Somebody], bool]:
    return lambda who: chance("there", what, who.user).random() < share
