"""A record changes: which rules fire, when they do not, and what becomes of what holds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deals.facts import KNOWN
from bot.rules.conditions import condition, fields_of
from bot.rules.crossing import Crossing, Replay, crossing
from bot.rules.spec import spec_of
from bot.rules.standing import SWITCHED_OFF, change, switch
from storage.database import Database
from storage.rules import Rules
from storage.versions import State
from tests.bot.people.house import words
from tests.bot.rules.yard import Yard

BIG = "deal.amount > 2000000"


@pytest.fixture
def yard(database: Database) -> Iterator[Yard]:
    yard = Yard(database)
    yield yard
    yard.close()


@pytest.mark.parametrize(
    ("held", "now", "round_", "follows"),
    [
        (None, True, 1, Crossing.FIRED),
        (None, False, 1, Crossing.STAYS),
        (None, None, 1, Crossing.STAYS),
        (1, True, 1, Crossing.STAYS),
        (1, False, 1, Crossing.LET_GO),
        (1, None, 1, Crossing.STAYS),
        (1, True, 2, Crossing.FIRED),
        (2, True, 1, Crossing.STAYS),
        (1, "zero", 2, Crossing.STAYS),
    ],
)
def test_what_follows_from_how_it_was_and_is(held: int | None, now: Any, round_: int, follows: Crossing) -> None:
    assert crossing(held, now, round_) is follows


def test_a_deal_that_rises_falls_and_rises_fires_twice(yard: Yard) -> None:
    rule = yard.rule(BIG)
    for amount in (1_900_000, 2_000_000, "2000000.01", 2_200_000, 2_100_000):
        yard.deal(amount)
    assert yard.opened == [(rule,)]
    yard.deal(1_800_000)
    yard.deal(2_400_000)
    assert yard.opened == [(rule,), (rule,)]


def test_exactly_the_threshold_does_not_fire_and_a_cent_above_does(yard: Yard) -> None:
    yard.rule(BIG)
    yard.deal("2000000.00", name="At it")
    yard.deal("2000000.01", name="Above it")
    assert [name for name, _ in yard.notes.opened] == ["Above it"]


def test_what_rises_and_falls_between_two_looks_has_still_done_both(yard: Yard) -> None:
    rule = yard.rule(BIG)
    for amount in (2_100_000, 1_900_000, 2_200_000):
        yard.deal(amount, quietly=True)
    yard.passes()
    assert yard.opened == [(rule,), (rule,)]


def test_two_rules_that_fire_at_once_are_told_at_once(yard: Yard) -> None:
    big, cheap = yard.rule(BIG), yard.rule("deal.discount > 20")
    yard.rule("deal.amount > 5000000")
    yard.deal(2_100_000, discount="25")
    assert yard.opened == [(big, cheap)]


def test_an_amount_that_is_not_known_changes_nothing(yard: Yard) -> None:
    yard.rule(BIG)
    yard.deal(2_100_000)
    yard.deal(None)
    yard.deal(2_200_000)
    assert len(yard.opened) == 1
    yard.deal(None)
    yard.deal(1_000_000)
    yard.deal(None)
    yard.deal(2_200_000)
    assert len(yard.opened) == 2


def test_only_rules_about_its_kind_are_read(yard: Yard) -> None:
    deal, review = yard.rule(BIG), yard.rule("review.rank <= 10", kind="review")
    yard.rule("true", kind="collateral")
    with yard.database.read() as session:
        rules = Rules(session, yard.organisation)
        assert [each[0] for each in rules.watched("deal")] == [deal]
        assert [each[0] for each in rules.watched("review")] == [review]


def test_a_deal_that_is_lost_lets_go_and_fires_again_when_it_comes_back(yard: Yard) -> None:
    rule = yard.rule(BIG)
    yard.deal(2_100_000)
    assert yard.holding() == {rule: 1}
    yard.deal(2_100_000, state="lost")
    assert yard.notes.gone == [("Acme renewal", (), "lost")]
    assert not yard.holding()
    yard.deal(2_100_000, state="open")
    assert yard.opened == [(rule,), (rule,)]


def test_a_deal_that_comes_in_won_fires_nothing(yard: Yard) -> None:
    yard.rule(BIG)
    yard.deal(2_100_000, state="won")
    assert not yard.opened


def test_what_is_handed_in_again_is_asked_about_again(yard: Yard) -> None:
    rule = yard.rule("true", kind="collateral", gate=True)
    yard.hands_in(link="https://example.com/1")
    assert yard.holding("collateral") == {rule: 1}
    yard.hands_in(link="https://example.com/2")
    assert yard.opened == [(rule,), (rule,)]
    assert yard.holding("collateral") == {rule: 2}


def test_a_review_without_marketing_fires_until_marketing_is_there(yard: Yard) -> None:
    rule = yard.rule('review.kind == "account planning" && !("marketing" in review.sides)', kind="review")
    yard.review("Acme plan", "ben@fernbrook.example", kind="account planning")
    assert yard.opened == [(rule,)]
    yard.review("Acme plan", "ben@fernbrook.example", "mia@fernbrook.example", kind="account planning")
    assert not yard.holding("review")


# Trouble


def test_a_rule_that_can_t_be_worked_out_is_shown_and_the_others_go_on(yard: Yard) -> None:
    broken, good = yard.rule("deal.amount / deal.probability > 5", name="Per chance"), yard.rule(BIG)
    yard.deal(2_100_000, probability="0")
    assert yard.opened == [(good,)]
    assert yard.row(broken).trouble == "zero"
    said = words(yard.command("UALICE", "rules"))
    assert "One rule can't be worked out: Per chance" in said
    yard.deal(2_200_000, probability="50")
    assert yard.row(broken).trouble == ""
    assert yard.opened == [(good,), (broken,)]


# Switching on, changing, switching off


@pytest.mark.parametrize("first", ["rules.mark", "deals.consider"])
def test_what_holds_as_a_rule_is_switched_on_does_not_fire_but_what_crosses_just_then_does(
    yard: Yard, first: str
) -> None:
    yard.deal(2_100_000, name="Above already")
    yard.deal(1_900_000, name="Below")
    rule = yard.rule(BIG)
    with yard.working() as work:
        row = yard.row(rule)
        switch(work[Rules].rule(rule) or row, work, on=False)
    yard.passes()
    with yard.working() as work:
        switch(work[Rules].rule(rule) or row, work, on=True)
    yard.deal(2_300_000, name="Above already", quietly=True)
    yard.deal(2_200_000, name="Below", quietly=True)
    yard.runs(first)
    yard.passes()
    assert [name for name, _ in yard.notes.opened] == ["Below"]
    assert not yard.row(rule).marking
    yard.deal(2_400_000, name="Above already")
    assert len(yard.opened) == 1


def test_many_records_are_marked_in_pages(yard: Yard) -> None:
    for number in range(450):
        yard.deal(2_100_000 + number % 2, name=f"Deal {number}", quietly=True)
    yard.passes()
    rule = yard.rule(BIG)
    assert not yard.row(rule).marking
    assert not yard.opened
    with yard.database.read() as session:
        held = Rules(session, yard.organisation).held_among(rule, range(1, 451))
    assert len(held) == 450


def test_a_changed_condition_marks_anew_without_firing(yard: Yard) -> None:
    rule = yard.rule("deal.amount > 3000000")
    yard.deal(2_500_000)
    with yard.working() as work:
        row = work[Rules].rule(rule)
        assert row is not None
        change(row, spec_of(row).model_copy(update={"condition": BIG}), work)
    yard.passes()
    yard.deal(2_600_000)
    assert not yard.opened
    yard.deal(1_000_000)
    yard.deal(2_600_000)
    assert yard.opened == [(rule,)]


def test_switching_off_forgets_what_holds_and_lets_go_what_is_open(yard: Yard) -> None:
    rule, other = yard.rule(BIG), yard.rule("deal.amount > 1")
    for number in range(60):
        yard.deal(2_100_000, name=f"Deal {number}", quietly=True)
    yard.passes()
    with yard.working() as work:
        row = work[Rules].rule(rule)
        assert row is not None
        switch(row, work, on=False)
    yard.passes()
    assert sorted(yard.notes.gone) == sorted((f"Deal {number}", (rule,), SWITCHED_OFF) for number in range(60))
    assert yard.holding() == {other: 1}
    yard.deal(2_200_000, name="Deal 0")
    assert len(yard.notes.opened) == 60


# Along a history

AMOUNTS = st.lists(st.none() | st.integers(min_value=0, max_value=10), max_size=30)


@given(amounts=AMOUNTS, before=st.none() | st.integers(min_value=0, max_value=10))
def test_a_replay_fires_once_at_each_rise(amounts: list[int | None], before: int | None) -> None:
    fields = fields_of(KNOWN["deal"])

    def state(amount: int | None) -> State:
        facts = {"amount": None if amount is None else str(amount), "state": "open"}
        return State(1, datetime(2027, 1, 1, tzinfo=UTC), facts)

    replay = Replay(condition("deal.amount > 5", "deal", fields), fields)
    known = {} if before is None else {1: state(before)}
    fired = list(replay.fired([state(each) for each in amounts], known))
    told = [before or 0, *(each for each in amounts if each is not None)]
    rises = sum(one <= 5 < other for one, other in pairwise(told))
    assert len(fired) == rises


def test_fired_carries_the_state_that_the_record_was_in(yard: Yard) -> None:
    yard.rule(BIG)
    yard.deal(2_100_000, quietly=True)
    yard.deal(1_900_000, quietly=True)
    yard.passes()
    assert [facts["amount"] for facts in yard.notes.facts] == ["2100000"]
