"""The directories and questions that finding is measured with, and misspellings of them by rule.

Each set is a company of its own: contacts as `truce directory import` takes them, and questions with the contact who
should be named first (empty: nobody should). Finding was built with the first company; the second and the third were
written later, with other topics and wording, and asked as they were (docs/directory.md has those figures). They ask
every topic by its name and everything with misspellings by rule as well.
"""

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "finding_data"
LONG: Final = 8
"""A word of so many letters gets two mistakes."""
SHORTEST: Final = 5
NEIGHBOURS: Final = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjklkxcvbnmn", strict=False))
"""The key to the right."""


@dataclass(frozen=True)
class Asked:
    kind: str
    question: str
    expected: str
    """The contact's e-mail address before the @; empty where nobody answers."""


@dataclass(frozen=True)
class Row:
    """A line of the directory."""

    topic: str
    synonyms: tuple[str, ...]
    who: str
    region: str
    product: str
    segment: str
    account: str
    step: str


def rows(name: str) -> list[Row]:
    with (DATA / f"{name}contacts.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                topic=line["topic"],
                synonyms=tuple(each.strip() for each in line["synonyms"].split(";") if each.strip()),
                who=line["email"].partition("@")[0],
                **{field: line[field] for field in ("region", "product", "segment", "account", "step")},
            )
            for line in csv.DictReader(file)
        ]


def questions(name: str) -> list[Asked]:
    with (DATA / f"{name}questions.csv").open(encoding="utf-8", newline="") as file:
        return [Asked(**line) for line in csv.DictReader(file)]


def by_rule(directory: list[Row], asked: list[Asked], seed: int = 1) -> list[Asked]:
    """Plain questions, of every topic that somebody answers for everywhere, and misspellings of all kinds."""
    everywhere: defaultdict[str, list[str]] = defaultdict(list)
    for row in directory:
        if not (row.region or row.product or row.segment or row.account or row.step):
            everywhere[row.topic].append(row.who)
    plain = [Asked("plain", topic, people[0]) for topic, people in everywhere.items() if len(people) == 1]
    luck = random.Random(seed)  # noqa: S311  misspellings of a bench
    known = [*plain, *(each for each in asked if each.kind == "synonym")]
    wrong = [replace(each, kind="typo", question=misspelled(each.question, luck)) for each in known for _ in range(2)]
    return [*plain, *(each for each in wrong if each.question not in {one.question for one in known})]


def misspelled(text: str, luck: random.Random) -> str:
    """The longest word with a mistake, or two where it is long."""
    words = text.split()
    at = max(range(len(words)), key=lambda each: len(words[each]))
    if len(words[at]) >= SHORTEST:
        for _ in range(2 if len(words[at]) >= LONG else 1):
            words[at] = _mistake(words[at], luck)
    return " ".join(words)


def _mistake(word: str, luck: random.Random) -> str:
    at = luck.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return luck.choice(
        (
            before + after,
            before + letter + letter + after,
            before + after[:1] + letter + after[1:],
            before + NEIGHBOURS.get(letter.lower(), "e") + after,
        )
    )
