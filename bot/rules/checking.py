"""A condition's tree, checked against the fields that there are. Out: the same for the library, or what is wrong.

For the library every number is a double and every field a variable of its own, there only if it is known; so a number
that nobody knows makes the condition undecided, whatever it is compared with, unless the rest decides it alone.
Over 300 lines, because one walk over the tree does it all.
"""

import difflib
from collections.abc import Mapping
from typing import Final

from bot.conversation.words import Listing, T, Words
from bot.rules.comparing import COMPARED, calculated, comparable, dated, no_condition
from bot.rules.grammar import LEVELS, Call, Either, Items, Member, Name, Node, Pair, Single, Value
from bot.rules.pieces import (
    ATOM,
    DATE,
    LIST,
    NOTHING,
    NUMBER,
    PLURAL,
    TEXT,
    YES,
    Made,
    Type,
    first,
    held,
    joined,
    type_words,
    value,
)
from bot.rules.tokens import WrongError

KNOWN: Final = "known"
"""The variable that lists the fields whose value is known."""
LONGEST_PATTERN: Final = 60
_ABOUT_TEXT: Final = ("startsWith", "endsWith", "contains", "matches")
_ABOUT_LIST: Final = ("exists", "all", "exists_one", "filter")
_CALLS: Final = ("size", "has", "timestamp", *_ABOUT_TEXT, *_ABOUT_LIST)


def variable(field: str) -> str:
    """The name of a field for the library."""
    return f"f_{field}"


def field_of(variable: str) -> str:
    """The other way."""
    return variable.removeprefix("f_")


def translate(tree: Node, kind: str, fields: Mapping[str, Type]) -> str:
    """For the library. Raises WrongError."""
    made = _Translator(kind, fields).of(tree)
    if made.type != YES:
        raise WrongError(
            1,
            T(
                "A condition is something that is true or not, and this is {type}. Compare it with something, such as "
                "{example}.",
                type=type_words(made.type),
                example=f"{kind}.{next(iter(fields), 'name')} == …",
            ),
        )
    return made.text


