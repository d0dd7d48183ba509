"""What goes, and when."""

from datetime import timedelta
from typing import Final

from bot.upkeep.actions import Tidy
from bot.work import Work
from storage.deliveries import Deliveries
from storage.inbox import Inbox

REPEATS: Final = timedelta(days=14)
"""Platforms repeat an event for hours, HubSpot for a day: its id is needed no longer than this."""
SENT: Final = timedelta(days=120)
"""How long the text of what was sent is kept, so that it can still be updated."""
DAILY: Final = timedelta(days=1)


def keep_tidying(work: Work) -> None:
    """Set the timer, when the program starts."""
    work.set_timer(Tidy(), key="daily", due=work.now + timedelta(hours=1))


def tidy(timer: Tidy, work: Work) -> None:
    Inbox(work.people.session).forget_before(work.people.organisation, work.now - REPEATS)
    work[Deliveries].forget_sent_before(work.now - SENT)
    work.set_timer(timer, key="daily", due=work.now + DAILY)
