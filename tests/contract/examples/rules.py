"""Rules of engagement: what there is, templates, the forms, what one would have done, who changed what."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.conversation.replies import OpenForm, Say, Update, Whisper
from bot.conversation.words import T
from bot.deals.facts import KNOWN
from bot.rights import Role
from bot.routes import RULE_DESK
from bot.rules import forms, rule_cards, template_cards, trail_cards
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
from bot.rules.conditions import Trouble
from bot.rules.dryrun import DryRun
from bot.rules.missing import missing
from bot.rules.spec import Spec, put
from bot.rules.templates import TEMPLATES
from bot.targets import Escalation, Target
from bot.work import Work
from storage.audit import Trail
from storage.deals import Version
from storage.rules import Rule
from storage.versions import State
from tests.contract.stage import NOW, Stage

EVERY_TARGET = (
    Target(person="ana@brightwater.example"),
    Target(role=Role.HEAD, side="marketing"),
    Target(role=Role.MANAGER, side="sales"),
    Target(role=Role.STEWARD),
    Target(side="sales"),
    Target(side="marketing"),
    Target(topic="brand manager"),
    Target(who="owner"),
    Target(who="manager"),
    Target(who="liaison"),
    Target(who="marketer"),
)


def no_rules(stage: Stage) -> Card:
    return _card(RULE_DESK.command("", _work(stage)))


def rules(stage: Stage) -> Card:
    """On, off, broken, of each kind; in the extreme two pages full of them."""
    work = _work(stage)
    kinds = ("deal", "review", "collateral", "campaign", "price")
    for number in range(stage.many(5, 60)):
        made = _rule(stage, kind=kinds[number % 5], condition="true", name=f"Rule {number}")
        made.on, made.trouble = number % 3 > 0, Trouble.ZERO if number == 1 else ""
    return _card(RULE_DESK.show_list(ListRules(start=0 if stage.tone == "ordinary" else 20), work))


def rule(stage: Stage) -> Card:
    work = _work(stage)
    return _card(RULE_DESK.show_rule(ShowRule(rule=_rule(stage).id or 0), work))


def rule_of_a_template(stage: Stage) -> Card:
    work = _work(stage)
    made = _rule(stage, template="big-deals", condition="deal.amount > 2000000")
    return _card(RULE_DESK.switch(SwitchRule(rule=made.id or 0, on=False), work))


def rule_with_everything(stage: Stage) -> Card:
    levels = tuple(Escalation(to=each, after=8) for each in EVERY_TARGET[:5])
    made = _rule(
        stage,
        condition=stage.text("deal.amount > 2000000 && deal.region in ['DACH', 'Nordics']", 1000),
        involve=EVERY_TARGET,
        escalate=levels,
        waive=EVERY_TARGET[5:],
        pass_on=EVERY_TARGET[:2],
        gate=True,
        urgent=True,
        hours=Decimal("6.25"),
        need="all",
        ask=stage.text("Have a look at the price.", 500),
    )
    made.trouble = Trouble.STALE
    return rule_cards.rule_card(made, stage.many(7, 100_000), currency="EUR", lead=T("It is changed."))


def no_rule(stage: Stage) -> Card:
    return _card(RULE_DESK.show_rule(ShowRule(rule=99), _work(stage)))


def no_rule_alone(_: Stage) -> Card:
    return rule_cards.no_rule()


def tried(stage: Stage) -> Card:
    """Ten by name; in the extreme there were more changes than are looked at."""
    work, made = _work(stage), _rule(stage, condition="deal.amount > 2000000")
    for number in range(12):
        for amount in (1_900_000, 2_100_000 + number):
            _version(stage, number, stage.text(f"Deal {number}", 160), str(amount))
    return _card(RULE_DESK.try_rule(TryRule(rule=made.id or 0), work))


def tried_in_part(stage: Stage) -> Card:
    named = tuple(
        State(number, NOW - timedelta(days=number), {"name": stage.text("Autumn review"), "amount": None})
        for number in range(10)
    )
    run = DryRun(stage.many(12, 100_000), named, NOW - timedelta(days=4), stage.many(10_000, 1_000_000))
    return rule_cards.rule_card(_rule(stage), 0, (), run, currency="USD")


def tried_in_vain(stage: Stage) -> Card:
    run = DryRun(0, (), NOW - timedelta(days=90))
    return rule_cards.rule_card(_rule(stage), 0, (), run, currency="USD")


def templates(stage: Stage) -> Card:
    work = _work(stage)
    _rule(stage, template="big-deals")
    _rule(stage, template="discounts", name="Off").on = False
    return _card(RULE_DESK.show_templates(ShowTemplates(), work))


def template_that_misses_somebody(stage: Stage) -> Card:
    return _card(RULE_DESK.use_template(SwitchOnTemplate(template="collateral"), _work(stage)))


def template_that_misses_everybody(stage: Stage) -> Card:
    work = _work(stage)
    levels = [Escalation(to=each) for each in EVERY_TARGET]
    spec = Spec(name="All", kind="deal", condition="true", involve=EVERY_TARGET, escalate=tuple(levels))
    gone = missing(spec, RULE_DESK.ports, work)
    return template_cards.not_yet_card(TEMPLATES["campaigns"], gone)


def template_switched_on(stage: Stage) -> Card:
    work = _work(stage)
    return _card(RULE_DESK.use_template(SwitchOnTemplate(template="big-deals", anyway=True), work))


def form_of_an_amount(stage: Stage) -> Form:
    made = RULE_DESK.fill_form(FillTemplate(template="big-deals"), _work(stage))
    assert isinstance(made, Form)
    return made


def form_of_a_share(stage: Stage) -> Form:
    made = RULE_DESK.fill_form(FillTemplate(template="discounts"), _work(stage))
    assert isinstance(made, Form)
    return made


def form_to_change_numbers(stage: Stage) -> Form:
    work = _work(stage)
    made = _rule(stage, template="top-ten-reviews", kind="review")
    made.condition = TEMPLATES["top-ten-reviews"].condition_of({"rank": Decimal(20)})
    shown = RULE_DESK.numbers_form(ChangeNumbers(rule=made.id or 0), work)
    assert isinstance(shown, Form)
    return shown


def kinds(stage: Stage) -> Card:
    return _card(RULE_DESK.pick_kind(PickKind(), _work(stage)))


def form_of_a_new_rule(stage: Stage) -> Form:
    return RULE_DESK.new_form(NewRule(kind="deal"), _work(stage))


def form_of_a_new_rule_about_reviews(stage: Stage) -> Form:
    return RULE_DESK.new_form(NewRule(kind="review"), _work(stage))


def form_to_change_a_rule(stage: Stage) -> Form:
    work = _work(stage)
    made = _rule(stage, involve=EVERY_TARGET, waive=EVERY_TARGET, ask=stage.text("Have a look.", 500))
    shown = RULE_DESK.change_form(ChangeRule(rule=made.id or 0), work)
    assert isinstance(shown, Form)
    return shown


def form_alone(stage: Stage) -> Form:
    spec = Spec(name=stage.text("Pricing", 80), kind="price", condition="true", involve=EVERY_TARGET)
    return forms.rule_form(spec, KNOWN["price"], NewRule(kind="price"), new=True)


def trail(stage: Stage) -> Card:
    work = _work(stage)
    for what in ("created", "changed", "switched on", "switched off"):
        work.trail(what, kind="rule", name=stage.text("Big deals", 80), words=stage.text("hours: 8 -> 12", 2000))
    work.trail("refused", kind="change_rules", name="rules.switch")
    return _card(RULE_DESK.show_trail(ShowTrail(), work))


def trail_of_a_file(stage: Stage) -> Card:
    line = Trail(organisation=stage.organisation, moment=NOW, what="changed", kind="rule", name=stage.text("Big deals"))
    return trail_cards.trail_card([line], {})


def empty_trail(_: Stage) -> Card:
    return trail_cards.trail_card([], {})


def _work(stage: Stage) -> Work:
    return stage.work(stage.person("Alice Ober", "head", "administrator"))


def _card(reply: object) -> Card:
    assert isinstance(reply, Whisper | Update | Say), reply
    assert not isinstance(reply, OpenForm)
    return reply.card


def _rule(stage: Stage, **more: Any) -> Rule:
    values: dict[str, Any] = {
        "name": "Pricing on big discounts",
        "kind": "deal",
        "condition": "deal.discount > 25 && deal.amount > 100000",
        "involve": (Target(topic="pricing"), Target(who="owner")),
    } | more
    values["name"] = stage.text(values["name"], 70)
    row = Rule(
        organisation=stage.organisation,
        key=uuid.uuid4().hex,
        name=values["name"],
        kind=values["kind"],
        condition=values["condition"],
        created=NOW,
        changed=NOW,
    )
    put(Spec.model_validate(values), row)
    return stage.people.add(row)


def _version(stage: Stage, subject: int, name: str, amount: str) -> None:
    facts = {"name": name, "amount": amount, "state": "open"}
    stage.people.add(
        Version(organisation=stage.organisation, kind="deal", subject=subject, moment=NOW, facts=facts, considered=True)
    )
