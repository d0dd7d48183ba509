"""The forms with which rules are set up: a template's numbers, and all of a rule."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.conversation.forms import ChoiceField, Field, Form, FormOption, MoneyField, NumberField, TextField
from bot.conversation.payloads import Action, press
from bot.conversation.words import T, Words
from bot.ports.records import Known
from bot.rules.conditions import LONGEST
from bot.rules.rule_words import KIND_WORDS, NEED_WORDS
from bot.rules.spec import LEAST_HOURS, LONGEST_ASK, LONGEST_NAME, MOST_HOURS, Spec, plain
from bot.rules.templates import Numbers, Place, Template
from bot.rules.templates import plain as plain_number
from bot.rules.whom import said_all, said_levels

LONGEST_WHOM: Final = 1000
_WHOM_HINT: Final = T(
    "With ; between them. Such as topic: brand manager; role: head of marketing; side: sales; person: ana@example.com; "
    "owner; owner's manager; liaison; marketer."
)


def template_form(
    template: Template, spec: Spec, numbers: Numbers, currency: str, action: Action, *, new: bool
) -> Form:
    """`spec`: the rule as it is, or would be. Amounts are in the organisation's currency."""
    return Form(
        title=T("Switch on a rule") if new else T("Change a rule"),
        intro=(template.about,),
        fields=(
            *(_place(each, numbers[each.key], currency) for each in template.places),
            _involve(spec),
            _hours(spec),
            _escalate(spec),
            _waive(spec),
            *((_pass_on(spec),) if template.pass_on else ()),
        ),
        submit=T("Switch on") if new else T("Save"),
        press=press(action),
    )


def _place(place: Place, value: Decimal, currency: str) -> Field:
    if place.kind == "amount":
        return MoneyField(
            key=place.key,
            label=place.label,
            hint=T("In {currency}; exactly this amount does not count.", currency=currency),
            initial=f"{plain_number(value)} {currency}",
            currency=currency,
        )
    return NumberField(
        key=place.key,
        label=place.label,
        initial=value,
        least=Decimal(1) if place.kind == "whole" else Decimal(0),
        most=place.most,
        whole=place.kind == "whole",
    )


def rule_form(spec: Spec, known: Sequence[Known], action: Action, *, new: bool) -> Form:
    """All of it. `known`: the fields that its condition may name."""
    return Form(
        title=T("A rule of your own") if new else T("Change a rule"),
        intro=(
            T(
                "It is about {kind}. Save it first: I show what it would have done, then you switch it on.",
                kind=KIND_WORDS[spec.kind],
            ),
        )
        if new
        else (),
        fields=(
            TextField(key="name", label=T("Name"), initial=spec.name, longest=LONGEST_NAME),
            TextField(
                key="condition",
                label=T("Fires when"),
                hint=_condition_hint(spec, known),
                initial=spec.condition,
                multiline=True,
                longest=LONGEST,
            ),
            _involve(spec),
            TextField(
                key="ask",
                label=T("What you ask of them"),
                initial=spec.ask,
                multiline=True,
                optional=True,
                longest=LONGEST_ASK,
            ),
            ChoiceField(
                key="need",
                label=T("Who must answer"),
                options=tuple(FormOption(value=value, label=label) for value, label in NEED_WORDS.items()),
                initial=(spec.need,),
            ),
            _hours(spec),
            _escalate(spec),
            _waive(spec),
            _pass_on(spec),
            _yes_or_no(
                "gate", T("Hold it back until it is met"), T("A gate: nothing counts as cleared before."), yes=spec.gate
            ),
            _yes_or_no("urgent", T("Urgent"), T("Its alerts go at any hour, also at night."), yes=spec.urgent),
        ),
        submit=T("Save"),
        press=press(action),
    )


def _condition_hint(spec: Spec, known: Sequence[Known]) -> Words:
    names = ", ".join(f"{spec.kind}.{each.name}" for each in known)
    example = next((each for each in known if each.type == "number"), known[0])
    sign = ">" if example.type == "number" else "=="
    return T(
        "Such as {example}. Fields: {names}.",
        example=f"{spec.kind}.{example.name} {sign} {example.example}",
        names=names,
    )


def _involve(spec: Spec) -> TextField:
    return _whom("involve", T("Whom to involve"), _WHOM_HINT, said_all(spec.involve), optional=False)


def _whom(key: str, label: Words, hint: Words, initial: str, *, optional: bool = True) -> TextField:
    return TextField(
        key=key, label=label, hint=hint, initial=initial, multiline=True, optional=optional, longest=LONGEST_WHOM
    )


def _hours(spec: Spec) -> NumberField:
    return NumberField(
        key="hours",
        label=T("Answer within how many business hours"),
        hint=T("Of the person asked: their working hours, without holidays."),
        initial=Decimal(str(plain(spec.hours))),
        least=LEAST_HOURS,
        most=MOST_HOURS,
        whole=False,
    )


def _escalate(spec: Spec) -> TextField:
    hint = T("One after the other, such as owner's manager; head of marketing after 8 hours.")
    return _whom("escalate", T("Whom to tell at the deadline"), hint, said_levels(spec.escalate))


def _waive(spec: Spec) -> TextField:
    hint = T("Written like those to involve. They may also force a gate, with a reason.")
    return _whom("waive", T("Who may say it is not needed"), hint, said_all(spec.waive))


def _pass_on(spec: Spec) -> TextField:
    hint = T("Once those to involve were heard, and nothing holds it back. Such as topic: pricing exceptions.")
    return _whom("pass_on", T("Who decides then"), hint, said_all(spec.pass_on))


def _yes_or_no(key: str, label: Words, hint: Words, *, yes: bool) -> ChoiceField:
    return ChoiceField(
        key=key,
        label=label,
        hint=hint,
        options=(FormOption(value="yes", label=T("Yes")), FormOption(value="no", label=T("No"))),
        initial=("yes" if yes else "no",),
    )
