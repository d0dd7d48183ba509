"""What a rule says, in words: whom it involves, by when, whom it tells then."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.conversation.words import TN, Listing, T, Words, number, verbatim
from bot.ports.records import Kind
from bot.rules.missing import role_words
from bot.rules.spec import Need, Spec
from bot.targets import Escalation, Target

KIND_WORDS: Final[Mapping[Kind, Words]] = {
    "deal": T("a deal"),
    "review": T("a review or planning session"),
    "collateral": T("a piece of collateral"),
    "campaign": T("a campaign"),
    "price": T("a price exception"),
}
NEED_WORDS: Final[Mapping[Need, Words]] = {
    "each": T("one of each that is named"),
    "one": T("one person of them all"),
    "all": T("everybody"),
}
NOBODY: Final = T("nobody")


def target_words(target: Target) -> Words:
    if target.person:
        return verbatim(target.person)
    if target.role is not None:
        return role_words(target.role, target.side)
    if target.side:
        return T("everybody in Sales") if target.side == "sales" else T("everybody in Marketing")
    if target.topic:
        return T("whoever answers for “{topic}”", topic=target.topic)
    match target.who:
        case "owner":
            return T("its owner")
        case "manager":
            return T("the manager of whoever was asked")
        case "liaison":
            return T("the liaison")
    return T("the segment's marketer")


def targets_words(targets: Sequence[Target]) -> Words:
    return _listed([target_words(each) for each in targets])


def levels_words(levels: Sequence[Escalation]) -> Words:
    if not levels:
        return T("the manager of whoever was asked")
    return _listed(
        [
            T("{whom} ({hours} later)", whom=target_words(each.to), hours=hours_words(Decimal(str(each.after))))
            if each.after
            else target_words(each.to)
            for each in levels
        ]
    )


def hours_words(hours: Decimal) -> Words:
    """Business hours."""
    if hours == hours.to_integral_value():
        return TN("{count} business hour", "{count} business hours", int(hours))
    decimals = 1 if hours * 10 == (hours * 10).to_integral_value() else 2
    return T("{hours} business hours", hours=number(hours, decimals))


def condition_words(spec: Spec) -> Words:
    if spec.condition.strip() == "true":
        return T("always")
    return verbatim(spec.condition)


def _listed(words: Sequence[Words]) -> Words:
    return T("{names}", names=Listing(items=tuple(words))) if words else NOBODY
