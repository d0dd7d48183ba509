"""A condition cut into words and signs. In: what somebody typed. Out: tokens with their places, or what is wrong.

Quotation marks and signs that chats and word processors put in place of those typed are understood.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.conversation.words import T, Words

MOST_TOKENS: Final = 300


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a condition, from which character on (from 1), and what to write instead."""

    at: int
    problem: Words

    @property
    def words(self) -> Words:
        return T("At character {at}: {problem}", at=str(self.at), problem=self.problem)

    @property
    def inside(self) -> Words:
        """The same, within a sentence."""
        return T("at character {at}: {problem}", at=str(self.at), problem=self.problem)


class WrongError(Exception):
    def __init__(self, at: int, problem: Words) -> None:
        super().__init__(problem.text)
        self.wrong = Wrong(at, problem)


@dataclass(frozen=True)
class Token:
    kind: Literal["number", "text", "name", "sign", "end"]
    text: str
    """Of a text, what stands between its quotation marks."""
    at: int


_SPACE: Final = re.compile(r"\s+")
_NUMBER: Final = re.compile(r"(\d+\.\d+|\d+)([eE][+-]?\d+)?")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGN: Final = re.compile(r"&&|\|\||==|!=|<=|>=|[≤≥≠<>!?:+\-−*/()\[\].,]")
_QUOTES: Final = {'"': '"', "'": "'", "“": "“”", "„": "“”", "”": "”", "‘": "’", "’": "’"}
_PLAIN: Final = {"≤": "<=", "≥": ">=", "≠": "!=", "−": "-"}
_ESCAPES: Final = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def tokens_of(typed: str) -> list[Token]:
    """Raises WrongError."""
    found: list[Token] = []
    at = 0
    while at < len(typed):
        if space := _SPACE.match(typed, at):
            at = space.end()
            continue
        token, at = _next(typed, at)
        found.append(token)
        if len(found) > MOST_TOKENS:
            raise WrongError(token.at, T("This condition says too much at once. Make two rules of it."))
    return [*found, Token("end", "", len(typed) + 1)]


def _next(typed: str, at: int) -> tuple[Token, int]:
    if typed[at] in _QUOTES:
        return _text(typed, at)
    if number := _NUMBER.match(typed, at):
        return _number(typed, number), number.end()
    if name := _NAME.match(typed, at):
        return Token("name", name[0], at + 1), name.end()
    if sign := _SIGN.match(typed, at):
        return Token("sign", _PLAIN.get(sign[0], sign[0]), at + 1), sign.end()
    raise WrongError(at + 1, _HINTS.get(typed[at]) or T("I don't understand “{sign}” here.", sign=typed[at]))


_HINTS: Final = {
    "=": T("Write == to compare, or <= and >= with the = behind."),
    "&": T("Write && for “and”."),
    "|": T("Write || for “or”."),
    "%": T("Write per cent as a bare number, such as 20."),
    "{": T("Braces mean nothing here. Use ( and )."),
    "}": T("Braces mean nothing here. Use ( and )."),
}


def _number(typed: str, number: re.Match[str]) -> Token:
    behind = typed[number.end() : number.end() + 1]
    if behind in {"_", "'", "’"}:
        raise WrongError(number.end() + 1, T("Write numbers without separators, such as 2000000."))
    if behind.isalpha():
        raise WrongError(number.end() + 1, T("Write the number alone, with all its zeros, such as 2000000."))
    return Token("number", number[0], number.start() + 1)


def _text(typed: str, start: int) -> tuple[Token, int]:
    ends, told, at = _QUOTES[typed[start]], list[str](), start + 1
    while at < len(typed):
        sign = typed[at]
        if sign in ends:
            return Token("text", "".join(told), start + 1), at + 1
        if sign == "\\":
            at += 1
            if typed[at : at + 1] not in _ESCAPES:
                raise WrongError(at, T("Write \\\\ for a backslash."))
            sign = _ESCAPES[typed[at]]
        told.append(sign)
        at += 1
    raise WrongError(start + 1, T("The quotation mark that opens here is never closed."))
