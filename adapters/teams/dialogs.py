"""Forms as dialogs. In: a form, its reader, what was typed and what is wrong with it. Out: the card of the dialog.

A dialog comes back with nothing but its inputs and the data of its button, so the form itself travels in that data:
the answer with errors can then be drawn by any replica, after any restart. It is a picture of the form only; what
counts is checked by the core.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, unquote

from pydantic import ValidationError

from adapters.lettered import letters
from adapters.teams.render import envelope, fits
from adapters.teams.writing import Mentions, block, clean, is_innocent, line, lines, plain, shorten
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    MoneyField,
    NumberField,
    PersonField,
    ScaleField,
    TextField,
    too_many,
)
from bot.conversation.reading import Reader
from bot.conversation.words import T, Words

Json = dict[str, Any]

PEOPLE: Final = "people"
"""The data set that person fields are filled from (application/search)."""
ONE: Final = "one."
MANY: Final = "many."
_PERSON: Final = "person:"
_LARGEST: Final = 500_000  # characters of an unpacked form
_FEW: Final = 5
_LONGEST_PICK: Final = 300  # characters; what is longer was never on offer
_LONGEST_TEXT: Final = (3000, 800, 200, 80)


@dataclass(frozen=True)
class Typed:
    """What comes back with a dialog. `raw` is for the core; `kept` is what the inputs held, to show it again."""

    raw: dict[str, str | tuple[str, ...]]
    kept: dict[str, str]


@dataclass(frozen=True)
class _Drawn:
    reader: Reader
    longest: int
    many_scales: bool
    all_optional: bool = False
    kept: Mapping[str, str] | None = None
    errors: Mapping[str, Words] = field(default_factory=dict)


def form(
    asked: Form,
    reader: Reader,
    *,
    kept: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    message: str = "",
) -> Json:
    """The card of the dialog. `message` is the one that it was opened from, which an answer may change."""
    scales = sum(isinstance(each, ScaleField) for each in asked.fields)
    optional = len(asked.fields) > 1 and all(each.optional for each in asked.fields)
    drawn = _Drawn(reader, _LONGEST_TEXT[0], scales > 3, optional, kept, errors or {})
    for longest in _LONGEST_TEXT:
        content = _form(asked, replace(drawn, longest=longest), message)
        if fits(content):
            break
    return content


def title(asked: Form, reader: Reader) -> str:
    return plain(asked.title, reader, 100) or "…"


def read(data: Mapping[str, Any]) -> Typed:
    """What was typed, from the data of the dialog's button."""
    raw: dict[str, str | tuple[str, ...]] = {}
    kept: dict[str, str] = {}
    for name, value in data.items():
        text = "" if value is None else str(value)
        if name.startswith(ONE):
            kept[name.removeprefix(ONE)] = text
            raw[name.removeprefix(ONE)] = unpicked(text)
        elif name.startswith(MANY):
            kept[name.removeprefix(MANY)] = text
            raw[name.removeprefix(MANY)] = tuple(unquote(each) for each in text.split(",") if each)
    return Typed(raw, kept)


def unpack(packed: object) -> Form | None:
    """The form that travelled with a dialog; None if it is none."""
    try:
        unzipped = zlib.decompressobj().decompress(base64.b64decode(str(packed), validate=True), _LARGEST)
        return Form.model_validate_json(unzipped)
    except (ValidationError, zlib.error, binascii.Error, ValueError):
        return None


def pack(asked: Form) -> str:
    return base64.b64encode(zlib.compress(asked.model_dump_json().encode(), 9)).decode()


