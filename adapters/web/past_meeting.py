"""How the sample company comes to its meeting: both heads meet once a month, and two people have promised something.

Helena sets it up in the channel of both sides a few days before a visitor comes, as anybody would; its agenda goes out
on the morning of the visit, two working days ahead.
"""

from collections.abc import Awaitable
from datetime import datetime
from typing import Final, Protocol

from adapters.web.company import Company, Somebody
from adapters.web.hands import Hands
from bot.timing import Holidays, Hours, add_working_days, wall_time

NAME: Final = "Sales and Marketing"
PURPOSE: Final = "What stands between us and the customer, and who does what about it."
CHANNEL: Final = "#sales-and-marketing"
HOUR: Final = "09:00"
AHEAD: Final = 2
"""So many working days after the visit it takes place."""
FOUR_WEEKS: Final = 28
"""After this day of a month its weekday comes for the last time: not each month has a fifth."""
CO_OWNER: Final = "marcus.adeyemi"
LATE: Final = ("stefan.kovac", "Send Marketing the ten questions that customers ask most", 1)
SOON: Final = ("nadia.rahman", "One page on FlowSense for hospitals", 12)
"""Who does what, in how many working days."""
ADDED: Final = "Which customer stories does Sales want first? [10]"


class FillIn(Protocol):
    """Type a command, in a room of theirs or another one, change some fields of the form that opens, and send it."""

    def __call__(self, who: Somebody, command: str, at: str = "", **typed: str) -> Awaitable[None]: ...


async def agree_to_meet(hands: Hands, company: Company, fill_in: FillIn, now: datetime, visit: datetime) -> None:
    lead, other = company.first_up, company.find(CO_OWNER)
    if other is None:
        return
    hours, holidays = Hours(zone=company.zone, country=company.country or None), Holidays()
    day = wall_time(add_working_days(visit, AHEAD, hours, holidays), company.zone).date()
    await fill_in(
        lead,
        "/truce meetings new",
        name=NAME,
        purpose=PURPOSE,
        every="month",
        nth=str((day.day - 1) // 7 + 1 if day.day <= FOUR_WEEKS else -1),
        weekday=str(day.weekday()),
        hour=HOUR,
        starts=day.isoformat(),
        owner=str(lead.person),
        co_owner=str(other.person),
    )
    await hands.say(lead, CHANNEL, f"/truce meetings here {NAME}")
    for user, what, days in (LATE, SOON):
        who, due = company.find(user), add_working_days(now, days, hours, holidays).date()
        if who is not None:
            await fill_in(lead, "/truce action", at=CHANNEL, owner=str(who.person), what=what, due=due.isoformat())
    await hands.say(other, CHANNEL, f"/truce agenda add {ADDED}")
