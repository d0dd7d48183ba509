"""Somebody's message, to which a shortcut points. In: a `messagePayload` of Teams. Out: its words, author and link.

Teams sends what people typed as HTML. Mentions become `<@user>`, as everywhere in the core.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final

Json = Mapping[str, Any]

_LINES: Final = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "pre", "ul", "ol", "table"})
_UNSEEN: Final = frozenset({"script", "style", "attachment"})
_LONGEST: Final = 30_000  # characters that are read; Teams' own messages stay below


@dataclass(frozen=True)
class Quoted:
    """A message of somebody's. What Teams does not tell is empty."""

    id: str
    text: str
    author: str
    url: str


def quoted(payload: Json) -> Quoted:
    author = _object(_object(payload.get("from")).get("user"))
    link = str(payload.get("linkToMessage") or "")
    return Quoted(
        id=str(payload.get("id") or ""),
        text=text_of(payload),
        author=str(author.get("id") or ""),
        url=link if link.startswith("https://") else "",
    )


def text_of(payload: Json) -> str:
    """What a message says, its subject first; where it has no words, what its cards and files are called."""
    body = _object(payload.get("body"))
    content = str(body.get("content") or "")[:_LONGEST]
    said = content.strip()
    if body.get("contentType") == "html" or (not body.get("contentType") and "<" in content):
        reading = _Reading(_mentioned(payload))
        reading.feed(content)
        reading.close()
        said = reading.said
    words = [str(payload.get("subject") or "").strip(), said]
    if not any(words):
        words = [str(each.get("name") or "") for each in payload.get("attachments") or [] if isinstance(each, Mapping)]
    return "\n".join(each for each in words if each)


def _mentioned(payload: Json) -> dict[str, str]:
    """Who is meant by the number at each mention: people only, a team or a channel is named by its words."""
    found = {}
    for each in payload.get("mentions") or []:
        user = _object(_object(_object(each).get("mentioned")).get("user"))
        if user.get("id"):
            found[str(_object(each).get("id"))] = str(user["id"])
    return found


class _Reading(HTMLParser):
    """HTML as plain text: lines where blocks end, pictures by what they stand for."""

    def __init__(self, mentioned: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._mentioned = mentioned
        self._pieces: list[str] = []
        self._unseen = 0
        self._at = 0  # inside a mention of a person, whose name is not read a second time

    @property
    def said(self) -> str:
        text = "".join(self._pieces).replace("\u00a0", " ")
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _LINES:
            self._pieces.append("\n")
        elif tag in {"td", "th"}:
            self._pieces.append(" ")
        elif tag in {"img", "emoji"}:
            self._pieces.append(given.get("alt") or "")
        elif tag == "at" and (user := self._mentioned.get(given.get("id") or "")):
            self._at += 1
            self._pieces.append(f"<@{user}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _LINES:
            self._pieces.append("\n")
        elif tag == "at":
            self._at = max(0, self._at - 1)

    def handle_data(self, data: str) -> None:
        if not self._unseen and not self._at:
            # What looks like our own way to name people is broken up
            self._pieces.append(re.sub(r"\s*\n\s*", " ", data).replace("<@", "< @"))


def _object(thing: object) -> Json:
    return thing if isinstance(thing, Mapping) else {}
