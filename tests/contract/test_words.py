"""Every sentence that people read: complete, calm, and in the catalogue that translators get."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

import bot

ROOT = Path(bot.__file__).parent.parent
CATALOGUE = ROOT / "bot" / "locale" / "truce.pot"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Sentence(NamedTuple):
    """A call of T or TN: its forms, and the names of the values it is given."""

    place: str
    forms: tuple[str, ...]
    values: frozenset[str]
    open_ended: bool
    """Values come from elsewhere too (`**values`)."""


def sentences() -> list[Sentence]:
    files = [path for folder in ("bot", "adapters") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [found for path in files for found in _sentences(path)]


def _sentences(path: Path) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"T", "TN"}:
            place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
            texts = node.args[: 1 if node.func.id == "T" else 2]
            forms = tuple(
                each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
            named = frozenset(each.arg for each in node.keywords if each.arg)
            counted = frozenset({"count"}) if node.func.id == "TN" else frozenset()
            yield Sentence(
                place,
                forms if len(forms) == len(texts) else (),
                named | counted,
                any(each.arg is None for each in node.keywords),
            )


SENTENCES = sentences()


def test_there_are_sentences() -> None:
    assert len(SENTENCES) > 200


def test_sentences_are_written_out_where_they_are_said() -> None:
    """Only then they can be gathered for translators."""
    assert [each.place for each in SENTENCES if not each.forms] == []


def test_every_placeholder_has_its_value_and_every_value_its_place() -> None:
    wrong = []
    for each in SENTENCES:
        wanted = {name for form in each.forms for name in PLACEHOLDER.findall(form)}
        if missing := wanted - each.values:
            wrong += [] if each.open_ended else [f"{each.place}: nothing for {sorted(missing)}"]
        if unused := each.values - wanted - {"count"}:
            wrong.append(f"{each.place}: {sorted(unused)} is nowhere in the sentence")
    assert wrong == []


def test_both_forms_of_a_sentence_hold_the_same_values() -> None:
    """But for the count, which "one" may say in a word."""
    wrong = []
    for each in SENTENCES:
        held = {frozenset(PLACEHOLDER.findall(form)) - {"count"} for form in each.forms}
        wrong += [each.place] if len(held) > 1 else []
    assert wrong == []


def test_nothing_is_shouted_and_nothing_left_open() -> None:
    forms = [(each.place, form) for each in SENTENCES for form in each.forms]
    assert [place for place, form in forms if "!" in form] == []
    assert [place for place, form in forms if form.count("**") % 2 or form.count("{") != form.count("}")] == []
    assert [place for place, form in forms if "  " in form] == []


@pytest.mark.skipif(not CATALOGUE.exists(), reason="no catalogue has been gathered yet: make words")
def test_the_catalogue_holds_every_sentence() -> None:
    with CATALOGUE.open("rb") as file:
        held = {message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(file)}
    missing = sorted({each.forms[0] for each in SENTENCES if each.forms and each.forms[0]} - held)
    assert missing == [], "run `make words`"
