"""What engagements bring onto agendas: those that nobody has answered in time, the longest overdue first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.payloads import press
from bot.conversation.words import Listing, T, When, Words, verbatim
from bot.engagements.actions import ShowRecord
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.work import Work
from storage.overdue import Overdue
from storage.people import Person
from storage.rules import Engagement, Rule

MINUTES: Final = 5
MOST_NAMED: Final = 5
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class OverdueEngagements:
    """An `AgendaSource`. Three questions to the database, whatever there is."""

    name: str = "engagements"

    @property
    def heading(self) -> Words:
        return T("Nobody has answered in time")

    def candidates(self, occasion: AgendaOccasion, most: int, work: Work) -> Sequence[Candidate]:  # noqa: ARG002  the protocol's
        overdue = work[Overdue].longest(most)
        awaited = work[Overdue].awaited([each.id or 0 for each, _ in overdue])
        people = work.people.some(person for some in awaited.values() for person in some)
        return [_candidate(each, rule, awaited.get(each.id or 0, []), people) for each, rule in overdue]


def _candidate(each: Engagement, rule: Rule, awaited: Sequence[int], people: Mapping[int, Person]) -> Candidate:
    name = str(each.facts.get("name") or each.subject)
    here = [person for person in awaited if person in people and not people[person].left]
    return Candidate(
        key=str(each.id),
        title=T("{name}: {rule}", name=verbatim(_short(name)), rule=verbatim(_short(rule.name))),
        note=_note(each, [people[person].name for person in here]),
        owner=here[0] if here else None,
        minutes=MINUTES,
        opens=press(ShowRecord(engagement=each.id or 0, anew=True)),
    )


def _note(each: Engagement, names: Sequence[str]) -> Words:
    due = When(at=each.due, style="date")
    if not names:
        return T("Overdue since {day}, and nobody is found to answer.", day=due)
    return T("It waits for {people}, overdue since {day}.", people=Listing(items=tuple(names[:MOST_NAMED])), day=due)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"
