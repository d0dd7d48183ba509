"""Rules set up in chat, over the real core and database: what is kept, what is refused, who may, what is on record."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.conversation.payloads import Action
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, OpenForm, Reply
from bot.deals.facts import KNOWN
from bot.rights import Role
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
from bot.rules.conditions import fields_of, wrong_with
from bot.rules.spec import spec_of
from bot.rules.templates import TEMPLATES, numbers_of
from bot.targets import Target
from storage.database import Database
from storage.deals import Rate
from storage.people import Organisation
from tests.bot.people.house import MONDAY, pressed, words
from tests.bot.rules.yard import Yard

FORM: dict[str, str | tuple[str, ...]] = {
    "name": "Pricing on big discounts",
    "condition": "deal.discount > 25 && deal.amount > 100000",
    "involve": "topic: pricing; owner",
    "ask": "Have a look at the price.",
    "need": "one",
    "hours": "4",
    "escalate": "owner's manager; head of marketing after 8 hours",
    "waive": "head of sales",
    "gate": "no",
    "urgent": "yes",
}
NUMBERS: dict[str, str | tuple[str, ...]] = {
    "amount": "3,000,000 USD",
    "involve": "head of marketing",
    "hours": "6.5",
    "escalate": "owner's manager",
    "waive": "head of marketing",
}


@pytest.fixture
def yard(sqlite_database: Database) -> Iterator[Yard]:
    yard = Yard(sqlite_database)
    yield yard
    yard.close()


def errors(reply: Reply) -> dict[str, str]:
    assert isinstance(reply, FormErrors), reply
    return {key: Reader(now=MONDAY).plain(each) for key, each in reply.errors.items()}


# Templates


def test_all_templates_say_something_that_can_be_worked_out() -> None:
    for template in TEMPLATES.values():
        condition = template.condition_of(template.defaults)
        assert wrong_with(condition, template.kind, fields_of(KNOWN[template.kind])) is None, template.key
        assert template.numbers_in(condition) == template.defaults
    assert {each.kind for each in TEMPLATES.values()} == set(KNOWN)


def test_numbers_are_read_back_out_of_a_condition_and_only_out_of_its_own() -> None:
    template = TEMPLATES["top-ten-reviews"]
    changed = template.condition_of({"rank": Decimal(20)})
    assert template.numbers_in(changed) == {"rank": Decimal(20)}
    assert template.numbers_in(changed.replace("20", "5", 1)) is None
    assert template.numbers_in("true") is None


def test_nothing_is_set_up_at_first(yard: Yard) -> None:
    said = words(yard.command("UALICE", "rules"))
    assert "No rule is set up yet" in said
    assert "[Start from a template]" in said


def test_a_template_tells_whom_it_misses_before_it_is_switched_on(yard: Yard) -> None:
    reply = yard.clicks("UALICE", SwitchOnTemplate(template="big-deals"))
    said = words(reply)
    assert "The directory names nobody for “brand manager” yet." in said
    assert "[Mend that]" in said
    assert pressed(reply, "Mend that").startswith("directory.new_topic:")
    assert not yard.rules()
    said = words(yard.clicks("UALICE", SwitchOnTemplate(template="big-deals", anyway=True)))
    assert "It is on." in said
    (rule,) = yard.rules()
    assert (rule.key, rule.name, rule.on) == ("big-deals", "Brand manager on big deals", True)
    assert rule.condition == "deal.amount > 2000000"


def test_a_template_with_everybody_there_is_one_click(yard: Yard) -> None:
    yard.makes("UBEN", "manager", "liaison")
    said = words(yard.clicks("UALICE", SwitchOnTemplate(template="product-planning")))
    assert "It is on." in said
    assert "In the last 90 days this would not have fired once." in said
    yard.review("Atlas", "mia@fernbrook.example", kind="product planning")
    assert yard.opened == [(yard.rules()[0].id,)]
    again = words(yard.clicks("UALICE", SwitchOnTemplate(template="product-planning")))
    assert "on, and fired once" in again
    assert len(yard.rules()) == 1


def test_every_number_of_a_template_can_be_changed(yard: Yard) -> None:
    said = words(yard.fills_in("UALICE", FillTemplate(template="big-deals"), NUMBERS))
    assert "deal.amount > 3000000" in said
    assert "Involves: the head of Marketing" in said
    assert "Answer within: 6.5 business hours" in said
    (rule,) = yard.rules()
    assert numbers_of(rule) == {"amount": Decimal(3_000_000)}
    changed = NUMBERS | {"amount": "2.500.000,50"}
    said = words(yard.fills_in("UALICE", ChangeNumbers(rule=rule.id or 0), changed))
    assert "deal.amount > 2500000.5" in said
    assert spec_of(yard.rules()[0]).hours == Decimal("6.5")


def test_an_amount_in_another_currency_is_answered_with_what_it_is_worth(yard: Yard) -> None:
    wanted = NUMBERS | {"amount": "2,000,000 EUR"}
    reply = yard.fills_in("UALICE", FillTemplate(template="big-deals"), wanted)
    assert errors(reply) == {"amount": "Your company's amounts are in USD. Please type this one in USD."}
    with yard.working() as work:
        rate = Rate(organisation=yard.organisation, currency="EUR", home="USD", day=MONDAY.date(), rate=Decimal("1.1"))
        work.people.session.add(rate)
    reply = yard.fills_in("UALICE", FillTemplate(template="big-deals"), wanted)
    assert errors(reply) == {"amount": "Your company's amounts are in USD: by today's rate this is $2,200,000.00."}


def test_a_company_of_another_currency_types_its_amounts_in_that(yard: Yard) -> None:
    with yard.working() as work:
        organisation = work.people.session.get(Organisation, yard.organisation)
        assert organisation is not None
        organisation.currency = "EUR"
        work.people.session.add(organisation)
    yard.fills_in("UALICE", FillTemplate(template="big-deals"), NUMBERS | {"amount": "2,000,000"})
    yard.deal("2000000.01", currency="EUR")
    assert len(yard.opened) == 1


def test_a_template_whose_condition_was_changed_is_a_rule_of_ones_own(yard: Yard) -> None:
    yard.fills_in("UALICE", FillTemplate(template="big-deals"), NUMBERS)
    (rule,) = yard.rules()
    own = FORM | {"condition": "deal.amount > 3000000 && deal.region == 'DACH'"}
    said = words(yard.fills_in("UALICE", ChangeRule(rule=rule.id or 0), own))
    assert "[Change the numbers]" not in said
    assert "[Change all of it]" in said


def test_the_templates_show_which_are_there(yard: Yard) -> None:
    yard.fills_in("UALICE", FillTemplate(template="big-deals"), NUMBERS)
    said = words(yard.clicks("UALICE", ShowTemplates()))
    assert said.count("[Switch on]") == len(TEMPLATES) - 1
    assert said.count("[Look at it]") == 1


# Rules of one's own


def test_a_rule_of_ones_own_is_saved_tried_and_then_switched_on(yard: Yard) -> None:
    yard.deal(500_000, discount="30")
    assert "deal.discount" in words(yard.clicks("UALICE", PickKind()))
    opened = yard.clicks("UALICE", NewRule(kind="deal"))
    assert isinstance(opened, OpenForm)
    hint = Reader(now=MONDAY).plain(next(each for each in opened.form.fields if each.key == "condition").hint)
    assert all(f"deal.{each.name}" in hint for each in KNOWN["deal"])
    reply = yard.fills_in("UALICE", NewRule(kind="deal"), FORM)
    said = words(reply)
    assert "It is saved, and not switched on yet." in said
    assert "In the last 90 days this would have fired once." in said
    assert "March 2, 2026: Acme renewal, $500,000.00" in said
    (rule,) = yard.rules()
    spec = spec_of(rule)
    assert (rule.on, rule.key, spec.need, spec.urgent) == (False, "pricing-on-big-discounts", "one", True)
    assert spec.involve == (Target(topic="pricing"), Target(who="owner"))
    assert spec.escalate[1].to == Target(role=Role.HEAD, side="marketing")
    yard.deal(600_000, discount="35", name="Other")
    assert not yard.opened
    yard.clicks("UALICE", SwitchRule(rule=rule.id or 0, on=True))
    yard.passes()
    yard.deal(700_000, discount="35", name="Third")
    assert yard.opened == [(rule.id,)]


def test_a_mistake_goes_to_its_field_and_nothing_is_kept(yard: Yard) -> None:
    wrong = FORM | {"condition": "deal.amout > 3", "involve": "Ana", "waive": "nobody@fernbrook.example", "hours": "0"}
    assert errors(yard.fills_in("UALICE", NewRule(kind="deal"), wrong)) == {"hours": "The least is 1."}
    found = errors(yard.fills_in("UALICE", NewRule(kind="deal"), wrong | {"hours": "4"}))
    assert found["condition"].startswith("At character 6: deal has no “amout”. Did you mean deal.amount? Known are")
    assert found["involve"].startswith("I don't understand “Ana”.")
    assert found["waive"] == "I know nobody with the address nobody@fernbrook.example."
    assert not yard.rules()
    assert not yard.trail()


def test_two_rules_are_not_called_alike(yard: Yard) -> None:
    yard.fills_in("UALICE", NewRule(kind="deal"), FORM)
    found = errors(yard.fills_in("UALICE", NewRule(kind="deal"), FORM | {"name": "PRICING on big  discounts"}))
    assert set(found) == {"name"}


def test_a_changed_condition_is_tried_at_once(yard: Yard) -> None:
    yard.fills_in("UALICE", NewRule(kind="deal"), FORM)
    (rule,) = yard.rules()
    yard.deal(500_000)
    changed = FORM | {"condition": "deal.amount > 400000"}
    said = words(yard.fills_in("UALICE", ChangeRule(rule=rule.id or 0), changed))
    assert "It is changed." in said
    assert "would have fired once" in said
    said = words(yard.fills_in("UALICE", ChangeRule(rule=rule.id or 0), changed))
    assert "Nothing about it has changed." in said


def test_a_rule_that_is_gone_says_so(yard: Yard) -> None:
    for action in (
        ShowRule(rule=9),
        SwitchRule(rule=9, on=True),
        TryRule(rule=9),
        ChangeRule(rule=9),
        ChangeNumbers(rule=9),
    ):
        assert "not there any more" in words(yard.clicks("UALICE", action))


def test_many_rules_are_listed_a_page_at_a_time(yard: Yard) -> None:
    for number in range(45):
        yard.rule(BIG, name=f"Rule {number:02}")
    said = words(yard.clicks("UALICE", ListRules()))
    assert "45 rules, 45 of them on." in said
    assert "Rule 19" in said
    assert "Rule 20" not in said
    said = words(yard.clicks("UALICE", ListRules(start=40)))
    assert "Rule 44" in said
    assert "[Earlier]" in said
    assert "[More]" not in said
    assert "Rule 44 fires" not in words(yard.command("UALICE", "rules Rule 44"))


BIG = "deal.amount > 2000000"


# Trying


def test_what_it_would_have_done_is_what_it_did(yard: Yard) -> None:
    rule = yard.rule(BIG)
    for day in range(30):
        for name, low in (("Acme", 3), ("Beta", 4)):
            yard.deal(2_500_000 if day % low == 0 else 1_000_000, name=name)
        yard.passes(timedelta(days=4))
    since = [name for name, _ in yard.notes.opened]
    said = words(yard.clicks("UALICE", TryRule(rule=rule)))
    days = range(30)
    late = [(day, name) for day in days for name, low in (("Acme", 3), ("Beta", 4)) if day % low == 0]
    recent = [each for each in late if (30 - each[0]) * 4 <= 90]
    assert len(since) == len(late)
    assert f"In the last 90 days this would have fired {len(recent)} times." in said
    assert said.count("$2,500,000.00") == 10


# Who may, and what is on record

EVERYTHING: tuple[Action, ...] = (
    ListRules(),
    ShowTemplates(),
    PickKind(),
    ShowTrail(),
    ShowRule(rule=1),
    SwitchRule(rule=1, on=False),
    TryRule(rule=1),
    SwitchOnTemplate(template="big-deals"),
    FillTemplate(template="big-deals"),
    ChangeNumbers(rule=1),
    NewRule(kind="deal"),
    ChangeRule(rule=1),
)
FORMS = (FillTemplate(template="discounts"), ChangeNumbers(rule=1), NewRule(kind="deal"), ChangeRule(rule=1))


@pytest.mark.parametrize("action", EVERYTHING, ids=lambda each: each.NAME)
def test_whoever_may_not_gets_a_polite_no_and_the_try_is_on_record(yard: Yard, action: Action) -> None:
    rule = yard.rule(BIG)
    before = yard.row(rule)
    said = words(yard.clicks("UBEN", action))
    assert said.strip() == (
        "That is for manager, head of Sales or Marketing, liaison, and administrator. "
        "Ask one of them, or your administrator."
    )
    (line,) = yard.trail("change_rules")
    assert (line.what, line.person, line.platform) == ("refused", yard.person("UBEN").id, "slack")
    assert yard.row(rule) == before


@pytest.mark.parametrize("action", FORMS, ids=lambda each: each.NAME)
def test_nor_does_a_form_that_was_made_up_change_anything(yard: Yard, action: Action) -> None:
    rule = yard.rule(BIG)
    before = yard.row(rule)
    assert "That is for manager" in words(yard.fills_in("UBEN", action, FORM | NUMBERS))
    assert yard.row(rule) == before
    assert len(yard.rules()) == 1
    assert len(yard.trail("change_rules")) == 1


def test_every_change_is_on_record_with_before_and_after(yard: Yard) -> None:
    yard.fills_in("UALICE", NewRule(kind="deal"), FORM)
    (rule,) = yard.rules()
    yard.fills_in("UALICE", ChangeRule(rule=rule.id or 0), FORM | {"hours": "12", "involve": "owner"})
    yard.clicks("UALICE", SwitchRule(rule=rule.id or 0, on=True))
    yard.clicks("UALICE", SwitchRule(rule=rule.id or 0, on=False))
    yard.clicks("UBEN", SwitchRule(rule=rule.id or 0, on=True))
    newest = yard.trail()
    assert [each.what for each in newest] == ["switched off", "switched on", "changed", "created"]
    assert newest[2].words == "involve: topic: pricing; owner -> owner\nhours: 4 -> 12"
    assert "condition: deal.discount > 25" in newest[3].words
    said = words(yard.command("UALICE", "rules trail"))
    assert "Alice Ober changed Pricing on big discounts." in said
    assert "hours: 4 -> 12" in said
    assert "Ben Stone tried “rules.switch”, without the right to." in said
