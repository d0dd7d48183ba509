"""What deals bring onto agendas: major opportunities. Comes in: when the series last met. Goes out: candidates.

Those above an amount: what was won or lost since then, what is stuck, and then what is open, the largest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, Money, T, Words, verbatim
from bot.conversation.words import When as Moment
from bot.deals.actions import ShowDeal, Weigh
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.work import Work
from storage.deals import Deal, Deals
from storage.timers import Timers

STUCK: Final = timedelta(days=30)
NEWS_MINUTES: Final = 3
TALK_MINUTES: Final = 5
LONGEST_NAME: Final = 80
PAGE: Final = 500


@dataclass(frozen=True)
class MajorOpportunities:
    """An `AgendaSource`. Two questions to the database, whatever there is."""

    name: str = "deals"

    @property
    def heading(self) -> Words:
        return T("Major opportunities")

    def candidates(self, occasion: AgendaOccasion, most: int, work: Work) -> Sequence[Candidate]:
        deals, home, above = work[Deals], work.organisation.currency, float(occasion.deals_above)
        closed = deals.closed_above(above, home, occasion.since, most)
        open_ = deals.open_above(above, home, most)
        stuck = [each for each in open_ if is_stuck(each, work)]
        moving = [each for each in open_ if each not in stuck]
        news = [_closed(each) for each in closed]
        return [*news, *(_stuck(each) for each in stuck), *(_moving(each) for each in moving)][:most]


def is_stuck(deal: Deal, work: Work) -> bool:
    """Whether its stage has not changed for long; where nobody noted when it did, nothing of it has."""
    return (deal.staged or deal.changed) < work.now - STUCK


def _closed(deal: Deal) -> Candidate:
    name, amount = _name(deal), _amount(deal)
    if deal.state == "won":
        title = T("Won: {name}, {amount}", name=name, amount=amount)
        return _candidate(deal, title, T("What helped, and what can others learn from it?"), NEWS_MINUTES)
    title = T("Lost: {name}, {amount}", name=name, amount=amount)
    return _candidate(deal, title, T("What was missing, and what would have helped?"), NEWS_MINUTES)


def _stuck(deal: Deal) -> Candidate:
    title = T("Stuck: {name}, {amount}", name=_name(deal), amount=_amount(deal))
    since = Moment(at=deal.staged or deal.changed, style="date")
    note = T("No change of stage since {day}. What would move it?", day=since)
    if deal.stage:
        note = T("In the stage “{stage}” since {day}. What would move it?", stage=deal.stage, day=since)
    return _candidate(deal, title, note, TALK_MINUTES)


def _moving(deal: Deal) -> Candidate:
    title = T("{name}, {amount}", name=_name(deal), amount=_amount(deal))
    note = T("In the stage “{stage}”.", stage=deal.stage) if deal.stage else NOTHING
    return _candidate(deal, title, note, TALK_MINUTES)


def _candidate(deal: Deal, title: Words, note: Words, minutes: int) -> Candidate:
    """A deal has the same key whatever becomes of it: what was left out as open may be won by then."""
    opens = press(ShowDeal(deal=deal.id or 0))
    return Candidate(str(deal.id), title, note, owner=deal.owner, minutes=minutes, opens=opens)


def _name(deal: Deal) -> Words:
    name = deal.name or deal.external
    return verbatim(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…")


def _amount(deal: Deal) -> Money:
    """To the whole unit: cents are no matter for a meeting."""
    amount = (deal.home_amount or Decimal(0)).quantize(Decimal(1))
    return Money(amount=amount, currency=deal.home_currency)


def keep_weighed(work: Work) -> None:
    """Deals from before agendas asked for it are put in order by what they are worth, soon and in pages."""
    if work[Timers].due_of(Weigh.NAME, "") is None and work[Deals].unweighed(after=0, most=1):
        work.set_timer(Weigh(), key="", due=work.now)


def weigh(due: Weigh, work: Work) -> None:
    """The timer: a page of them."""
    deals = work[Deals]
    page = deals.unweighed(after=due.after, most=PAGE)
    for deal in page:
        deal.worth = float(deal.home_amount or 0)
        deals.add(deal)
    if len(page) == PAGE:
        work.set_timer(Weigh(after=page[-1].id or 0), key="more", due=work.now)
