"""Small helpers over NiceGUI's elements: plain HTML tags with classes, and words as safe HTML."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from nicegui import ui

from bot.conversation.reading import Reader, Span
from bot.conversation.words import T, When, Words

OnClick = Callable[[], Awaitable[None] | None]


def tag(kind: str, classes: str = "", /, **attributes: str) -> ui.element:
    """An HTML element; underscores in attributes stand for dashes."""
    element = ui.element(kind).classes(classes)
    for key, value in attributes.items():
        element.props[key.rstrip("_").replace("_", "-")] = value
    return element


def html(markup: str, classes: str = "", name: str = "span", **attributes: str) -> ui.html:
    """Markup made by us: whatever people wrote in it must be escaped already."""
    element = ui.html(markup, sanitize=False, tag=name).classes(classes)
    for key, value in attributes.items():
        element.props[key.rstrip("_").replace("_", "-")] = value
    return element


def text(content: str, classes: str = "", name: str = "span", **attributes: str) -> ui.html:
    return html(escape(content), classes, name, **attributes)


def button(label: str, on_click: OnClick, classes: str = "", **attributes: str) -> ui.element:
    """A native button with a text."""
    element = tag("button", classes, type="button", **attributes)
    with element:
        text(label)
    element.on("click", on_click)
    return element


def words_html(words: Words, reader: Reader) -> str:
    """Words for one reader, as HTML in which nobody's text can be markup."""
    return "".join(_span(span) for span in reader.spans(words))


def _span(span: Span) -> str:
    found = escape(span.text).replace("\n", "<br>")
    if span.mention is not None:
        found = f'<span class="mention">@{found}</span>'
    if span.bold:
        found = f"<b>{found}</b>"
    if span.italic:
        found = f"<i>{found}</i>"
    if span.link.startswith(("https://", "http://")):
        found = f'<a href="{escape(span.link)}" target="_blank" rel="noopener noreferrer">{found}</a>'
    return found


def clock_time(at: datetime, reader: Reader) -> str:
    return str(format_time(at.astimezone(ZoneInfo(reader.zone)).time(), format="short", locale=reader.locale))


def day_of(at: datetime, reader: Reader) -> str:
    """The day as the reader says it: Today, Yesterday, Tuesday 24 November."""
    said = reader.plain(T("{when}", when=When(at=at, style="day")))
    return said[:1].upper() + said[1:]


def short_moment(at: datetime, reader: Reader) -> str:
    """The day of the week and the time: "Sat 13:00"."""
    local = at.astimezone(ZoneInfo(reader.zone))
    return f"{format_date(local, 'EEE', locale=reader.locale)} {clock_time(at, reader)}"


def moment(at: datetime, reader: Reader) -> str:
    return reader.plain(T("{when}", when=When(at=at)))


def avatar(initials: str, kind: str, classes: str = "") -> ui.html:
    return text(initials, f"avatar is-{kind} {classes}", aria_hidden="true")


def truce_avatar(classes: str = "") -> ui.html:
    return html(MARK, f"avatar is-truce {classes}", aria_hidden="true")


MARK = (
    '<svg viewBox="0 0 40 40" width="100%" height="100%"><circle cx="15.5" cy="20" r="9.5" fill="#0072B2"/>'
    '<circle cx="24.5" cy="20" r="9.5" fill="#D55E00"/><path d="M20 11.64a9.5 9.5 0 0 1 0 16.72a9.5 9.5 0 0 1 0-16.72"'
    ' fill="#fff"/></svg>'
)


def told(element: ui.element, key: str, value: Any) -> None:
    """Set an attribute after the element was made, if it says something new."""
    if element.props.get(key) != value:
        element.props[key] = value
