"""A filled form, read into a rule. Out: the rule, or a sentence for each field that needs another look."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, TypeVar

from bot.conversation.forms import Values
from bot.conversation.words import Money, T, Words
from bot.rules.conditions import fields_of, wrong_with
from bot.rules.missing import Ports, is_here
from bot.rules.spec import Spec
from bot.rules.templates import Numbers, Place, Template
from bot.rules.tokens import WrongError
from bot.rules.whom import read_all, read_levels
from bot.targets import Target
from bot.work import Work
from storage.deals import Deals
from storage.rules import Rules

Errors = Mapping[str, Words]
Read = TypeVar("Read")
CENT = Decimal("0.01")


def from_template(template: Template, values: Values, base: Spec, work: Work) -> Spec | Errors:
    """`base`: the rule as it is, or would be."""
    errors: dict[str, Words] = {}
    numbers: dict[str, Decimal] = {}
    for place in template.places:
        try:
            numbers[place.key] = _number(place, values[place.key], work)
        except WrongError as error:
            errors[place.key] = error.wrong.problem
    people = _people(values, errors, work)
    return errors or _with_numbers(template, base, numbers).model_copy(update=people)


def _with_numbers(template: Template, base: Spec, numbers: Numbers) -> Spec:
    return base.model_copy(update={"condition": template.condition_of(numbers)}) if numbers else base


def _number(place: Place, given: Any, work: Work) -> Decimal:
    if place.kind != "amount":
        return Decimal(given)
    amount, currency = given
    home = work.organisation.currency
    if amount > place.most:
        raise WrongError(1, T("The most is {most}.", most=Money(amount=place.most, currency=home)))
    if currency == home:
        return Decimal(amount)
    rate = work[Deals].rate(currency, home, work.now.date())
    if rate is None:
        raise WrongError(1, T("Your company's amounts are in {home}. Please type this one in {home}.", home=home))
    worth = Money(amount=(amount * rate.rate).quantize(CENT, ROUND_HALF_EVEN), currency=home)
    raise WrongError(
        1, T("Your company's amounts are in {home}: by today's rate this is {worth}.", home=home, worth=worth)
    )


def from_form(values: Values, base: Spec, rule: int | None, ports: Ports, work: Work) -> Spec | Errors:
    """`base`: the rule as it is, or an empty one of its kind. `rule`: its id."""
    errors: dict[str, Words] = {}
    name = " ".join(values["name"].split())
    if is_taken(name, rule, work):
        errors["name"] = T("There is a rule of this name already. Please take another one.")
    condition = values["condition"].strip()
    if wrong := wrong_with(condition, base.kind, fields_of(ports.subjects.known(base.kind))):
        errors["condition"] = wrong.words
    people = _people(values, errors, work)
    if errors:
        return errors
    return base.model_copy(
        update={
            "name": name,
            "condition": condition,
            "ask": values["ask"] or "",
            "need": values["need"],
            "gate": values["gate"] == "yes",
            "urgent": values["urgent"] == "yes",
            **people,
        }
    )


def is_taken(name: str, rule: int | None, work: Work) -> bool:
    return any(each.name.casefold() == name.casefold() and each.id != rule for each in work[Rules].all())


def _people(values: Values, errors: dict[str, Words], work: Work) -> dict[str, Any]:
    """Whom it names, and by when. What can't be read is put into `errors`."""
    involve = _read("involve", values, read_all, errors)
    escalate = _read("escalate", values, read_levels, errors)
    waive = _read("waive", values, read_all, errors)
    pass_on = _read("pass_on", values, read_all, errors) if "pass_on" in values else None
    if not involve:
        errors.setdefault("involve", T("Name somebody to involve."))
    named: dict[str, Sequence[Target]] = {
        "involve": involve,
        "escalate": [each.to for each in escalate],
        "waive": waive,
        "pass_on": pass_on or (),
    }
    for key, targets in named.items():
        if unknown := unknown_person(targets, work):
            errors.setdefault(key, T("I know nobody with the address {email}.", email=unknown))
    found = {
        "involve": involve,
        "escalate": escalate,
        "waive": waive,
        "hours": Decimal(values["hours"]).quantize(CENT),
    }
    return found if pass_on is None else found | {"pass_on": pass_on}


def _read(
    key: str, values: Values, read: Callable[[str], tuple[Read, ...]], errors: dict[str, Words]
) -> tuple[Read, ...]:
    try:
        return read(values[key] or "")
    except WrongError as error:
        errors[key] = error.wrong.problem
        return ()


def unknown_person(targets: Sequence[Target], work: Work) -> str:
    """The first address that nobody here has."""
    return next((each.person for each in targets if each.person and not is_here(each.person, work)), "")
