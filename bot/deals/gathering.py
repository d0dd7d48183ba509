"""Business records with what belongs to them, as conditions see them: read from the tables, for one transaction."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.deals.facts import Facts, facts_of_deal, facts_of_review, facts_of_submission
from bot.deals.ranking import MOST, Ranking, ranked
from bot.timing import resolve, wall_time
from bot.work import Work
from storage.deals import Counting, Deal, Deals, Review, Submission

MONTHS: Final = 12
"""What was won in so many months is what an account has bought."""

Record = Deal | Review | Submission


def today(work: Work) -> date:
    """The day at the organisation."""
    return wall_time(work.now, work.organisation.zone).date()


def facts_of(record: Record, work: Work) -> Facts:
    """What is known of a record now."""
    match record:
        case Deal():
            account = work[Deals].account(record.account) if record.account else None
            return facts_of_deal(record, account, home=work.organisation.currency, today=today(work))
        case Review():
            return _of_review(record, work)
        case Submission():
            deal = work[Deals].deal(record.deal) if record.deal else None
            return facts_of_submission(record, deal, owner=_email(record.owner, work), today=today(work))


def kind_of(record: Record) -> str:
    """As rules name it."""
    match record:
        case Deal():
            return "deal"
        case Review():
            return "review"
        case Submission():
            return record.kind


def pipeline(work: Work) -> Ranking:
    """The accounts by what is open with them."""
    return _ranking(work[Deals].counting("open"), work)


def booked(work: Work, months: int = MONTHS) -> Ranking:
    """The accounts by what was won from them in the last months."""
    return _ranking(work[Deals].counting("won", months_ago(months, work)), work)


def months_ago(months: int, work: Work) -> datetime:
    """The beginning of that day, so many months ago."""
    now = wall_time(work.now, work.organisation.zone)
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return resolve(datetime(year, month + 1, day), work.organisation.zone)  # noqa: DTZ001  wall time


def _ranking(deals: Sequence[Counting], work: Work) -> Ranking:
    accounts = work[Deals].some_accounts({each.account for each in deals if each.account is not None})
    names = {number: account.name for number, account in accounts.items()}
    return ranked(deals, names, work.organisation.currency)


def _of_review(review: Review, work: Work) -> Facts:
    account = work[Deals].account(review.account) if review.account else None
    people = work.people.some(work[Deals].attendees(review.id or 0))
    counts = account is not None and review.state == "scheduled"
    ranks = (pipeline(work).rank_of(review.account), booked(work).rank_of(review.account)) if counts else (None, None)
    return facts_of_review(
        review,
        account,
        owner=_email(review.owner, work),
        starts=wall_time(review.starts, work.organisation.zone).date() if review.starts else None,
        attending=[(each.email or "", each.side) for each in people.values() if not each.left],
        ranks=ranks,
        most=MOST,
        today=today(work),
    )


def _email(person: int | None, work: Work) -> str:
    found = work.people.get(person) if person is not None else None
    return (found.email or "") if found else ""
