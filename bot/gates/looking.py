"""Finding a gate and how it stands, in the records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from bot.gates.naming import gate_name, read_gate
from bot.gates.ports import Ports
from bot.gates.verdict import Held, How, Passed, Verdict, Waiting
from bot.ports.records import Kind, Subject
from bot.work import Work
from storage.deals import Deals
from storage.handed_in import HandedIn
from storage.people import Person
from storage.rules import Ask, Engagement, Entry, Rule, Rules

OPEN = frozenset({"open", "overdue"})
PASSED = frozenset({"met", "waived"})


@dataclass(frozen=True)
class Gate:
    """What is held back, or was, and how that stands."""

    subject: Subject
    verdict: Verdict

    @property
    def name(self) -> str:
        return gate_name(self.subject.kind, self.subject.id)


def find(asked: str, ports: Ports, work: Work) -> Gate | None:
    """The gate of this name, or of what another system calls so."""
    named = read_gate(asked) or _by_their_name(asked.strip(), work)
    return look(*named, ports, work) if named else None


def _by_their_name(external: str, work: Work) -> tuple[Kind, int] | None:
    found = work[HandedIn].called(external) if external else None
    return (cast("Kind", found.kind), found.id) if found and found.id else None


def look(kind: Kind, record: int, ports: Ports, work: Work) -> Gate | None:
    """How it stands now; None where there is no such record."""
    subject = ports.subjects.get(kind, record, work)
    if subject is None:
        return None
    rules, deals = work[Rules], work[Deals]
    gates = {each.id: each for each in rules.all() if each.gate}
    here = [
        each
        for each in rules.engagements(kind, record)
        if each.rule in gates and each.round == subject.round and each.state != "cancelled"
    ]
    asks = rules.asks_of_many([each.id or 0 for each in here])
    people = work.people.some(ask.person for some in asks.values() for ask in some)
    newest = deals.newest_version(kind, record)
    return Gate(
        subject,
        Verdict(
            looked_at=not deals.unconsidered(kind, record, 1),
            withdrawn=subject.ended == "withdrawn",
            held=tuple(
                _held(each, gates[each.rule], asks[each.id or 0], people) for each in here if each.state in OPEN
            ),
            passed=tuple(
                replace(
                    _passed(each, gates[each.rule], asks[each.id or 0], people, work),
                    outcome=ports.passing.outcome(each.id or 0, work),
                )
                for each in here
                if each.state in PASSED
            ),
            unsure=tuple(ports.undecided.gates(subject, newest.facts if newest else subject.facts, work)),
        ),
    )


def _held(engagement: Engagement, rule: Rule, asks: Sequence[Ask], people: dict[int, Person]) -> Held:
    waits = tuple(
        Waiting(people[ask.person].name, ask.due, ask.words if ask.state == "changes" else "")
        for ask in asks
        if ask.state in {"asked", "changes", "declined"} and ask.person in people
    )
    return Held(engagement.id or 0, rule.name, engagement.due, waits)


def _passed(engagement: Engagement, rule: Rule, asks: Sequence[Ask], people: dict[int, Person], work: Work) -> Passed:
    if engagement.state == "met":
        joined = tuple(people[ask.person].name for ask in asks if ask.state == "joined" and ask.person in people)
        return Passed(rule.name, "met", joined)
    entry = _decision(work[Rules].entries(engagement.id or 0))
    if entry is None:
        return Passed(rule.name, "waived")
    by = work.people.get(entry.person) if entry.person else None
    how: How = "forced" if entry.what == "forced" else "waived"
    return Passed(rule.name, how, (by.name,) if by else (), entry.words)


def _decision(entries: Sequence[Entry]) -> Entry | None:
    """Who decided that it is not needed, and why: the last one."""
    return next((each for each in reversed(entries) if each.what in {"forced", "waived"}), None)
