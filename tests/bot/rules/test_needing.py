"""What rules need to know before they can decide: only what could still make a difference."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deals.facts import KNOWN
from bot.ports.directory import Concerning
from bot.ports.records import Subject
from bot.routes import SUBJECTS
from bot.rules.conditions import condition, fields_of, state_of
from bot.rules.needing import Needs
from bot.rules.standing import switch
from storage.database import Database
from storage.rules import Rules
from tests.bot.rules.yard import Yard

FIELDS = fields_of(KNOWN["deal"])
BOTH = 'deal.amount > 500 && deal.region == "DACH"'
FILLED: dict[str, list[str]] = {"amount": ["100", "900"], "region": ["DACH", "Nordics"], "discount": ["5", "30"]}
NOTHING: dict[str, Any] = {"amount": None, "region": "", "discount": None}


def needed(yard: Yard, typed: str, **facts: Any) -> set[str]:
    yard.rule(typed)
    subject = Subject(kind="deal", id=1, name="Acme", facts=NOTHING | facts, concerning=Concerning())
    with yard.working() as work:
        return set(Needs(SUBJECTS).unknown(subject, work))


@pytest.mark.parametrize(
    ("typed", "facts", "expected"),
    [
        (BOTH, {"amount": "100"}, set()),
        (BOTH, {"amount": "900"}, {"region"}),
        (BOTH, {"region": "Nordics"}, set()),
        (BOTH, {}, {"amount", "region"}),
        ('deal.region == "DACH" || deal.discount > 10', {"discount": "30"}, set()),
        ("has(deal.discount) && deal.discount > 10", {}, set()),
        ('!(deal.region in ["DACH"])', {}, {"region"}),
        ("true", {}, set()),
    ],
)
def test_only_what_could_make_a_difference(
    sqlite_database: Database, typed: str, facts: dict[str, str], expected: set[str]
) -> None:
    yard = Yard(sqlite_database)
    assert needed(yard, typed, **facts) == expected
    yard.close()


def test_rules_that_are_off_need_nothing(sqlite_database: Database) -> None:
    yard = Yard(sqlite_database)
    number = yard.rule(BOTH)
    with yard.working() as work:
        rule = work[Rules].rule(number)
        assert rule is not None
        switch(rule, work, on=False)
    assert needed(yard, "deal.discount > 10") == {"discount"}
    yard.close()


PARTS = st.sampled_from(["deal.amount > 500", 'deal.region == "DACH"', "deal.discount > 10", '!(deal.region == "X")'])


@given(
    parts=st.lists(PARTS, min_size=1, max_size=4),
    joins=st.lists(st.sampled_from(["&&", "||"]), min_size=3, max_size=3),
    facts=st.fixed_dictionaries({key: st.sampled_from(["", *values]) for key, values in FILLED.items()}),
)
def test_what_is_decided_no_answer_can_change(parts: list[str], joins: list[str], facts: dict[str, str]) -> None:
    """Whatever is filled in later: where the rule could decide without it, it decides the same."""
    typed = parts[0]
    for join, part in zip(joins, parts[1:], strict=False):
        typed = f"({typed}) {join} {part}"
    rule = condition(typed, "deal", FIELDS)
    known = {key: value for key, value in facts.items() if value}
    early = rule.of(state_of(known, tuple(each for each in FIELDS if each[0] in known)))
    if early is None:
        return
    open_ = [key for key in FILLED if key not in known]
    for values in product(*(FILLED[key] for key in open_)):
        later = known | dict(zip(open_, values, strict=True))
        assert rule.of(state_of(later, FIELDS)) is early, (typed, later)
