"""What a person sees and does in their chat client, whichever it is."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Shown:
    """A message or home as somebody sees it now: all its words, and what can be clicked."""

    text: str
    buttons: tuple[str, ...]
    native: Any


@dataclass(frozen=True)
class Pressable:
    """A button as a person knows it: by the option that its letter stands for, below the question that it answers.

    `key` is what the platform's fake finds it by.
    """

    name: str
    question: str
    key: str


def pressables(read: Iterable[tuple[str, str]]) -> list[Pressable]:
    """The buttons of a message, from what it says in reading order: (text, "") or (label, key of a button)."""
    found: list[Pressable] = []
    told: dict[str, str] = {}
    question = ""
    for text, key in read:
        if key:
            found.append(Pressable(told.get(text, text), question, key))
            continue
        for line in text.split("\n"):
            if lettered := re.fullmatch(r"([A-J]) (.+)", line):
                told[lettered[1]] = lettered[2]
            else:
                told, question = {}, line
    return found


def pressable(every: Iterable[Pressable], name: str, question: str = "") -> Pressable:
    """The first button of that name, below that question if one is given."""
    known = list(every)
    for each in known:
        if each.name == name and question in each.question:
            return each
    there = ", ".join(f"{each.question!r}: {each.name!r}" for each in known)
    raise AssertionError(f"there is no {name!r} for {question!r} to click; there is: {there}")


class Hand(ABC):
    """One person at one client. Whatever they do goes over the platform's real wire format."""

    looks_back = 0
    """How many of the newest messages are looked at; 0: all there are. For stories with very many."""

    @abstractmethod
    def at(self, channel: Any) -> Self:
        """The same person looking at a channel of their platform, as its fake knows it."""

    @abstractmethod
    def messages(self) -> list[Shown]:
        """What Truce says there as it looks now, the oldest first: in direct messages, or in the channel.

        In the channel, what only this person gets to see there comes with it.
        """

    @abstractmethod
    async def says(self, text: str) -> None: ...

    @abstractmethod
    async def writes(self, text: str) -> None:
        """Write to the others in the channel; Truce is not asked anything."""

    @abstractmethod
    async def points(self, label: str, words: str) -> None:
        """Use a shortcut from the menu of the newest message there, anybody's, that says so."""

    @abstractmethod
    async def runs(self, command: str) -> None:
        """Type a command: `help`, `pulse status`."""

    @abstractmethod
    async def clicks_on(self, shown: Shown, label: str) -> None: ...

    @abstractmethod
    async def answers(self, shown: Shown, question: str, label: str) -> None:
        """Click on a step of a scale, or on an option, where a message asks several things."""

    @abstractmethod
    async def repeats_click(self, shown: Shown, label: str) -> None:
        """Click on a message as it looked then: it may have changed since."""

    @abstractmethod
    def form(self) -> str:
        """The words of the form that is open; empty when none is."""

    @abstractmethod
    async def submits(self, values: Mapping[str, Any]) -> None:
        """Fill in the open form, by the labels of its fields, and send it."""

    @abstractmethod
    async def opens_home(self) -> Shown: ...

    @abstractmethod
    async def files(self) -> list[str]:
        """The text of files that were handed over."""


def texts(thing: Any, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in a JSON structure, as platforms keep them, in reading order."""
    if isinstance(thing, list):
        for each in thing:
            yield from texts(each, skip)
    elif isinstance(thing, dict) and "inlines" in thing:
        yield "".join(texts(thing["inlines"], skip))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if key in skip:
                continue
            if key in {"text", "title", "value", "label", "altText", "alt_text", "placeholder"} and isinstance(
                value, str
            ):
                yield value
            else:
                yield from texts(value, skip)
