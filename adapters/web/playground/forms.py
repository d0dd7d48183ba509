"""A form as a dialog: all kinds of fields, errors at the field, and what was typed stays.

Comes in: a form. Goes out: the values as typed, to whoever opened it, who says what needs another look.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from adapters.lettered import letters
from adapters.web.playground.cards import LONG
from adapters.web.playground.tags import button, html, tag, text, words_html
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

RADIOS = 6
"""So many options are all shown; more are a list."""

Typed = dict[str, str | tuple[str, ...]]
Submits = Callable[[Typed], Awaitable[Mapping[str, Words]]]
"""Hands over what was typed; answers with a sentence for each field to mend, none when all is well."""


class FormDialog:
    """One open form. `people` fit into a person field, as (value, label)."""

    def __init__(self, form: Form, reader: Reader, people: Sequence[tuple[str, str]], submits: Submits) -> None:
        self._form = form
        self._reader = reader
        self._people = people
        self._submits = submits
        self._typed: Typed = {field.key: _initial(field) for field in form.fields}
        self._errors: dict[str, ui.html] = {}
        self._fields: dict[str, ui.element] = {}
        self._dialog = ui.dialog().classes("form-dialog")
        with self._dialog, tag("form", "form", novalidate="", aria_label=reader.plain(form.title)) as box:
            self._draw()
        box.on("submit.prevent", self._submit)
        self._dialog.on("hide", self._dialog.delete)

    def open(self) -> None:
        self._dialog.open()

    def _draw(self) -> None:
        reader = self._reader
        with tag("div", "form-head"):
            html(words_html(self._form.title, reader), "form-title", "h2")
            button("✕", self._dialog.close, "form-close", aria_label=reader.plain(T("Close")))
        with tag("div", "form-body"):
            for words in self._form.intro:
                html(words_html(words, reader), "form-intro", "p")
            self._summary = text("", "form-summary", "p", role="alert")
            self._summary.set_visibility(False)
            for field in self._form.fields:
                self._field(field)
        with tag("div", "form-foot"):
            button(reader.plain(T("Cancel")), self._dialog.close, "card-button")
            self._button = tag("button", "card-button is-primary", type="submit")
            with self._button:
                html(words_html(self._form.submit, reader))

    def _field(self, field: Field) -> None:
        reader = self._reader
        grouped = isinstance(field, ScaleField | ChoiceField)
        with tag("fieldset" if grouped else "div", "field") as box:
            self._fields[field.key] = box
            marked = field.optional and not all(each.optional for each in self._form.fields)
            words = reader.plain(T("optional"))
            optional = f' <span class="field-optional">{words}</span>' if marked else ""
            label = words_html(field.label, reader) + optional
            if grouped:
                html(label, "field-label", "legend")
            else:
                html(label, "field-label", "label", for_=_id(field))
            self._input(field)
            if field.hint:
                html(words_html(field.hint, reader), "field-hint", "p")
            error = self._errors[field.key] = text("", "field-error", "p", role="alert")
            error.set_visibility(False)

    def _input(self, field: Field) -> None:
        match field:
            case TextField(multiline=True):
                self._typing(field, ui.textarea(value=field.initial), "autogrow")
            case TextField():
                self._typing(field, ui.input(value=field.initial))
            case NumberField():
                self._typing(field, ui.input(value=str(self._typed[field.key])), "inputmode=decimal")
            case MoneyField():
                hint = f"250,000 {field.currency or 'USD'}"
                self._typing(field, ui.input(value=field.initial, placeholder=hint), "inputmode=text")
            case DateField():
                self._typing(field, ui.input(value=str(self._typed[field.key])), "type=date")
            case PersonField():
                self._person(field)
            case ChoiceField():
                self._choice(field)
            case ScaleField():
                self._scale(field)

    def _typing(self, field: Field, made: ui.input | ui.textarea, props: str = "") -> None:
        made.props(f"outlined dense {props}").classes("field-input")
        made.props["for"] = _id(field)
        made.on_value_change(lambda event: self._keep(field.key, event.value or ""))

    def _person(self, field: PersonField) -> None:
        labels = dict(self._people)
        if field.initial is not None:
            labels.setdefault(str(field.initial), field.initial_name)
        self._list(field, labels, str(field.initial) if field.initial is not None else None, searched=True)

    def _list(self, field: Field, labels: dict[str, str], value: str | None, *, searched: bool) -> None:
        made = ui.select(labels, value=value, with_input=searched, clearable=field.optional)
        made.props("outlined dense options-dense behavior=menu").classes("field-input")
        made.props["for"] = _id(field)
        made.on_value_change(lambda event: self._keep(field.key, event.value or ""))

    def _choice(self, field: ChoiceField) -> None:
        labels = {option.value: self._reader.plain(option.label) for option in field.options}
        if not field.many and len(labels) > RADIOS and not letters(list(labels.values())):
            self._list(field, labels, field.initial[0] if field.initial else None, searched=len(labels) > 12)
            return
        with tag("div", "field-options"):
            for option in field.options:
                kind = "checkbox" if field.many else "radio"
                self._option(field, option.value, kind, words_html(option.label, self._reader))

    def _scale(self, field: ScaleField) -> None:
        with tag("div", "scale-line is-long" if field.last - field.first >= LONG else "scale-line"):
            html(words_html(field.low, self._reader), "scale-end")
            with tag("div", "scale-steps"):
                for step in range(field.first, field.last + 1):
                    self._option(field, str(step), "radio", str(step), "scale-choice")
            html(words_html(field.high, self._reader), "scale-end is-high")

    def _option(self, field: Field, value: str, kind: str, label: str, classes: str = "field-option") -> None:
        with tag("label", classes):
            made = tag("input", "", type=kind, name=_id(field), value=value)
            held = self._typed[field.key]
            if value in ((held,) if isinstance(held, str) else held):
                made.props["checked"] = True
            html(label)
        js = "(event) => emit(event.target.checked)"
        made.on("change", lambda event: self._ticked(field, value, bool(event.args)), js_handler=js)

    def _ticked(self, field: Field, value: str, on: bool) -> None:
        if not (isinstance(field, ChoiceField) and field.many):
            self._keep(field.key, value)
            return
        have = [each for each in self._typed[field.key] if each != value]
        self._keep(field.key, tuple([*have, value] if on else have))

    def _keep(self, key: str, value: Any) -> None:
        self._typed[key] = value if isinstance(value, tuple) else str(value)

    async def _submit(self) -> None:
        self._button.props["disabled"] = True
        try:
            errors = await self._submits(dict(self._typed))
        finally:
            self._button.props.pop("disabled", None)
        if not errors:
            self._dialog.close()
            return
        self._show(errors)

    def _show(self, errors: Mapping[str, Words]) -> None:
        for key, label in self._errors.items():
            wrong = errors.get(key)
            label.set_content(words_html(wrong, self._reader) if wrong else "")
            label.set_visibility(wrong is not None)
            self._fields[key].classes(add="is-wrong" if wrong else "", remove="" if wrong else "is-wrong")
        self._summary.set_content(words_html(too_many(len(errors)), self._reader))
        self._summary.set_visibility(True)
        first = next(key for key in self._errors if key in errors)
        self._dialog.client.run_javascript(
            f"const box = getHtmlElement({self._fields[first].id});"
            'box.scrollIntoView({block: "center"}); box.querySelector("input, textarea")?.focus();'
        )


def _id(field: Field) -> str:
    return f"field-{field.key}"


def _initial(field: Field) -> str | tuple[str, ...]:
    match field:
        case ChoiceField(many=True):
            return field.initial
        case ChoiceField():
            return field.initial[0] if field.initial else ""
        case TextField() | MoneyField():
            return field.initial
        case _:
            value = field.initial
            return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
