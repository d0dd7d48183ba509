"""Words as Adaptive Card elements. Nobody's text ever formats, mentions or links.

Text runs show what they are given, but for two things that are broken up here: `<at>` (a mention) and `{{` (a date
function). A mention needs a text block, which reads Markdown, so what else stands in it is escaped.
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.conversation.model import Account
from bot.conversation.reading import Reader, Span
from bot.conversation.words import Words

Json = dict[str, Any]

_FUNCTION = re.compile(r"\{(?=\{)")
_AT = re.compile(r"<(?=\s*/?\s*at\b)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>~|])")
_LINE_START = re.compile(r"^(\s*)([#+\-=>]|\d+[.)])")
_TELLTALE = re.compile(r"\{\{|[\\`*_\[\]<>~|\n]|://|www\.|&\w+;|^\s*([#+\-=>]|\d+[.)])")
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|msteams:)\S+")


class Mentions:
    """The people mentioned in one card. Each gets a tag of their own, even when two have the same name."""

    def __init__(self) -> None:
        self._tags: dict[Account, str] = {}
        self._names: dict[Account, str] = {}

    def tag(self, account: Account, name: str) -> str:
        if account not in self._tags:
            plain = re.sub(r"[<>\n]", " ", clean(name)).strip() or account.user
            while f"<at>{plain}</at>" in self._tags.values():
                plain += "\u2060"  # invisible
            self._tags[account] = f"<at>{plain}</at>"
            self._names[account] = plain
        return self._tags[account]

    def entities(self, text: str) -> list[Json]:
        """What Teams needs to know of the tags that stand in `text`."""
        return [
            {"type": "mention", "text": tag, "mentioned": {"id": account.user, "name": self._names[account]}}
            for account, tag in self._tags.items()
            if tag in text
        ]


def clean(text: str) -> str:
    """Take the meaning from what Teams would act on, without a visible change."""
    return _AT.sub("<\u200b", _FUNCTION.sub("{\u200b", _CONTROL.sub("", text)))


def plain(words: Words, reader: Reader, longest: int = 0) -> str:
    """One text without any formatting, for buttons, labels and notifications."""
    return shorten(clean(reader.plain(words)), longest)


def shorten(text: str, longest: int) -> str:
    return text if not longest or len(text) <= longest else text[: longest - 1].rstrip() + "…"


def is_innocent(text: str) -> bool:
    """Say whether Markdown would leave the text as it is."""
    return not _TELLTALE.search(text)


def lines(words: Words, reader: Reader, longest: int) -> tuple[list[list[Span]], bool]:
    """The spans of each line that has any, and whether something was left out to keep within `longest` characters."""
    found: list[list[Span]] = [[]]
    room = longest
    for span in reader.spans(words):
        for number, text in enumerate(span.text.split("\n")):
            if number:
                found.append([])
            kept = text[:room]
            room -= len(kept)
            if len(kept) < len(text):
                found[-1].append(Span(kept.rstrip() + "…", span.bold, span.italic))
                return [line for line in found if line], True
            if kept:
                found[-1].append(Span(kept, span.bold, span.italic, span.link, span.mention))
    return [line for line in found if line], False


def block(spans: Sequence[Span], mentions: Mentions, **look: Any) -> Json:
    """One line as an element. `look` is what all of its runs share: size, weight, color, isSubtle."""
    if any(span.mention for span in spans):
        text = "".join(_marked(span, mentions) for span in spans)
        return {"type": "TextBlock", "wrap": True, "text": _LINE_START.sub(r"\1\\\2", text), **look}
    return {"type": "RichTextBlock", "inlines": [_run(span, look) for span in spans]}


def line(text: str, **look: Any) -> Json:
    """A line without formatting of its own."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": clean(text) or " ", **look}]}


def _run(span: Span, look: Json) -> Json:
    run: Json = {"type": "TextRun", "text": clean(span.text) or " ", **look}
    if span.bold:
        run["weight"] = "bolder"
    if span.italic:
        run["italic"] = True
    if _SAFE_LINK.fullmatch(span.link):
        run["selectAction"] = {"type": "Action.OpenUrl", "url": span.link}
    return run


def _marked(span: Span, mentions: Mentions) -> str:
    if span.mention:
        return mentions.tag(span.mention, span.text)
    text = _MARKDOWN.sub(r"\\\1", clean(span.text))
    # A bare address would become a link; an invisible break keeps it text.
    text = text.replace("://", ":\u200b//").replace("www.", "www\u200b.")
    inner = text.strip()
    if not inner:
        return text
    if span.bold or span.italic:
        marks = ("**" if span.bold else "") + ("_" if span.italic else "")
        text = text.replace(inner, f"{marks}{inner}{marks[::-1]}", 1)
    if _SAFE_LINK.fullmatch(span.link):
        address = span.link.replace("(", "%28").replace(")", "%29")
        return f"[{text}]({address})"
    return text