def suggestions(found: Sequence[tuple[str, str]]) -> Json:
    """The answer to a search for people. Teams shows 15."""
    results = [{"value": picked(value, label), "title": shorten(label, 100) or "…"} for value, label in found[:15]]
    return {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def picked(value: str, label: str) -> str:
    """The value of somebody in a list. It carries the name, so that a form shown again can say who was picked."""
    return f"{_PERSON}{value}:{shorten(clean(label), 100)}"


def unpicked(text: str) -> str:
    return text.removeprefix(_PERSON).partition(":")[0] if text.startswith(_PERSON) else text


def _form(asked: Form, drawn: _Drawn, message: str) -> Json:
    mentions = Mentions()
    body: list[Json] = []
    if drawn.errors:
        body += _wrong(too_many(len(drawn.errors)), drawn)
        known = {each.key for each in asked.fields}
        body += [element for key, words in drawn.errors.items() if key not in known for element in _wrong(words, drawn)]
    for words in asked.intro:
        body += [block(spans, mentions) for spans in lines(words, drawn.reader, drawn.longest)[0]]
    for each in asked.fields:
        body.append(_input(each, drawn))
        if each.key in drawn.errors:
            body += _wrong(drawn.errors[each.key], drawn)
        if each.hint:
            body.append(line(plain(each.hint, drawn.reader, drawn.longest), isSubtle=True, size="small"))
    # A form opened from a form keeps the message that the first one was opened from.
    data = {"code": asked.press.code, "form": pack(asked), "message": message}
    submit = {"type": "Action.Submit", "title": plain(asked.submit, drawn.reader, 80) or "OK", "style": "positive"}
    body.append({"type": "ActionSet", "spacing": "medium", "actions": [{**submit, "data": data}]})
    return envelope(body, mentions)


def _wrong(words: Words, drawn: _Drawn) -> list[Json]:
    return [line(plain(words, drawn.reader, 500), color="attention", weight="bolder")]


def _input(each: Field, drawn: _Drawn) -> Json:
    many = isinstance(each, ChoiceField) and each.many
    element: Json = {"id": (MANY if many else ONE) + each.key, "label": _label(each, drawn)}
    if not each.optional:
        element |= {"isRequired": True, "errorMessage": plain(T("Please fill this in."), drawn.reader)}
    kept = drawn.kept.get(each.key, "") if drawn.kept is not None else None
    match each:
        case TextField():
            return element | _text(each, kept)
        case NumberField():
            return element | _number(each, kept, drawn.reader)
        case MoneyField():
            return element | _money(each, kept)
        case DateField():
            return element | _date(each, kept)
        case PersonField():
            return element | _person(each, kept, drawn.reader)
        case ChoiceField():
            return element | _choice(each, kept, drawn)
        case ScaleField():
            return element | _scale(each, kept, drawn)


def _label(each: Field, drawn: _Drawn) -> str:
    label = plain(each.label, drawn.reader, drawn.longest) or "…"
    marked = each.optional and not drawn.all_optional
    return plain(T("{label} (optional)", label=label), drawn.reader) if marked else label


def _text(each: TextField, kept: str | None) -> Json:
    element: Json = {"type": "Input.Text", "isMultiline": each.multiline, "maxLength": each.longest}
    value = (each.initial if kept is None else kept)[: each.longest]
    return element | ({"value": value} if value else {})


def _number(each: NumberField, kept: str | None, reader: Reader) -> Json:
    value = (str(each.initial) if each.initial is not None else "") if kept is None else kept
    parsed = _decimal(value)
    if value and parsed is None:
        return {"type": "Input.Text", "value": value[:40]}  # a number input can't show what is none
    element: Json = {"type": "Input.Number", **({"value": _json_number(parsed)} if parsed is not None else {})}
    if each.least is not None:
        element["min"] = _json_number(each.least)
    if each.most is not None:
        element["max"] = _json_number(each.most)
    if each.least is not None or each.most is not None:
        element["errorMessage"] = plain(_between(each), reader)
    return element


def _between(each: NumberField) -> Words:
    if each.least is None:
        return T("Please type a number up to {most}.", most=str(each.most))
    if each.most is None:
        return T("Please type a number from {least}.", least=str(each.least))
    return T("Please type a number from {least} to {most}.", least=str(each.least), most=str(each.most))


def _decimal(text: str) -> Decimal | None:
    """A number as a number input can hold it."""
    return Decimal(text) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?", text) else None


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _money(each: MoneyField, kept: str | None) -> Json:
    example = f"2,000,000 {each.currency or 'USD'}"
    element: Json = {"type": "Input.Text", "maxLength": 40, "placeholder": example}
    value = (each.initial if kept is None else kept)[:40]
    return element | ({"value": value} if value else {})


def _date(each: DateField, kept: str | None) -> Json:
    element: Json = {"type": "Input.Date"}
    value = (each.initial.isoformat() if each.initial else "") if kept is None else kept
    if _is_date(value):
        element["value"] = value
    if each.earliest:
        element["min"] = each.earliest.isoformat()
    if each.latest:
        element["max"] = each.latest.isoformat()
    return element


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _person(each: PersonField, kept: str | None, reader: Reader) -> Json:
    value = (picked(str(each.initial), each.initial_name) if each.initial is not None else "") if kept is None else kept
    element: Json = {
        "type": "Input.ChoiceSet",
        "style": "filtered",
        "placeholder": plain(T("Type part of the name"), reader),
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": PEOPLE},
    }
    if 0 < len(value) <= _LONGEST_PICK:
        name = clean(shorten(value.removeprefix(_PERSON).partition(":")[2], 100)) or unpicked(value)
        element |= {"choices": [{"title": name, "value": value}], "value": value}
    return element


def _choice(each: ChoiceField, kept: str | None, drawn: _Drawn) -> Json:
    names: dict[str, str] = {}
    for option in each.options:
        value = quote(option.value, safe="") if each.many else option.value
        names.setdefault(value, plain(option.label, drawn.reader, min(drawn.longest, 200)) or "…")
    initial = ",".join(quote(value, safe="") for value in each.initial) if each.many else "".join(each.initial[:1])
    value = initial if kept is None else kept
    # Expanded choices read Markdown, a list that folds out does not.
    few = len(names) <= _FEW or bool(letters(list(names.values())))
    expanded = each.many or (few and all(map(is_innocent, names.values())))
    element: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if expanded else "compact",
        "isMultiSelect": each.many,
        "wrap": True,
        "choices": [{"title": name, "value": value} for value, name in names.items()],
    }
    if each.many:
        value = ",".join(one for one in value.split(",") if one in names)
    if not names:
        return {"type": "Input.Text", "maxLength": 1}
    return element | ({"value": value} if value and (each.many or value in names) else {})


def _scale(each: ScaleField, kept: str | None, drawn: _Drawn) -> Json:
    names = {str(step): str(step) for step in range(each.first, each.last + 1)}
    for step, end in ((each.first, each.low), (each.last, each.high)):
        if said := plain(end, drawn.reader, 80):
            names[str(step)] = f"{step} – {said}"
    value = (str(each.initial) if each.initial is not None else "") if kept is None else kept
    expanded = not drawn.many_scales and len(names) <= _FEW and all(map(is_innocent, names.values()))
    element: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if expanded else "compact",
        "choices": [{"title": name, "value": value} for value, name in names.items()],
    }
    if not expanded:
        element["placeholder"] = plain(T("{first} to {last}", first=each.first, last=each.last), drawn.reader)
    return element | ({"value": value} if value in names else {})
