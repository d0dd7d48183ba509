"""The directory as the sections `regions` and `directory` of practices.yaml."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.conversation.model import Frozen
from bot.conversation.words import T, Words
from bot.directory.checking import check_own_region, check_region, check_synonyms, check_topic
from bot.directory.importing import apply, here
from bot.directory.places import Places
from bot.directory.practice_entry import ContactEntry, RegionEntry, TopicEntry, fits, region_entry, topic_entries
from bot.directory.reporting import contact_text
from bot.directory.sheet_lines import Line, Sheet, checked_fields
from bot.directory.sheet_model import Here, Plan, Taking, TopicPlan, Who
from bot.directory.sheet_plan import plan
from bot.directory.tokens import key
from bot.ports.practices import Change, Difference, Problem, Where
from bot.sheets import BadCellError
from bot.work import Work
from storage.directory import Directory, Found, OwnRegion


class RegionPractice:
    """The section `regions`."""

    section: str = "regions"
    many: bool = True
    about: Words = T("Regions of your own: what they are called, and the countries, cities or regions in them.")
    model: type[Frozen] = RegionEntry

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        entries = [region_entry(each) for each in work[Directory].own_regions()]
        return entries if fits(entries) else []

    def plan(self, entries: Sequence[RegionEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        rows = {each.key: each for each in work[Directory].own_regions()}
        wanted = {each.key: (each.name, tuple(each.holds.split("\n"))) for each in rows.values()}
        wanted |= {key(each.name): (each.name, each.holds) for each in entries}
        known = Places({name: holds for name, holds in wanted.values() if holds})
        changes: list[Change] = []
        problems: list[Problem] = []
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            change = _region(entry, rows.get(key(entry.name)), work)
            wrong = check_own_region(entry.name, entry.holds, known) if change else None
            if key(entry.name) in seen:
                wrong = T("There are two of this name in the file. Give one of them another name.")
            seen.add(key(entry.name))
            if wrong:
                problems.append(Problem(number, ("name",), wrong))
            elif change:
                changes.append(change)
        return changes, problems


def _region(entry: RegionEntry, row: OwnRegion | None, work: Work) -> Change | None:
    before = tuple(row.holds.split("\n")) if row else ()
    if (row.name if row else "", before) == (entry.name, entry.holds) or (row is None and not entry.holds):
        return None

    def do() -> None:
        work[Directory].set_own_region(entry.name, key(entry.name), entry.holds)

    differences = []
    if before != entry.holds:
        differences.append(Difference("holds", ", ".join(before), ", ".join(entry.holds)))
    if row and row.name != entry.name:
        differences.append(Difference("name", row.name, entry.name))
    return Change(
        "created" if row is None else "changed" if entry.holds else "ended", entry.name, tuple(differences), do
    )


class DirectoryPractice:
    """The section `directory`."""

    section: str = "directory"
    many: bool = True
    about: Words = T(
        "Who to contact: topics, what else they are called, and who answers for them.\n"
        "Where there are too many contacts for this file, write them with: truce directory export directory.csv"
    )
    model: type[Frozen] = TopicEntry

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        return topic_entries(here(work))

    def plan(self, entries: Sequence[TopicEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        there = here(work)
        reading = _Reading(there)
        for number, entry in enumerate(entries):
            reading.take(number, entry)
        whole = {key(each.name) for each in entries if each.contacts is not None}
        planned = plan(Sheet(lines=reading.lines), there, Taking(clears=True, whole=whole))
        problems = reading.problems + [Problem(*reading.where[bad.number], bad.reason) for bad in planned.bad]
        if problems:
            return (), problems
        return [_change(each, there, work) for each in planned.topics if each.does_something], ()


class _Reading:
    """Entries as the lines that a file of contacts would have, each with its place in practices.yaml."""

    def __init__(self, there: Here) -> None:
        self.lines: list[Line] = []
        self.where: list[tuple[int, Where]] = []
        self.problems: list[Problem] = []
        self._known = there.places
        self._addresses = {each.email for each in there.people if each.email}
        self._names = Counter(each.name for each in there.people if not each.email)
        self._topics = {each.key: each for each in there.topics}
        self._seen: set[str] = set()

    def take(self, number: int, entry: TopicEntry) -> None:
        problems = [Problem(number, where, words) for where, words in self._wrong(entry)]
        self._seen.add(key(entry.name))
        self.problems += problems
        if problems:
            return
        steward = None if entry.steward is None else self._who(entry.steward)
        self._add(Line(len(self.lines), entry.name, entry.synonyms, steward=steward), number, ("name",))
        seen: set[tuple[str, ...]] = set()
        for at, each in enumerate(entry.contacts or ()):
            where: Where = ("contacts", at)
            try:
                line = self._line(entry, each)
            except BadCellError as bad:
                self.problems.append(Problem(number, where, bad.words))
                continue
            if self._names[line.name] <= 1 and (line.email, line.name, *line.place) in seen:
                self.problems.append(Problem(number, where, T("This contact stands here twice. Keep one.")))
                continue
            seen.add((line.email, line.name, *line.place))
            self._add(line, number, where)

    def _add(self, line: Line, number: int, where: Where) -> None:
        self.lines.append(line)
        self.where.append((number, where))

    def _wrong(self, entry: TopicEntry) -> Iterator[tuple[Where, Words]]:
        if key(entry.name) in self._seen:
            yield ("name",), T("There are two of this name in the file. Give one of them another name.")
        there = self._topics.get(key(entry.name))
        if wrong := check_topic(entry.name):
            yield ("name",), wrong
        have = there.synonyms.values() if there else ()
        if set(entry.synonyms or ()) - set(have) and (wrong := check_synonyms(entry.synonyms or ())):
            yield ("synonyms",), wrong
        if wrong := self._unknown(entry.steward or ""):
            yield ("steward",), wrong
        for at, each in enumerate(entry.contacts or ()):
            for field in ("person", "backup"):
                if wrong := self._unknown(getattr(each, field)):
                    yield ("contacts", at, field), wrong

    def _unknown(self, said: str) -> Words | None:
        if not said or said in self._names or said.lower() in self._addresses:
            return None
        return T("I know nobody with the address {email}. Import them first.", email=said)

    def _line(self, entry: TopicEntry, contact: ContactEntry) -> Line:
        said = contact.model_dump()
        fields = checked_fields(said, lambda name: check_region(name, self._known))
        who = self._who(contact.person)
        name, email = (who, "") if who in self._names else ("", who)
        backup = self._who(contact.backup)
        return Line(len(self.lines), entry.name, name=name, email=email, fields=fields, backup=backup)

    def _who(self, said: str) -> str:
        return said if said in self._names else said.lower()


# What would change


def _change(topic: TopicPlan, there: Here, work: Work) -> Change:
    differences = tuple(_Telling(there).differences(topic))
    created = topic.there is None
    return Change(
        "created" if created else "changed", topic.name, differences, lambda: apply(Plan(topics=(topic,)), work)
    )


class _Telling:
    """What is different about a topic, for people to read."""

    def __init__(self, there: Here) -> None:
        self._people: dict[Who, str] = {each.id: each.called for each in there.people}

    def differences(self, topic: TopicPlan) -> Iterator[Difference]:
        before = topic.there
        old_name, old_steward = (before.name, before.steward) if before else (topic.name, None)
        old_synonyms = before.synonyms if before else {}
        told = {
            "name": (old_name, topic.name),
            "synonyms": (", ".join(old_synonyms.values()), ", ".join(topic.synonyms.values())),
            "steward": (self._named(old_steward), self._named(topic.steward)),
        }
        for field, (old, new) in told.items():
            if field in topic.changes or (before is None and old != new):
                yield Difference(field, old, new)
        for row in (*topic.added, *topic.changed):
            new = self._contact(row.person, row.line.fields, row.backup)
            yield Difference("contacts", self._row(row.there) if row.there else "", new)
        for gone in topic.removed:
            yield Difference("contacts", self._row(gone), "")

    def _row(self, row: Found) -> str:
        return self._contact(row.person, row._asdict(), row.backup)

    def _contact(self, person: Who, fields: Mapping[str, object], backup: Who | None) -> str:
        said = (self._named(person), contact_text("", fields), f"({self._named(backup)})" if backup else "")
        return ", ".join(filter(None, said))

    def _named(self, who: Who | None) -> str:
        return self._people.get(who, "") if who is not None else ""
