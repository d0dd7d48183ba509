"""The business records for other capabilities: what rules may say of them, and each as it is now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal

from bot.conversation.cards import Fact
from bot.conversation.model import Place
from bot.conversation.words import NOTHING, Day, Money, T, When, Words, number, verbatim
from bot.deals.facts import KNOWN
from bot.deals.gathering import facts_of
from bot.ports.directory import Concerning
from bot.ports.records import Kind, Known, Subject
from bot.work import Work
from storage.deals import Deal, Deals, Review, Submission

Ended = Literal["", "won", "lost", "removed", "over", "withdrawn"]

_ENDED: Final[Mapping[str, Ended]] = {
    "won": "won",
    "lost": "lost",
    "removed": "removed",
    "held": "over",
    "cancelled": "removed",
    "withdrawn": "withdrawn",
}


class BusinessRecords:
    """A `Subjects` over the records."""

    def known(self, kind: Kind) -> Sequence[Known]:
        return KNOWN[kind]

    def get(self, kind: Kind, record: int, work: Work) -> Subject | None:
        deals = work[Deals]
        match kind:
            case "deal":
                deal = deals.deal(record)
                return _deal(deal, work) if deal else None
            case "review":
                review = deals.review(record)
                return _review(review, work) if review else None
        submission = deals.submission(record)
        return _submission(submission, kind, work) if submission and submission.kind == kind else None


def _deal(row: Deal, work: Work) -> Subject:
    facts = facts_of(row, work)
    return Subject(
        kind="deal",
        id=row.id or 0,
        name=row.name or row.external,
        facts=facts,
        concerning=_concerning(facts),
        owner=row.owner or _by_email(row.owner_email, work),
        url=row.url,
        channel=Place.model_validate_json(row.place) if row.place else None,
        ended=_ENDED.get(row.state, ""),
        shown=_shown(
            (T("Account"), verbatim(facts["account"])),
            (T("Amount"), amount_words(row, work)),
            (T("Stage"), verbatim(row.stage)),
            (T("Discount"), per_cent(row.discount)),
            (T("Owner"), _who(row.owner, row.owner_email, work)),
            (T("Closes"), T("{day}", day=Day(day=row.close_date)) if row.close_date else NOTHING),
        ),
    )


def amount_words(deal: Deal, work: Work) -> Words:
    """The amount in its own currency; where that is another than the company's, the converted one beside it."""
    if deal.amount is None:
        return NOTHING
    if not deal.currency:
        return T("{amount}, in a currency that is not known yet", amount=number(deal.amount, 2))
    own, home = Money(amount=deal.amount, currency=deal.currency), work.organisation.currency
    if deal.currency == home:
        return T("{amount}", amount=own)
    if deal.home_amount is None or deal.home_currency != home:
        return T("{amount}; there is no rate for it yet", amount=own)
    there = Money(amount=deal.home_amount, currency=deal.home_currency)
    if deal.rate_day is None:
        return T("{amount}, which is {converted}", amount=own, converted=there)
    return T(
        "{amount}, which is {converted} by the rate of {day}", amount=own, converted=there, day=Day(day=deal.rate_day)
    )


def _review(row: Review, work: Work) -> Subject:
    facts = facts_of(row, work)
    people = work.people.some(work[Deals].attendees(row.id or 0))
    names = ", ".join(sorted(each.name for each in people.values()))
    return Subject(
        kind="review",
        id=row.id or 0,
        name=row.name or facts["account"] or row.external,
        facts=facts,
        concerning=_concerning(facts),
        owner=row.owner,
        ended=_ENDED.get(row.state, ""),
        shown=_shown(
            (T("What"), REVIEW_KINDS.get(row.kind, verbatim(row.kind))),
            (T("Account"), verbatim(facts["account"])),
            (T("When"), T("{when}", when=When(at=row.starts)) if row.starts else NOTHING),
            (T("Attendees"), verbatim(names)),
            (T("Segment"), verbatim(facts["segment"])),
            (T("Owner"), _who(row.owner, facts["owner"], work)),
        ),
    )


REVIEW_KINDS: Final[Mapping[str, Words]] = {
    "account review": T("Account review"),
    "account planning": T("Key-account planning"),
    "product planning": T("Product-planning review"),
}


def _submission(row: Submission, kind: Kind, work: Work) -> Subject:
    facts = facts_of(row, work)
    deal = work[Deals].deal(row.deal) if row.deal else None
    account = work[Deals].account(deal.account) if deal and deal.account else None
    return Subject(
        kind=kind,
        id=row.id or 0,
        name=row.name,
        facts=facts,
        concerning=_concerning({**facts, "account": account.name if account else ""}),
        owner=row.owner,
        url=row.link,
        ended=_ENDED.get(row.state, ""),
        round=row.round,
        shown=_shown(
            (T("Deal"), verbatim(deal.name if deal else "")),
            (T("Segment"), verbatim(facts["segment"])),
            (T("Discount"), per_cent(row.discount)),
            (_DUE[row.kind], T("{day}", day=Day(day=row.due)) if row.due else NOTHING),
            (T("Handed in by"), _who(row.owner, facts["owner"], work)),
            (T("To know"), verbatim(row.note)),
        ),
    )


_DUE: Final[Mapping[str, Words]] = {
    "collateral": T("Goes to print"),
    "campaign": T("Starts"),
    "price": T("Wanted by"),
}


def per_cent(value: Decimal | None) -> Words:
    """With as many digits as it has."""
    if value is None:
        return NOTHING
    exponent = value.normalize().as_tuple().exponent
    return T("{share} %", share=number(value, max(0, -exponent) if isinstance(exponent, int) else 0))


def _concerning(facts: Mapping[str, str]) -> Concerning:
    return Concerning(
        region=facts["region"],
        product=facts["product"],
        segment=facts["segment"],
        account=facts.get("account", ""),
    )


def _shown(*pairs: tuple[Words, Words]) -> tuple[Fact, ...]:
    """What is known; an own text that is empty is not."""
    return tuple(Fact(label=label, value=value) for label, value in pairs if value and value != verbatim(""))


def _who(person: int | None, email: str, work: Work) -> Words:
    found = work.people.get(person) if person is not None else None
    return T("{who}", who=work.who(found)) if found else verbatim(email)


def _by_email(email: str, work: Work) -> int | None:
    found = work.people.by_email(email) if email else None
    return found.id if found else None
