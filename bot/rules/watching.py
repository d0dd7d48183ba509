"""A record has changed: which rules fire. Only those about its kind are read and worked out, all for one state.

What fired is handed to whoever asks the people, in the same transaction; so is that a record has ended.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import cel

from bot.ports.records import Changed, Kind, Subject, Subjects
from bot.ports.rules import Engaging, Fired, Lacking
from bot.rules.conditions import Condition, Fields, Result, Trouble, conditions_of, fields_of, state_of
from bot.rules.crossing import Crossing, crossing, ended, round_of
from bot.rules.needing import known_of, missing_in
from bot.work import Work
from storage.rules import Rules, Watched
from storage.versions import State, Versions


def changed_with(
    engaging: Callable[[], Engaging], subjects: Subjects, lacking: Mapping[Kind, Lacking] = MappingProxyType({})
) -> Changed:
    """`engaging` asks the people whom a rule names; `lacking`, by kind, can find out what rules need to know."""

    def changed(subject: Subject, facts: Mapping[str, Any], work: Work) -> None:
        tell = lacking.get(subject.kind, _nobody)
        if why := subject.ended or ended(facts):
            _over(subject, why, engaging(), work)
            tell(subject, (), work)
            return
        fields = fields_of(subjects.known(subject.kind))
        missing = missing_in(facts, fields) if subject.kind in lacking else frozenset[str]()
        watch = _Watch(subject, facts, fields, missing, work)
        if fired := watch.over(work[Rules].watched(subject.kind)):
            engaging().open(subject, fired, work)
        tell(subject, watch.needed, work)

    return changed


def _nobody(_: Subject, __: object, ___: Work) -> None:
    """Nobody wants to know."""


def _over(subject: Subject, why: str, engaging: Engaging, work: Work) -> None:
    """The record has ended: nothing holds any more, and what is open is cancelled."""
    rules = work[Rules]
    rules.let_go(rules.holding(subject.kind, subject.id), subject.kind, subject.id)
    engaging.let_go(subject, (), why, work)


class _Watch:
    """All rules over one state of a record. `needed`: what is `missing` of it and they can't decide without."""

    def __init__(
        self, subject: Subject, facts: Mapping[str, Any], fields: Fields, missing: frozenset[str], work: Work
    ) -> None:
        self.needed: set[str] = set()
        self._missing = missing
        self._known: cel.Context | None = None
        self._kind, self._subject = subject.kind, subject.id
        self._facts, self._fields = facts, fields
        self._rules, self._versions = work[Rules], work[Versions]
        self._of = conditions_of(self._kind, fields)
        self._before: State | None = None
        self._looked_back = False

    def over(self, watched: Sequence[Watched]) -> list[Fired]:
        if not watched:
            return []
        held = self._rules.holding(self._kind, self._subject)
        state, round_ = state_of(self._facts, self._fields), round_of(self._facts)
        fired: list[int] = []
        gone: list[int] = []
        for rule, typed, trouble, marking in watched:
            condition = self._of(typed)
            now = condition.of(state)
            if self._missing and not condition.names.isdisjoint(self._missing):
                self._look_what_is_needed(condition, now)
            if trouble or isinstance(now, Trouble):
                self._note(rule, trouble, now)
            if marking and rule not in held and self._held_before(typed):
                held[rule] = round_of(self._before.facts) if self._before else 1
                self._rules.hold(rule, self._kind, self._subject, held[rule])
            follows = crossing(held.get(rule), now, round_)
            if follows is Crossing.FIRED:
                fired.append(rule)
            elif follows is Crossing.LET_GO:
                gone.append(rule)
        self._rules.let_go([*gone, *fired], self._kind, self._subject)
        for rule in fired:
            self._rules.hold(rule, self._kind, self._subject, round_)
        return [Fired(rule, self._facts) for rule in fired]

    def _look_what_is_needed(self, condition: Condition, now: Result) -> None:
        """An empty text decides a condition, and yet it might be otherwise if it were known."""
        named = condition.names & self._missing
        if named <= self.needed:
            return
        self._known = self._known or known_of(self._facts, self._fields, self._missing)
        if now is None or condition.of(self._known) is None:
            self.needed |= named

    def _held_before(self, typed: str) -> bool:
        """Whether a rule that is being switched on held for the record's state before this one."""
        if not self._looked_back:
            self._before, self._looked_back = self._versions.before_last(self._kind, self._subject), True
        if self._before is None or ended(self._before.facts):
            return False
        return self._of(typed).of(state_of(self._before.facts, self._fields)) is True

    def _note(self, rule: int, before: str, now: Result) -> None:
        """Managers see in the list of rules that one could not be worked out, until it could again."""
        trouble = str(now) if isinstance(now, Trouble) else before if now is None else ""
        if trouble != before:
            self._rules.troubled(rule, trouble)
