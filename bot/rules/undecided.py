"""The rules, for gates: which of them nobody can tell about. What is not known must not pass for a no."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.words import T, Words
from bot.ports.records import Subject, Subjects
from bot.ports.rules import Unsure
from bot.rules.conditions import TROUBLE_WORDS, Trouble, conditions_of, fields_of, state_of
from bot.rules.crossing import ended
from bot.work import Work
from storage.rules import Rules


class OpenGates:
    """An `Undecided` over the rules that are on."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def gates(self, subject: Subject, facts: Mapping[str, Any], work: Work) -> Sequence[Unsure]:
        if subject.ended or ended(facts):
            return ()
        fields = fields_of(self._subjects.known(subject.kind))
        of, state = conditions_of(subject.kind, fields), state_of(facts, fields)
        results = [(each.name, of(each.condition).of(state)) for each in work[Rules].of_kind(subject.kind) if each.gate]
        return [Unsure(name, _why(found)) for name, found in results if not isinstance(found, bool)]


def _why(found: Trouble | None) -> Words:
    return TROUBLE_WORDS[found] if found is not None else T("Something that the rule asks about is not filled in.")
