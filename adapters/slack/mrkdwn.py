"""Words as Slack writes them: mrkdwn for paragraphs, plain text for labels.

Slack has no way to escape `*`, `_`, `~` and the backtick, so in people's own text they are replaced by signs that look
the same and mean nothing; `&`, `<` and `>` are escaped as Slack asks. Thereby nobody's text formats, mentions or links.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.reading import Reader, Span
from bot.conversation.words import Words

SECTION = 3000  # characters in a text object
CONTEXT = 2000
EMPTY = "\u2013"

_ALWAYS = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_EMOJI = re.compile(r":(?=[\w+'-]*[^\W\d][\w+'-]*:)")
_QUOTE = re.compile(r"^(\s*)>", re.MULTILINE)


def harmless(text: str) -> str:
    """Text that Slack shows as it is, inside mrkdwn."""
    text = _QUOTE.sub("\\1\uff1e", text.translate(_ALWAYS))
    text = _EMOJI.sub("\ua789", _UNDERSCORE.sub("\u02cd", text))
    return text.translate(_ESCAPES)


def code(text: str) -> str:
    """Text that stands in a block of fixed width."""
    return text.replace("`", "\u02cb").translate(_ESCAPES)


def clip(text: str, longest: int) -> str:
    """Cut to what Slack takes, so that one sees it; never empty, which Slack refuses."""
    text = text.strip() or EMPTY
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


def plain(words: Words, reader: Reader, longest: int) -> dict[str, Any]:
    """A plain_text object: Slack formats nothing in it."""
    return plain_text(reader.plain(words), longest)


def plain_text(text: str, longest: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clip(text, longest), "emoji": False}


def mrkdwn_text(text: str) -> dict[str, Any]:
    """A mrkdwn object. `verbatim`: Slack makes no links or mentions of its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def paragraphs(words: Words, reader: Reader, longest: int = SECTION) -> list[str]:
    """The words as mrkdwn, in as many pieces as the limit needs, none of them empty."""
    return pieces(reader.spans(words), longest)


def line(words: Words, reader: Reader, longest: int) -> str:
    """The words as one piece of mrkdwn, shortened visibly where they are too long."""
    found = paragraphs(words, reader, longest - 1)
    return found[0] + ("\u2026" if len(found) > 1 else "") if found else EMPTY


def pieces(spans: Sequence[Span], longest: int) -> list[str]:
    """Rendered spans, broken between words (within a word only where it is too long by itself)."""
    if sum(_cost(span, None) for span in spans) <= longest:  # as nearly always
        whole = _render(spans)
        return [whole] if whole.strip() else []
    done: list[str] = []
    row: list[Span] = []
    room = longest
    for unit in _units(spans, longest):
        cost = _cost(unit, row[-1] if row else None)
        if cost > room and row:
            done.append(_render(row))
            row, room = [], longest
            cost = _cost(unit, None)
        row.append(unit)
        room -= cost
    done.append(_render(row))
    return [each for each in done if each.strip()]


def _units(spans: Sequence[Span], longest: int) -> Iterator[Span]:
    """Spans cut into words, each short enough for a piece of its own."""
    for span in spans:
        if span.mention:
            yield span
            continue
        wide = max(1, (longest - 20 - len(span.link)) // 5)  # an escaped character takes up to five
        for word in re.findall(r"\s+|\S+\s?", span.text):
            for start in range(0, len(word), wide):
                yield replace(span, text=word[start : start + wide])


def _cost(span: Span, before: Span | None) -> int:
    """What a span takes at most, after the one before it."""
    if span.mention:
        return len(span.mention.user) + 5
    marks = 4 if span.bold or span.italic else 0
    joins = before is not None and _alike(before, span)
    start = 0 if joins else marks + 2 + (len(_url(span.link)) + 3 if span.link else 0)
    return start + len(span.text.translate(_ESCAPES)) + marks * span.text.count("\n")


def _alike(one: Span, other: Span) -> bool:
    if one.mention or other.mention:
        return False
    return (one.bold, one.italic, one.link) == (other.bold, other.italic, other.link)


def _render(units: Sequence[Span]) -> str:
    """Spans as mrkdwn. Neighbours of the same look are joined first, so that words aren't made bold one by one."""
    joined: list[Span] = []
    for unit in units:
        if joined and _alike(joined[-1], unit):
            joined[-1] = replace(unit, text=joined[-1].text + unit.text)
        else:
            joined.append(unit)
    out = ""
    for span in joined:
        piece = _span(span)
        # Slack knows a mark only at the edge of a word; a zero-width space makes one
        if out and piece and (_touch(out[-1], piece[0]) or _touch(piece[0], out[-1])):
            out += "\u200b"
        out += piece
    return out.strip("\n")


def _touch(mark: str, neighbour: str) -> bool:
    return mark in "*_" and (neighbour.isalnum() or neighbour in "*_")


def _span(span: Span) -> str:
    if span.mention:
        return f"<@{span.mention.user}>"
    if _url(span.link):
        label = harmless(" ".join(span.text.split())).replace("|", "\u2223")
        return f"<{_url(span.link)}|{label}>" if label else ""
    return "\n".join(_marked(each, span) for each in harmless(span.text).split("\n"))


def _marked(text: str, span: Span) -> str:
    """One line with its marks, which must touch the text."""
    core = text.strip()
    if not core or not (span.bold or span.italic):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if span.italic:
        core = f"_{core}_"
    if span.bold:
        core = f"*{core}*"
    return f"{before}{core}{after}"


def _url(link: str) -> str:
    """A link that can't end early or carry a label of its own; empty for what is not a web or mail address."""
    if not re.match(r"(?i)(https?|mailto):", link):
        return ""
    return re.sub(r"\s", "%20", link).replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
