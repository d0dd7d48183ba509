"""What state follows from which answers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagements.standing import COUNTING, Answer, late, next_deadline, released_by, slots, state_of

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
STATES = ("asked", "joined", "changes", "handed", "declined", "waived", "released")


def answers(*said: tuple[int, str]) -> list[Answer]:
    """Each as (target, state)."""
    return [Answer(number, target, state, NOW) for number, (target, state) in enumerate(said, 1)]


@pytest.mark.parametrize(
    ("need", "said", "state"),
    [
        ("each", [(0, "asked")], "open"),
        ("each", [(0, "joined")], "met"),
        ("each", [(0, "joined"), (0, "asked")], "met"),
        ("each", [(0, "joined"), (1, "asked")], "open"),
        ("each", [(0, "joined"), (1, "waived")], "met"),
        ("each", [(0, "waived"), (1, "waived")], "waived"),
        ("each", [(0, "declined")], "open"),
        ("each", [(0, "handed"), (0, "joined")], "met"),
        ("each", [(0, "handed"), (0, "asked")], "open"),
        ("each", [(0, "joined"), (0, "changes")], "open"),
        ("one", [(0, "joined"), (1, "asked")], "met"),
        ("one", [(0, "declined"), (1, "asked")], "open"),
        ("all", [(0, "joined"), (0, "asked")], "open"),
        ("all", [(0, "joined"), (0, "joined"), (0, "handed")], "met"),
        ("all", [(0, "joined"), (0, "waived")], "met"),
    ],
)
def test_by_example(need: str, said: list[tuple[int, str]], state: str) -> None:
    targets = {target for target, _ in said}
    assert state_of(slots(need, targets, answers(*said))) == state


def test_nobody_found_stays_open() -> None:
    (slot,) = slots("each", {0}, [])
    assert (slot.state, slot.due) == ("open", None)
    assert [each.answers for each in late([slot], NOW, NOW)] == [()]
    assert next_deadline([slot], NOW, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)


ANSWERS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STATES), st.integers(-9, 9)), max_size=8).map(
    lambda said: [
        Answer(number, target, state, NOW + timedelta(hours=due)) for number, (target, state, due) in enumerate(said, 1)
    ]
)
NEEDS = st.sampled_from(("each", "one", "all"))


@given(NEEDS, ANSWERS)
def test_every_answer_that_counts_is_in_one_slot(need: str, said: list[Answer]) -> None:
    every = slots(need, {0, 1, 2}, said)
    within = [each.ask for slot in every for each in slot.answers]
    assert sorted(within) == sorted(each.ask for each in said if each.state in COUNTING)


@given(NEEDS, ANSWERS)
def test_what_is_done_waits_for_nobody(need: str, said: list[Answer]) -> None:
    every = slots(need, {0, 1, 2}, said)
    if state_of(every) != "open":
        assert late(every, NOW, NOW) == []
        assert next_deadline(every, NOW, NOW + timedelta(days=9)) is None
        waiting = {each.ask for each in said if each.state in {"asked", "declined"}}
        assert waiting == released_by(every), "nobody is left who would still be asked"


@given(NEEDS, ANSWERS)
def test_releasing_changes_no_state(need: str, said: list[Answer]) -> None:
    before = state_of(slots(need, {0, 1, 2}, said))
    free = released_by(slots(need, {0, 1, 2}, said))
    after = [Answer(each.ask, each.target, "released" if each.ask in free else each.state, each.due) for each in said]
    assert state_of(slots(need, {0, 1, 2}, after)) == before
    assert released_by(slots(need, {0, 1, 2}, after)) == frozenset()


@given(NEEDS, ANSWERS)
def test_one_more_yes_never_opens_anything(need: str, said: list[Answer]) -> None:
    before = state_of(slots(need, {0, 1, 2}, said))
    for at, each in enumerate(said):
        if each.state in {"asked", "declined"}:
            after = [*said[:at], Answer(each.ask, each.target, "joined", each.due), *said[at + 1 :]]
            assert before == "open" or state_of(slots(need, {0, 1, 2}, after)) != "open"


@given(NEEDS, ANSWERS)
def test_a_slot_is_late_or_has_its_deadline_ahead(need: str, said: list[Answer]) -> None:
    every = slots(need, {0, 1, 2}, said)
    open_ones = [each for each in every if each.state == "open"]
    otherwise = NOW + timedelta(hours=3)
    passed = late(every, NOW, otherwise)
    following = next_deadline(every, NOW, otherwise)
    assert (len(passed) == len(open_ones)) == (following is None)
    assert following is None or following > NOW
