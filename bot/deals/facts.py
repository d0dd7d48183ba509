"""What conditions may say of a business record: the fields of each kind, and their values for one record.

Values are JSON: a number is text, exactly as it is; a day is text like 2026-03-31; what is not known is None, or empty
text. Some values change without anybody touching the record (how many days are left, who is among the top ten):
`DRIFTING` names them, and they alone make no new version.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.conversation.words import T
from bot.deals.money import plain
from bot.ports.records import Kind, Known
from storage.deals import BusinessAccount, Deal, Review, Submission

Facts = dict[str, Any]

DRIFTING: Final = frozenset({"days_to_close", "days_left", "days_until", "rank", "rank_booked", "top_ten"})

_REGION: Final = Known("region", "text", T("the region"), '"DACH"')
_SEGMENT: Final = Known("segment", "text", T("the segment"), '"Manufacturing"')
_PRODUCT: Final = Known("product", "text", T("the product"), '"Analytics"')
_ACCOUNT: Final = Known("account", "text", T("the account's name"), '"Acme"')
_OWNER: Final = Known("owner", "text", T("the owner's e-mail address"), '"ana@example.com"')

_DEAL: Final = (
    Known("name", "text", T("the deal's name"), '"Acme renewal"'),
    _ACCOUNT,
    Known("amount", "number", T("the amount, in your company's currency"), "2000000"),
    Known("original_amount", "number", T("the amount, in the deal's own currency"), "1900000"),
    Known("currency", "text", T("the deal's own currency"), '"EUR"'),
    Known("stage", "text", T("the stage, as your CRM calls it"), '"Negotiation"'),
    Known("probability", "number", T("how likely it is won, in per cent"), "60"),
    Known("discount", "number", T("the discount, in per cent"), "15"),
    Known("state", "text", T("open, won, lost or removed"), '"open"'),
    _OWNER,
    _REGION,
    _SEGMENT,
    _PRODUCT,
    Known("close_date", "date", T("the day on which it should close"), '"2026-12-31"'),
    Known("days_to_close", "number", T("days until that day, when the deal last changed"), "30"),
)

_REVIEW: Final = (
    Known("kind", "text", T("account review, account planning or product planning"), '"account review"'),
    Known("name", "text", T("what the review is called"), '"Acme, autumn review"'),
    _ACCOUNT,
    _SEGMENT,
    _REGION,
    _PRODUCT,
    _OWNER,
    Known("starts", "date", T("the day on which it takes place"), '"2026-12-31"'),
    Known("days_until", "number", T("days until that day, when the review last changed"), "14"),
    Known("state", "text", T("scheduled, held or cancelled"), '"scheduled"'),
    Known("attendees", "list", T("the attendees' e-mail addresses"), '["ana@example.com"]'),
    Known("sides", "list", T("the sides that are among the attendees"), '["sales", "marketing"]'),
    Known(
        "top_ten",
        "yes or no",
        T("its account is among the top ten, by open pipeline or by what was won in the last 12 months"),
        "true",
    ),
    Known("rank", "number", T("its account's rank by open pipeline"), "3"),
    Known("rank_booked", "number", T("its account's rank by what was won in the last 12 months"), "3"),
)

_SUBMISSION: Final = (
    Known("kind", "text", T("collateral, campaign or price"), '"collateral"'),
    Known("name", "text", T("what it is called"), '"Acme case study"'),
    Known("link", "text", T("where it can be seen"), '"https://example.com/draft"'),
    _SEGMENT,
    _REGION,
    _PRODUCT,
    _OWNER,
    Known("due", "date", T("the print date, the campaign's first day, or when the price is wanted"), '"2026-12-31"'),
    Known("days_left", "number", T("days until that day, when it was last handed in"), "7"),
    Known("discount", "number", T("the discount asked for, in per cent"), "15"),
    Known("deal", "text", T("the name of the deal that it is for"), '"Acme renewal"'),
    Known("state", "text", T("submitted or withdrawn"), '"submitted"'),
    Known("round", "number", T("how often it was handed in"), "2"),
)

KNOWN: Final[Mapping[Kind, Sequence[Known]]] = {
    "deal": _DEAL,
    "review": _REVIEW,
    "collateral": _SUBMISSION,
    "campaign": _SUBMISSION,
    "price": _SUBMISSION,
}


def facts_of_deal(deal: Deal, account: BusinessAccount | None, *, home: str, today: date) -> Facts:
    """What is known of a deal; an amount worked out in another currency than today's `home` is not."""
    return {
        "name": deal.name,
        "account": account.name if account else "",
        "amount": _number(deal.home_amount if deal.home_currency == home else None),
        "original_amount": _number(deal.amount),
        "currency": deal.currency,
        "stage": deal.stage,
        "probability": _number(deal.probability),
        "discount": _number(deal.discount),
        "state": deal.state,
        "owner": deal.owner_email,
        "region": deal.region or (account.region if account else ""),
        "segment": deal.segment or (account.segment if account else ""),
        "product": deal.product,
        "close_date": _day(deal.close_date),
        "days_to_close": _days(deal.close_date, today),
    }


def facts_of_review(
    review: Review,
    account: BusinessAccount | None,
    *,
    owner: str,
    starts: date | None,
    attending: Sequence[tuple[str, str]],
    ranks: tuple[int | None, int | None],
    most: int,
    today: date,
) -> Facts:
    """What is known of a review. `attending`: (e-mail address, side) of each; `starts`: the day, where it is held."""
    return {
        "kind": review.kind,
        "name": review.name,
        "account": account.name if account else "",
        "segment": review.segment or (account.segment if account else ""),
        "region": review.region or (account.region if account else ""),
        "product": review.product,
        "owner": owner,
        "starts": _day(starts),
        "days_until": _days(starts, today),
        "state": review.state,
        "attendees": sorted(email for email, _ in attending if email),
        "sides": sorted({side for _, side in attending} & {"sales", "marketing"}),
        "top_ten": any(rank is not None and rank <= most for rank in ranks),
        "rank": _whole(ranks[0]),
        "rank_booked": _whole(ranks[1]),
    }


def facts_of_submission(submission: Submission, deal: Deal | None, *, owner: str, today: date) -> Facts:
    return {
        "kind": submission.kind,
        "name": submission.name,
        "link": submission.link,
        "segment": submission.segment or (deal.segment if deal else ""),
        "region": submission.region or (deal.region if deal else ""),
        "product": submission.product or (deal.product if deal else ""),
        "owner": owner,
        "due": _day(submission.due),
        "days_left": _days(submission.due, today),
        "discount": _number(submission.discount),
        "deal": deal.name if deal else "",
        "state": submission.state,
        "round": str(submission.round),
    }


def differ(one: Mapping[str, Any] | None, other: Mapping[str, Any], *, also: Collection[str] = ()) -> bool:
    """Whether the record itself has changed between these, or something of it that drifts and counts now."""
    if one is None:
        return True
    return any(one.get(each) != other.get(each) for each in {*one, *other} - (DRIFTING - {*also}))


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _whole(value: int | None) -> str | None:
    return None if value is None else str(value)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _days(value: date | None, today: date) -> str | None:
    return str((value - today).days) if value else None
