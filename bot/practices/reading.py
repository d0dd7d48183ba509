"""practices.yaml, read. Comes in: bytes. Goes out: the entries of each section, and all that is wrong, by line."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.conversation.model import Frozen
from bot.conversation.words import Listing, T, Words, verbatim
from bot.ports.practices import Practice, Where

LONGEST: Final = 1_000_000
MOST_VALUES: Final = 20_000
DEEPEST: Final = 12


@dataclass(frozen=True)
class Bad:
    """Something wrong in a line, and what to write instead."""

    line: int
    words: Words


@dataclass(frozen=True)
class Section:
    """The good entries of a section, each with its place in the file."""

    entries: tuple[Frozen, ...]
    places: tuple["_Place", ...]


@dataclass(frozen=True)
class Sheet:
    """The file: its sections, by name, and all that is wrong."""

    sections: Mapping[str, Section] = field(default_factory=dict)
    bad: tuple[Bad, ...] = ()


class _Reader(RoundTripConstructor):
    """Leaves dates as they are written: whether they are dates is checked with all the rest."""


_Reader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


def read(content: bytes, practices: Sequence[Practice]) -> Sheet:
    """Read and check the file, as far as it can be checked without knowing what there is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Sheet(bad=(Bad(line, T("This is not UTF-8. Save the file as UTF-8.")),))
    if len(text) > LONGEST:
        return Sheet(bad=(Bad(1, T("This file is too big to be one of practices.")),))
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Reader
    try:
        document = yaml.load(text)
    except MarkedYAMLError as error:
        return Sheet(bad=(_not_yaml(error),))
    except (YAMLError, ValueError) as error:
        return Sheet(bad=(Bad(_first_odd(text), verbatim(f"This is not YAML: {str(error).splitlines()[0]}")),))
    if document is None:
        return Sheet(bad=(Bad(1, T("The file is empty.")),))
    if _too_much(document):
        return Sheet(
            bad=(Bad(1, T("This file holds too much, or too deep within each other, to be one of practices.")),)
        )
    if not isinstance(document, CommentedMap):
        return Sheet(bad=(Bad(1, _shape(practices)),))
    return _sections(document, practices)


def _not_yaml(error: MarkedYAMLError) -> Bad:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if isinstance(error, DuplicateKeyError):
        found = re.search(r'duplicate key "([^"]*)"', str(error.problem))
        return Bad(line, T("“{key}” stands here twice. Keep one.", key=found[1] if found else ""))
    told = ", ".join(str(part) for part in (error.context, error.problem) if part)
    return Bad(line, T("This is not YAML: {problem}.", problem=told))


def _first_odd(text: str) -> int:
    """The first line with a character that YAML does not know."""
    odd = re.search("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]", text)
    return text[: odd.start()].count("\n") + 1 if odd else 1


def _too_much(document: Any) -> bool:
    """Whether it is deeper, or has more values, than any file of practices: references can be made to explode."""
    left, level = MOST_VALUES, [document]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
        left -= len(level)
        if left < 0:
            return True
    return bool(level)


def _shape(practices: Sequence[Practice]) -> Words:
    return T("The file begins with the name of a section: {names}.", names=_names(practices))


def _names(practices: Sequence[Practice]) -> Listing:
    return Listing(items=tuple(f"{each.section}:" for each in practices))


# Sections and entries


@dataclass(frozen=True)
class _Place:
    """An entry as it stands in the file, to find the line of what is in it."""

    node: Any
    line: int

    def of(self, where: Where) -> int:
        """The line of a value; of what surrounds it, where it is missing."""
        node, line = self.node, self.line
        for step in where:
            if isinstance(node, CommentedMap) and step in node:
                line, node = node.lc.key(step)[0] + 1, node[step]
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line, node = node.lc.item(step)[0] + 1, node[step]
            else:
                break
        return line


def _sections(document: CommentedMap, practices: Sequence[Practice]) -> Sheet:
    known = {each.section: each for each in practices}
    sections: dict[str, Section] = {}
    bad: list[Bad] = []
    for name, content in document.items():
        line = document.lc.key(name)[0] + 1
        practice = known.get(str(name))
        if practice is None:
            bad.append(Bad(line, _unknown(str(name), list(known))))
            continue
        good: list[Frozen] = []
        places: list[_Place] = []
        for place in _entries(content, practice, line, bad):
            entry, problems = _entry(place, practice.model)
            bad += problems
            if entry is not None:
                good.append(entry)
                places.append(place)
        sections[practice.section] = Section(tuple(good), tuple(places))
    return Sheet(sections, tuple(bad))


