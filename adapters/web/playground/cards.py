"""A card as the playground's page. Comes in: a card, its reader. Goes out: elements; presses go to whoever shows it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape

from nicegui import ui

from adapters.lettered import letters
from adapters.web.playground.tags import html, tag, text, words_html
from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Divider,
    Facts,
    File,
    Image,
    Part,
    Scale,
    SmallPrint,
    Table,
    Text,
)
from bot.conversation.reading import Reader
from bot.conversation.words import NOTHING, T, Words

FEW = 5
"""So many choices are buttons; more are a list."""
LINE = 70
"""So many letters are read on one line of a list."""
LONG = 7
"""So many steps of a scale fit between the words for its ends; more stand above them."""

SEARCHED = 12
"""In a list of more than these one can type to find."""

Presses = Callable[[str, str], Awaitable[None]]
"""(the code of a press, what to ask before it or nothing)"""


@dataclass(frozen=True)
class Showing:
    """Who reads a card, what a press does, and where the picture of a part is."""

    reader: Reader
    press: Presses
    picture: Callable[[int], str]
    """The address of a part's picture, with a query; `&dark=1` behind it gives the dark one."""


def draw(card: Card, showing: Showing) -> None:
    """Draw a card into the element that is open."""
    with tag("div", "card"):
        if card.title:
            html(words_html(card.title, showing.reader), "card-title", "h3")
        for index, part in enumerate(card.parts):
            _part(part, index, showing)


def _part(part: Part, index: int, showing: Showing) -> None:  # noqa: C901  one case a part
    reader = showing.reader
    match part:
        case Text(style="heading"):
            html(words_html(part.words, reader), "card-heading", "h4")
        case Text():
            html(words_html(part.words, reader), "card-text", "p")
        case SmallPrint():
            html(words_html(part.words, reader), "card-small", "p")
        case Divider():
            tag("hr", "card-divider")
        case Facts():
            _facts(part, reader)
        case Buttons():
            with tag("div", "card-buttons"):
                for each in part.buttons:
                    _button(each, showing)
        case Scale():
            _scale(part, showing)
        case Choices():
            _choices(part, showing)
        case Table():
            html(_table(part, reader), "card-table", "div", tabindex="0")
        case Image():
            alt = reader.plain(part.alt)
            light = showing.picture(index)
            with tag("picture", "card-picture-frame"):
                tag("source", srcset=f"{light}&dark=1", media="(prefers-color-scheme: dark)")
                tag("img", "card-picture", src=light, alt=alt)
        case File():
            _file(part, reader)


def _facts(part: Facts, reader: Reader) -> None:
    rows = "".join(
        f"<div><dt>{words_html(fact.label, reader)}</dt><dd>{words_html(fact.value, reader)}</dd></div>"
        for fact in part.facts
    )
    html(rows, "card-facts", "dl")


def _button(each: Button, showing: Showing) -> None:
    label = words_html(each.label, showing.reader)
    if each.press is None:
        html(label, "card-button", "a", href=each.url, target="_blank", rel="noopener noreferrer")
        return
    made = tag("button", f"card-button is-{each.style}", type="button")
    with made:
        html(label)
    _presses(made, each.press.code, each.confirm, showing)


def _presses(element: ui.element, code: str, confirm: Words, showing: Showing) -> None:
    question = showing.reader.plain(confirm) if confirm else ""

    async def press() -> None:
        await showing.press(code, question)

    element.on("click", press)


def _scale(part: Scale, showing: Showing) -> None:
    reader = showing.reader
    statement = reader.plain(part.statement)
    with tag("div", "scale", role="group", aria_label=statement):
        html(words_html(part.statement, reader), "scale-statement", "p")
        with tag("div", "scale-line is-long" if len(part.presses) > LONG else "scale-line"):
            html(words_html(part.low, reader), "scale-end")
            with tag("div", "scale-steps"):
                for step, each in enumerate(part.presses, part.first):
                    meaning = {part.first: reader.plain(part.low), part.last: reader.plain(part.high)}.get(step, "")
                    label = f"{step}, {meaning}" if meaning else str(step)
                    made = tag("button", "scale-step", type="button", aria_label=label, title=meaning or label)
                    with made:
                        text(str(step))
                    _presses(made, each.code, NOTHING, showing)
            html(words_html(part.high, reader), "scale-end is-high")
        if part.answered:
            _answered(reader)


def _answered(reader: Reader) -> None:
    said = reader.plain(T("Answered. You can change it with another click."))
    html(f"<b aria-hidden='true'>✓</b> {escape(said)}", "scale-answered", "p")


def _choices(part: Choices, showing: Showing) -> None:
    reader = showing.reader
    with tag("div", "choices", role="group", aria_label=reader.plain(part.label)):
        html(words_html(part.label, reader), "choices-label", "p")
        labels = [reader.plain(option.label) for option in part.options]
        long = bool(letters(labels))
        if len(part.options) <= FEW or max(map(len, labels)) > LINE:
            with tag("div", "card-buttons is-stacked" if long else "card-buttons"):
                for option in part.options:
                    _button(Button(label=option.label, press=option.press), showing)
        else:
            _menu(part, showing)
        if part.answered:
            _answered(reader)


def _menu(part: Choices, showing: Showing) -> None:
    async def taken(event: object) -> None:
        code = getattr(event, "value", None)
        if code:
            await showing.press(str(code), "")

    labels = {option.press.code: showing.reader.plain(option.label) for option in part.options}
    searched = len(labels) > SEARCHED
    chosen = ui.select(labels, on_change=taken, with_input=searched)
    if not searched:
        chosen.props["display-value"] = showing.reader.plain(T("Choose"))
    label = escape(showing.reader.plain(part.label))
    chosen.props(f'outlined dense options-dense aria-label="{label}"').classes("choice")


def _table(part: Table, reader: Reader) -> str:
    def cell(kind: str, words: Words, column: int) -> str:
        side = ' class="number"' if column in part.numeric else ""
        return f"<{kind}{side}>{words_html(words, reader)}</{kind}>"

    def row(kind: str, cells: tuple[Words, ...]) -> str:
        return "<tr>" + "".join(cell(kind, words, column) for column, words in enumerate(cells)) + "</tr>"

    head = f"<thead>{row('th', part.headings)}</thead>" if part.headings else ""
    return f"<table>{head}<tbody>{''.join(row('td', each) for each in part.rows)}</tbody></table>"


def _file(part: File, reader: Reader) -> None:
    made = tag("button", "card-file", type="button")
    with made:
        html(_SHEET, "card-file-icon", aria_hidden="true")
        text(part.name, "card-file-name")
        text(reader.plain(T("Download")), "card-file-do")
    made.on("click", lambda: ui.download.content(part.content, part.name, part.media_type))


_SHEET = (
    '<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.6">'
    '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/></svg>'
)
