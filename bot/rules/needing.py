"""What rules need to know of a record before they can decide: a `Needing` over the rules that are on.

A rule may decide though something is not known: "above 2 million and in DACH" is no for a small deal, wherever it is.
So a field counts only where the condition, worked out without all that is not known, can't be told.
"""

from typing import Any

from bot.ports import Subject, Subjects
from bot.rules.conditions import conditions_of, fields_of, state_of
from bot.work import Work
from storage.rules import Rules


class Needs:
    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def unknown(self, subject: Subject, work: Work) -> frozenset[str]:
        """The fields that are not known and without which a rule can't decide. An empty text is not known, either."""
        fields = fields_of(self._subjects.known(subject.kind))
        missing = frozenset(name for name, _ in fields if _is_missing(subject.facts.get(name)))
        if subject.ended or not missing:
            return frozenset()
        of = conditions_of(subject.kind, fields)
        state = state_of(subject.facts, tuple(each for each in fields if each[0] not in missing))
        needed: set[str] = set()
        for _, typed, *_ in work[Rules].watched(subject.kind):
            condition = of(typed)
            named = condition.names & missing
            if named and condition.of(state) is None:
                needed |= named
        return frozenset(needed)


def _is_missing(fact: Any) -> bool:
    return fact is None or fact == ""