def _entries(content: Any, practice: Practice, line: int, bad: list[Bad]) -> Iterator[_Place]:
    if content is None:
        return
    if not practice.many:
        yield _Place(content, line)
    elif isinstance(content, CommentedSeq):
        for index, each in enumerate(content):
            yield _Place(each, content.lc.item(index)[0] + 1)
    else:
        bad.append(
            Bad(line, T("“{section}” is a list: begin each entry with a dash and its name.", section=practice.section))
        )


def _entry(place: _Place, model: type[Frozen]) -> tuple[Frozen | None, list[Bad]]:
    if not isinstance(place.node, CommentedMap):
        return None, [Bad(place.line, T("This is no entry. Write its fields below each other, such as “name: ...”."))]
    try:
        return model.model_validate(_plain(place.node)), []
    except ValidationError as error:
        problems = error.errors(include_url=False)
        return None, [Bad(place.of(each["loc"]), sentence(each, model)) for each in problems]


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    return [_plain(each) for each in node] if isinstance(node, list) else node


# What is wrong with a value, for people


def sentence(error: ErrorDetails, model: type[Frozen]) -> Words:
    """What pydantic found, and what to write instead."""
    field = str(next((each for each in reversed(error["loc"]) if isinstance(each, str)), ""))
    if error["type"] == "extra_forbidden":
        return _unknown(field, _fields(model, error["loc"][:-1]))
    told = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    told |= {"field": field, "given": _said(error["input"]), "problem": error["msg"]}
    return _SENTENCES.get(error["type"], _any)(told)


_Told = Mapping[str, str]


def _any(told: _Told) -> Words:
    return T("“{field}” can't be {given}: {problem}.", **told)


def _whole(told: _Told) -> Words:
    return T("“{field}” is a whole number, such as 5, not {given}.", **told)


def _yes_or_no(told: _Told) -> Words:
    return T("“{field}” is true or false, not {given}.", **told)


def _list(told: _Told) -> Words:
    return T("“{field}” is a list, such as [sales, marketing].", **told)


def _date(told: _Told) -> Words:
    return T("“{field}” is a date such as 2027-03-31, not {given}.", **told)


def _below(told: _Told) -> Words:
    return T("“{field}” needs fields below it, such as “text: ...”.", **told)


_SENTENCES: Final[Mapping[str, Callable[[_Told], Words]]] = {
    "missing": lambda told: T("“{field}” is missing.", **told),
    "literal_error": lambda told: T("“{field}” is {expected}, not {given}.", **told),
    "int_parsing": _whole,
    "int_type": _whole,
    "int_from_float": _whole,
    "bool_parsing": _yes_or_no,
    "bool_type": _yes_or_no,
    "greater_than_equal": lambda told: T("“{field}” is {ge} at least, not {given}.", **told),
    "less_than_equal": lambda told: T("“{field}” is {le} at most, not {given}.", **told),
    "string_too_long": lambda told: T("“{field}” has {max_length} characters at most. Please shorten it.", **told),
    "string_too_short": lambda told: T("“{field}” is empty.", **told),
    "string_type": lambda told: T("“{field}” is a text, not {given}.", **told),
    "string_pattern_mismatch": lambda told: T("“{field}” is a time of day such as 09:00, not {given}.", **told),
    "too_long": lambda told: T("“{field}” has more than {max_length} entries. Please take some out.", **told),
    "too_short": lambda told: T("“{field}” is empty.", **told),
    "tuple_type": _list,
    "list_type": _list,
    "date_type": _date,
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_from_datetime_inexact": _date,
    "model_type": _below,
    "model_attributes_type": _below,
}


def _said(given: Any) -> str:
    if isinstance(given, bool):
        return "“true”" if given else "“false”"
    if given is None:
        return "nothing"
    return f"“{str(given)[:60]}”" if isinstance(given, str | int | float) else "a list"


def _fields(model: type[Frozen], where: Where) -> list[str]:
    """The fields that may stand at a place of an entry."""
    here: Any = model
    for step in where:
        if isinstance(step, str) and hasattr(here, "model_fields"):
            here = _inner(here.model_fields[step].annotation)
    return list(here.model_fields) if hasattr(here, "model_fields") else []


def _inner(annotation: Any) -> Any:
    """The model within an annotation, such as the one that a list is of."""
    if hasattr(annotation, "model_fields"):
        return annotation
    inner = (_inner(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in inner if hasattr(each, "model_fields")), annotation)


def _unknown(name: str, known: Sequence[str]) -> Words:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return T("I don't know “{name}”. Did you mean “{near}”?", name=name[:60], near=near[0])
    return T("I don't know “{name}”. Known are {known}.", name=name[:60], known=Listing(items=tuple(known)))
