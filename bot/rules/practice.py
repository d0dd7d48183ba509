"""Rules of engagement as entries of practices.yaml: read, compared with those there are, and written."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints

from bot.conversation.model import Frozen
from bot.conversation.reading import Reader
from bot.conversation.words import Listing, T, Words
from bot.entries import OnOneLine
from bot.ports.practices import Change, Difference, Problem, Where
from bot.ports.records import Kind, Subjects
from bot.rules.conditions import LONGEST, fields_of, wrong_with
from bot.rules.setup import unknown_person
from bot.rules.spec import (
    LEAST_HOURS,
    LONGEST_ASK,
    LONGEST_KEY,
    LONGEST_NAME,
    MOST_HOURS,
    Need,
    Spec,
    differences,
    shown,
    spec_of,
    told,
)
from bot.rules.standing import change, create, switch
from bot.rules.templates import TEMPLATES
from bot.rules.tokens import WrongError
from bot.rules.whom import MOST, read, read_later
from bot.targets import Target
from bot.work import Work
from storage.rules import Rule, Rules

Read = TypeVar("Read")
State = Literal["active", "paused"]


def _as_typed(given: object) -> object:
    """The shortest condition, `true`, is something else to YAML."""
    return str(given).lower() if isinstance(given, bool) else given


_Whom = Annotated[tuple[str, ...], Field(max_length=MOST)]


class RuleEntry(Frozen):
    """A rule in the file. What is None is left out: it stays as it is, or is as its template or a new rule has it."""

    name: Annotated[OnOneLine, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    key: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_KEY)] | None = None
    template: str | None = None
    kind: Kind | None = None
    condition: (
        Annotated[str, BeforeValidator(_as_typed), StringConstraints(max_length=LONGEST, strip_whitespace=True)] | None
    ) = None
    involve: _Whom | None = None
    need: Need | None = None
    hours: Annotated[float, Field(ge=int(LEAST_HOURS), le=int(MOST_HOURS))] | None = None
    escalate: _Whom | None = None
    waive: _Whom | None = None
    pass_on: _Whom | None = None
    gate: bool | None = None
    urgent: bool | None = None
    ask: Annotated[str, StringConstraints(max_length=LONGEST_ASK)] | None = None
    state: State | None = None


def entry(rule: Rule) -> dict[str, Any]:
    """A rule as the file has it."""
    made = told(spec_of(rule))
    return {"name": made.pop("name"), "key": rule.key} | made | {"state": _state(rule)}


def _state(rule: Rule) -> State:
    return "active" if rule.on else "paused"


class RulePractice:
    """The section `rules`."""

    section: str = "rules"
    many: bool = True
    about: Words = T("Rules of engagement. docs/rules.md says what each field means, and what conditions may name.")
    model: type[Frozen] = RuleEntry

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        return [entry(each) for each in work[Rules].all()]

    def plan(self, entries: Sequence[RuleEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        changes: list[Change] = []
        found: list[Problem] = []
        rules, seen = work[Rules].all(), set[tuple[str, str]]()
        for number, each in enumerate(entries):
            wish = _Wish(each, rules, self._subjects, work)
            for field, value in (("name", each.name.casefold()), ("key", each.key)):
                if value and (field, value) in seen:
                    wish.wrong(
                        T("There are two of these in the file. Give one of them another {field}.", field=field), field
                    )
                seen.add((field, value or ""))
            if wish.problems:
                found += [Problem(number, where, words) for where, words in wish.problems]
            elif (made := wish.change()) is not None:
                changes.append(made)
        return changes, found


class _Wish:
    """An entry against the rule of its key or name, if there is one: what it would be, or what is wrong with it."""

    def __init__(self, said: RuleEntry, rules: Sequence[Rule], subjects: Subjects, work: Work) -> None:
        self._said, self._subjects, self._work = said, subjects, work
        self.problems: list[tuple[Where, Words]] = []
        self._rule = _the_rule(said, rules)
        if any(each.name.casefold() == said.name.casefold() and each is not self._rule for each in rules):
            self.wrong(T("Another rule is called “{name}” already.", name=said.name), "name")
        base = self._base()
        if base is not None:
            self._spec = self._taken_over(base)

    def wrong(self, words: Words, *where: str | int) -> None:
        self.problems.append((where, words))

    def _base(self) -> Spec | None:
        """What the entry builds on: the rule there is, its template, or an empty one of its kind."""
        said = self._said
        if said.template and said.template not in TEMPLATES:
            known = Listing(items=tuple(TEMPLATES))
            self.wrong(
                T("There is no template “{name}”. Known are {known}.", name=said.template, known=known), "template"
            )
            return None
        template = TEMPLATES.get(said.template or "")
        if self._rule is not None:
            base = spec_of(self._rule)
        elif template is not None:
            base = template.spec(Reader(now=self._work.now, language=self._work.organisation.language).plain)
        elif said.kind is None or said.condition is None or not said.involve:
            missing = "kind" if said.kind is None else "condition" if said.condition is None else "involve"
            self.wrong(T("A new rule needs kind, condition and involve: “{field}” is missing.", field=missing), missing)
            return None
        else:
            base = Spec(name=said.name, kind=said.kind, condition="", involve=())
        if said.kind is not None and said.kind != base.kind:
            self.wrong(
                T("“{name}” is about a {kind}, and that can't be changed.", name=said.name, kind=base.kind), "kind"
            )
            return None
        return base

    def _taken_over(self, base: Spec) -> Spec:
        said = self._said
        plain = {
            each: value
            for each in ("condition", "need", "gate", "urgent", "ask", "template")
            if (value := getattr(said, each)) is not None
        }
        if said.hours is not None:
            plain["hours"] = Decimal(str(round(said.hours, 2)))
        if said.condition is not None:
            self._check(said.condition, base.kind)
        involve = self._whom("involve", said.involve, read, base.involve)
        escalate = self._whom("escalate", said.escalate, read_later, base.escalate)
        waive = self._whom("waive", said.waive, read, base.waive)
        pass_on = self._whom("pass_on", said.pass_on, read, base.pass_on)
        self._known(
            {"involve": involve, "escalate": [each.to for each in escalate], "waive": waive, "pass_on": pass_on}
        )
        if not involve and not self.problems:
            self.wrong(T("Name somebody to involve."), "involve")
        people = {"involve": involve, "escalate": escalate, "waive": waive, "pass_on": pass_on}
        return base.model_copy(update={"name": said.name, **plain, **people})

    def _check(self, condition: str, kind: Kind) -> None:
        if wrong := wrong_with(condition, kind, fields_of(self._subjects.known(kind))):
            self.wrong(T("In “condition”, {problem}", problem=wrong.inside), "condition")

    def _whom(
        self, field: str, given: tuple[str, ...] | None, reads: Callable[[str], Read], otherwise: tuple[Read, ...]
    ) -> tuple[Read, ...]:
        if given is None:
            return otherwise
        found: list[Read] = []
        for index, each in enumerate(given):
            try:
                found.append(reads(each))
            except WrongError as error:
                self.wrong(error.wrong.problem, field, index)
        return tuple(found)

    def _known(self, given: Mapping[str, Sequence[Target]]) -> None:
        """Addresses that the file names must be of somebody here."""
        for field, targets in given.items():
            if getattr(self._said, field) is not None and (email := unknown_person(targets, self._work)):
                self.wrong(T("I know nobody with the address {email}. Import them first.", email=email), field)

    # What applying it does

    def change(self) -> Change | None:
        said, rule = self._said, self._rule
        if rule is None:
            new = told(self._spec) | {"state": said.state or "active"}
            found = tuple(Difference(field, "", shown(value)) for field, value in new.items() if field != "name")
            return Change("created", said.name, found, self._create)
        old = entry(rule)
        new = {"name": old["name"], "key": rule.key} | told(self._spec) | {"state": said.state or old["state"]}
        found = differences(old, new)
        if not found:
            return None
        what: Literal["changed", "paused", "resumed"] = "changed"
        if old["state"] != new["state"]:
            what = "resumed" if new["state"] == "active" else "paused"
        return Change(what, rule.name, found, lambda: self._change(rule, new["state"]))

    def _create(self) -> None:
        create(self._spec, self._work, on=self._said.state != "paused", key=self._said.key or "")

    def _change(self, rule: Rule, state: str) -> None:
        change(rule, self._spec, self._work)
        switch(rule, self._work, on=state == "active")


def _the_rule(said: RuleEntry, rules: Sequence[Rule]) -> Rule | None:
    if said.key is not None:
        return next((each for each in rules if each.key == said.key), None)
    return next((each for each in rules if each.name.casefold() == said.name.casefold()), None)
