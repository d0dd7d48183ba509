"""What a rule would have done in the last ninety days, as managers read it before they switch it on."""

from decimal import Decimal, InvalidOperation

from bot.conversation.cards import Part, SmallPrint, text
from bot.conversation.words import TN, Money, T, When, Words, verbatim
from bot.rules.dryrun import DryRun
from storage.versions import State


def dry_parts(tried: DryRun, currency: str) -> tuple[Part, ...]:
    """In one sentence, and up to ten of those times by name."""
    found: list[Part] = [text(dry_words(tried))]
    found += [SmallPrint(words=_occasion(each, currency)) for each in tried.named]
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


def _occasion(state: State, currency: str) -> Words:
    told = {
        "day": T("{day}", day=When(at=state.moment, style="date")),
        "name": verbatim(str(state.facts.get("name") or state.subject)),
    }
    try:
        amount = Money(amount=Decimal(str(state.facts.get("amount"))), currency=currency)
    except InvalidOperation:
        return T("{day}: {name}", **told)
    return T("{day}: {name}, {amount}", amount=amount, **told)
