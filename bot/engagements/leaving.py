"""Somebody has left, or is out of office: what they are asked goes to their stand-in, or a leaver's to their manager.

And two records of one person become one.
"""

from dataclasses import dataclass
from typing import Final

from bot.attention import Attention
from bot.engagements.case import again, load, note
from bot.engagements.handing import move
from bot.engagements.passing_on import PassingOn
from bot.engagements.ports import Ports
from bot.engagements.resolving import replaced
from bot.engagements.settling import settle
from bot.engagements.telling_cards import reviews_card
from bot.rights import Role
from bot.superiors import is_away
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Ask, Rules

OPEN: Final = ("asked", "declined", "changes")
_SUREST: Final = ("joined", "waived", "changes", "declined", "asked", "handed", "released")


@dataclass(frozen=True)
class Leaving:
    ports: Ports

    def left_or_away(self, number: int, work: Work) -> None:
        person = work.people.get(number)
        if person is None or not (person.left or is_away(person, work)):
            return
        to = replaced(person, work)
        if to is None:
            to = next(iter(work.people.with_role(Role.LIAISON, Role.HEAD, Role.ADMINISTRATOR)), None)
        if to is None or key_of(to) == number:
            return  # it waits for them, or there is nobody else
        for row in work[Rules].asked_of(number, *(OPEN if person.left else ("asked",))):
            self._passes_on(row, person, to, work)
        if person.left:
            self._reviews(person, to, work)
            PassingOn(self.ports).hand_over(number, to, work)

    def _passes_on(self, row: Ask, person: Person, to: Person, work: Work) -> None:
        case = load(row.engagement, self.ports, work)
        if case is None or not case.is_open:
            return
        ask = case.ask(row.id or 0)
        same = [each for each in case.asks if each.target == ask.target and each.person == key_of(to)]
        asked_already = any(each.state in {*OPEN, "joined"} for each in same)
        if asked_already and not person.left:
            return
        note(case, "gone" if person.left else "away", work, other=ask.person, itself=True)
        if asked_already:
            ask.state, ask.answered = "handed", work.now
            work[Rules].add(ask)
        else:
            move(case, ask, to, self.ports, work)
        settle(again(case, self.ports, work), self.ports, work)

    def _reviews(self, person: Person, to: Person, work: Work) -> None:
        """Reviews that they owned are their stand-in's or manager's, who is told."""
        names = self.ports.reviews.hand_over(key_of(person), key_of(to), work)
        if names:
            key = f"reviews of {person.id} {work.now:%Y-%m-%dT%H:%M}"
            work.send(to, reviews_card(person, names), key=key, attention=Attention.ALERT)


def merged(kept: int, gone: int, work: Work) -> None:
    """Two records of one person become one: of two asks for the same the surer answer counts."""
    rules = work[Rules]
    for row in rules.asks_of_person(gone):
        same = next((each for each in rules.asks_of_person(kept) if _alike(each, row)), None)
        if same is None:
            continue
        if _SUREST.index(row.state) < _SUREST.index(same.state):
            same.state, same.words, same.answered = row.state, row.words, row.answered
        same.due = max(same.due, row.due)
        rules.add(same)
        rules.remove(row)


def _alike(one: Ask, other: Ask) -> bool:
    return (one.engagement, one.target) == (other.engagement, other.target)
