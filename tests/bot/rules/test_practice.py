"""Rules in practices.yaml: what a file would change, what is refused and in which line; an export changes nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.deals.facts import KNOWN
from bot.practices import applying
from bot.routes import SUBJECTS
from bot.rules.practice import RulePractice
from bot.rules.spec import KINDS, Spec, spec_of
from bot.rules.standing import create
from bot.rules.templates import TEMPLATES
from bot.targets import Target
from storage.database import Database
from storage.rules import Rule
from tests.bot.people.house import MONDAY
from tests.bot.rules.test_whom import LEVELS, TARGETS
from tests.bot.rules.yard import Yard

PRACTICES = (RulePractice(SUBJECTS),)
FILE = """\
rules:
  - name: Brand manager on big deals
    template: big-deals
    hours: 12
  - name: High discounts
    kind: deal
    condition: deal.discount > 25 && deal.amount > 100000
    involve: ["topic: pricing", owner]
    need: one
    escalate: [owner's manager, head of marketing after 8 hours]
    waive: [head of sales]
    state: paused
"""


@pytest.fixture
def yard(sqlite_database: Database) -> Iterator[Yard]:
    yard = Yard(sqlite_database)
    yield yard
    yard.close()


def applies(yard: Yard, text: str) -> list[str]:
    """What the file would change, or what is wrong; done, unless something is."""
    with yard.database.write() as session:
        planned = applying.run(text.encode(), PRACTICES, applying.working(session, yard.organisation, MONDAY))
        if planned.bad:
            session.rollback()
    return applying.plan_lines(planned, MONDAY)


def exports(yard: Yard) -> str:
    with yard.database.read() as session:
        return applying.export(PRACTICES, applying.working(session, yard.organisation, MONDAY))


def test_a_file_says_first_what_it_would_change(yard: Yard) -> None:
    said = applies(yard, FILE)
    assert said[0] == "+ rules: Brand manager on big deals (new)"
    assert "    condition: deal.amount > 2000000" in said
    assert "    hours: 12" in said
    assert "    involve: topic: pricing; owner" in said
    big, discounts = sorted(yard.rules(), key=lambda each: each.name)
    assert (big.template, big.on, big.key) == ("big-deals", True, "brand-manager-on-big-deals")
    assert (discounts.on, discounts.condition) == (False, "deal.discount > 25 && deal.amount > 100000")
    assert applies(yard, FILE) == ["Everything is as the file says."]


def test_what_it_changes_is_watched_and_on_record(yard: Yard) -> None:
    applies(yard, FILE)
    said = applies(yard, FILE.replace("state: paused", "state: active").replace("> 25", "> 30"))
    assert said == [
        "> rules: High discounts (goes on)",
        "    condition: deal.discount > 25 && deal.amount > 100000 -> deal.discount > 30 && deal.amount > 100000",
        "    state: paused -> active",
    ]
    yard.passes()
    yard.deal(200_000, discount="31")
    assert len(yard.opened) == 1
    newest = yard.trail()
    assert [(each.what, each.person, each.platform) for each in newest[:2]] == [
        ("switched on", None, ""),
        ("changed", None, ""),
    ]
    assert newest[1].words.startswith("condition: deal.discount > 25")


def test_a_key_stays_while_the_name_changes(yard: Yard) -> None:
    applies(yard, FILE)
    renamed = exports(yard).replace("name: High discounts", "name: Steep discounts")
    assert "    name: High discounts -> Steep discounts" in applies(yard, renamed)
    assert {each.key: each.name for each in yard.rules()}["high-discounts"] == "Steep discounts"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "deal.discount > 25",
            "deal.discont > 25",
            "Line 7: In “condition”, at character 6: deal has no “discont”. Did you mean deal.discount?",
        ),
        ("deal.discount > 25", "deal.discount >", "Line 7: In “condition”, at character 17: "),
        ("deal.discount > 25", "deal.region > 25", "Line 7: In “condition”, at character 13: “>” compares a text with"),
        ("topic: pricing", "topik: pricing", "Line 8: I don't understand “topik: pricing”. Write topic: brand manager"),
        ("head of sales]", "head of legal]", "Line 11: “head of legal”: after “of” comes sales or marketing."),
        ("head of sales]", "x@y.example]", "Line 11: I know nobody with the address x@y.example. Import them first."),
        ("big-deals", "huge-deals", "Line 3: There is no template “huge-deals”. Known are big-deals, "),
        ("need: one", "need: some", "Line 9: “need” is 'each', 'one' or 'all', not “some”."),
        ("    kind: deal\n", "", "Line 5: A new rule needs kind, condition and involve: “kind” is missing."),
        ("kind: deal", "kind: lead", "Line 6: “kind” is 'deal', "),
        ("    hours: 12", "    hors: 12", "Line 4: I don't know “hors”. Did you mean “hours”?"),
        ("hours: 12", "hours: 0", "Line 4: “hours” is 1.0 at least, not “0”."),
        ("name: High discounts", "name: brand manager on BIG deals", "Line 5: There are two of these in the file."),
    ],
)
def test_what_is_wrong_is_told_by_line_field_and_place(yard: Yard, old: str, new: str, said: str) -> None:
    assert old in FILE
    lines = applies(yard, FILE.replace(old, new))
    assert any(line.startswith(said) for line in lines), lines
    assert not yard.rules()


def test_what_a_rule_is_about_can_t_be_changed(yard: Yard) -> None:
    applies(yard, FILE)
    said = applies(
        yard, FILE.replace("kind: deal", "kind: review").replace("deal.discount > 25 && deal.amount > 100000", "true")
    )
    assert said == ["Line 6: “High discounts” is about a deal, and that can't be changed."]


CONDITIONS = {
    "deal": ("deal.amount > 2000000.01", 'deal.region in ["DACH", "Nordics"] && deal.discount > 5', "true"),
    "review": ('!("marketing" in review.sides)', "review.rank <= 10 || review.rank_booked <= 10"),
}
SPOKEN = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
ANYBODY = st.lists(TARGETS.map(lambda each: Target(who="owner") if each.person else each), min_size=1, max_size=4)
LATER = LEVELS.filter(lambda each: not each.to.person)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    kind = draw(st.sampled_from(KINDS))
    return Spec(
        name=draw(SPOKEN.filter(bool)),
        kind=kind,
        condition=draw(st.sampled_from(CONDITIONS.get(kind, ("true", f"{kind}.round > 1")))),
        involve=tuple(draw(ANYBODY)),
        need=draw(st.sampled_from(["each", "one", "all"])),
        hours=draw(st.decimals(min_value=1, max_value=400, places=2)),
        escalate=tuple(draw(st.lists(LATER, max_size=3))),
        pass_on=tuple(draw(st.lists(ANYBODY, max_size=1).map(lambda each: each[0] if each else []))),
        waive=tuple(draw(st.lists(ANYBODY, max_size=1).map(lambda each: each[0] if each else []))),
        gate=draw(st.booleans()),
        urgent=draw(st.booleans()),
        ask=draw(SPOKEN),
    )


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=st.lists(st.tuples(specs(), st.booleans()), max_size=4, unique_by=lambda each: each[0].name.casefold()))
def test_nothing_is_lost_on_the_way_out_and_in(yard: Yard, made: list[tuple[Spec, bool]]) -> None:
    def kept() -> dict[str, Any]:
        return {each.key: (spec_of(each), each.on) for each in yard.rules()}

    def clear() -> None:
        with yard.working() as work:
            for each in work.people.session.exec(select(Rule)).all():
                work.people.session.delete(each)

    with yard.working() as work:
        for spec, on in made:
            create(spec, work, on=on)
    before, written = kept(), exports(yard)
    assert applies(yard, written) == ["Everything is as the file says."]
    clear()
    applies(yard, written)
    assert kept() == before
    assert exports(yard) == written
    clear()


def test_the_file_says_where_fields_are_explained(yard: Yard) -> None:
    assert "# Rules of engagement. docs/rules.md says" in exports(yard)
    assert set(KNOWN) == set(KINDS)


def test_the_example_in_the_docs_can_be_applied_and_names_every_field(yard: Yard) -> None:
    docs = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", docs, re.DOTALL)
    assert found is not None
    said = applies(yard, found[1])
    assert "+ rules: High discounts (new)" in said, said
    assert all(f"`{each.name}`" in docs for known in KNOWN.values() for each in known)
    assert all(f"`{key}`" in docs for key in TEMPLATES)
