"""Conditions: when a rule fires, in CEL. In: one as typed, and a record's state. Out: whether it holds.

They are checked by our own reading of them (`tokens`, `grammar`, `checking`), and worked out by a library. Numbers are
doubles there: exact to the cent up to 10,000,000,000,000.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Final

import cel

from bot.conversation.words import T, Words
from bot.ports.records import Kind, Known
from bot.rules.checking import KNOWN, field_of, translate, variable
from bot.rules.grammar import tree_of
from bot.rules.pieces import LIST, TEXT
from bot.rules.tokens import Wrong, WrongError, tokens_of

LONGEST: Final = 1000
REMEMBERED: Final = 5_000
KINDS: Final = 10

Fields = tuple[tuple[str, str], ...]
"""The fields of a kind of record, and their types."""


class Trouble(StrEnum):
    """Why a condition could not be worked out for a record, as `Rule.trouble` keeps it."""

    ZERO = "zero"
    STALE = "stale"
    OTHER = "other"


TROUBLE_WORDS: Final[Mapping[str, Words]] = {
    Trouble.ZERO: T("It divides by a field that is 0 in one of the records."),
    Trouble.STALE: T("It is not understood any more. Open it, and mend its condition."),
    Trouble.OTHER: T("It could not be worked out for one of the records."),
}

Result = bool | None | Trouble
"""None: something that it asks for is not known, and nothing else decides it."""


@dataclass(frozen=True)
class Condition:
    """Ready to be worked out, again and again. One that can't be read any more (`program` is None) is stale."""

    program: cel.Program | None

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields that it asks for by themselves, not only whether they are known."""
        variables = self.program.variables() if self.program is not None else ()
        return frozenset(field_of(each) for each in variables if each != KNOWN)

    def of(self, state: cel.Context) -> Result:
        if self.program is None:
            return Trouble.STALE
        try:
            found = self.program.execute(state)
        except ZeroDivisionError:
            return Trouble.ZERO
        except RuntimeError as error:
            return None if "Undefined variable" in str(error) else Trouble.OTHER
        except (TypeError, ValueError, OverflowError, KeyError):
            return Trouble.OTHER
        return found if found is True or found is False else Trouble.OTHER


def fields_of(known: Sequence[Known]) -> Fields:
    return tuple((each.name, LIST + TEXT if each.type == "list" else each.type) for each in known)


def wrong_with(typed: str, kind: Kind, fields: Fields) -> Wrong | None:
    """The first thing that is wrong with a condition, or None."""
    if not typed.strip():
        return Wrong(1, T("Say when this rule is to fire."))
    if len(typed) > LONGEST:
        return Wrong(LONGEST + 1, T("A condition has {most} characters at most.", most=LONGEST))
    try:
        cel.compile(_translated(typed, kind, fields))
    except WrongError as error:
        return error.wrong
    except ValueError:
        return Wrong(1, T("I can't work this out. Please write it another way."))
    return None


@lru_cache(maxsize=KINDS)
def conditions_of(kind: Kind, fields: Fields) -> Callable[[str], Condition]:
    """By their text, the conditions about a kind of record: each put together once, and remembered."""

    @lru_cache(maxsize=REMEMBERED)
    def of(typed: str) -> Condition:
        try:
            return Condition(cel.compile(_translated(typed[:LONGEST], kind, fields)))
        except (WrongError, ValueError):
            return Condition(None)

    return of


def condition(typed: str, kind: Kind, fields: Fields) -> Condition:
    return conditions_of(kind, fields)(typed)


def fields_in(condition: Condition, fields: Fields) -> Fields:
    """Those that it asks for: all that its own state needs, which is then put together much sooner."""
    names = set(condition.program.variables()) if condition.program is not None else set()
    return fields if KNOWN in names else tuple(each for each in fields if variable(each[0]) in names)


def _translated(typed: str, kind: Kind, fields: Fields) -> str:
    return translate(tree_of(tokens_of(typed)), kind, dict(fields))


# A record's state


def state_of(facts: Mapping[str, Any], fields: Fields) -> cel.Context:
    """A record's state, for all conditions that are to be worked out for it. What is not known is left out."""
    values = {name: value for name, type_ in fields if (value := _value(facts.get(name), type_)) is not None}
    variables: dict[str, Any] = {variable(name): value for name, value in values.items()}
    return cel.Context(variables | {KNOWN: [name for name, value in values.items() if value != ""]})


def _value(fact: Any, type_: str) -> Any:
    if fact is None:
        return "" if type_ == TEXT else None
    match type_:
        case "number":
            return _number(fact)
        case "date":
            return _day(str(fact))
        case "yes or no":
            return fact if isinstance(fact, bool) else {"yes": True, "no": False}.get(str(fact))
        case "text":
            return str(fact)
    return [str(each) for each in fact] if isinstance(fact, list | tuple) else None


def _number(fact: Any) -> float | None:
    try:
        value = float(fact)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _day(fact: str) -> datetime | None:
    try:
        day = date.fromisoformat(fact[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
