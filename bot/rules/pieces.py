"""Pieces of a condition as the library takes them, each with its type; and what a type is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.conversation.words import T, Words
from bot.rules.grammar import LEVELS, Call, Either, Member, Node, Pair, Typed, Value

Type = str
"""number, text, date, yes or no, nothing, list of text, list of number, list of date, list."""
NUMBER, TEXT, DATE, YES, NOTHING = "number", "text", "date", "yes or no", "nothing"
LIST: Final = "list of "
ATOM: Final = len(LEVELS)
_TYPE_WORDS: Final[Mapping[Type, Words]] = {
    NUMBER: T("a number"),
    TEXT: T("a text"),
    DATE: T("a date"),
    YES: T("a yes or no"),
    NOTHING: T("nothing (null)"),
}
PLURAL: Final = {NUMBER: T("numbers"), TEXT: T("texts"), DATE: T("dates"), YES: T("yes or no")}


@dataclass(frozen=True)
class Made:
    """A piece for the library, its type, and how tightly it holds together."""

    text: str
    type: Type
    level: int = ATOM


def type_words(type_: Type) -> Words:
    return _TYPE_WORDS.get(type_) or T("a list")


def value(node: Value) -> Made:
    match node.value:
        case Typed(digits=digits):
            return Made(digits if set(digits) & set(".eE") else f"{digits}.0", NUMBER)
        case bool():
            return Made("true" if node.value else "false", YES)
        case str():
            return Made(_quoted(node.value), TEXT)
        case None:
            return Made("null", NOTHING)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def held(made: Made, level: int) -> str:
    """In brackets, where it would fall apart otherwise."""
    return made.text if made.level >= level else f"({made.text})"


def joined(sign: str, left: Made, right: Made, type_: Type, level: int) -> Made:
    return Made(f"{held(left, level)} {sign} {held(right, level + 1)}", type_, level)


def first(node: Node) -> int:
    """Where a piece begins."""
    match node:
        case Pair():
            return min(first(node.left), node.at)
        case Member(of=Node() as of) | Call(of=Node() as of):
            return first(of)
        case Either():
            return first(node.condition)
    return node.at
