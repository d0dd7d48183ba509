"""What taking over lines would do to a directory: the lines against what there is. Pure.

Without more, lines only add and change: an empty cell changes nothing, and what no line names stays. `Taking` says
what lines replace.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.conversation.words import T, Words
from bot.directory.checking import FOR, MOST_SYNONYMS
from bot.directory.sheet_lines import Line, Sheet
from bot.directory.sheet_model import Here, Plan, Taking, TopicHere, TopicPlan, Wanted, Who
from bot.directory.sheet_people import Named, Rows
from bot.directory.tokens import key
from bot.sheets import Bad
from storage.directory import Found

LONGEST_NAME: Final = 200


def plan(sheet: Sheet, here: Here, taking: Taking) -> Plan:
    """Compare. Bad lines are left out of what would happen."""
    bad, lines, rows = list(sheet.bad), sheet.lines, Rows(here)
    while True:
        checks = _Checks(lines, here, rows, taking)
        if not (troubles := checks.troubles()):
            break
        bad += [Bad(number, reason) for number, reason in troubles.items()]
        lines = [line for line in lines if line.number not in troubles]
    topics = tuple(checks.topics())
    touched = sum(len(each.changed) + each.unchanged + len(each.removed) for each in topics)
    named = {each.key for each in topics}
    dropped = tuple(each for each in here.topics if each.key not in named) if taking.drops else ()
    gone = {each.id for each in dropped}
    return Plan(
        topics=topics,
        newcomers=tuple(checks.newcomers.values()),
        dropped=dropped,
        stays=len(here.contacts) - touched - sum(each.topic in gone for each in here.contacts),
        notes=tuple(checks.notes()),
        bad=tuple(sorted(bad, key=lambda each: each.number)),
        usable=sheet.usable,
    )


class _Checks:
    """What a line can't show by itself."""

    def __init__(self, lines: Sequence[Line], here: Here, rows: Rows, taking: Taking) -> None:
        self.lines, self.rows, self.taking = lines, rows, taking
        self.by_key = rows.topics
        self.named = Named(lines, here, rows)
        self.persons, self.newcomers = self.named.persons, self.named.newcomers

    def _contact(self, line: Line) -> Found | None:
        return self.rows.of(self.persons[line.number], line)

    # What is wrong

    def troubles(self) -> dict[int, Words]:
        """The lines that can't be taken as they are, with the reason. The simpler reasons come first, alone."""
        for check in (self._unknown, self._left, self._backups, self._stewards, self._contradicting, self._twice):
            if found := dict(check()):
                return found
        return dict(self._too_many())

    def _unknown(self) -> Iterator[tuple[int, Words]]:
        for line in self.lines:
            if not line.has_contact or self.persons[line.number] is not None:
                continue
            if line.email:
                yield (
                    line.number,
                    T("Nobody here has the address {email}. Please give their name, too.", email=line.email),
                )
            elif self.named.several(line.name):
                several = T("Several people here are called {name}. Please give the e-mail address.", name=line.name)
                yield line.number, several
            else:
                yield line.number, T("There is no {column}.", column="email")

    def _contradicting(self) -> Iterator[tuple[int, Words]]:
        for line in self.lines:
            first = self.newcomers.get(line.email) if line.email else None
            if first is None:
                continue
            if len(line.name) > LONGEST_NAME:
                yield line.number, T("The {column} is longer than {most} characters.", column="name", most=LONGEST_NAME)
            elif line.name not in {"", first.name}:
                yield line.number, T("Another line calls {email} {name}.", email=line.email, name=first.name)
            elif line.side not in {"", first.side}:
                yield line.number, T("Another line puts {email} on the side {side}.", email=line.email, side=first.side)

    def _left(self) -> Iterator[tuple[int, Words]]:
        for line in self.lines:
            person = self.persons[line.number]
            if self.named.has_left(person) and self._contact(line) is None:
                yield line.number, self._gone(person)

    def _gone(self, person: Who | None) -> Words:
        name = self.named.people[person].name if isinstance(person, int) else ""
        return T("{name} has left. Please name somebody else.", name=name)

    def _backups(self) -> Iterator[tuple[int, Words]]:
        for line in self.lines:
            if not line.backup:
                continue
            there = self._contact(line)
            now = there.backup if there else None
            backup = self.named.somebody(line.backup, now)
            if backup is None:
                yield (
                    line.number,
                    T(
                        "There is no backup {email}, neither in this file's good lines nor among the people here.",
                        email=line.backup,
                    ),
                )
            elif backup == now:
                continue
            elif backup == self.persons[line.number]:
                yield line.number, T("The backup is the contact. Please name somebody else, or leave it empty.")
            elif self.named.has_left(backup):
                yield line.number, self._gone(backup)

    def _stewards(self) -> Iterator[tuple[int, Words]]:
        said: dict[str, tuple[Who, Line]] = {}
        for line in self.lines:
            if not line.steward:
                continue
            topic = self.by_key.get(line.key)
            now = topic.steward if topic else None
            steward = self.named.somebody(line.steward, now)
            if steward is None:
                yield (
                    line.number,
                    T(
                        "There is no steward {email}, neither in this file's good lines nor among the people here.",
                        email=line.steward,
                    ),
                )
            elif steward != now and self.named.has_left(steward):
                yield line.number, self._gone(steward)
            else:
                other, first = said.setdefault(line.key, (steward, line))
                if other != steward:
                    yield (
                        line.number,
                        T(
                            "Line {number} names another steward for {topic}: {email}.",
                            number=str(first.number),
                            topic=line.topic,
                            email=first.steward or "",
                        ),
                    )

    def _twice(self) -> Iterator[tuple[int, Words]]:
        seen: dict[tuple[object, ...], int] = {}
        for line in self.lines:
            if line.has_contact:
                first = seen.setdefault(self.rows.known_by(self.persons[line.number], line), line.number)
                if first != line.number:
                    yield line.number, T("Line {number} has the same contact for the same.", number=str(first))

    def _too_many(self) -> Iterator[tuple[int, Words]]:
        found: dict[str, dict[str, str]] = {}
        for line in self.lines:
            topic = self.by_key.get(line.key)
            before = topic.synonyms if topic and not self.taking.clears else {}
            names = found.setdefault(line.key, dict(before))
            fresh = {key(each): each for each in line.synonyms or ()}
            known = topic.synonyms if topic else {}
            if len(names | fresh) > MOST_SYNONYMS and not fresh.keys() <= known.keys():
                yield (
                    line.number,
                    T("With this line, {topic} has more than {most} synonyms.", topic=line.topic, most=MOST_SYNONYMS),
                )
            else:
                names |= fresh

    # What happens

    def topics(self) -> Iterator[TopicPlan]:
        by_topic: dict[str, list[Line]] = {}
        for line in self.lines:
            by_topic.setdefault(line.key, []).append(line)
        for topic, lines in by_topic.items():
            yield self._topic(topic, lines)

    def _topic(self, topic: str, lines: Sequence[Line]) -> TopicPlan:
        there = self.by_key.get(topic)
        wanted = [self._wanted(line) for line in lines if line.has_contact]
        kept = {each.there.contact for each in wanted if each.there}
        others = [each for each in self.rows.of_topic.get(topic, ()) if each.contact not in kept]
        synonyms, steward = self._synonyms(there, lines), self._steward(there, lines)
        name = lines[0].topic
        changes = {
            "name": there and there.name != name,
            "synonyms": there and dict(_others(there.synonyms, topic)) != dict(_others(synonyms, topic)),
            "steward": there and there.steward != steward,
        }
        return TopicPlan(
            key=topic,
            name=name,
            synonyms=synonyms,
            steward=steward,
            there=there,
            changes=tuple(each for each, differs in changes.items() if differs),
            added=tuple(each for each in wanted if each.there is None),
            changed=tuple(each for each in wanted if each.changes),
            unchanged=sum(each.there is not None and not each.changes for each in wanted),
            removed=tuple(others) if topic in self.taking.whole else (),
        )

    def _wanted(self, line: Line) -> Wanted:
        person, there = self.persons[line.number], self._contact(line)
        assert person is not None  # noqa: S101  lines about nobody are bad
        now = there.backup if there else None
        backup: Who | None = now
        if line.backup or (line.backup is not None and self.taking.clears):
            backup = self.named.somebody(line.backup, now) if line.backup else None
        changes: list[str] = []
        if there is not None:
            changes += [each for each in ("region", *FOR) if getattr(there, each) != line.fields[each]]
            changes += ["backup"] if backup != now else []
        return Wanted(line, person, backup, there, tuple(changes))

    def _synonyms(self, there: TopicHere | None, lines: Sequence[Line]) -> dict[str, str]:
        said: dict[str, str] = {}
        for line in lines:
            for each in line.synonyms or ():
                said.setdefault(key(each), each)
        told = any(line.synonyms is not None for line in lines)
        before = {} if there is None or (self.taking.clears and told) else dict(there.synonyms)
        return dict(_others(before | said, lines[0].key))

    def _steward(self, there: TopicHere | None, lines: Sequence[Line]) -> Who | None:
        now = there.steward if there else None
        said = next((line.steward for line in lines if line.steward), None)
        if said:
            return self.named.somebody(said, now)
        told = any(line.steward is not None for line in lines)
        return None if self.taking.clears and told else now

    # What is worth a word

    def notes(self) -> Iterator[Bad]:
        """What a line says that is not taken over."""
        told: set[Who] = set()
        elsewhere = {each: topic for topic in self.by_key.values() for each in topic.synonyms}
        for line in self.lines:
            person = self.persons[line.number]
            if isinstance(person, int) and person not in told:
                known = self.named.people[person]
                if line.name not in {"", known.name}:
                    told.add(person)
                    yield Bad(
                        line.number, T("{email} is {name} here, and stays so.", email=line.email, name=known.name)
                    )
                if line.side not in {"", known.side}:
                    told.add(person)
                    side = T("{name} is on the side {side} here, and stays there.", name=known.name, side=known.side)
                    yield Bad(line.number, side)
            other = elsewhere.get(line.key)
            if other and line.key not in self.by_key and line.key not in told:
                told.add(line.key)
                both = T(
                    "{topic} is a synonym of {other} here. It becomes a topic, too.", topic=line.topic, other=other.name
                )
                yield Bad(line.number, both)


def _others(synonyms: Mapping[str, str], topic: str) -> Iterator[tuple[str, str]]:
    """Without the topic's own name, and what says nothing."""
    return ((each, name) for each, name in synonyms.items() if each not in {topic, ""})
