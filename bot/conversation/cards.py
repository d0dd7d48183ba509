"""Cards: what Truce shows. A card is a title and parts; adapters render it for their platform.

A card too big for a platform is split or shortened visibly by its adapter, never refused.
"""

from typing import Annotated, Final, Literal

from pydantic import Field

from bot.conversation.model import Frozen
from bot.conversation.payloads import Action, Press, press
from bot.conversation.words import NOTHING, Words

LONGEST_LINK: Final = 2000


class Text(Frozen):
    """A paragraph. Lines within it are separated by a newline."""

    part: Literal["text"] = "text"
    words: Words
    style: Literal["plain", "heading"] = "plain"


class SmallPrint(Frozen):
    part: Literal["small_print"] = "small_print"
    words: Words


class Divider(Frozen):
    part: Literal["divider"] = "divider"


class Fact(Frozen):
    label: Words
    value: Words


class Facts(Frozen):
    """Short labelled values, shown in one or two columns."""

    part: Literal["facts"] = "facts"
    facts: tuple[Fact, ...]


class Button(Frozen):
    """Either does something (`press`) or opens a page (`url`)."""

    label: Words
    press: Press | None = None
    url: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Words = NOTHING


class Buttons(Frozen):
    part: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]


class Scale(Frozen):
    """A statement to rate by one click: 1 to 5, or 0 to 10. `presses` holds one action a step, from `first` upward.

    `answered` marks that there is an answer without showing which: chat archives don't get ratings.
    """

    part: Literal["scale"] = "scale"
    statement: Words
    presses: tuple[Press, ...]
    low: Words
    high: Words
    first: int = 1
    answered: bool = False

    @property
    def last(self) -> int:
        """The highest step."""
        return self.first + len(self.presses) - 1


class Option(Frozen):
    label: Words
    press: Press


class Choices(Frozen):
    """One of several, taken by one click or from a list, as the platform and their number suggest.

    `answered` as for a scale: that one was taken, never which.
    """

    part: Literal["choices"] = "choices"
    label: Words
    options: tuple[Option, ...]
    answered: bool = False


class Table(Frozen):
    """Rows under headings; `numeric` names the columns (from 0) that are aligned to the right."""

    part: Literal["table"] = "table"
    headings: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: tuple[int, ...] = ()


class Band(Frozen):
    """A named stretch of a chart's axis."""

    start: float
    end: float
    label: Words


class Row(Frozen):
    """A line of a chart: one value for each series, None where nothing may be shown.

    What follows is for a chart of lines, where a row is a moment and its label the date. `ranges` holds the interval
    of each value, from its low end to its high one; `solid` whether the value was measured (a filled mark) or is an
    estimate (a hollow one), all measured where left out; `position` how many days after any fixed day the moment is.
    """

    label: Words
    values: tuple[float | None, ...]
    ranges: tuple[tuple[float, float] | None, ...] = ()
    solid: tuple[bool, ...] = ()
    position: float | None = None


class Chart(Frozen):
    """The data of a picture.

    `bars`: a bar a row and series. `dots`: a dot a series, joined by a line, a row. `lines`: values over time, a row
    a moment, oldest first, as far apart as their positions say, or evenly where one has none; a line at 0 where that
    is between the ends. `small` is for a chat message with more to say: lower, with fewer words.
    """

    kind: Literal["bars", "dots", "lines"]
    title: Words
    low: float
    high: float
    series: tuple[Words, ...]
    rows: tuple[Row, ...]
    bands: tuple[Band, ...] = ()
    decimals: int = 1
    unit: Literal["", "%"] = ""
    small: bool = False


class Image(Frozen):
    """A picture drawn from data when the card is sent; `alt` says the same in words."""

    part: Literal["image"] = "image"
    chart: Chart
    alt: Words


class File(Frozen):
    """A text file handed over with the card, such as a CSV."""

    part: Literal["file"] = "file"
    name: str
    media_type: str
    content: str


Part = Annotated[
    Text | SmallPrint | Divider | Facts | Buttons | Scale | Choices | Table | Image | File,
    Field(discriminator="part"),
]


class Card(Frozen):
    """`summary` is what a notification, a screen reader or an old client shows; the title where it is left out."""

    title: Words = NOTHING
    parts: tuple[Part, ...] = ()
    summary: Words = NOTHING

    @property
    def notification(self) -> Words:
        """The one line that stands for the whole card."""
        if self.summary or self.title:
            return self.summary or self.title
        texts = (part.words for part in self.parts if isinstance(part, Text | SmallPrint))
        return next(texts, NOTHING)


def button(
    label: Words,
    action: Action,
    *,
    style: Literal["plain", "primary", "danger"] = "plain",
    confirm: Words = NOTHING,
) -> Button:
    return Button(label=label, press=press(action), style=style, confirm=confirm)


def link(label: Words, url: str) -> tuple[Button, ...]:
    """A button that opens a page; none for what other systems call a link, but nobody should click."""
    opens = url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK and not any(map(str.isspace, url))
    return (Button(label=label, url=url),) if opens else ()


def text(words: Words) -> Text:
    return Text(words=words)


def heading(words: Words) -> Text:
    return Text(words=words, style="heading")


def note(words: Words) -> Card:
    """A card of a single paragraph."""
    return Card(parts=(Text(words=words),))
