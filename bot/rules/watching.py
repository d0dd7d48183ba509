"""A record has changed: which rules fire. Only those about its kind are read and worked out, all for one state.

What fired is handed to whoever asks the people, in the same transaction; so is that a record has ended.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.ports import Changed, Engaging, Fired, Subject, Subjects
from bot.rules.conditions import Fields, Result, Trouble, conditions_of, fields_of, state_of
from bot.rules.crossing import Crossing, crossing, ended, round_of
from bot.work import Work
from storage.rules import Rules, Watched
from storage.versions import State, Versions


def changed_with(engaging: Callable[[], Engaging], subjects: Subjects) -> Changed:
    """`engaging` asks the people whom a rule names."""

    def changed(subject: Subject, facts: Mapping[str, Any], work: Work) -> None:
        if why := subject.ended or ended(facts):
            _over(subject, why, engaging(), work)
            return
        watched = work[Rules].watched(subject.kind)
        if not watched:
            return
        watch = _Watch(subject, facts, fields_of(subjects.known(subject.kind)), work)
        if fired := watch.over(watched):
            engaging().open(subject, fired, work)

    return changed


def _over(subject: Subject, why: str, engaging: Engaging, work: Work) -> None:
    """The record has ended: nothing holds any more, and what is open is cancelled."""
    rules = work[Rules]
    rules.let_go(rules.holding(subject.kind, subject.id), subject.kind, subject.id)
    engaging.let_go(subject, (), why, work)


class _Watch:
    """All rules over one state of a record."""

    def __init__(self, subject: Subject, facts: Mapping[str, Any], fields: Fields, work: Work) -> None:
        self._kind, self._subject = subject.kind, subject.id
        self._facts, self._fields = facts, fields
        self._rules, self._versions = work[Rules], work[Versions]
        self._of = conditions_of(self._kind, fields)
        self._before: State | None = None
        self._looked_back = False

    def over(self, watched: Sequence[Watched]) -> list[Fired]:
        held = self._rules.holding(self._kind, self._subject)
        state, round_ = state_of(self._facts, self._fields), round_of(self._facts)
        fired: list[int] = []
        gone: list[int] = []
        for rule, typed, trouble, marking in watched:
            now = self._of(typed).of(state)
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
