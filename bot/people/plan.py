"""What importing a file would do: the file against the people there are. Importing never removes anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.words import T, Words
from bot.people.lines import Line, read_lines
from bot.rights import Role
from bot.sheets import Bad

ACCOUNTS: Final = {"slack_id": "slack", "teams_id": "teams"}


@dataclass(frozen=True)
class Known:
    """Somebody who is there already. `accounts` are (platform, id there) pairs."""

    id: int
    name: str
    email: str = ""
    side: str = "other"
    title: str = ""
    manager: int | None = None
    timezone: str = ""
    language: str = ""
    roles: frozenset[str] = frozenset()
    accounts: frozenset[tuple[str, str]] = frozenset()
    left: bool = False


@dataclass(frozen=True)
class Match:
    """A line and the person it is about; `fields` are what it changes. `joins`: another record of the same person."""

    line: Line
    person: int
    fields: tuple[str, ...] = ()
    joins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What will happen. `absent` are people who are there but not in the file; nothing happens to them."""

    added: tuple[Line, ...] = ()
    changed: tuple[Match, ...] = ()
    unchanged: tuple[Match, ...] = ()
    absent: tuple[Known, ...] = ()
    bad: tuple[Bad, ...] = ()
    usable: bool = True

    @property
    def matches(self) -> Iterator[Match]:
        yield from self.changed
        yield from self.unchanged


def plan(content: bytes | str, existing: Sequence[Known]) -> Plan:
    """Read the file and compare. Bad lines are left out of what would happen; it never raises, whatever the bytes."""
    sheet = read_lines(content)
    bad, lines = list(sheet.bad), sheet.lines
    while True:
        checks = _Checks(lines, existing)
        if not (troubles := checks.troubles()):
            break
        bad += [Bad(number, reason) for number, reason in troubles.items()]
        lines = [line for line in lines if line.number not in troubles]
    matches = [checks.match(line) for line in lines]
    taken = {match.person for match in matches if match} | {join for match in matches if match for join in match.joins}
    return Plan(
        added=tuple(line for line, match in zip(lines, matches, strict=True) if match is None),
        changed=tuple(match for match in matches if match and match.fields),
        unchanged=tuple(match for match in matches if match and not match.fields),
        absent=tuple(person for person in existing if person.id not in taken and not person.left),
        bad=tuple(sorted(bad, key=lambda each: each.number)),
        usable=sheet.usable,
    )


