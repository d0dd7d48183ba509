"""Every night, reviews to come are looked at again: their account may have come among the top ten meanwhile.

So a marketer is asked to be there also when the review was planned before the account became that important.
"""

from datetime import datetime, time, timedelta
from typing import Final

from bot.deals.actions import LookAtReviews
from bot.deals.versions import keep_version
from bot.timing import resolve, wall_time
from bot.work import Work
from storage.deals import Deals
from storage.timers import Timers

PAGE: Final = 50
NIGHT: Final = time(2, 30)


def keep_looking(work: Work) -> None:
    """See to it that the timer is there."""
    if work[Timers].due_of(LookAtReviews.NAME, "") is None:
        _set(work)


def look_at_reviews(due: LookAtReviews, work: Work) -> None:
    """The timer: a page of them."""
    page = work[Deals].scheduled_reviews(after=due.after, most=PAGE)
    for review in page:
        if review.starts is None or review.starts > work.now:
            keep_version(review, work, also=("top_ten",))
    if len(page) == PAGE:
        work.set_timer(LookAtReviews(after=page[-1].id or 0), key="more", due=work.now)
    if due.after == 0:
        _set(work)


def _set(work: Work) -> None:
    local = wall_time(work.now, work.organisation.zone)
    night = datetime.combine(local.date(), NIGHT) + timedelta(days=local.time() >= NIGHT)
    work.set_timer(LookAtReviews(), key="", due=resolve(night, work.organisation.zone))
