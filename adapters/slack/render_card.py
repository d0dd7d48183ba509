"""Cards as Block Kit. Comes in: a `Card` and its reader. Goes out: `text` and `blocks` that Slack takes.

What doesn't fit into one message is left out from the end, with a line that says so; buttons stay before texts do.
Over 300 lines because each part of a card stands here once, beside the limit that it must keep.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.lettered import letters
from adapters.slack.mrkdwn import (
    CONTEXT,
    EMPTY,
    SECTION,
    clip,
    code,
    line,
    mrkdwn_text,
    paragraphs,
    plain,
    plain_text,
)
from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Divider,
    Facts,
    File,
    Image,
    Scale,
    SmallPrint,
    Table,
    Text,
)
from bot.conversation.payloads import Press
from bot.conversation.reading import Reader
from bot.conversation.words import TN, T, Words

Block = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
CHARACTERS = 12_000  # Slack refuses messages whose blocks hold about 13,200
NOTIFICATION = 3000
ACTIONS = 25
STEPS = 6  # of a scale, in a row
BUTTONS_FOR_CHOICES = 5
SELECT_OPTIONS = 100
OPTION_VALUE = 150
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 8000
CELL = 1000


@dataclass(frozen=True)
class Piece:
    """Blocks that stay together. `keep`: something to press, left out last."""

    blocks: tuple[Block, ...]
    keep: bool = False

    @property
    def weight(self) -> int:
        return sum(_characters(block) for block in self.blocks)


def message(card: Card, reader: Reader, *, uploads: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The content of a message. `uploads` holds the Slack file id of each picture, by the index of its part."""
    pieces = _CardWriter(reader, uploads or {}, tables=True).pieces(card)
    text = line(card.notification, reader, NOTIFICATION)
    if text == EMPTY:
        text = reader.plain(T("A message from Truce"))
    return {"text": text, "blocks": _fit(pieces, reader, MESSAGE_BLOCKS, CHARACTERS)}


