"""Forms: what Truce asks in a dialog. Adapters render the fields; `read` checks what comes back, for all of them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from babel.numbers import list_currencies
from pydantic import Field as Tagged

from bot.conversation.model import Frozen
from bot.conversation.payloads import Press
from bot.conversation.words import NOTHING, TN, Day, T, Words, number


class _Field(Frozen):
    """What all fields share. `key` is unique in the form; hints stand below the field."""

    key: str
    label: Words
    hint: Words = NOTHING
    optional: bool = False


class TextField(_Field):
    kind: Literal["text"] = "text"
    initial: str = ""
    multiline: bool = False
    longest: int = 500


class NumberField(_Field):
    kind: Literal["number"] = "number"
    initial: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = True


class MoneyField(_Field):
    """An amount with its currency, typed together: "2,000,000 USD"."""

    kind: Literal["money"] = "money"
    initial: str = ""
    currency: str = ""
    """Taken when none is typed; empty: a currency must be typed."""


class DateField(_Field):
    kind: Literal["date"] = "date"
    initial: date | None = None
    earliest: date | None = None
    latest: date | None = None


class PersonField(_Field):
    """A person of the organisation, on whichever platform; found by typing part of the name."""

    kind: Literal["person"] = "person"
    initial: int | None = None
    initial_name: str = ""


class FormOption(Frozen):
    value: str
    label: Words


class ChoiceField(_Field):
    kind: Literal["choice"] = "choice"
    options: tuple[FormOption, ...]
    initial: tuple[str, ...] = ()
    many: bool = False


class ScaleField(_Field):
    """A statement to rate from `first` to `last`, both whole numbers and both included."""

    kind: Literal["scale"] = "scale"
    low: Words
    high: Words
    first: int = 1
    last: int = 5
    initial: int | None = None


Field = Annotated[
    TextField | NumberField | MoneyField | DateField | PersonField | ChoiceField | ScaleField,
    Tagged(discriminator="kind"),
]


class Form(Frozen):
    """`press` names the handler that gets the values, and what they are about."""

    title: Words
    intro: tuple[Words, ...] = ()
    fields: tuple[Field, ...]
    submit: Words
    press: Press


Raw = Mapping[str, str | tuple[str, ...]]


class Values(Mapping[str, Any]):
    """What was typed, checked: read by the name of the type that the field has. Absent optional fields are None."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _BadValueError(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


def read(form: Form, raw: Raw) -> Values | dict[str, Words]:
    """Check what was typed. Returns the values by key, or one sentence for each field that needs another look.

    Types of values: text str, number Decimal, money (Decimal, currency), date date, person int, choice str or a
    tuple of str, scale int.
    """
    values: dict[str, Any] = {}
    errors: dict[str, Words] = {}
    for field in form.fields:
        try:
            values[field.key] = _read_field(field, raw.get(field.key, ""))
        except _BadValueError as bad:
            errors[field.key] = bad.words
    return errors or Values(values)


def _read_field(field: Field, typed: str | tuple[str, ...]) -> Any:
    if isinstance(field, ChoiceField):
        return _choice(field, (typed,) if isinstance(typed, str) else typed)
    text = (typed if isinstance(typed, str) else "".join(typed)).strip()
    if not text:
        if field.optional:
            return None
        raise _BadValueError(T("Please fill this in."))
    match field:
        case TextField():
            return _text(field, text)
        case NumberField():
            return _number(field, text)
        case MoneyField():
            return _money(field, text)
        case DateField():
            return _date(field, text)
        case PersonField():
            return _whole(text, T("Please pick somebody from the list."))
        case ScaleField():
            return _scale(field, text)


def _choice(field: ChoiceField, typed: tuple[str, ...]) -> Any:
    taken = tuple(each for each in typed if each)
    if not taken and not field.optional:
        raise _BadValueError(T("Please choose one."))
    known = {option.value for option in field.options}
    if any(each not in known for each in taken) or (len(taken) > 1 and not field.many):
        raise _BadValueError(T("Please choose from the list."))
    if field.many:
        return taken
    return taken[0] if taken else None


def _text(field: TextField, text: str) -> str:
    if len(text) > field.longest:
        raise _BadValueError(
            T("Please shorten this to {most} characters; it has {count}.", most=field.longest, count=len(text))
        )
    return text


def _decimal(text: str, otherwise: Words) -> Decimal:
    """Digits with grouping as people type them: 2,000,000.50, 2.000.000,50 and 2'000'000 alike."""
    bare = re.sub(r"[\s'\u2019\u00a0\u202f_]", "", text)
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        mark = bare[last]
        other = "," if mark == "." else "."
        decimals = len(bare) - last - 1
        groups = bare.count(mark) > 1 or (decimals == 3 and other not in bare and not bare.startswith("0"))
        bare = bare.replace(",", "").replace(".", "") if groups else bare.replace(other, "").replace(mark, ".")
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,6})?", bare):
        raise _BadValueError(otherwise)
    try:
        return Decimal(bare)
    except InvalidOperation as error:
        raise _BadValueError(otherwise) from error


def _number(field: NumberField, text: str) -> Decimal:
    value = _decimal(text, T("Please type a number, such as 5."))
    if field.whole and value != value.to_integral_value():
        raise _BadValueError(T("Please type a whole number."))
    if field.least is not None and value < field.least:
        raise _BadValueError(T("The least is {least}.", least=number(field.least)))
    if field.most is not None and value > field.most:
        raise _BadValueError(T("The most is {most}.", most=number(field.most)))
    return value


def _money(field: MoneyField, text: str) -> tuple[Decimal, str]:
    found = re.fullmatch(r"([A-Za-z]{3})?\s*([^A-Za-z]+?)\s*([A-Za-z]{3})?", text)
    if not found or (found[1] and found[3]):
        raise _BadValueError(T("Please type an amount and its currency, such as 2,000,000 USD."))
    currency = (found[1] or found[3] or field.currency).upper()
    if not currency:
        raise _BadValueError(T("Please add the currency, such as USD or EUR."))
    if currency not in list_currencies():
        raise _BadValueError(T("{currency} is not a currency code; try USD or EUR.", currency=currency))
    amount = _decimal(found[2], T("Please type an amount and its currency, such as 2,000,000 USD."))
    if amount < 0:
        raise _BadValueError(T("Please type an amount of zero or more."))
    return amount, currency


def _date(field: DateField, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _BadValueError(T("Please give the date as year-month-day, such as 2027-03-31.")) from error
    if field.earliest and day < field.earliest:
        raise _BadValueError(T("The earliest day is {day}.", day=Day(day=field.earliest)))
    if field.latest and day > field.latest:
        raise _BadValueError(T("The latest day is {day}.", day=Day(day=field.latest)))
    return day


def _whole(text: str, otherwise: Words) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise _BadValueError(otherwise)
    return int(text)


def _scale(field: ScaleField, text: str) -> int:
    if text not in {str(step) for step in range(field.first, field.last + 1)}:
        raise _BadValueError(T("Please choose a number from {least} to {most}.", least=field.first, most=field.last))
    return int(text)


def too_many(count: int) -> Words:
    """The sentence above a form that has several fields to mend."""
    return TN("One field needs another look.", "{count} fields need another look.", count)
