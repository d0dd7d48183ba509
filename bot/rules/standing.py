"""Rules as they stand: made, changed, switched on and off, each time with a line of the audit trail.

A crossing comes from a record changing: what holds as a rule is switched on is marked, in pages, and does not fire.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.ports.practices import Difference
from bot.ports.records import Subjects
from bot.ports.rules import Engaging
from bot.rules.actions import LetGo, MarkHolding
from bot.rules.conditions import condition, fields_in, fields_of, state_of
from bot.rules.crossing import ended, round_of
from bot.rules.spec import Spec, differences, free_key, put, shown, spec_of, told
from bot.work import Work
from storage.rules import Rule, Rules
from storage.versions import Versions

PAGE: Final = 200
LET_GO_PAGE: Final = 25
RulesChanged = Callable[[Work], None]
"""A rule is on or off now, or has another condition."""
SWITCHED_OFF: Final = "switched off"
"""Why engagements are cancelled, as `Engaging.let_go` is told."""


def create(spec: Spec, work: Work, *, on: bool, key: str = "") -> Rule:
    rules = work[Rules]
    rule = Rule(
        organisation=rules.organisation,
        key=key or free_key(spec.name, [each.key for each in rules.all()]),
        name=spec.name,
        kind=spec.kind,
        condition=spec.condition,
        on=on,
        created=work.now,
        changed=work.now,
    )
    put(spec, rule)
    rules.add(rule)
    work.trail("created", kind="rule", name=rule.name, words=_listed(differences({}, _with_state(spec, on=on))))
    if on:
        _watch(rule, work)
    return rule


def change(rule: Rule, spec: Spec, work: Work) -> Sequence[Difference]:
    """Let it say this from now on. What is open stays open. Returns what differs."""
    old, new = told(spec_of(rule)), told(spec)
    found = differences(old, new)
    if not found:
        return found
    anew = rule.condition != spec.condition
    put(spec, rule)
    rule.changed = work.now
    if anew:
        rule.trouble = ""
        work[Rules].forget_holds(rule.id or 0)
    work[Rules].add(rule)
    work.trail("changed", kind="rule", name=rule.name, words=_listed(found))
    if anew and rule.on:
        _watch(rule, work)
    return found


def switch(rule: Rule, work: Work, *, on: bool) -> None:
    if rule.on == on:
        return
    rule.on, rule.trouble, rule.changed = on, "", work.now
    work[Rules].add(rule)
    work.trail("switched on" if on else "switched off", kind="rule", name=rule.name)
    if on:
        _watch(rule, work)
        return
    rule.marking = False
    work[Rules].add(rule)
    work[Rules].forget_holds(rule.id or 0)
    work.cancel_timer(MarkHolding, key=f"{rule.id}")
    work.set_timer(LetGo(rule=rule.id or 0), key=f"{rule.id}", due=work.now)


def _watch(rule: Rule, work: Work) -> None:
    rule.marking = True
    work[Rules].add(rule)
    work[Rules].forget_holds(rule.id or 0)
    work.cancel_timer(LetGo, key=f"{rule.id}")
    work.set_timer(MarkHolding(rule=rule.id or 0), key=f"{rule.id}", due=work.now)


def _with_state(spec: Spec, *, on: bool) -> dict[str, Any]:
    return told(spec) | {"state": "active" if on else "paused"}


def _listed(found: Sequence[Difference]) -> str:
    """Each field, before and after, a line each."""
    return "\n".join(
        f"{each.field}: {each.old or 'nothing'} -> {each.new or 'nothing'}" if each.old else f"{each.field}: {each.new}"
        for each in found
        if each.old or each.new not in {"", shown([]), shown(value=False)}
    )


# Timers


def mark_with(subjects: Subjects, changed: RulesChanged) -> Callable[[MarkHolding, Work], None]:
    """The timer's handler; `changed` hears that it is done."""

    def mark(due: MarkHolding, work: Work) -> None:
        rules = work[Rules]
        rule = rules.rule(due.rule)
        if rule is None or not rule.on:
            return
        kind: Any = rule.kind
        fields = fields_of(subjects.known(kind))
        holds = condition(rule.condition, kind, fields)
        fields = fields_in(holds, fields)
        states = work[Versions].page(kind, after=due.after, most=PAGE)
        marked = rules.held_among(due.rule, [each.subject for each in states])
        for each in states:
            if each.subject in marked or ended(each.facts):
                continue
            if holds.of(state_of(each.facts, fields)) is True:
                rules.hold(due.rule, kind, each.subject, round_of(each.facts))
        if len(states) == PAGE:
            later = MarkHolding(rule=due.rule, after=states[-1].subject)
            work.set_timer(later, key=f"{due.rule}", due=work.now)
            return
        rule.marking = False
        rules.add(rule)
        changed(work)

    return mark


def let_go_with(
    engaging: Callable[[], Engaging], subjects: Subjects, changed: RulesChanged
) -> Callable[[LetGo, Work], None]:
    """The timer's handler; `engaging` cancels what is open, `changed` hears that it is done."""

    def let_go(due: LetGo, work: Work) -> None:
        rule = work[Rules].rule(due.rule)
        if rule is None or rule.on:
            return
        kind: Any = rule.kind
        found = work[Rules].unanswered_about(due.rule, after=due.after, most=LET_GO_PAGE)
        for each in found:
            subject = subjects.get(kind, each, work)
            if subject is not None:
                engaging().let_go(subject, (due.rule,), SWITCHED_OFF, work)
        if len(found) == LET_GO_PAGE:
            work.set_timer(LetGo(rule=due.rule, after=found[-1]), key=f"{due.rule}", due=work.now)
        else:
            changed(work)

    return let_go
