"""What rules need to know of a deal and nobody has said yet: the questions about it are opened, and closed again."""

from collections.abc import Callable
from typing import Any, Final

from bot.deals.actions import LookAtQuestions
from bot.deals.settling import RATE, lacking, still_missing
from bot.ports import Changed, Needing, Subject, Subjects
from bot.work import Work
from storage.deals import Deal, Deals

PAGE: Final = 50
_SAID_BY: Final = {"original_amount": "amount", "days_to_close": "close_date"}
"""Fields that follow from another one, which is what is asked."""
NEVER: Final = frozenset({"state"})
"""Always known."""


def lacking_with(needs: Callable[[], Needing]) -> Changed:
    """A record has changed: whether rules know enough of it, as it is now."""

    def changed(subject: Subject, _: object, work: Work) -> None:
        deal = work[Deals].deal(subject.id) if subject.kind == "deal" else None
        if deal is not None:
            _look(deal, subject, needs(), work)

    return changed


def look_at_questions_with(needs: Callable[[], Needing], subjects: Subjects) -> Callable[[LookAtQuestions, Work], None]:
    """The timer's handler: a page of the deals about which something is asked."""

    def look(due: LookAtQuestions, work: Work) -> None:
        asked = sorted({row.deal for row in work[Deals].unsettled() if row.deal > due.after and row.kind != RATE})
        for number, deal in work[Deals].some_deals(asked[:PAGE]).items():
            subject = subjects.get("deal", number, work)
            if subject is not None:
                _look(deal, subject, needs(), work)
        if len(asked) > PAGE:
            work.set_timer(LookAtQuestions(after=asked[PAGE - 1]), key="", due=work.now)

    return look


def rules_changed(work: Work) -> None:
    """A rule was switched on or off, or asks for something else: less may be needed, or more."""
    work.set_timer(LookAtQuestions(), key="", due=work.now)


def _look(deal: Deal, subject: Subject, needs: Needing, work: Work) -> None:
    needed: set[Any] = {_SAID_BY.get(each, each) for each in needs.unknown(subject, work)} - NEVER
    lacking(deal, still_missing(deal, needed, work), work)