class _Checks:
    """What a line can't show by itself.

    In the chains of managers, the node of somebody new is the number of their line, negated.
    """

    def __init__(self, lines: Sequence[Line], existing: Sequence[Known]) -> None:
        self.lines = lines
        self.people = {person.id: person for person in existing}
        self.by_email = {person.email: person for person in existing if person.email}
        self.by_account = {account: person for person in existing for account in person.accounts}
        self.in_file: dict[str, Line] = {}
        for line in lines:
            self.in_file.setdefault(line.email, line)
        self.persons = {line.number: self._person(line) for line in lines}

    def troubles(self) -> dict[int, Words]:
        """The lines that can't be taken as they are, with the reason. The simpler reasons come first, alone."""
        for check in (self._somebody_elses, self._twice, self._no_manager, self._circles, self._last_administrator):
            if found := dict(check()):
                return found
        return {}

    def match(self, line: Line) -> Match | None:
        person = self.persons[line.number]
        if person is None:
            return None
        owners = {owner.id for owner in self._owners(line) if owner.id != person.id}
        return Match(line, person.id, tuple(self._differences(line, person)), tuple(sorted(owners)))

    def _owners(self, line: Line) -> Iterator[Known]:
        for column, platform in ACCOUNTS.items():
            owner = self.by_account.get((platform, getattr(line, column)))
            if owner is not None:
                yield owner

    def _person(self, line: Line) -> Known | None:
        """By address; else by an account of somebody without one, or whose address the file no longer names."""
        if line.email in self.by_email:
            return self.by_email[line.email]
        return next((owner for owner in self._owners(line) if owner.email not in self.in_file), None)

    def _twice(self) -> Iterator[tuple[int, Words]]:
        seen: dict[tuple[str, object], Line] = {}
        for line in self.lines:
            people = [person for person in (self.persons[line.number], *self._owners(line)) if person]
            keys: list[tuple[str, object]] = [
                ("email", line.email),
                *((each, getattr(line, each)) for each in ACCOUNTS),
            ]
            keys += [("person", person.id) for person in people]
            clash = next(((key, seen[key]) for key in keys if key[1] and key in seen), None)
            if clash is not None:
                yield line.number, _same(clash[0][0], str(clash[1].number))
                continue
            seen.update((key, line) for key in keys)

    def _somebody_elses(self) -> Iterator[tuple[int, Words]]:
        for line in self.lines:
            person = self.persons[line.number]
            for owner in self._owners(line):
                if owner.email and (person is None or owner.id != person.id):
                    yield (
                        line.number,
                        T(
                            "Its Slack or Teams account is that of {name} ({email}).",
                            name=owner.name,
                            email=owner.email,
                        ),
                    )

    def _no_manager(self) -> Iterator[tuple[int, Words]]:
        """Also whoever reports to a new person whose own line can't be taken for that reason."""
        reports: dict[str, list[Line]] = {}
        for line in self.lines:
            reports.setdefault(line.manager_email, []).append(line)
        wait = [line for line in self.lines if line.manager_email and self._node(line.manager_email) is None]
        lost: set[int] = set()
        while wait:
            line = wait.pop()
            if line.number in lost:
                continue
            lost.add(line.number)
            if line.email not in self.by_email:
                wait += reports.get(line.email, [])
        for line in self.lines:
            if line.number in lost:
                yield (
                    line.number,
                    T(
                        "There is no manager {email}, neither in this file's good lines nor among the people here.",
                        email=line.manager_email,
                    ),
                )

    def _node(self, email: str) -> int | None:
        if line := self.in_file.get(email):
            person = self.persons[line.number]
            return person.id if person else -line.number
        person = self.by_email.get(email)
        return person.id if person else None

    def _circles(self) -> Iterator[tuple[int, Words]]:
        nodes = {self._node(line.email): line for line in self.lines}
        managers: dict[int, int | None] = {person.id: person.manager for person in self.people.values()}
        for node, line in nodes.items():
            if node is not None and (line.manager_email or node < 0):
                managers[node] = self._node(line.manager_email) if line.manager_email else None
        for circle in _circles(managers):
            names = [nodes[node].email if node in nodes else self.people[node].name for node in circle]
            for node in circle:
                if node in nodes and nodes[node].manager_email:
                    yield (
                        nodes[node].number,
                        T("These people report to each other in a circle: {names}.", names=" → ".join(names[:6])),
                    )

    def _last_administrator(self) -> Iterator[tuple[int, Words]]:
        now = {person.id for person in self.people.values() if Role.ADMINISTRATOR in person.roles and not person.left}
        losing = {
            person.id: line
            for line in self.lines
            if (person := self.persons[line.number]) and person.id in now
            if line.roles is not None and Role.ADMINISTRATOR not in line.roles
        }
        if losing and now == set(losing) and not any(Role.ADMINISTRATOR in (line.roles or ()) for line in self.lines):
            for line in losing.values():
                yield line.number, T("This would leave nobody as administrator. Please name another one first.")

    def _differences(self, line: Line, person: Known) -> Iterator[str]:
        for field in ("name", "email", "side", "title", "timezone", "language"):
            said = getattr(line, field)
            if said and said != getattr(person, field):
                yield field
        if line.manager_email and self._node(line.manager_email) != person.manager:
            yield "manager_email"
        if line.roles is not None and line.roles != person.roles:
            yield "roles"
        for column, platform in ACCOUNTS.items():
            external = getattr(line, column)
            if external and (platform, external) not in person.accounts:
                yield column


def _same(what: str, number: str) -> Words:
    match what:
        case "email":
            return T("Line {number} has the same e-mail address.", number=number)
        case "slack_id":
            return T("Line {number} has the same Slack id.", number=number)
        case "teams_id":
            return T("Line {number} has the same Teams id.", number=number)
        case _:
            return T("Line {number} is about the same person.", number=number)


def _circles(managers: Mapping[int, int | None]) -> Iterator[list[int]]:
    """Every circle in the chains of managers, once."""
    done: set[int] = set()
    for start in managers:
        path: dict[int, None] = {}
        node: int | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = managers.get(node)
        if node is not None and node in path:
            steps = list(path)
            yield steps[steps.index(node) :]
        done.update(path)
