"""Cards as Adaptive Cards 1.5. In: a card, its reader, its pictures. Out: the JSON of the card, never too big.

What does not fit is shortened where people see it: first long texts and tables, then pictures (their words take their
place), then whole parts, those without buttons first.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.teams.buttons import Buttoned, Look
from adapters.teams.writing import Mentions, block, clean, is_innocent, line, lines, plain
from bot.conversation.cards import Buttons, Card, Choices, Divider, Facts, File, Image, Part, Scale, SmallPrint, Table
from bot.conversation.cards import Text as Paragraph
from bot.conversation.reading import Reader
from bot.conversation.words import T, Words

Json = dict[str, Any]
FileUrl = Callable[[File], str | None]

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE: Final = "application/vnd.microsoft.card.adaptive"
MOST_UTF16: Final = 92_000
"""Teams takes 100 KB in UTF-16 a message; the rest is for what goes around the card."""
MOST_UTF8: Final = 66_000
"""Messages near 70 KB of JSON are reported to fail."""


@dataclass(frozen=True)
class Room:
    """How much of each thing is shown; the smaller, the later it is tried."""

    text: int
    rows: int
    options: int
    pictures: bool = True
    fallbacks: bool = True


ROOMS: Final = (
    Room(text=6000, rows=100, options=100),
    Room(text=3000, rows=60, options=60),
    Room(text=1500, rows=30, options=30, pictures=False),
    Room(text=300, rows=10, options=15, pictures=False, fallbacks=False),
)


def card(
    shown: Card,
    reader: Reader,
    *,
    images: Mapping[int, bytes] | None = None,
    file_url: FileUrl | None = None,
    dialog: bool = False,
) -> Json:
    """The card for one reader. `images` holds a PNG by index of its part; without one the words stand there.

    `file_url` gives the address from which a file can be fetched. In a `dialog` only Action.Submit comes back, so
    every button is one.
    """
    for room in ROOMS:
        drawn = _Drawing(reader, room, images or {}, file_url, dialog=dialog).draw(shown)
        if fits(whole := drawn.whole()):
            return whole
    return drawn.cut()


def home(shown: Card, reader: Reader) -> Json:
    """What waits for somebody; Teams has no page for it, so it is a card like any other."""
    return card(shown, reader)


def fits(content: Json) -> bool:
    text = json.dumps(content, ensure_ascii=False)
    return len(text.encode("utf-16-le")) <= MOST_UTF16 and len(text.encode()) <= MOST_UTF8


def envelope(body: list[Json], mentions: Mentions) -> Json:
    """Elements as a whole card."""
    texts = [element["text"] for element in _walk(body) if isinstance(element.get("text"), str)]
    extra: Json = {"width": "Full"}
    if entities := mentions.entities("\n".join(texts)):
        extra["entities"] = entities
    return {"type": "AdaptiveCard", "$schema": SCHEMA, "version": "1.5", "msteams": extra, "body": body}


def _walk(thing: Any) -> list[Json]:
    if isinstance(thing, list):
        return [found for each in thing for found in _walk(each)]
    if isinstance(thing, dict):
        return [thing, *(found for each in thing.values() for found in _walk(each))]
    return []


class _Drawing:
    """One attempt at one card, in one room."""

    def __init__(
        self, reader: Reader, room: Room, images: Mapping[int, bytes], file_url: FileUrl | None, *, dialog: bool
    ) -> None:
        self._reader, self._room, self._images, self._file_url = reader, room, images, file_url
        self._dialog = dialog
        self._mentions = Mentions()
        self._shortened = False
        self._units: list[tuple[bool, list[Json]]] = []
        """(whether people act on it, its elements), in the order in which they are shown."""

    def draw(self, shown: Card) -> "_Drawing":
        with_inputs = not self._dialog and any(isinstance(p, Choices) and len(p.options) > 5 for p in shown.parts)
        look = Look(
            self._room.options, fallbacks=self._room.fallbacks, dialog=self._dialog, apart_from_inputs=with_inputs
        )
        self._buttoned = Buttoned(self._reader, look)
        if shown.title:
            self._add(self._heading(shown.title, "large"))
        separate = False
        for index, part in enumerate(shown.parts):
            if isinstance(part, Divider):
                separate = True
                continue
            for acted_on, elements in self._part(index, part):
                if elements and separate:
                    elements[0] = {**elements[0], "separator": True, "spacing": "medium"}
                    separate = False
                self._add(elements, acted_on=acted_on)
        return self

    def whole(self) -> Json:
        body = [element for _, elements in self._units for element in elements]
        return envelope(self._ended(body, shortened=self._shortened or self._buttoned.shortened), self._mentions)

    def cut(self) -> Json:
        """What fits, what people act on first."""
        kept: set[int] = set()
        for acted_on in (True, False):
            for number, (is_acted_on, _) in enumerate(self._units):
                if is_acted_on is acted_on and fits(self._only(kept | {number})):
                    kept.add(number)
        return self._only(kept)

    def _only(self, kept: set[int]) -> Json:
        body = [e for number, (_, elements) in enumerate(self._units) if number in kept for e in elements]
        return envelope(self._ended(body, shortened=True), self._mentions)

    def _ended(self, body: list[Json], *, shortened: bool) -> list[Json]:
        if shortened:
            note = T("This is shortened: Teams takes no more in one message.")
            return [*body, line(plain(note, self._reader), isSubtle=True, size="small")]
        return body or [line(plain(T("There is nothing to show."), self._reader), isSubtle=True)]

    def _add(self, elements: list[Json], *, acted_on: bool = False) -> None:
        if elements:
            self._units.append((acted_on, elements))

    def _part(self, index: int, part: Part) -> list[tuple[bool, list[Json]]]:  # noqa: C901  one case a part
        match part:
            case Paragraph(style="heading"):
                return [(False, self._heading(part.words, "medium"))]
            case Paragraph():
                return [(False, self._paragraph(part.words))]
            case SmallPrint():
                return [(False, self._paragraph(part.words, isSubtle=True, size="small"))]
            case Facts():
                return [(False, self._facts(part))]
            case Table():
                return [(False, self._table(part))]
            case Image():
                return [(False, self._image(index, part))]
            case File():
                return [(True, self._file(part))]
            case Buttons():
                return [(True, [each]) for each in self._buttoned.buttons(part)]
            case Scale():
                statement = self._paragraph(part.statement, weight="bolder")
                rated = self._buttoned.scale(part, statement)
                return [(True, [{**rated[0], "spacing": "large"}, *rated[1:]])]
            case Choices():
                return [(True, self._buttoned.choices(part, index))]
            case Divider():
                return []

    def _paragraph(self, words: Words, **look: Any) -> list[Json]:
        found, cut = lines(words, self._reader, self._room.text)
        self._shortened |= cut
        elements = [block(spans, self._mentions, **look) for spans in found]
        return elements[:1] + [{**element, "spacing": "small"} for element in elements[1:]]

    def _heading(self, words: Words, size: str) -> list[Json]:
        told = self._reader.plain(words)
        text = clean(told)
        if text.strip() and is_innocent(told) and len(text) <= self._room.text:
            # Only a text block can be a heading for screen readers.
            look = {"size": size, "weight": "bolder", "style": "heading"}
            return [{"type": "TextBlock", "wrap": True, "text": text, **look}]
        return self._paragraph(words, size=size, weight="bolder")

    def _facts(self, part: Facts) -> list[Json]:
        shown = part.facts[: self._room.rows]
        self._shortened |= len(shown) < len(part.facts)
        texts = [(self._reader.plain(fact.label), self._reader.plain(fact.value)) for fact in shown]
        longest = self._room.text
        if all(is_innocent(label) and is_innocent(value) and len(label + value) <= longest for label, value in texts):
            facts = [{"title": clean(label), "value": clean(value)} for label, value in texts]
            return [{"type": "FactSet", "facts": facts}] if facts else []
        rows = []
        for fact in shown:
            label, value = self._paragraph(fact.label, weight="bolder"), self._paragraph(fact.value)
            columns = [
                {"type": "Column", "width": width, "items": items} for width, items in ((1, label), (2, value)) if items
            ]
            rows.append({"type": "ColumnSet", "spacing": "small", "columns": columns})
        return [row for row in rows if row["columns"]]

    def _table(self, part: Table) -> list[Json]:
        width = max((len(part.headings), *(len(row) for row in part.rows)))
        if not width:
            return []
        shown = part.rows[: self._room.rows]
        self._shortened |= len(shown) < len(part.rows)
        columns = [
            {"width": 1 if number in part.numeric else 2, "horizontalCellContentAlignment": _side(number, part)}
            for number in range(width)
        ]
        rows = [self._row(row, width, part) for row in shown]
        if part.headings:
            rows.insert(0, self._row(part.headings, width, part, weight="bolder"))
        table = {"type": "Table", "columns": columns, "rows": rows, "firstRowAsHeaders": bool(part.headings)}
        table |= {"showGridLines": False}
        rest = len(part.rows) - len(shown)
        more = [line(plain(T("… and {count} more rows.", count=rest), self._reader), isSubtle=True)] if rest else []
        return [table, *more]

    def _row(self, row: tuple[Words, ...], width: int, part: Table, **look: Any) -> Json:
        cells = []
        for number in range(width):
            items = self._paragraph(row[number], **look) if number < len(row) else []
            for item in items:
                item["horizontalAlignment"] = _side(number, part)
            cells.append({"type": "TableCell", "items": items})
        return {"type": "TableRow", "cells": cells}

    def _image(self, index: int, part: Image) -> list[Json]:
        png = self._images.get(index) if self._room.pictures else None
        if png is None:
            self._shortened |= index in self._images
            return self._paragraph(part.alt)
        address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        alt = plain(part.alt, self._reader, 1000) or "…"
        picture = {"type": "Image", "url": address, "altText": alt, "size": "stretch"}
        return [{**picture, "msteams": {"allowExpand": True}}]

    def _file(self, part: File) -> list[Json]:
        address = self._file_url(part) if self._file_url else None
        if address:
            title = plain(T("Download {name}", name=part.name), self._reader, 100)
            return [{"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": title, "url": address}]}]
        words = T("{name} can't be handed over in Teams. Please ask your Truce administrator for it.", name=part.name)
        return self._paragraph(words)


def _side(number: int, part: Table) -> str:
    return "right" if number in part.numeric else "left"
