"""What rules need to know of a record before they can decide: a `Needing` over the rules that are on.

A rule may decide though something is not known: "above 2 million and in DACH" is no for a small deal, wherever it is.
So a field counts only where the condition, worked out without all that is not known, can't be told.
"""

from collections.abc import Mapping
from typing import Any

import cel

from bot.ports.records import Subject, Subjects
from bot.rules.conditions import Fields, conditions_of, fields_of, state_of
from bot.work import Work
from storage.rules import Rules


class Needs:
    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def unknown(self, subject: Subject, work: Work) -> frozenset[str]:
        """The fields that are not known and without which a rule can't decide."""
        fields = fields_of(self._subjects.known(subject.kind))
        missing = missing_in(subject.facts, fields)
        if subject.ended or not missing:
            return frozenset()
        of, known = conditions_of(subject.kind, fields), known_of(subject.facts, fields, missing)
        conditions = [of(typed) for _, typed, *_ in work[Rules].watched(subject.kind)]
        named = [(each, each.names & missing) for each in conditions if not each.names.isdisjoint(missing)]
        return frozenset().union(*(names for each, names in named if each.of(known) is None))


def missing_in(facts: Mapping[str, Any], fields: Fields) -> frozenset[str]:
    """The fields that are not known. An empty text is not known, either."""
    return frozenset(name for name, _ in fields if (fact := facts.get(name)) is None or fact == "")


def known_of(facts: Mapping[str, Any], fields: Fields, missing: frozenset[str]) -> cel.Context:
    """A record's state without what is missing, so that a condition that asks for it can't be told."""
    return state_of(facts, tuple(each for each in fields if each[0] not in missing))
