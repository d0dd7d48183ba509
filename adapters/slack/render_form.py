"""Forms as Slack's modals. Comes in: a `Form` and its reader. Goes out: a view that Slack takes."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from adapters.lettered import letters
from adapters.slack.mrkdwn import EMPTY, clip, paragraphs, plain, plain_text
from adapters.slack.origin import Origin
from adapters.slack.render_card import VIEW_BLOCKS, Block, section
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
)
from bot.conversation.reading import Reader
from bot.conversation.words import T

INPUT = 3000
LABEL = 2000
FEW = 10  # radio buttons and check boxes
MENU = 100
OPTION = 75
OPTION_VALUE = 150


def view(form: Form, reader: Reader, origin: Origin | None = None) -> dict[str, Any]:
    """The form as a modal. ValueError if a form can't be shown at all, which is a mistake in the form."""
    title = reader.plain(form.title)
    blocks: list[Block] = []
    if len(title.strip()) > 24:
        blocks.append({"type": "header", "text": plain_text(title, 150)})
    for words in form.intro:
        blocks += [section(each) for each in paragraphs(words, reader)]
    mark = hashlib.sha256(form.press.code.encode()).hexdigest()[:10]
    for field in form.fields:
        blocks += _in_full(field, reader)
        blocks.append(_input(field, reader, mark))
    if len(blocks) > VIEW_BLOCKS:
        raise ValueError(f"the form {form.press.name} takes {len(blocks)} blocks; Slack shows {VIEW_BLOCKS}")
    return {
        "type": "modal",
        "callback_id": form.press.name[:255],
        "title": plain_text(title, 24),
        "submit": plain(form.submit, reader, 24),
        "close": plain(T("Cancel"), reader, 24),
        "private_metadata": (origin or Origin()).pack(form.press.code),
        "blocks": blocks,
    }


def _input(field: Field, reader: Reader, mark: str) -> Block:
    if isinstance(field, ChoiceField) and not field.options:
        words = T("**{label}**: there is nothing to choose from.", label=field.label)
        return section(paragraphs(words, reader)[0])
    made: Block = {
        "type": "input",
        # Slack keeps what was typed where block and action ids stay: right for this form, wrong for the next one
        "block_id": f"{mark}.{field.key}"[:255],
        "label": plain(field.label, reader, LABEL),
        "optional": field.optional,
        "element": {"action_id": field.key, **_element(field, reader)},
    }
    if reader.plain(field.hint).strip():
        made["hint"] = plain(field.hint, reader, LABEL)
    return made


def _in_full(field: Field, reader: Reader) -> list[Block]:
    """Above a field, those of its options that are cut in it."""
    if not isinstance(field, ChoiceField) or not (named := _letters(field, reader)):
        return []
    said = [
        T("**{letter}** {option}", letter=a, option=each.label) for a, each in zip(named, field.options, strict=True)
    ]
    head = T("**{label}**", label=field.label)
    return [section(each) for words in (head, *said) for each in paragraphs(words, reader)]


def _letters(field: ChoiceField, reader: Reader) -> str:
    labels = [reader.plain(option.label) for option in field.options]
    return letters(labels) if any(len(_halves(label)[1]) > OPTION for label in labels) else ""


def _element(field: Field, reader: Reader) -> Block:
    match field:
        case TextField():
            longest = min(field.longest, INPUT)
            made: Block = {"type": "plain_text_input", "multiline": field.multiline, "max_length": longest}
            return _with_initial(made, "initial_value", field.initial[:longest])
        case NumberField():
            return _number(field)
        case MoneyField():
            words = (
                T("An amount, in {currency} where you name no other", currency=field.currency)
                if field.currency
                else T("Amount and currency, such as 2,000,000 USD")
            )
            money: Block = {"type": "plain_text_input", "placeholder": plain(words, reader, 150)}
            return _with_initial(money, "initial_value", field.initial[:INPUT])
        case DateField():
            day = field.initial.isoformat() if field.initial else ""
            return _with_initial({"type": "datepicker"}, "initial_date", day)
        case PersonField():
            return _person(field, reader)
        case ScaleField():
            return _scale(field, reader)
        case ChoiceField():
            return _choice(field, reader)


