"""What a rule says, as a value: what forms, practices.yaml and templates make, and rows of rules hold."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from bot.conversation.model import Frozen
from bot.ports.practices import Difference
from bot.ports.records import Kind
from bot.rules.whom import said, said_later
from bot.targets import Escalation, Target
from storage.rules import Rule

Need = Literal["each", "one", "all"]
LONGEST_NAME: Final = 80
LONGEST_ASK: Final = 500
LONGEST_KEY: Final = 40
LEAST_HOURS, MOST_HOURS = Decimal(1), Decimal(400)
KINDS: Final[tuple[Kind, ...]] = ("deal", "review", "collateral", "campaign", "price")


class Spec(Frozen):
    """A rule, without what became of it."""

    name: str
    kind: Kind
    condition: str
    involve: tuple[Target, ...]
    need: Need = "each"
    hours: Decimal = Decimal(8)
    escalate: tuple[Escalation, ...] = ()
    waive: tuple[Target, ...] = ()
    pass_on: tuple[Target, ...] = ()
    gate: bool = False
    urgent: bool = False
    ask: str = ""
    template: str = ""


def spec_of(rule: Rule) -> Spec:
    return Spec.model_validate({field: getattr(rule, field) for field in Spec.model_fields})


def put(spec: Spec, rule: Rule) -> None:
    """Let the row say the same."""
    for field, value in spec.model_dump(mode="json").items():
        setattr(rule, field, value)
    rule.hours = spec.hours


def told(spec: Spec) -> dict[str, Any]:
    """As practices.yaml and the audit trail have it."""
    made: dict[str, Any] = {
        "name": spec.name,
        "kind": spec.kind,
        "condition": spec.condition,
        "involve": [said(each) for each in spec.involve],
        "need": spec.need,
        "hours": plain(spec.hours),
        "escalate": [said_later(each) for each in spec.escalate],
        "waive": [said(each) for each in spec.waive],
        "pass_on": [said(each) for each in spec.pass_on],
        "gate": spec.gate,
        "urgent": spec.urgent,
        "ask": spec.ask,
    }
    return made | ({"template": spec.template} if spec.template else {})


def plain(hours: Decimal) -> int | float:
    return int(hours) if hours == hours.to_integral_value() else float(hours)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two rules as they are told."""
    fields = dict.fromkeys([*old, *new])
    return tuple(
        Difference(each, shown(old.get(each, "")), shown(new.get(each, "")))
        for each in fields
        if old.get(each) != new.get(each)
    )


def shown(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(value) or "nobody"
    return str(value)


def free_key(name: str, taken: Sequence[str]) -> str:
    """A short name that stays, whatever the rule is called later."""
    bare = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_KEY].strip("-") or "rule"
    names = (bare, *(f"{bare}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)
