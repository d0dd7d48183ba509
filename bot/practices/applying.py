"""What a file of practices would change, doing it, and writing the file: one transaction, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.conversation.events import Event
from bot.conversation.reading import Reader
from bot.conversation.words import TN, T, Words
from bot.ports.practices import Change, Difference, Practice
from bot.practices.reading import Bad, Section, read
from bot.timing import Holidays
from bot.work import Work
from storage.people import People
from storage.records import Session

WIDTH: Final = 110
_INDENT: Final = "    "
_MARKS: Final = {"created": "+", "changed": "~", "paused": "=", "resumed": ">", "ended": "-"}


@dataclass(frozen=True)
class Plan:
    """What applying a file would do. With anything bad nothing is done. `absent` are there, but not in the file."""

    changes: tuple[tuple[str, Change], ...]
    bad: tuple[Bad, ...]
    absent: tuple[str, ...]


def working(session: Session, organisation: int, now: datetime) -> Work:
    """The transaction of somebody at the command line."""
    return Work(People(session, organisation), Event(key="practices", at=now), now, Holidays())


def run(content: bytes, practices: Sequence[Practice], work: Work) -> Plan:
    """Read the file, compare, and do what it says, a section after the other, since one may build on another.

    From the first mistake on nothing is done. It never raises, whatever the bytes. The caller commits, or only looks
    and rolls back; a plan with anything bad must not be committed.
    """
    sheet = read(content, practices)
    changes: list[tuple[str, Change]] = []
    bad, absent = list(sheet.bad), list[str]()
    for practice in practices:
        section = sheet.sections.get(practice.section)
        if section is None:
            continue
        if practice.many:
            absent += _absent(practice, section, work)
        found, problems = practice.plan(section.entries, work)
        changes += [(practice.section, change) for change in found]
        bad += [Bad(section.places[each.entry].of(each.where), each.words) for each in problems]
        for change in found if not bad else ():
            change.apply()
    return Plan(tuple(changes), tuple(sorted(bad, key=lambda each: each.line)), tuple(absent))


def _absent(practice: Practice, section: Section, work: Work) -> list[str]:
    named = {str(getattr(entry, "name", "")).strip().casefold() for entry in section.entries}
    there = (str(each["name"]) for each in practice.export(work))
    return [name for name in there if name.casefold() not in named]


# For people to read


def plan_lines(planned: Plan, now: datetime) -> list[str]:
    """What is wrong, by line; else what would change."""
    say = Reader(now=now).plain
    if planned.bad:
        return [say(T("Line {number}: {problem}", number=str(bad.line), problem=bad.words)) for bad in planned.bad]
    found = [line for section, change in planned.changes for line in _change(section, change, say)]
    if not found:
        found = [say(T("Everything is as the file says."))]
    if planned.absent:
        stays = TN(
            "One that is set up here is not in the file, and stays as it is.",
            "{count} that are set up here are not in the file, and stay as they are.",
            len(planned.absent),
        )
        found.append(say(stays))
    return found


def _change(section: str, change: Change, say: Callable[[Words], str]) -> Iterator[str]:
    headline = T(
        "{mark} {section}: {name} ({what})",
        mark=_MARKS[change.what],
        section=section,
        name=change.name,
        what=_what(change),
    )
    yield say(headline)
    for each in change.differences:
        yield _INDENT + say(_difference(each, change))


def _what(change: Change) -> Words:
    return {
        "created": T("new"),
        "changed": T("changed"),
        "paused": T("paused"),
        "resumed": T("goes on"),
        "ended": T("ends"),
    }[change.what]


def _difference(each: Difference, change: Change) -> Words:
    if change.what == "created":
        return T("{field}: {new}", field=each.field, new=each.new)
    nothing = T("nothing")
    return T("{field}: {old} -> {new}", field=each.field, old=each.old or nothing, new=each.new or nothing)


# The file


def export(practices: Sequence[Practice], work: Work) -> str:
    """Everything that is set up, as a file; applying it changes nothing."""
    document, reader = CommentedMap(), Reader(now=work.now)
    for practice in practices:
        entries = [_node(each) for each in practice.export(work)]
        document[practice.section] = CommentedSeq(entries) if practice.many else entries[0]
        document.yaml_set_comment_before_after_key(practice.section, before="\n" + reader.plain(practice.about))
    document.yaml_set_start_comment(reader.plain(_HEAD))
    yaml, written = YAML(), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width, yaml.allow_unicode = WIDTH, True
    yaml.dump(document, written)
    return written.getvalue()


_HEAD: Final = T(
    "What Truce does at your company. Change it and run: truce apply practices.yaml\n"
    "It shows first what would change. What you leave out stays as it is."
)


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        return CommentedMap((key, _node(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        made = CommentedSeq([_node(each) for each in value])
        if all(isinstance(each, str) and len(each) < 20 for each in value):
            made.fa.set_flow_style()
        return made
    # Times of day, which older readers of YAML take for numbers.
    return DoubleQuotedScalarString(value) if isinstance(value, str) and _like_a_time(value) else value


def _like_a_time(value: str) -> bool:
    return value.replace(":", "").isdigit() and ":" in value
