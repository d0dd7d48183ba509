"""What the lines of a file are about: contacts that are here, people here, and people who are new with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from bot.directory.checking import spot
from bot.directory.sheet_lines import Line, place_of
from bot.directory.sheet_model import Here, Somebody, Who
from storage.directory import Found

Place = tuple[object, ...]


class Rows:
    """The contacts here, to be found by whom they name and for what."""

    def __init__(self, here: Here) -> None:
        self._spot = cache(lambda region: spot(region, here.places))
        self.topics = {each.key: each for each in here.topics}
        keys = {each.id: each.key for each in here.topics}
        self.of_topic: defaultdict[str, list[Found]] = defaultdict(list)
        self._exact: dict[Place, Found] = {}
        self._alike: dict[Place, Found] = {}
        for each in here.contacts:
            topic, fields = keys[each.topic], each._asdict()
            self.of_topic[topic].append(each)
            self._exact[each.person, topic, *place_of(fields)] = each
            self._alike.setdefault((each.person, *self._place(topic, fields)), each)

    def of(self, person: Who | None, line: Line) -> Found | None:
        """The contact that a line is about: of the same region, or else of one that is the same by another name."""
        return self._exact.get((person, *line.place)) or self._alike.get((person, *self._place(line.key, line.fields)))

    def known_by(self, person: Who | None, line: Line) -> Place:
        """Lines for which this is the same say the same."""
        found = self.of(person, line)
        return (found.contact,) if found else (person, *self._place(line.key, line.fields))

    def _place(self, topic: str, fields: Mapping[str, Any]) -> Place:
        return (topic, self._spot(fields["region"]), *place_of(fields)[1:])


class Named:
    """Made anew for each set of good lines."""

    def __init__(self, lines: Sequence[Line], here: Here, rows: Rows) -> None:
        self._lines, self._rows = lines, rows
        self.people = {each.id: each for each in here.people}
        self._by_email = {each.email: each for each in here.people if each.email}
        self._nameless: defaultdict[str, list[Somebody]] = defaultdict(list)
        for each in here.people:
            if not each.email:
                self._nameless[each.name].append(each)
        self.newcomers = self._find_newcomers()
        """New people, by address: a line with their name, and their side where any says one."""
        self.persons = self._find_persons()
        """Whom each line is about, by its number; None where that can't be said."""

    def several(self, name: str) -> bool:
        """Whether people here have this name, and no address to tell them apart."""
        return len(self._nameless.get(name, ())) > 1

    def has_left(self, person: Who | None) -> bool:
        return isinstance(person, int) and self.people[person].left

    def _find_newcomers(self) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for line in self._lines:
            if line.email and line.name and line.email not in self._by_email:
                first = found.setdefault(line.email, line)
                if line.side and not first.side:
                    found[line.email] = Line(line.number, line.topic, name=first.name, email=line.email, side=line.side)
        return found

    def _find_persons(self) -> dict[int, Who | None]:
        """Whom each line is about; of several who have one name and no address, who is that contact already."""
        found: dict[int, Who | None] = {}
        taken: set[Place] = set()
        for line in self._lines:
            if line.email:
                person = self._by_address(line.email)
            else:
                same = [each.id for each in self._nameless.get(line.name, ())]
                already = [each for each in same if self._rows.of(each, line)]
                free = [each for each in already if self._rows.known_by(each, line) not in taken]
                person = next(iter(free or already), None) or self._only(line.name)
            if person is not None:
                taken.add(self._rows.known_by(person, line))
            found[line.number] = person
        return found

    def _by_address(self, email: str) -> Who | None:
        if email in self._by_email:
            return self._by_email[email].id
        return email if email in self.newcomers else None

    def _only(self, name: str) -> int | None:
        """The one person of this name who has no address; of those who are here, where any is."""
        same = self._nameless.get(name, ())
        found = [each.id for each in same if not each.left] or [each.id for each in same]
        return found[0] if len(found) == 1 else None

    def somebody(self, said: str, now: int | None) -> Who | None:
        """A backup or a steward: `now` is who it is so far."""
        same = self._nameless.get(said)
        if not same:
            return self._by_address(said)
        return now if any(each.id == now for each in same) else self._only(said)