def home(card: Card, reader: Reader, *, uploads: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The home tab. Slack has no tables there, so they are written in a fixed width."""
    pieces = _CardWriter(reader, uploads or {}, tables=False).pieces(card)
    return {"type": "home", "blocks": _fit(pieces, reader, VIEW_BLOCKS, 10 * CHARACTERS)}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn_text(text)}


def context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn_text(text)]}


def _fit(pieces: Sequence[Piece], reader: Reader, most_blocks: int, most_characters: int) -> list[Block]:
    blocks, weight = sum(len(piece.blocks) for piece in pieces), sum(piece.weight for piece in pieces)
    if blocks <= most_blocks and weight <= most_characters:
        return [block for piece in pieces for block in piece.blocks]
    room, characters = most_blocks - 1, most_characters - 200
    kept: set[int] = set()
    for index, piece in sorted(enumerate(pieces), key=lambda each: (not each[1].keep, each[0])):
        if len(piece.blocks) <= room and piece.weight <= characters:
            kept.add(index)
            room -= len(piece.blocks)
            characters -= piece.weight
        elif not piece.keep:
            break
    fitting = [block for index, piece in enumerate(pieces) if index in kept for block in piece.blocks]
    left_out = len(pieces) - len(kept)
    words = TN("\u2026 one more part did not fit here.", "\u2026 {count} more parts did not fit here.", left_out)
    return [*fitting, context(line(words, reader, CONTEXT))]


def _characters(value: Any) -> int:
    """How much text a block shows, whatever its shape."""
    if isinstance(value, dict):
        own = sum(len(value[key]) for key in ("text", "alt_text") if isinstance(value.get(key), str))
        return own + sum(_characters(each) for each in value.values())
    return sum(_characters(each) for each in value) if isinstance(value, list) else 0


class _CardWriter:
    """Writes the parts of one card; counts what must be unique in it."""

    def __init__(self, reader: Reader, uploads: Mapping[str, str], *, tables: bool) -> None:
        self._reader = reader
        self._uploads = uploads
        self._tables_left = 1 if tables else 0
        self._actions = 0

    def pieces(self, card: Card) -> list[Piece]:  # noqa: C901  one case a part
        found = [Piece((block,), keep=True) for block in self._title(card.title)]
        for index, part in enumerate(card.parts):
            match part:
                case Text():
                    found += self._text(part)
                case SmallPrint():
                    found += [Piece((context(each),)) for each in paragraphs(part.words, self._reader, CONTEXT)]
                case Divider():
                    found.append(Piece(({"type": "divider"},)))
                case Facts():
                    found += self._facts(part)
                case Buttons():
                    found += self._rows(self._button(each) for each in part.buttons)
                case Scale():
                    found += self._scale(part)
                case Choices():
                    found += self._choices(part)
                case Table():
                    found += self._table(part)
                case Image():
                    found += self._image(part, self._uploads.get(str(index)))
                case File():
                    words = T("The file {name} comes with this.", name=part.name)
                    found.append(Piece((context(line(words, self._reader, CONTEXT)),)))
        return found

    def _title(self, words: Words) -> list[Block]:
        spans = self._reader.spans(words)
        text = "".join(span.text for span in spans).strip()
        if not text:
            return []
        if len(text) > 150 or any(span.mention or span.link for span in spans):
            return [section(each) for each in self._bold(words)]
        return [{"type": "header", "text": plain_text(text, 150)}]

    def _bold(self, words: Words) -> list[str]:
        return paragraphs(T("**{words}**", words=words), self._reader) if words else []

    def _text(self, part: Text) -> list[Piece]:
        texts = self._bold(part.words) if part.style == "heading" else paragraphs(part.words, self._reader)
        return [Piece((section(each),)) for each in texts]

    def _facts(self, part: Facts) -> list[Piece]:
        """A line each: beside one another Slack gives them half the width, where they wrap badly."""
        said = (T("**{label}**: {value}", label=fact.label, value=fact.value) for fact in part.facts)
        return [Piece((section(each),)) for each in self._lines(said)]

    def _lines(self, every: Iterable[Words]) -> list[str]:
        """A line each, in as few sections as hold them."""
        found: list[str] = []
        for words in every:
            for text in paragraphs(words, self._reader):
                if found and len(found[-1]) + 1 + len(text) <= SECTION:
                    found[-1] += f"\n{text}"
                else:
                    found.append(text)
        return found

    # -- things to press

    def _action_id(self, name: str) -> str:
        self._actions += 1
        return f"{name[:200]}.{self._actions}"

    def _rows(self, elements: Iterable[Block], most: int = ACTIONS) -> list[Piece]:
        every = list(elements)
        starts = range(0, len(every), most)
        return [Piece(({"type": "actions", "elements": every[at : at + most]},), keep=True) for at in starts]

    def _button(self, button: Button) -> Block:
        name = button.press.name if button.press else "open"
        made: Block = {
            "type": "button",
            "action_id": self._action_id(name),
            "text": plain(button.label, self._reader, 75),
        }
        if button.press:
            made["value"] = button.press.code
        if button.url:
            made["url"] = button.url
        if button.style != "plain":
            made["style"] = button.style
        if button.confirm:
            made["confirm"] = {
                "title": plain(T("Are you sure?"), self._reader, 100),
                "text": plain(button.confirm, self._reader, 300),
                "confirm": plain(button.label, self._reader, 30),
                "deny": plain(T("Cancel"), self._reader, 30),
            }
        return made

    def _scale(self, part: Scale) -> list[Piece]:
        steps = [self._press(str(step), press) for step, press in enumerate(part.presses, part.first)]
        # Left to itself a narrow window breaks eleven buttons into nine and two.
        rows = [{"type": "actions", "elements": steps[at : at + STEPS]} for at in range(0, len(steps), STEPS)]
        ends = T("{first} {low} \u00b7 {last} {high}", first=part.first, low=part.low, last=part.last, high=part.high)
        said = [mrkdwn_text(line(ends, self._reader, CONTEXT))]
        if part.answered:
            said.append(self._answered())
        return self._labelled(T("**{words}**", words=part.statement), (*rows, {"type": "context", "elements": said}))

    def _press(self, label: str, press: Press) -> Block:
        """A button of which a card may hold a hundred."""
        text = plain_text(label, 75)
        return {"type": "button", "action_id": self._action_id(press.name), "text": text, "value": press.code}

    def _answered(self) -> Block:
        return mrkdwn_text(line(T("\u2713 **Answered**"), self._reader, CONTEXT))

    def _choices(self, part: Choices) -> list[Piece]:
        presses = [option.press for option in part.options]
        labels = [option.label for option in part.options]
        told = [self._reader.plain(each) for each in labels]
        named = letters(told)
        if named:
            rows = self._rows((self._lettered(*each) for each in zip(named, told, presses, strict=True)), STEPS)
        elif len(presses) > BUTTONS_FOR_CHOICES and _fit_a_select(presses):
            rows = self._rows(self._selects(labels, presses))
        else:
            rows = self._rows(self._button(Button(label=each.label, press=each.press)) for each in part.options)
        if not rows:
            return self._text(Text(words=part.label))
        said = [T("**{letter}** {option}", letter=a, option=each) for a, each in zip(named, labels, strict=False)]
        listed = [section(each) for each in self._lines(said)]
        if part.answered:
            done: Block = {"type": "context", "elements": [self._answered()]}
            rows[-1] = Piece((*rows[-1].blocks, done), keep=True)
        label = T("**{words}**", words=part.label)
        return [*self._labelled(label, (*listed, *rows[0].blocks)), *rows[1:]]

    def _lettered(self, letter: str, option: str, press: Press) -> Block:
        return {**self._press(letter, press), "accessibility_label": clip(option, 75)}

    def _labelled(self, label: Words, blocks: tuple[Block, ...]) -> list[Piece]:
        """What is to be pressed stays with the end of what is said about it."""
        said = [section(each) for each in paragraphs(label, self._reader)]
        return [*(Piece((each,)) for each in said[:-1]), Piece((*said[-1:], *blocks), keep=True)]

    def _selects(self, labels: Sequence[Words], presses: Sequence[Press]) -> list[Block]:
        found: list[Block] = []
        for start in range(0, len(presses), SELECT_OPTIONS):
            pairs = list(zip(labels, presses, strict=True))[start : start + SELECT_OPTIONS]
            options = [{"text": plain(label, self._reader, 75), "value": press.code} for label, press in pairs]
            select: Block = {
                "type": "static_select",
                "action_id": self._action_id(presses[start].name),
                "placeholder": plain(T("Choose"), self._reader, 150),
                "options": options,
            }
            found.append(select)
        return found

    # -- tables, pictures

    def _table(self, part: Table) -> list[Piece]:
        width = min(TABLE_COLUMNS, max([len(part.headings), *(len(row) for row in part.rows)]))
        rows = [_padded([self._reader.plain(cell) for cell in row], width) for row in (part.headings, *part.rows)]
        if width == 0:
            return []
        shown, size = [rows[0]], sum(len(cell) for cell in rows[0])
        for row in rows[1:TABLE_ROWS]:
            size += sum(len(cell) for cell in row)
            if size > TABLE_CHARACTERS:
                break
            shown.append(row)
        found: list[Piece] = []
        if self._tables_left:
            self._tables_left -= 1
            found.append(Piece((_table_block(shown, part.numeric),)))
        else:
            found += [Piece((section(each),)) for each in _fixed_width(shown, part.numeric)]
        more = len(rows) - len(shown)
        wide = max([len(part.headings), *(len(row) for row in part.rows)]) - width
        if more:
            words = TN("\u2026 and one more row.", "\u2026 and {count} more rows.", more)
            found.append(Piece((context(line(words, self._reader, CONTEXT)),)))
        if wide:
            words = TN("\u2026 and one more column.", "\u2026 and {count} more columns.", wide)
            found.append(Piece((context(line(words, self._reader, CONTEXT)),)))
        return found

    def _image(self, part: Image, file: str | None) -> list[Piece]:
        """The picture; where there is none, what it says in words."""
        if file is None:
            return self._text(Text(words=part.alt))
        alt = clip(self._reader.plain(part.alt), 2000)
        picture: Block = {"type": "image", "slack_file": {"id": file}, "alt_text": alt}
        return [Piece((picture,))]


def _fit_a_select(presses: Sequence[Press]) -> bool:
    """An option's value is far shorter than a button's, and must be unique."""
    codes = [press.code for press in presses]
    return all(len(each) <= OPTION_VALUE for each in codes) and len(set(codes)) == len(codes)


def _padded(cells: list[str], width: int) -> list[str]:
    flat = [" ".join(cell.split()) for cell in cells]
    return [clip(cell, CELL) if cell else "" for cell in flat[:width]] + [""] * (width - len(flat))


def _table_block(rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> Block:
    # Slack refuses an empty cell
    cells = [[{"type": "raw_text", "text": cell or "\u00a0"} for cell in row] for row in rows]
    columns = [{"align": "right"} if at in numeric else {"is_wrapped": True} for at in range(len(rows[0]))]
    return {"type": "table", "rows": cells, "column_settings": columns}


def _fixed_width(rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> list[str]:
    """Rows as text of fixed width, in as many pieces as the limit needs."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    adjust: list[Callable[[str, int], str]] = [str.rjust if at in numeric else str.ljust for at in range(len(widths))]
    lines: list[str] = []
    for row in rows:
        cells = [fit(cell, wide) for cell, wide, fit in zip(row, widths, adjust, strict=True)]
        text = code("  ".join(cells).rstrip())
        lines.append(text if len(text) <= SECTION - 10 else clip(code(" \u00b7 ".join(row))[: SECTION - 20], SECTION))
    found: list[str] = []
    block = ""
    for each in lines:
        if block and len(block) + len(each) + 1 > SECTION - 10:
            found.append(f"```{block}```")
            block = ""
        block += ("\n" if block else "") + (each or " ")
    return [*found, f"```{block}```"]