def _with_initial(element: Block, name: str, value: Any) -> Block:
    return element | {name: value} if value else element


def _number(field: NumberField) -> Block:
    made: Block = {"type": "number_input", "is_decimal_allowed": not field.whole}
    bounds = {"initial_value": field.initial, "min_value": field.least, "max_value": field.most}
    return made | {name: _digits(value) for name, value in bounds.items() if value is not None}


def _digits(value: Decimal) -> str:
    """Plain digits; Slack reads no exponents."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _person(field: PersonField, reader: Reader) -> Block:
    made: Block = {
        "type": "external_select",
        "min_query_length": 1,
        "placeholder": plain(T("Type part of a name"), reader, 150),
    }
    if field.initial is None:
        return made
    return made | {"initial_option": _option(field.initial_name or str(field.initial), str(field.initial))}


def _scale(field: ScaleField, reader: Reader) -> Block:
    low, high = reader.plain(field.low).strip(), reader.plain(field.high).strip()
    ends = {field.first: low, field.last: high}
    options = [
        _option(f"{step} \u2013 {ends[step]}" if ends.get(step) else str(step), str(step))
        for step in range(field.first, field.last + 1)
    ]
    made: Block = {"type": "radio_buttons" if len(options) <= FEW else "static_select", "options": options}
    chosen = [option for option in options if option["value"] == str(field.initial)]
    return _with_initial(made, "initial_option", chosen[0] if chosen else None)


def _choice(field: ChoiceField, reader: Reader) -> Block:
    labels = [reader.plain(option.label) for option in field.options]
    if named := _letters(field, reader):
        labels = [f"{letter} \u2013 {label}" for letter, label in zip(named, labels, strict=True)]
    options = [_option(label, option.value) for label, option in zip(labels, field.options, strict=True)]
    if long := [option.value for option in field.options if len(option.value) > OPTION_VALUE]:
        raise ValueError(f"the option {long[0][:40]}... of {field.key} is longer than {OPTION_VALUE} characters")
    chosen = [option for option in options if option["value"] in field.initial]
    few = len(options) <= FEW
    if field.many:
        made: Block = {"type": "checkboxes" if few else "multi_static_select", **_menu(options)}
        return _with_initial(made, "initial_options", chosen[:MENU])
    made = {"type": "radio_buttons" if few else "static_select", **_menu(options)}
    return _with_initial(made, "initial_option", chosen[0] if chosen else None)


def _menu(options: Sequence[Block]) -> Block:
    """Options, in groups where there are more than one menu holds."""
    if len(options) <= MENU:
        return {"options": list(options)}
    starts = range(0, len(options), MENU)
    groups = [options[start : start + MENU] for start in starts]
    return {
        "option_groups": [
            {"label": plain_text(f"{_first(group)} \u2013 {_first(group[-1:])}", 75), "options": list(group)}
            for group in groups
        ]
    }


def _first(options: Sequence[Block]) -> str:
    return clip(str(options[0]["text"]["text"]), 30) if options else EMPTY


def _option(label: str, value: str) -> Block:
    """The second half of a long label goes where Slack has room for a description."""
    first, second = _halves(label)
    made: Block = {"text": plain_text(first, OPTION), "value": value}
    return made | {"description": plain_text(second, OPTION)} if second else made


def _halves(label: str) -> tuple[str, str]:
    """A label as far as an option's text goes, broken between words where it can be, and what is left of it."""
    flat = " ".join(label.split())
    if len(flat) <= OPTION:
        return flat, ""
    end = flat.rfind(" ", 0, OPTION + 1)
    end = end if end > 0 else OPTION
    return flat[:end], flat[end:].strip()
