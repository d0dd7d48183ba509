"""What there is to show an example of: read from the sources of `bot/`, so that nothing has to be registered."""

import ast
import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import bot

BOT = Path(bot.__file__).parent
NOT_SHOWN = {
    "conversation/reading.py",  # turns words into spans
    "conversation/payloads.py",
}
PARTS = {"Text", "SmallPrint", "Divider", "Facts", "Buttons", "Button", "Scale", "Choices", "Table", "Image", "File"}
SHOWN = {"Card", "Form", "Part"} | PARTS


class Maker(NamedTuple):
    """A function that makes something to show."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"bot/{self.file}: {self.name}"


def makers() -> list[Maker]:
    """Every function and method in `bot/`, nested ones too, whose return annotation names a card, a form or a part."""
    files = sorted(BOT.rglob("*.py"))
    named = ((path.relative_to(BOT).as_posix(), path) for path in files)
    return [Maker(file, name) for file, path in named if file not in NOT_SHOWN for name in _makers(path)]


def _makers(path: Path) -> Iterator[str]:
    yield from _within(ast.parse(path.read_text(encoding="utf-8")), "")


def _within(node: ast.AST, inside: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        name = inside
        if isinstance(child, ast.FunctionDef):
            name = f"{inside}{child.name}.<locals>."
            if child.returns is not None and SHOWN & _names(child.returns):
                yield f"{inside}{child.name}"
        elif isinstance(child, ast.ClassDef):
            name = f"{inside}{child.name}."
        yield from _within(child, name)


def _names(annotation: ast.expr) -> set[str]:
    """The names in an annotation; not those of what a Callable takes and gives, which is made elsewhere."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _names(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.Subscript) and "Callable" in _names(annotation.value):
        return set()
    own = {annotation.id} if isinstance(annotation, ast.Name) else set()
    own |= {annotation.attr} if isinstance(annotation, ast.Attribute) else set()
    inner = (child for child in ast.iter_child_nodes(annotation) if isinstance(child, ast.expr))
    return own.union(*(_names(child) for child in inner))


def calls_of(run: Callable[[], object]) -> set[Maker]:
    """Which functions of `bot/` take part when this runs."""
    seen: set[CodeType] = set()

    def note(frame: FrameType, _: str, __: object) -> None:  # it returns nothing, and so is told of calls only
        seen.add(frame.f_code)

    before = sys.gettrace()
    sys.settrace(note)
    try:
        run()
    finally:
        sys.settrace(before)
    return {maker for maker in map(_maker, seen) if maker}


@functools.cache
def _maker(code: CodeType) -> Maker | None:
    """What this is called as in `bot/`, if it is there."""
    path = Path(code.co_filename)
    return Maker(path.relative_to(BOT).as_posix(), code.co_qualname) if path.is_relative_to(BOT) else None
