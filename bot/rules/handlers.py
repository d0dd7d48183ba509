"""Rules of engagement in chat: what there is, templates, rules of one's own, on and off, trying, who changed what."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.conversation.cards import Card
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Say, Update, Whisper
from bot.conversation.words import NOTHING, T, Words
from bot.rights import Right
from bot.rules.actions import (
    ChangeNumbers,
    ChangeRule,
    FillTemplate,
    ListRules,
    NewRule,
    PickKind,
    ShowRule,
    ShowTemplates,
    ShowTrail,
    SwitchOnTemplate,
    SwitchRule,
    TryRule,
)
from bot.rules.dryrun import DryRun, dry_run
from bot.rules.forms import rule_form, template_form
from bot.rules.missing import Missing, Ports, missing
from bot.rules.rule_cards import kinds_card, list_card, no_rule, rule_card
from bot.rules.setup import from_form, from_template, is_taken
from bot.rules.spec import KINDS, Spec, spec_of
from bot.rules.standing import change, create, switch
from bot.rules.template_cards import not_yet_card, templates_card
from bot.rules.templates import TEMPLATES, Template, numbers_of
from bot.rules.trail_cards import trail_card
from bot.targets import Escalation, Target
from bot.work import Work
from storage.audit import Audit
from storage.rules import Rule, Rules

LINES: Final = 15
GONE: Final = Whisper(card=no_rule())


@dataclass(frozen=True)
class Desk:
    """Everything that managers do about rules. Whoever may not is stopped, and the try is on record."""

    ports: Ports

    # What there is

    def command(self, rest: str, work: Work) -> Reply:
        ways: dict[str, Callable[[Work], Card]] = {
            "": self._list,
            "list": self._list,
            "templates": self._templates,
            "new": self._kinds,
            "trail": self._trail,
        }
        work.require(Right.CHANGE_RULES)
        show = ways.get(" ".join(rest.lower().split()))
        if show is not None:
            return Whisper(card=show(work))
        named = next((each for each in work[Rules].all() if each.name.casefold() == rest.strip().casefold()), None)
        return Whisper(card=self._shown(named, work) if named is not None else self._list(work))

    def show_list(self, action: ListRules, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        return Update(card=self._list(work, action.start))

    def show_templates(self, _: ShowTemplates, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        return Whisper(card=self._templates(work))

    def pick_kind(self, _: PickKind, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        return Whisper(card=self._kinds(work))

    def show_trail(self, _: ShowTrail, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        return Whisper(card=self._trail(work))

    def show_rule(self, action: ShowRule, work: Work) -> Reply:
        rule = self._rule(action.rule, work)
        return Whisper(card=self._shown(rule, work)) if rule is not None else GONE

    def try_rule(self, action: TryRule, work: Work) -> Reply:
        rule = self._rule(action.rule, work)
        if rule is None:
            return GONE
        return Update(card=self._shown(rule, work, tried=self._try(rule, work)))

    def _list(self, work: Work, start: int = 0) -> Card:
        rules = work[Rules].all()
        return list_card(rules, work[Rules].fired(), start if 0 <= start < len(rules) else 0)

    def _templates(self, work: Work) -> Card:
        made = {each.template: each for each in reversed(work[Rules].all()) if each.template}
        return templates_card(made)

    def _kinds(self, _: Work) -> Card:
        return kinds_card({kind: self.ports.subjects.known(kind) for kind in KINDS})

    def _trail(self, work: Work) -> Card:
        lines = [*work[Audit].newest(LINES, kind="rule"), *work[Audit].newest(LINES, kind="change_rules")]
        lines = list(islice(sorted(lines, key=lambda each: -(each.id or 0)), LINES))
        people = work.people.some(each.person for each in lines if each.person is not None)
        return trail_card(lines, {number: each.name for number, each in people.items()})

    def _rule(self, rule: int, work: Work) -> Rule | None:
        work.require(Right.CHANGE_RULES)
        return work[Rules].rule(rule)

    def _shown(self, rule: Rule, work: Work, *, tried: DryRun | None = None, lead: Words = NOTHING) -> Card:
        fired = work[Rules].fired().get(rule.id or 0, 0)
        gone = self._missing(spec_of(rule), work)
        return rule_card(rule, fired, gone, tried, currency=work.organisation.currency, lead=lead)

    def _missing(self, spec: Spec, work: Work) -> list[Missing]:
        return missing(spec, self.ports, work)

    def _try(self, rule: Rule, work: Work) -> DryRun:
        return dry_run(rule.condition, spec_of(rule).kind, self.ports.subjects, work)

    # On and off

    def switch(self, action: SwitchRule, work: Work) -> Reply:
        rule = self._rule(action.rule, work)
        if rule is None:
            return GONE
        switch(rule, work, on=action.on)
        lead = _ON if action.on else T("It is off. What was open because of it is cancelled.")
        return Update(card=self._shown(rule, work, lead=lead))

    def use_template(self, action: SwitchOnTemplate, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        template = TEMPLATES.get(action.template)
        if template is None:
            return GONE
        if (made := self._made(template, work)) is not None:
            return Update(card=self._shown(made, work))
        spec = self._spec(template, work)
        gone = self._missing(spec, work)
        if gone and not action.anyway:
            return Whisper(card=not_yet_card(template, gone))
        rule = create(spec, work, on=True, key=self._key(template, work))
        return Update(card=self._shown(rule, work, tried=self._try(rule, work), lead=_ON))

    def fill_form(self, action: FillTemplate, work: Work) -> Form | Reply:
        work.require(Right.CHANGE_RULES)
        template = TEMPLATES.get(action.template)
        if template is None:
            return GONE
        spec, currency = self._spec(template, work), work.organisation.currency
        return template_form(template, spec, template.defaults, currency, action, new=True)

    def fill(self, action: FillTemplate, values: Values, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        template = TEMPLATES[action.template]
        if (made := self._made(template, work)) is not None:
            return Say(card=self._shown(made, work, lead=T("It was switched on meanwhile.")))
        spec = from_template(template, values, self._spec(template, work), work)
        if not isinstance(spec, Spec):
            return FormErrors(errors=dict(spec))
        rule = create(spec, work, on=True, key=self._key(template, work))
        return Say(card=self._shown(rule, work, tried=self._try(rule, work), lead=_ON))

    def _made(self, template: Template, work: Work) -> Rule | None:
        return next((each for each in work[Rules].all() if each.template == template.key), None)

    def _spec(self, template: Template, work: Work) -> Spec:
        """A rule of it, under a name that is free."""
        spec = template.spec(work.reader(work.person).plain)
        names = (spec.name, *(f"{spec.name} {number}" for number in range(2, len(work[Rules].all()) + 3)))
        return spec.model_copy(update={"name": next(each for each in names if not is_taken(each, None, work))})

    def _key(self, template: Template, work: Work) -> str:
        return template.key if work[Rules].by_key(template.key) is None else ""

    # Changing

    def numbers_form(self, action: ChangeNumbers, work: Work) -> Form | Reply:
        rule = self._rule(action.rule, work)
        numbers = numbers_of(rule) if rule is not None else None
        if rule is None or numbers is None:
            return GONE
        template = TEMPLATES[rule.template]
        return template_form(template, spec_of(rule), numbers, work.organisation.currency, action, new=False)

    def change_numbers(self, action: ChangeNumbers, values: Values, work: Work) -> Reply:
        rule = self._rule(action.rule, work)
        if rule is None:
            return GONE
        return self._changed(rule, from_template(TEMPLATES[rule.template], values, spec_of(rule), work), work)

    def new_form(self, action: NewRule, work: Work) -> Form:
        work.require(Right.CHANGE_RULES)
        return rule_form(_empty(action), self.ports.subjects.known(action.kind), action, new=True)

    def create(self, action: NewRule, values: Values, work: Work) -> Reply:
        work.require(Right.CHANGE_RULES)
        spec = from_form(values, _empty(action), None, self.ports, work)
        if not isinstance(spec, Spec):
            return FormErrors(errors=dict(spec))
        rule = create(spec, work, on=False)
        lead = T("It is saved, and not switched on yet.")
        return Say(card=self._shown(rule, work, tried=self._try(rule, work), lead=lead))

    def change_form(self, action: ChangeRule, work: Work) -> Form | Reply:
        rule = self._rule(action.rule, work)
        if rule is None:
            return GONE
        spec = spec_of(rule)
        return rule_form(spec, self.ports.subjects.known(spec.kind), action, new=False)

    def change(self, action: ChangeRule, values: Values, work: Work) -> Reply:
        rule = self._rule(action.rule, work)
        if rule is None:
            return GONE
        return self._changed(rule, from_form(values, spec_of(rule), rule.id, self.ports, work), work)

    def _changed(self, rule: Rule, spec: Spec | object, work: Work) -> Reply:
        if not isinstance(spec, Spec):
            assert isinstance(spec, dict)  # noqa: S101  the other thing that reading a form gives
            return FormErrors(errors=spec)
        found = change(rule, spec, work)
        anew = any(each.field == "condition" for each in found)
        lead = T("It is changed. What is open stays as it is.") if found else T("Nothing about it has changed.")
        return Say(card=self._shown(rule, work, tried=self._try(rule, work) if anew else None, lead=lead))


_ON: Final = T("It is on. It fires when a record changes so that this becomes true; what is so already does not count.")


def _empty(action: NewRule) -> Spec:
    return Spec(
        name="",
        kind=action.kind,
        condition="",
        involve=(),
        escalate=(Escalation(to=Target(who="manager")),),
    )
