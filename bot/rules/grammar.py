"""A condition as a tree. In: its tokens. Out: the tree, or at which character it stops making sense.

The language is CEL without maps, positions and calculating with dates. It is read here, and not only by the library
that works conditions out, so that mistakes are told in words, and nothing reaches it that is deep or slow.
"""

from dataclasses import dataclass
from typing import Final

from bot.conversation.words import T, Words
from bot.rules.tokens import Token, WrongError

DEEPEST: Final = 20


@dataclass(frozen=True)
class Node:
    at: int


@dataclass(frozen=True)
class Value(Node):
    """A number as it was typed, a text, yes or no, or null (None)."""

    value: "Typed | str | bool | None"


@dataclass(frozen=True)
class Typed:
    """A number, in its digits."""

    digits: str


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Member(Node):
    """`of.name`; `at` is where the name begins."""

    of: Node
    name: str


@dataclass(frozen=True)
class Call(Node):
    """`of.name(...)`, or `name(...)`."""

    of: Node | None
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Items(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Single(Node):
    """`!x` and `-x`."""

    sign: str
    of: Node


@dataclass(frozen=True)
class Pair(Node):
    """Two sides of a sign; `at` is where the sign stands."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Either(Node):
    """`condition ? one : other`."""

    condition: Node
    one: Node
    other: Node


LEVELS: Final = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/"))
"""Signs between two sides, those that bind least first."""
_WORDS: Final = {
    "and": T("Write && for “and”."),
    "or": T("Write || for “or”."),
    "not": T("Write {sign} for “not”, such as {example}.", sign="!", example="!(…)"),
    "is": T("Write == for “is”."),
}


def tree_of(tokens: list[Token]) -> Node:
    """Raises WrongError."""
    return _Parser(tokens).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        taken = self._token
        self._next += taken.kind != "end"
        return taken

    def _is(self, *signs: str) -> bool:
        return self._token.kind in {"sign", "name"} and self._token.text in signs

    def _expect(self, sign: str, opened: Token) -> None:
        if not self._is(sign):
            if self._token.kind == "end":
                raise WrongError(opened.at, T("“{sign}” opens here and is never closed.", sign=opened.text))
            raise self._unexpected()
        self._take()

    def _unexpected(self) -> WrongError:
        token = self._token
        before = self._tokens[self._next - 1] if self._next else None
        after = self._tokens[self._next + 1] if token.kind != "end" else token
        if token.kind == "end":
            return WrongError(token.at, T("Something is missing at the end."))
        if token.kind == "name" and token.text.lower() in _WORDS:
            return WrongError(token.at, _WORDS[token.text.lower()])
        if token.text == "," and before is not None and (before.kind, after.kind) == ("number", "number"):
            return WrongError(token.at, T("Write numbers without separators, such as 2000000."))
        return WrongError(token.at, T("I don't understand “{sign}” here.", sign=token.text[:40]))

    def whole(self) -> Node:
        tree = self._expression()
        if self._token.kind != "end":
            raise self._unexpected()
        return tree

    def _expression(self) -> Node:
        self._deeper()
        condition = self._pairs(0)
        if self._is("?"):
            at = self._take().at
            one = self._pairs(0)
            if not self._is(":"):
                raise WrongError(self._token.at, T("After “?” comes one value, then “:” and the other."))
            self._take()
            condition = Either(at, condition, one, self._expression())
        self._depth -= 1
        return condition

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise WrongError(self._token.at, _too_deep())

    def _pairs(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._single()
        left = self._pairs(level + 1)
        while self._is(*LEVELS[level]):
            sign = self._take()
            left = Pair(sign.at, sign.text, left, self._pairs(level + 1))
        return left

    def _single(self) -> Node:
        if self._is("!", "-"):
            sign = self._take()
            self._deeper()
            made = Single(sign.at, sign.text, self._single())
            self._depth -= 1
            return made
        return self._members()

    def _members(self) -> Node:
        made = self._first()
        while self._is(".", "["):
            sign = self._take()
            if sign.text == "[":
                raise WrongError(
                    sign.at, T('Nothing here has positions. Ask what a list holds, such as "sales" in review.sides.')
                )
            name = self._take()
            if name.kind != "name":
                raise WrongError(name.at, T("After the point comes the name of a field."))
            made = self._call(made, name) if self._is("(") else Member(name.at, made, name.text)
        return made

    def _first(self) -> Node:
        token = self._token
        match token.kind:
            case "number":
                return Value(self._take().at, Typed(token.text))
            case "text":
                return Value(self._take().at, token.text)
            case "name" if token.text not in {*_WORDS, "in"}:
                self._take()
                if self._is("("):
                    return self._call(None, token)
                values: dict[str, bool | None] = {"true": True, "false": False, "null": None}
                return Value(token.at, values[token.text]) if token.text in values else Name(token.at, token.text)
        if self._is("("):
            opened = self._take()
            inner = self._expression()
            self._expect(")", opened)
            return inner
        if self._is("["):
            opened = self._take()
            return Items(token.at, self._list("]", opened))
        raise self._unexpected()

    def _call(self, of: Node | None, name: Token) -> Node:
        opened = self._take()
        return Call(name.at, of, name.text, self._list(")", opened))

    def _list(self, closing: str, opened: Token) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is(closing):
            found.append(self._expression())
            if not self._is(","):
                break
            self._take()
        self._expect(closing, opened)
        return tuple(found)


def _too_deep() -> Words:
    return T("Too many brackets within each other. Make two rules of it.")