class _Translator:
    def __init__(self, kind: str, fields: Mapping[str, Type]) -> None:
        self._kind, self._fields = kind, fields
        self._each: dict[str, Type] = {}
        """Within exists(x, ...): x."""
        self._patterns = 0

    def of(self, node: Node) -> Made:
        match node:
            case Value():
                return value(node)
            case Name():
                return self._name(node)
            case Member():
                return Made(variable(self._field(node)), self._fields[node.name])
            case Items():
                return self._items(node)
            case Single():
                return self._single(node)
            case Pair():
                return self._pair(node)
            case Either():
                return self._either(node)
            case Call():
                return self._call(node)
        raise TypeError(type(node).__name__)

    # Names

    def _name(self, node: Name) -> Made:
        if node.name in self._each:
            return Made(node.name, self._each[node.name])
        raise WrongError(node.at, self._unknown_name(node.name))

    def _unknown_name(self, name: str) -> Words:
        if name == self._kind:
            example = next(iter(self._fields), "name")
            return T(
                "Say which field of it: {example}. Known are {known}.",
                example=f"{name}.{example}",
                known=self._known(),
            )
        if near := _near(name, self._fields):
            return T(
                "I don't know “{name}”. Did you mean {near}? Known are {known}.",
                name=name[:40],
                near=f"{self._kind}.{near}",
                known=self._known(),
            )
        return T(
            "I don't know “{name}”. A field is written as {kind}.name. Known are {known}.",
            name=name[:40],
            kind=self._kind,
            known=self._known(),
        )

    def _known(self) -> Listing:
        return Listing(items=tuple(f"{self._kind}.{each}" for each in self._fields))

    def _field(self, node: Node) -> str:
        """The name of a field that is there."""
        if not isinstance(node, Member):
            raise WrongError(node.at, T("Here goes a field, such as {example}.", example=self._example()))
        of = node.of
        if isinstance(of, Name) and of.name == self._kind:
            if node.name in self._fields:
                return node.name
            raise WrongError(node.at, self._unknown_field(node.name))
        if isinstance(of, Name) and of.name not in self._each:
            if difflib.get_close_matches(of.name.lower(), [self._kind]) or node.name in self._fields:
                raise WrongError(
                    of.at,
                    T(
                        "This rule is about “{kind}”: write {example}.",
                        kind=self._kind,
                        example=f"{self._kind}.{_near(node.name, self._fields) or next(iter(self._fields), 'name')}",
                    ),
                )
            raise WrongError(of.at, self._unknown_name(of.name))
        raise WrongError(node.at, T("“{name}” is no field: this has none.", name=node.name[:40]))

    def _unknown_field(self, name: str) -> Words:
        if near := _near(name, self._fields):
            return T(
                "{kind} has no “{name}”. Did you mean {near}? Known are {known}.",
                kind=self._kind,
                name=name[:40],
                near=f"{self._kind}.{near}",
                known=self._known(),
            )
        return T("{kind} has no “{name}”. Known are {known}.", kind=self._kind, name=name[:40], known=self._known())

    def _example(self) -> str:
        return f"{self._kind}.{next(iter(self._fields), 'name')}"

    # Lists, signs

    def _items(self, node: Items) -> Made:
        made = [self.of(each) for each in node.items]
        types = {each.type for each in made}
        if len(types) > 1:
            odd = next(at for at, each in enumerate(made) if each.type != made[0].type)
            raise WrongError(node.items[odd].at, T("A list holds things of one kind only."))
        inner = next(iter(types), TEXT)
        if inner == NOTHING or inner.startswith(LIST):
            raise WrongError(node.items[0].at, T("A list holds numbers, texts or dates."))
        return Made("[" + ", ".join(each.text for each in made) + "]", LIST + inner)

    def _single(self, node: Single) -> Made:
        made = self.of(node.of)
        wanted = YES if node.sign == "!" else NUMBER
        if made.type != wanted:
            raise WrongError(
                node.at,
                T(
                    "“{sign}” goes before {wanted}, and this is {type}.",
                    sign=node.sign,
                    wanted=type_words(wanted),
                    type=type_words(made.type),
                ),
            )
        return Made(f"{node.sign}{held(made, ATOM)}", wanted)

    def _pair(self, node: Pair) -> Made:
        if node.sign in {"==", "!="} and (about := self._is_known(node)) is not None:
            return about
        left, right = self.of(node.left), self.of(node.right)
        level = next(at for at, signs in enumerate(LEVELS) if node.sign in signs)
        if node.sign in {"&&", "||"}:
            for side, made in ((node.left, left), (node.right, right)):
                if made.type != YES:
                    raise WrongError(first(side), no_condition(node.sign, made.type))
            return joined(node.sign, left, right, YES, level)
        if node.sign == "in":
            return self._within(node, left, right, level)
        if level > COMPARED:
            return calculated(node, left, right, level)
        left, right = dated(node.left, left, right), dated(node.right, right, left)
        comparable(node, left, right)
        if level in {left.level, right.level}:
            raise WrongError(node.at, T("Compare two things at a time, and join such comparisons with &&."))
        return joined(node.sign, left, right, YES, level)

    def _is_known(self, node: Pair) -> Made | None:
        """`field == null`: whether it is not known."""
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, Value) and other.value is None:
                return self._known_field(self._field(side), known=node.sign == "!=")
        return None

    def _known_field(self, field: str, *, known: bool) -> Made:
        found = Made(f'"{field}" in {KNOWN}', YES, COMPARED)
        return found if known else Made(f"!{held(found, ATOM)}", YES)

    def _within(self, node: Pair, left: Made, right: Made, level: int) -> Made:
        if not right.type.startswith(LIST):
            raise WrongError(
                node.at,
                T('After “in” comes a list, such as ["DACH", "Nordics"], not {type}.', type=type_words(right.type)),
            )
        inner = right.type.removeprefix(LIST)
        if left.type == DATE and inner == TEXT and isinstance(node.right, Items):
            items = [dated(each, self.of(each), left) for each in node.right.items]
            right, inner = Made("[" + ", ".join(each.text for each in items) + "]", LIST + DATE), DATE
        if left.type != inner:
            raise WrongError(
                node.at,
                T("{left} is never in a list of {right}.", left=type_words(left.type), right=PLURAL.get(inner, inner)),
            )
        return joined("in", left, right, YES, level)

    def _either(self, node: Either) -> Made:
        condition, one, other = self.of(node.condition), self.of(node.one), self.of(node.other)
        if condition.type != YES:
            raise WrongError(first(node.condition), no_condition("?", condition.type))
        if one.type != other.type:
            raise WrongError(node.at, T("Both sides of “:” must be of one kind."))
        text = f"({held(condition, 0)} ? {held(one, 0)} : {held(other, 0)})"
        return Made(text, one.type)

    # Calls

    def _call(self, node: Call) -> Made:
        if node.name not in _CALLS:
            known = Listing(items=tuple(f"{each}(…)" for each in _CALLS))
            raise WrongError(
                node.at, T("I don't know “{name}(…)”. Known are {known}.", name=node.name[:40], known=known)
            )
        if node.name in _ABOUT_LIST:
            return self._about_list(node)
        if node.name in _ABOUT_TEXT:
            return self._about_text(node)
        arguments = node.arguments if node.of is None else (node.of, *node.arguments)
        if len(arguments) != 1:
            raise WrongError(node.at, T("“{name}” takes one value in its brackets.", name=node.name))
        if node.name == "has":
            return self._known_field(self._field(arguments[0]), known=True)
        if node.name == "timestamp":
            return dated(arguments[0], self.of(arguments[0]), Made("", DATE), at=node.at)
        made = self.of(arguments[0])
        if made.type != TEXT and not made.type.startswith(LIST):
            raise WrongError(
                node.at, T("Only a text or a list has a size, and this is {type}.", type=type_words(made.type))
            )
        return Made(f"double(size({made.text}))", NUMBER)

    def _about_text(self, node: Call) -> Made:
        of = self.of(node.of) if node.of is not None else None
        given = [self.of(each) for each in node.arguments]
        if of is None or of.type != TEXT or [each.type for each in given] != [TEXT]:
            raise WrongError(node.at, T("“{name}” goes behind a text, with a text in its brackets.", name=node.name))
        if node.name == "matches":
            pattern = node.arguments[0]
            self._patterns += 1
            plain = isinstance(pattern, Value) and isinstance(pattern.value, str)
            if not plain or len(str(pattern.value)) > LONGEST_PATTERN or "{" in str(pattern.value):  # type: ignore[attr-defined]
                raise WrongError(
                    pattern.at,
                    T("A pattern is written out, has {most} characters at most and no braces.", most=LONGEST_PATTERN),
                )
            if self._patterns > 1:  # the library reads a pattern anew each time
                raise WrongError(node.at, T("Use one pattern at most, with | between what it may be."))
        return Made(f"{held(of, ATOM)}.{node.name}({given[0].text})", YES)

    def _about_list(self, node: Call) -> Made:
        if self._each:
            raise WrongError(node.at, T("“{name}” can't stand within another of its kind.", name=node.name))
        of = self.of(node.of) if node.of is not None else None
        if of is None or not of.type.startswith(LIST):
            raise WrongError(node.at, T("“{name}” goes behind a list.", name=node.name))
        if len(node.arguments) != 2 or not isinstance(node.arguments[0], Name):
            raise WrongError(node.at, T("Write it as {name}(x, …), with what is to hold for each x.", name=node.name))
        each = node.arguments[0]
        if each.name in {self._kind, KNOWN} or each.name.startswith("f_"):
            raise WrongError(each.at, T("Take another name here, such as x."))
        self._each = {each.name: of.type.removeprefix(LIST)}
        holds = self.of(node.arguments[1])
        self._each = {}
        if holds.type != YES:
            raise WrongError(first(node.arguments[1]), no_condition(node.name, holds.type))
        return Made(
            f"{held(of, ATOM)}.{node.name}({each.name}, {holds.text})", of.type if node.name == "filter" else YES
        )


def _near(name: str, known: Mapping[str, Type]) -> str:
    near = difflib.get_close_matches(name.lower(), known, n=1)
    return near[0] if near else ""
