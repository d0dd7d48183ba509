"""The forms with which series are set up and changed, and a single meeting is called off or moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    FormOption,
    NumberField,
    PersonField,
    TextField,
)
from bot.conversation.payloads import Action, press
from bot.conversation.words import NOTHING, T, When, Words, verbatim
from bot.meetings.placing import Policy
from bot.meetings.series_actions import CallOff, ChangeReaders, Move, NameOwner
from bot.meetings.setup import (
    LEAST_LEAD,
    LEAST_MINUTES,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_RULE,
    MOST_ABOVE,
    MOST_LEAD,
    MOST_MINUTES,
)
from bot.recurring import DAY_NAMES
from storage.meetings import DEALS_ABOVE, Series
from storage.people import Person

LONGEST_REASON: Final = 300
EVERY: Final[Mapping[str, Words]] = {
    "week": T("Every week"),
    "two_weeks": T("Every two weeks"),
    "month": T("Every month"),
    "two_months": T("Every second month"),
    "quarter": T("Every quarter"),
    "own": T("By a rule of its own"),
}
NTH: Final[Mapping[str, Words]] = {
    "1": T("The first such day"),
    "2": T("The second"),
    "3": T("The third"),
    "4": T("The fourth"),
    "-1": T("The last"),
}
POLICY: Final[Mapping[Policy, Words]] = {
    "after": T("It moves to the next working day"),
    "before": T("It moves to the working day before"),
    "skip": T("It does not take place"),
    "keep": T("It takes place all the same"),
}


@dataclass(frozen=True)
class Filled:
    """What the form of a series shows at first."""

    name: str = ""
    purpose: str = ""
    every: str = "month"
    nth: int = 1
    weekday: int = 1
    clock: str = "09:00"
    rule: str = ""
    starts: date | None = None
    zone: str = "UTC"
    minutes: int = 60
    holidays: str = "after"
    lead: int = 2
    deals_above: int = DEALS_ABOVE
    owner: Person | None = None
    co_owner: Person | None = None


def series_form(action: Action, filled: Filled, *, new: bool) -> Form:
    return Form(
        title=T("New meeting") if new else T("Change a meeting"),
        intro=() if new else (T("A meeting whose agenda is out stays as it is. The next ones are like this."),),
        fields=(
            TextField(key="name", label=T("Name"), initial=filled.name, longest=LONGEST_NAME),
            TextField(
                key="purpose",
                label=T("What it is for"),
                initial=filled.purpose,
                multiline=True,
                optional=True,
                longest=LONGEST_PURPOSE,
            ),
            *_when_fields(filled),
            *_terms_fields(filled),
            *_owner_fields(filled),
        ),
        submit=T("Set up") if new else T("Save"),
        press=press(action),
    )


def _when_fields(filled: Filled) -> tuple[Field, ...]:
    return (
        _choice("every", T("How often"), EVERY, filled.every),
        _choice("nth", T("Which one of the month"), NTH, str(filled.nth), T("For months and quarters.")),
        ChoiceField(
            key="weekday",
            label=T("On which day"),
            options=tuple(FormOption(value=str(day), label=label) for day, label in enumerate(DAY_NAMES)),
            initial=(str(filled.weekday),),
        ),
        _clock_field(filled.clock, T("In the time zone below, in summer and in winter.")),
        DateField(
            key="starts",
            label=T("From which date on"),
            hint=T("Left empty: from the next such day on."),
            initial=filled.starts,
            optional=True,
        ),
        TextField(
            key="rule",
            label=T("Rule of its own"),
            hint=T("In the way of calendars (RFC 5545), such as FREQ=MONTHLY;BYDAY=-1FR for each last Friday."),
            initial=filled.rule,
            optional=True,
            longest=LONGEST_RULE,
        ),
        TextField(key="zone", label=T("Time zone"), hint=T("Such as Europe/Vienna."), initial=filled.zone, longest=60),
    )


def _terms_fields(filled: Filled) -> tuple[Field, ...]:
    return (
        NumberField(
            key="minutes",
            label=T("How many minutes"),
            initial=Decimal(filled.minutes),
            least=Decimal(LEAST_MINUTES),
            most=Decimal(MOST_MINUTES),
        ),
        _choice("holidays", T("On a public holiday"), POLICY, filled.holidays),
        NumberField(
            key="lead",
            label=T("Agenda: how many business days before"),
            initial=Decimal(filled.lead),
            least=Decimal(LEAST_LEAD),
            most=Decimal(MOST_LEAD),
        ),
        NumberField(
            key="deals_above",
            label=T("Agenda: deals above"),
            hint=T("In your company's currency."),
            initial=Decimal(filled.deals_above),
            least=Decimal(0),
            most=Decimal(MOST_ABOVE),
        ),
    )


def _owner_fields(filled: Filled) -> tuple[Field, ...]:
    return (
        _person_field("owner", T("Owner"), T("Is asked what came of each meeting."), filled.owner),
        _person_field("co_owner", T("Co-owner, from the other side"), NOTHING, filled.co_owner),
    )


def _person_field(key: str, label: Words, hint: Words, person: Person | None) -> PersonField:
    given = {"initial": person.id, "initial_name": person.name} if person is not None else {}
    return PersonField(key=key, label=label, hint=hint, **given)


def _choice(
    key: str, label: Words, options: Mapping[str, Words] | Mapping[Policy, Words], initial: str, hint: Words = NOTHING
) -> ChoiceField:
    made = tuple(FormOption(value=value, label=words) for value, words in options.items())
    return ChoiceField(key=key, label=label, hint=hint, options=made, initial=(initial,))


def _clock_field(clock: str, hint: Words) -> ChoiceField:
    clocks = sorted({f"{minute // 60:02}:{minute % 60:02}" for minute in range(6 * 60, 20 * 60 + 1, 30)} | {clock})
    options = tuple(FormOption(value=each, label=verbatim(each)) for each in clocks)
    return ChoiceField(key="hour", label=T("At what time"), hint=hint, options=options, initial=(clock,))


def readers_form(action: ChangeReaders, series: Series, readers: Sequence[Person]) -> Form:
    """Who gets its meetings in the digest; the owners do anyway."""
    gone = ChoiceField(
        key="gone",
        label=T("Who gets it no longer"),
        options=tuple(FormOption(value=str(each.id), label=verbatim(each.name)) for each in readers),
        optional=True,
    )
    add = PersonField(key="add", label=T("Who else"), optional=True)
    return Form(
        title=T("Who reads of it"),
        intro=(T("The owners of “{name}” read of it anyway.", name=series.name),),
        fields=(add, *((gone,) if readers else ())),
        submit=T("Save"),
        press=press(action),
    )


def call_off_form(action: CallOff, series: Series, starts: datetime) -> Form:
    return Form(
        title=T("Call a meeting off"),
        intro=(T("“{name}”, {when}. The ones after it stay.", name=series.name, when=When(at=starts)),),
        fields=(_reason(T("Why it does not take place")),),
        submit=T("Call it off"),
        press=press(action),
    )


def move_form(action: Move, series: Series, starts: datetime, local: datetime) -> Form:
    """`local` is when it begins by the clocks of the series."""
    return Form(
        title=T("Move a meeting"),
        intro=(T("“{name}”, {when}. The ones after it stay where they are.", name=series.name, when=When(at=starts)),),
        fields=(
            DateField(key="day", label=T("To which day"), initial=local.date()),
            _clock_field(local.strftime("%H:%M"), T("In the time zone {zone}.", zone=series.zone)),
            _reason(T("Why it is moved")),
        ),
        submit=T("Move it"),
        press=press(action),
    )


def _reason(label: Words) -> TextField:
    return TextField(
        key="why", label=label, hint=T("Everybody in its channels reads it."), multiline=True, longest=LONGEST_REASON
    )


def owner_form(action: NameOwner, series: Series, suggested: Person | None) -> Form:
    return Form(
        title=T("A new owner"),
        intro=(T("Who owns “{name}” from now on? The two owners are from different sides.", name=series.name),),
        fields=(_person_field("person", T("New owner"), NOTHING, suggested),),
        submit=T("Save"),
        press=press(action),
    )
