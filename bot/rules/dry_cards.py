"""What a rule would have done in the last ninety days, as managers read it before they switch it on."""

from decimal import Decimal, InvalidOperation

from bot.conversation.cards import Part, SmallPrint, Table, text
from bot.conversation.words import TN, Money, T, When, Words, verbatim
from bot.rules.dryrun import DryRun


def dry_parts(tried: DryRun, currency: str) -> tuple[Part, ...]:
    """In one sentence, and up to ten of those times by name."""
    found: list[Part] = [text(dry_words(tried))]
    if tried.named:
        found.append(_named(tried, currency))
    if tried.looked_at is not None:
        only = T(
            "So much has changed that I looked at the newest {count} changes only, those since {day}.",
            count=tried.looked_at,
            day=When(at=tried.since, style="date"),
        )
        found.append(SmallPrint(words=only))
    return tuple(found)


def dry_words(tried: DryRun) -> Words:
    if not tried.count:
        return T("In the last 90 days this would not have fired once.")
    return TN(
        "In the last 90 days this would have fired once.",
        "In the last 90 days this would have fired {count} times.",
        tried.count,
    )


def _named(tried: DryRun, currency: str) -> Table:
    return Table(
        headings=(T("Which"), T("When"), T("Amount")),
        rows=tuple(
            (
                verbatim(str(each.facts.get("name") or each.subject)),
                T("{day}", day=When(at=each.moment, style="date")),
                _amount(each.facts.get("amount"), currency),
            )
            for each in tried.named
        ),
        numeric=(2,),
    )


def _amount(amount: object, currency: str) -> Words:
    try:
        return T("{amount}", amount=Money(amount=Decimal(str(amount)), currency=currency))
    except InvalidOperation:
        return T("–")
