"""Who is meant by the lines of a file: people here, and people who are new with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.directory.sheet_lines import Line, is_address
from bot.directory.sheet_model import Here, Somebody, Who
from storage.directory import Found


class Named:
    """Made anew for each set of good lines. `there` are the contacts here, by person and place."""

    def __init__(self, lines: Sequence[Line], here: Here, there: Mapping[tuple[object, ...], Found]) -> None:
        self._lines, self._there = lines, there
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
        taken: set[tuple[object, ...]] = set()
        for line in self._lines:
            if line.email:
                person = self._by_address(line.email)
            else:
                same = [each.id for each in self._nameless.get(line.name, ())]
                already = [each for each in same if (each, *line.place) in self._there]
                free = [each for each in already if (each, *line.place) not in taken]
                person = next(iter(free or already), None) or self._only(line.name)
            if person is not None:
                taken.add((person, *line.place))
            found[line.number] = person
        return found

    def _by_address(self, email: str) -> Who | None:
        if email in self._by_email:
            return self._by_email[email].id
        return email if email in self.newcomers else None

    def _only(self, name: str) -> int | None:
        """The one person of this name who has no address, and is here."""
        found = [each.id for each in self._nameless.get(name, ()) if not each.left]
        return found[0] if len(found) == 1 else None

    def somebody(self, said: str, now: int | None) -> Who | None:
        """A backup or a steward: `now` is who it is so far."""
        if is_address(said):
            return self._by_address(said)
        if now is not None and any(each.id == now for each in self._nameless.get(said, ())):
            return now
        return self._only(said)
