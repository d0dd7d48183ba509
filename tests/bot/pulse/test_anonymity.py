from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pulse.anonymity import SCOPES, plan
from bot.pulse.results import Result
from bot.pulse.results import published as publish
from bot.pulse.scoring import NUMBERS, Answers, Side, gather
from bot.pulse.uncertainty import Sums
from tests.bot.pulse.attacker import Attacker, Kind, published
from tests.bot.pulse.table import asked, people

LEFT_ONE_OUT = "3" * 19 + "."
HALF = "3" * 10 + "." * 10

kinds = st.lists(
    st.builds(
        Kind,
        side=st.sampled_from(["sales", "sales", "marketing", "marketing", "other"]),
        count=st.integers(1, 7),
        left_out=st.sampled_from(
            [frozenset(), frozenset(), frozenset({20}), frozenset({1, 20}), frozenset(range(2, 21)), frozenset({1})]
        ),
    ),
    max_size=7,
)


def naive(answers: dict[Side, Answers]) -> list[Sums]:
    """What a careless survey publishes: every group's totals, and statements by whoever rated them."""
    groups = [sum(answers.values(), Answers()), answers["sales"], answers["marketing"]]
    return [
        *(group.totals for group in groups),
        *(group.ratings(number, with_partial=True) for group, number in product(groups, NUMBERS)),
    ]


def result_of(attacker: Attacker, minimum: int = 5) -> Result:
    return publish(asked({"sales": 99, "marketing": 99, "other": 99}, minimum), attacker.answers(), {})


@settings(max_examples=150, deadline=None)
@given(kinds, st.integers(3, 6))
def test_no_sum_about_a_smaller_group_follows_from_what_is_published(people: list[Kind], minimum: int) -> None:
    attacker = Attacker(people)
    assert attacker.learns_about(published(result_of(attacker, minimum)), minimum) is None


@pytest.mark.parametrize(
    "people",
    [
        pytest.param([Kind("sales", 12), Kind("marketing", 12), Kind("other", 1)], id="the one above both sides"),
        pytest.param([Kind("sales", 12), Kind("marketing", 4)], id="a small side, by overall less the other"),
        pytest.param(
            [Kind("sales", 12), Kind("sales", 1, frozenset({20})), Kind("marketing", 12)],
            id="who left one statement out, by statements less totals",
        ),
        pytest.param(
            [Kind("sales", 8), Kind("marketing", 3), Kind("marketing", 6, frozenset({20}))],
            id="the few complete ones of a side whose total is hidden",
        ),
    ],
)
def test_the_attacker_is_good_enough_to_break_a_careless_survey(people: list[Kind]) -> None:
    attacker = Attacker(people)
    assert attacker.learns_about(naive(attacker.answers()), 5) is not None
    assert published(result_of(attacker))
    assert attacker.learns_about(published(result_of(attacker)), 5) is None


def test_the_attacker_can_do_no_more_than_arithmetic() -> None:
    attacker = Attacker([Kind("sales", 5), Kind("marketing", 5)])
    assert attacker.learns_about(naive(attacker.answers()), 5) is None


def test_five_of_each_side_are_shown_and_four_are_not() -> None:
    five = plan(gather([*people("sales", 5), *people("marketing", 5)]))
    assert five.scopes == SCOPES
    four = plan(gather([*people("sales", 5), *people("marketing", 4)]))
    assert four.scopes == ("overall",)
    total = four.total("overall")
    assert total is not None
    assert total.n == 9


def test_five_people_in_all_are_shown_and_four_are_not() -> None:
    assert plan(gather([*people("sales", 3), *people("marketing", 2)])).scopes == ("overall",)
    assert plan(gather([*people("sales", 2), *people("marketing", 2)])).scopes == ()
    assert plan(gather([])).scopes == ()


def test_another_minimum_may_be_set_but_not_below_three() -> None:
    three = gather([*people("sales", 3), *people("marketing", 3)])
    assert plan(three, minimum=3).scopes == SCOPES
    assert plan(three, minimum=6).scopes == ("overall",)
    with pytest.raises(ValueError, match="smallest group that may be shown is 3"):
        plan(three, minimum=2)


def test_a_few_of_neither_side_are_left_out_and_enough_of_them_counted() -> None:
    sides = [*people("sales", 5), *people("marketing", 5)]
    few, enough = plan(gather([*sides, *people("other", 4)])), plan(gather([*sides, *people("other", 5)]))
    assert (few.others, enough.others) == ("left_out", "counted")
    totals = few.total("overall"), enough.total("overall")
    assert [total.n for total in totals if total] == [10, 15]


def test_those_of_neither_side_count_where_only_everyone_together_is_shown() -> None:
    together = plan(gather([*people("sales", 5), *people("marketing", 3), *people("other", 1)]))
    assert together.others == "counted"
    assert together.statement(1)["overall"].n == 9


def test_partial_answers_count_for_statements_from_five_people_on() -> None:
    sides = [*people("sales", 5), *people("marketing", 5)]
    four = plan(gather([*sides, *people("sales", 4, LEFT_ONE_OUT)]))
    five = plan(gather([*sides, *people("sales", 5, LEFT_ONE_OUT)]))
    assert (four.statement(1)["sales"].n, four.partial_counted("sales")) == (5, 0)
    assert (five.statement(1)["sales"].n, five.partial_counted("sales")) == (10, 5)
    assert five.statement(20)["sales"].n == 5
    assert (five.total("sales"), four.total("sales")) == (Sums.of(*[60] * 5), Sums.of(*[60] * 5))


def test_with_too_few_complete_answers_there_are_statements_but_no_total() -> None:
    shown = plan(gather([*people("sales", 6, LEFT_ONE_OUT), *people("marketing", 5, HALF)]))
    assert shown.scopes == SCOPES
    assert [shown.total(scope) for scope in SCOPES] == [None, None, None]
    assert {scope: sums.n for scope, sums in shown.statement(1).items()} == {"overall": 11, "sales": 6, "marketing": 5}


def test_without_totals_a_statement_that_a_side_mostly_left_out_is_shown_for_everyone_only() -> None:
    shown = plan(gather([*people("sales", 6, LEFT_ONE_OUT), *people("marketing", 5, HALF)]))
    assert {scope: sums.n for scope, sums in shown.statement(11).items()} == {"overall": 6}
    assert shown.statement(20) == {}
