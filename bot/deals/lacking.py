"""What rules need to know of a deal and nobody has said yet: the questions about it are opened, and closed again."""

from collections.abc import Callable, Collection
from typing import Final

from bot.deals.actions import LookAtQuestions
from bot.deals.settling import RATE, lacking, still_missing
from bot.ports.records import Subject, Subjects
from bot.ports.rules import Needing
from bot.work import Work
from storage.deals import Deal, Deals

PAGE: Final = 50
_SAID_BY: Final = {"original_amount": "amount", "days_to_close": "close_date"}
"""Fields that follow from another one, which is what is asked."""
NEVER: Final = frozenset({"state"})
"""Always known."""


def lacks(subject: Subject, fields: Collection[str], work: Work) -> None:
    """A `Lacking`: rules have looked at a deal, and need these fields of it."""
    deal = work[Deals].deal(subject.id)
    if deal is not None:
        _keep(deal, fields, work)


def look_at_questions_with(needs: Callable[[], Needing], subjects: Subjects) -> Callable[[LookAtQuestions, Work], None]:
    """The timer's handler: a page of the deals about which something is asked."""

    def look(due: LookAtQuestions, work: Work) -> None:
        asked = sorted({row.deal for row in work[Deals].unsettled() if row.deal > due.after and row.kind != RATE})
        for number, deal in work[Deals].some_deals(asked[:PAGE]).items():
            subject = subjects.get("deal", number, work)
            if subject is not None:
                _keep(deal, needs().unknown(subject, work), work)
        if len(asked) > PAGE:
            work.set_timer(LookAtQuestions(after=asked[PAGE - 1]), key="", due=work.now)

    return look


def rules_changed(work: Work) -> None:
    """A rule was switched on or off, or asks for something else: less may be needed, or more."""
    work.set_timer(LookAtQuestions(), key="", due=work.now)


def _keep(deal: Deal, fields: Collection[str], work: Work) -> None:
    needed = {_SAID_BY.get(each, each) for each in fields} - NEVER
    lacking(deal, still_missing(deal, needed, work), work)
