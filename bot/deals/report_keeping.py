"""How long reports of other systems are kept as they came."""

from datetime import timedelta
from typing import Final

from bot.deals.report_actions import ForgetBodies
from bot.work import Work
from storage.reports import Reports
from storage.timers import Timers

KEPT: Final = timedelta(days=30)
"""What was taken loses its body after this: by then the records say it. What could not be read keeps it."""
NIGHTLY: Final = timedelta(days=1)
FORGOTTEN_AT_ONCE: Final = 500


def keep_forgetting(work: Work) -> None:
    """See to it that the nightly timer is there."""
    if work[Timers].due_of(ForgetBodies.NAME, "nightly") is None:
        work.set_timer(ForgetBodies(), key="nightly", due=work.now + NIGHTLY)


def forget_bodies(timer: ForgetBodies, work: Work) -> None:
    gone = work[Reports].forget_bodies(work.now - KEPT, FORGOTTEN_AT_ONCE)
    due = work.now if gone == FORGOTTEN_AT_ONCE else work.now + NIGHTLY
    work.set_timer(timer, key="nightly", due=due)
