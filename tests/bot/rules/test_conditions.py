"""Conditions: what they say of a record, what they refuse and in which words, and that nothing hostile gets through."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.deals.facts import KNOWN
from bot.rules.conditions import (
    LONGEST,
    Fields,
    Result,
    Trouble,
    condition,
    conditions_of,
    fields_of,
    state_of,
    wrong_with,
)
from tests.contract.stage import NOW

DEAL: Fields = fields_of(KNOWN["deal"])
REVIEW: Fields = fields_of(KNOWN["review"])
ACME: dict[str, Any] = {
    "name": "Acme renewal",
    "amount": "2000000.01",
    "original_amount": "1900000",
    "currency": "EUR",
    "discount": None,
    "probability": "0",
    "region": "DACH",
    "segment": "",
    "state": "open",
    "close_date": "2027-03-01",
    "days_to_close": "49",
}
AUTUMN: dict[str, Any] = {
    "kind": "account review",
    "sides": ["sales"],
    "attendees": ["ana@example.com", "ben@example.com"],
    "top_ten": True,
    "rank": "3",
    "rank_booked": None,
}


def of_deal(typed: str, **facts: Any) -> Result:
    assert wrong_with(typed, "deal", DEAL) is None, words(typed)
    return condition(typed, "deal", DEAL).of(state_of(ACME | facts, DEAL))


def of_review(typed: str, **facts: Any) -> Result:
    assert wrong_with(typed, "review", REVIEW) is None
    return condition(typed, "review", REVIEW).of(state_of(AUTUMN | facts, REVIEW))


def words(typed: str, fields: Fields = DEAL) -> str:
    """What is wrong with it, as people read it."""
    wrong = wrong_with(typed, "deal", fields)
    assert wrong is not None, f"nothing is wrong with {typed}"
    return Reader(now=NOW).plain(wrong.words)


# What they say


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("deal.amount > 2000000", True),
        ("deal.amount > 2000000.01", False),
        ("deal.amount >= 2000000.01", True),
        ("deal.amount ≥ 2000000.01", True),
        ("deal.amount * 0.1 > 200000", True),
        ("deal.amount + 1 == 2000001.01", True),
        ("-deal.amount < 0", True),
        ("deal.days_to_close - 9 - 20 == 20", True),
        ("2 - (3 - 4) == 3", True),
        ('deal.region == "DACH" && deal.amount > 1', True),
        ("deal.region == “DACH”", True),
        ("deal.region == 'Nordics' || deal.state == 'open'", True),
        ('deal.region in ["DACH", "Nordics"]', True),
        ('deal.name.startsWith("Acme") && deal.name.matches("A.*l")', True),
        ("size(deal.region) == 4 && size(deal.region) * 0.5 == 2", True),
        ('deal.close_date < "2027-03-02"', True),
        ('deal.close_date == "2027-03-01"', True),
        ('deal.close_date > timestamp("2027-03-01T00:00:00Z")', False),
        ('deal.close_date in ["2027-03-01"]', True),
        ("deal.amount > 5 ? deal.region == 'DACH' : false", True),
        ("true", True),
    ],
)
def test_what_conditions_say_of_a_deal(typed: str, said: bool) -> None:
    assert of_deal(typed) is said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"marketing" in review.sides', False),
        ('!("marketing" in review.sides)', True),
        ("review.top_ten && review.rank <= 10", True),
        ("review.rank <= 10 || review.rank_booked <= 10", True),
        ("review.rank <= 2 || review.rank_booked <= 10", None),
        ('review.attendees.exists(x, x.endsWith("@example.com"))', True),
        ('review.attendees.all(x, x.startsWith("ana"))', False),
        ('review.attendees.exists_one(x, x.startsWith("ana"))', True),
        ('size(review.attendees.filter(x, x.startsWith("ana"))) == 1', True),
    ],
)
def test_what_conditions_say_of_a_review(typed: str, said: Result) -> None:
    assert of_review(typed) is said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("deal.discount > 20", None),
        ("deal.discount != 20", None),
        ("!(deal.discount > 20)", None),
        ("deal.discount in [10, 20]", None),
        ("deal.discount > 20 && deal.amount < 1", False),
        ("deal.amount < 1 && deal.discount > 20", False),
        ("deal.discount > 20 || deal.amount > 1", True),
        ("deal.discount == null", True),
        ("has(deal.discount)", False),
        ("deal.discount != null && deal.discount > 20", False),
        ("deal.probability == 0", True),
        ("has(deal.probability)", True),
        ("has(deal.segment)", False),
        ('deal.segment == ""', True),
    ],
)
def test_what_is_not_known_decides_nothing_unless_the_rest_does(typed: str, said: Result) -> None:
    assert of_deal(typed) is said


def test_dividing_by_zero_is_trouble_and_not_more_than_any_threshold() -> None:
    assert of_deal("deal.amount / deal.probability > 100") is Trouble.ZERO
    assert of_deal("deal.amount / deal.probability > 100", probability="50") is True


def test_a_condition_that_fields_no_longer_have_is_stale() -> None:
    assert condition("deal.colour == 'red'", "deal", DEAL).of(state_of(ACME, DEAL)) is Trouble.STALE


CENTS = st.integers(min_value=0, max_value=10**15)


@given(amount=CENTS, threshold=CENTS)
def test_no_two_amounts_of_money_are_confused(amount: int, threshold: int) -> None:
    self_and_next = (threshold, max(0, threshold - 1), threshold + 1, amount)
    typed = f"deal.amount > {Decimal(threshold) / 100}"
    for cents in self_and_next:
        found = condition(typed, "deal", DEAL).of(state_of({"amount": str(Decimal(cents) / 100)}, DEAL))
        assert found is (cents > threshold), (cents, threshold)


# Against our own reading of three-valued logic

LEAVES: dict[str, Callable[[dict[str, Any]], bool | None]] = {
    "deal.amount > 5": lambda facts: None if facts["amount"] is None else facts["amount"] > 5,
    "deal.amount == 5": lambda facts: None if facts["amount"] is None else facts["amount"] == 5,
    "deal.discount != 5": lambda facts: None if facts["discount"] is None else facts["discount"] != 5,
    "has(deal.discount)": lambda facts: facts["discount"] is not None,
    'deal.region == "DACH"': lambda facts: facts["region"] == "DACH",
}
TREES = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: st.tuples(st.just("!"), inner) | st.tuples(inner, st.sampled_from(["&&", "||"]), inner),
    max_leaves=8,
)


def typed_of(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    if len(tree) == 2:
        return f"!({typed_of(tree[1])})"
    return f"({typed_of(tree[0])}) {tree[1]} ({typed_of(tree[2])})"


def logic(tree: Any, facts: dict[str, Any]) -> bool | None:
    if isinstance(tree, str):
        return LEAVES[tree](facts)
    if len(tree) == 2:
        inner = logic(tree[1], facts)
        return None if inner is None else not inner
    sides = {logic(tree[0], facts), logic(tree[2], facts)}
    decides = tree[1] == "||"
    return decides if decides in sides else None if None in sides else not decides


@given(
    tree=TREES,
    amount=st.none() | st.integers(4, 6),
    discount=st.none() | st.integers(4, 6),
    region=st.sampled_from(["", "DACH"]),
)
def test_conditions_are_worked_out_as_logic_has_it(
    tree: Any, amount: int | None, discount: int | None, region: str
) -> None:
    facts = {"amount": amount, "discount": discount, "region": region}
    told = {key: str(value) if isinstance(value, int) else value for key, value in facts.items()}
    typed = typed_of(tree)
    wrong = wrong_with(typed, "deal", DEAL)
    if wrong is None:
        assert condition(typed, "deal", DEAL).of(state_of(told, DEAL)) is logic(tree, facts)


# What they refuse


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("deal.amount > 2,000,000", "At character 16: Write numbers without separators"),
        ("deal.amount > 2M", "At character 16: Write the number alone"),
        ("deal.amount > 20%", "At character 17: Write per cent as a bare number"),
        ("deal.amount = 3", "At character 13: Write == to compare"),
        ("deal.amount > 3 and deal.discount > 5", "At character 17: Write && for “and”"),
        ("deal.amount >", "At character 14: Something is missing at the end"),
        ("(deal.amount > 3", "At character 1: “(” opens here and is never closed"),
        ('deal.region == "DACH', "At character 16: The quotation mark that opens here is never closed"),
        (
            "deal.amout > 3",
            "At character 6: deal has no “amout”. Did you mean deal.amount? Known are deal.name, deal.account",
        ),
        ("deal.colour == 'red'", "At character 6: deal has no “colour”. Known are"),
        ("amount > 3", "At character 1: I don't know “amount”. Did you mean deal.amount?"),
        ("Deal.amount > 3", "At character 1: This rule is about “deal”: write deal.amount."),
        ("review.rank > 3", "At character 1: I don't know “review”. A field is written as deal.name"),
        ('deal.amount > "2000000"', "At character 13: “>” compares a number with a text. Write the number without"),
        ("deal.region == 3", "At character 13: “==” compares a text with a number. Write the text in quotation marks."),
        ("deal.state == 'open' && deal.region > 3", "At character 37: “>” compares a text with a number"),
        ("deal.amount", "this is a number. Compare it with something, such as deal."),
        ('deal.close_date < "next week"', 'At character 19: Write the date as year-month-day, such as "2027-03-31"'),
        ("deal.close_date - 30 > 5", "At character 1: “-” calculates with numbers, and this is a date"),
        ("deal.amount / 0 > 3", "At character 15: Divide by a field"),
        ("1 < deal.amount < 3", "At character 17: “<” compares a yes or no with a number"),
        ("deal.region.lower() == 'x'", "At character 13: I don't know “lower(…)”. Known are size(…)"),
        ('deal.name.matches("a{1000}")', "At character 19: A pattern is written out"),
        ("[1].exists(x, [2].exists(y, y > x))", "At character 19: “exists” can't stand within another"),
        ("", "Say when this rule is to fire"),
        ("deal.amount > 1 || " * 80 + "true", "A condition has 1,000 characters at most"),
        ("!" * 200 + "true", "Too many brackets within each other"),
        ("(" * 120 + "true" + ")" * 120, "Too many brackets within each other"),
        ("1 == 1" + " && 1 == 1" * 80, "Make two rules of it"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(typed: str, said: str) -> None:
    assert said in words(typed)


def test_a_field_that_is_not_there_is_answered_with_all_that_are() -> None:
    said = words("deal.amout > 3")
    assert all(f"deal.{each.name}" in said for each in KNOWN["deal"])


SIGNS = "deal . amount region deal.amount deal.close_date ( ) [ ] { } && || ! - + * / % == != < >= in ? : , ' \" “ \\"
VALUES = '1 0 1.5 1e999 "DACH" true null exists (x, x size( has( matches( \x00 🙂'
PIECES = st.sampled_from(f"{SIGNS} {VALUES}".split(" "))


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=80))
def test_whatever_is_typed_is_either_refused_in_words_or_worked_out(typed: str) -> None:
    wrong = wrong_with(typed, "deal", DEAL)
    if wrong is None:
        found = condition(typed, "deal", DEAL).of(state_of(ACME, DEAL))
        assert found is None or isinstance(found, bool | Trouble)
    else:
        assert 1 <= wrong.at <= LONGEST + 1
        assert Reader(now=NOW).plain(wrong.words)


DEEPEST_ALLOWED = [
    "(" * 18 + "true" + ")" * 18,
    "!" * 18 + "true",
    "1" + " + 1" * 140 + " > 3",
    "deal.amount > 1" + " || deal.amount > 1" * 45,
    "(size(" * 7 + "deal.region" + ")" * 14 + " > 1",
    "true ? true : " * 18 + "false",
]


@pytest.mark.parametrize("typed", DEEPEST_ALLOWED)
def test_the_deepest_that_is_allowed_fits_a_small_stack(typed: str) -> None:
    """The library recurses; a thread may have a stack far smaller than the main one's."""
    found: list[Result] = []

    def run() -> None:
        if wrong_with(typed, "deal", DEAL) is None:
            found.append(condition(typed, "deal", DEAL).of(state_of(ACME, DEAL)))
        else:
            found.append(None)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(found) == 1


def test_conditions_are_put_together_once() -> None:
    of = conditions_of("deal", DEAL)
    assert of("deal.amount > 77") is of("deal.amount > 77")
