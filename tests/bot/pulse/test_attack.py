"""Attacks on everything that is published of pulses and surveys, while they are open and once they are closed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.pulse.anonymity import SCOPES
from bot.pulse.questions import Question, all_twenty, statements
from bot.pulse.results import Asked, Kind, Result, compute, published
from bot.pulse.rotation import take
from bot.pulse.scoring import NUMBERS, SIDES, Answers, Response, Side, gather
from bot.pulse.status import status
from bot.pulse.uncertainty import Sums
from tests.bot.pulse.attacker import Attacker, Equation
from tests.bot.pulse.attacker import Kind as People
from tests.bot.pulse.attacker import published as figures
from tests.bot.pulse.table import asked

ENOUGH: dict[Side, int] = {"sales": 99, "marketing": 99, "other": 99}
CHOICE = Question(number=3, kind="choice", text="Where?", options=("Here", "There", "Elsewhere"))
SURVEY = (
    Question(number=1, kind="scale", text="How good was it?"),
    Question(number=2, kind="yes_no", text="Again?"),
    CHOICE,
    Question(number=4, kind="recommend", text="Would you recommend it?"),
)


def people(left_out: Sequence[frozenset[int]], most: int = 7) -> st.SearchStrategy[list[People]]:
    kind = st.builds(
        People,
        side=st.sampled_from(["sales", "sales", "marketing", "marketing", "other"]),
        count=st.integers(1, 7),
        left_out=st.sampled_from([frozenset[int](), *left_out]),
    )
    return st.lists(kind, max_size=most)


def wave(kind: Kind, numbers: Sequence[int], minimum: int) -> Asked:
    some = all_twenty() if kind == "assessment" else statements(numbers)
    return asked(ENOUGH, minimum).model_copy(update={"kind": kind, "questions": some})


@settings(max_examples=150, deadline=None)
@given(people([frozenset({1}), frozenset({1, 16}), frozenset({6})]), st.integers(3, 6))
def test_no_sum_about_a_smaller_group_follows_from_a_pulse(those: list[People], minimum: int) -> None:
    attacker = Attacker(those)
    result = published(wave("pulse", (1, 16, 6), minimum), attacker.answers((1, 16, 6), whole=False), {})
    assert attacker.learns_about(figures(result), minimum) is None


@settings(max_examples=30, deadline=None)
@given(people([], most=5), st.integers(3, 6), st.integers(0, 19))
def test_nor_from_several_waves_of_the_same_people_who_never_change_their_minds(
    those: list[People], minimum: int, cursor: int
) -> None:
    attacker = Attacker(those)
    seen: list[Sums] = figures(published(wave("assessment", NUMBERS, minimum), attacker.answers(), {}))
    for _ in range(3):
        numbers, cursor = take(cursor)
        result = published(wave("pulse", numbers, minimum), attacker.answers(numbers, whole=False), {})
        seen += figures(result)
    assert attacker.learns_about(seen, minimum) is None


@settings(max_examples=30, deadline=None)
@given(people([frozenset({1}), frozenset({20})], most=5), st.integers(3, 6))
def test_nor_from_several_waves_that_were_answered_anew(those: list[People], minimum: int) -> None:
    attacker = Attacker(those)
    seen = figures(published(wave("assessment", NUMBERS, minimum), attacker.answers(wave=1), {}))
    for again in (2, 3):
        answers = attacker.answers((1, 20), whole=False, wave=again)
        seen += figures(published(wave("pulse", (1, 20), minimum), answers, {}))
    assert attacker.learns_about(seen, minimum) is None


def test_the_attacker_does_break_waves_of_groups_that_differ_by_one() -> None:
    """Which is why such waves are rounded."""
    before = Attacker([People("sales", 6), People("marketing", 6), People("sales", 1)])
    first = published(wave("pulse", (1,), 5), before.answers((1,), whole=False), {})
    leaver = before.kinds[2]
    rest = before.answers((1,), whole=False)
    gone = before._of_kind(2, leaver, (1,), whole=False, wave=0)
    kept = rest["sales"].partial_ratings[1].total - gone.partial_ratings[1].total
    rest["sales"] = Answers(partial=6, partial_ratings={1: Sums(n=6, total=kept, squares=0)})
    second = published(wave("pulse", (1,), 5), rest, {})
    assert before.learns_about([*figures(first), *figures(second)], 5) == (leaver,)


# Own questions: every count is read off by having one kind of people answer otherwise


def counted(those: Sequence[People], given_by: dict[tuple[int, int], int]) -> dict[Side, Answers]:
    gathered = {side: Answers() for side in SIDES}
    for at, kind in enumerate(those):
        answered = [each for each in SURVEY if each.number not in kind.left_out]
        if answered:
            gathered[kind.side] += Answers(
                partial=kind.count,
                partial_ratings={
                    each.number: Sums(n=kind.count, total=3 * kind.count, squares=9 * kind.count) for each in answered
                },
                counts={each.number: {given_by.get((at, each.number), 0): kind.count} for each in answered},
            )
    return gathered


def counts_of(result: Result) -> list[int]:
    return [
        count
        for question in result.questions
        for scope in SCOPES
        if scope in question.shares
        for count in question.shares[scope].counts or ()
    ]


@settings(max_examples=25, deadline=None)
@given(people([frozenset({2}), frozenset({3, 4}), frozenset({1, 2})]), st.integers(3, 6))
def test_no_count_about_a_smaller_group_follows_from_a_survey(those: list[People], minimum: int) -> None:
    about = asked(ENOUGH, minimum).model_copy(update={"kind": "survey", "questions": SURVEY})
    start = counts_of(published(about, counted(those, {}), {}))
    equations: list[Equation] = [{} for _ in start]
    owner: list[int] = []
    others = {2: (1,), 3: (1, 2), 4: (7, 9)}
    for at, (number, values) in product(range(len(those)), others.items()):
        for value in values:
            moved = counts_of(published(about, counted(those, {(at, number): value}), {}))
            assert len(moved) == len(start)
            for equation, before, after in zip(equations, start, moved, strict=True):
                if before != after:
                    equation[len(owner)] = Fraction(after - before)
            owner.append(at)
    assert Attacker(those).solves(equations, minimum, owner) is None


# How many have answered


@settings(max_examples=300, deadline=None)
@given(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
    st.integers(3, 6),
)
def test_no_count_of_those_who_answered_is_about_a_smaller_group(
    sizes: tuple[int, int, int], silent: tuple[int, int, int], minimum: int
) -> None:
    """Neither the status nor the result, nor both together."""
    invited: dict[Side, int] = dict(zip(SIDES, sizes, strict=True))
    answered = {side: max(0, invited[side] - quiet) for side, quiet in zip(SIDES, silent, strict=True)}
    groups = [names for size in (1, 2, 3) for names in _some(size)]
    assume(len({_both(names, invited, answered) for names in groups}) == len(groups))
    seen = [(count.answered, count.invited) for count in status(invited, answered, minimum).values()]
    gathered = {
        side: Answers(partial=n, partial_ratings={1: Sums(n=n, total=n, squares=n)}) for side, n in answered.items()
    }
    about = wave("pulse", (1,), minimum).model_copy(update={"invited": invited})
    seen += [(each.answered, each.invited) for each in published(about, gathered, {}).groups.values()]
    known = [names for names in groups if _both(names, invited, answered) in seen]
    assert len(known) == len(set(seen))
    equations = [{SIDES.index(side): Fraction(1) for side in names} for names in known]
    one_each = Attacker([People(side, max(1, invited[side])) for side in SIDES])
    assert one_each.solves(equations, minimum, (0, 1, 2)) is None


def _some(size: int) -> Iterator[tuple[Side, ...]]:
    for names in product(SIDES, repeat=size):
        if list(names) == sorted(set(names), key=SIDES.index):
            yield names


def _both(names: tuple[Side, ...], invited: dict[Side, int], answered: dict[Side, int]) -> tuple[int | None, int]:
    return sum(answered[side] for side in names), sum(invited[side] for side in names)


def test_a_few_of_neither_side_are_counted_nowhere_beside_two_sides_that_are_shown() -> None:
    """Else the two sides' counts while it is open, and everybody's afterwards, would say how many of them answered."""
    invited: dict[Side, int] = {"sales": 20, "marketing": 6, "other": 2}
    answered: dict[Side, int] = {"sales": 16, "marketing": 3, "other": 1}
    answers = gather([Response(side, {1: 3}) for side, many in answered.items() for _ in range(many)])
    about = wave("pulse", (1,), 5).model_copy(update={"invited": invited})
    assert set(status(invited, answered, 5)) == {"sales", "marketing", "overall"}
    result = published(about, answers, {})
    assert (result.groups["overall"].answered, result.groups["overall"].invited, result.others) == (19, 26, "left_out")


# Where the group has changed


def rounded(kind: Kind, answers: dict[Side, Answers], invited: dict[Side, int], minimum: int = 5) -> Result:
    about = wave(kind, (1, 16, 6), minimum).model_copy(update={"invited": invited, "exact": False})
    return compute(about, answers)


ratings = st.lists(st.integers(1, 5), min_size=3, max_size=3)
group = st.lists(ratings, min_size=5, max_size=30)


def pulse(side: Side, rows: Sequence[Sequence[int]]) -> list[Response]:
    return [Response(side, dict(zip((1, 16, 6), row, strict=True))) for row in rows]


@settings(max_examples=150, deadline=None)
@given(group, group, ratings, st.integers(0, 15), st.integers(3, 6))
def test_of_one_who_joined_no_rating_of_2_3_or_4_is_ever_certain(
    sales: list[list[int]], marketing: list[list[int]], joiner: list[int], silent: int, minimum: int
) -> None:
    """Not even to somebody who knows every other answer exactly, and the joiner's own to the other statements."""
    invited: dict[Side, int] = {"sales": len(sales) + 1 + silent, "marketing": len(marketing)}
    others = [*pulse("sales", sales), *pulse("marketing", marketing)]
    seen = [
        rounded("pulse", gather([*others, *pulse("sales", [[rating, *joiner[1:]]])]), invited, minimum)
        for rating in range(1, 6)
    ]
    for rating in (2, 3, 4):
        assert seen[rating - 1] in (seen[rating - 2], seen[rating])
    assert sum(one != two for one, two in pairwise(seen)) <= 2


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 5), min_size=20, max_size=20), min_size=6, max_size=12),
    st.integers(0, 8),
    st.integers(1, 20),
)
def test_nor_in_an_assessment_though_it_has_totals(rows: list[list[int]], silent: int, number: int) -> None:
    invited: dict[Side, int] = {"sales": len(rows) + silent, "marketing": 6}
    others = [Response("marketing", dict.fromkeys(NUMBERS, 3)) for _ in range(6)]
    others += [Response("sales", dict(zip(NUMBERS, row, strict=True))) for row in rows[1:]]
    joiner = dict(zip(NUMBERS, rows[0], strict=True))
    seen = [
        rounded("assessment", gather([*others, Response("sales", joiner | {number: rating})]), invited)
        for rating in range(1, 6)
    ]
    assert seen[0].groups["sales"].totals is not None
    for rating in (2, 3, 4):
        assert seen[rating - 1] in (seen[rating - 2], seen[rating])


def test_exact_figures_would_make_it_certain() -> None:
    """The two attacks above would succeed on an exact wave."""
    others = [*pulse("sales", [[3, 3, 3]] * 6), *pulse("marketing", [[3, 3, 3]] * 6)]
    seen = [
        compute(wave("pulse", (1, 16, 6), 5), gather([*others, *pulse("sales", [[rating, 3, 3]])]))
        for rating in range(1, 6)
    ]
    assert all(one != two for at, one in enumerate(seen) for two in seen[at + 1 :])


@settings(max_examples=60, deadline=None)
@given(people([frozenset({1}), frozenset({20})]), st.sampled_from(["assessment", "pulse"]), st.integers(0, 9))
def test_a_changed_group_gets_rounded_means_and_bands_only(those: list[People], kind: Kind, silent: int) -> None:
    answers = gather(
        [
            Response(each.side, {number: 1 + (number + at) % 5 for number in NUMBERS if number not in each.left_out})
            for each in those
            for at in range(each.count)
        ]
    )
    if kind == "pulse":
        answers = gather(
            [Response(each.side, dict.fromkeys((1, 16, 6), 4)) for each in those for _ in range(each.count)]
        )
    invited: dict[Side, int] = {side: each.answered + silent for side, each in answers.items()}
    result = rounded(kind, answers, invited)
    assert figures(result) == []
    for each in result.groups.values():
        assert (each.answered, each.partial, each.partial_counted) == (None, 0, 0)
        assert each.band is not None
    shown = status(invited, {side: each.answered for side, each in answers.items()}, 5, exact=False)
    assert all(count.answered is None and count.band is not None for count in shown.values())


def test_counts_are_not_given_either() -> None:
    about = asked(ENOUGH).model_copy(update={"kind": "survey", "questions": SURVEY, "exact": False})
    result = published(about, counted([People("sales", 9), People("marketing", 8)], {}), {})
    assert [each.shares["sales"].counts for each in result.questions if each.shares] == [None, None, None]
    assert counts_of(result) == []
    assert figures(result) == []


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_share_is_never_known_better_than_to_two_people(number: int) -> None:
    """So many of twelve may have given the same answer, for each share that is published."""
    fits: Counter[tuple[Fraction, Fraction]] = Counter()
    question = SURVEY[number - 1]
    told = {2: 1, 3: 1, 4: 9}[number]
    for many in range(13):
        answers: dict[Side, Answers] = {
            "sales": Answers(partial=12, counts={number: {told: many, 0: 12 - many}}),
            "marketing": Answers(),
            "other": Answers(),
        }
        about = asked({"sales": 12, "marketing": 0}).model_copy(
            update={"kind": "survey", "questions": (question,), "exact": False}
        )
        shares = published(about, answers, {}).questions[0].shares["overall"]
        fits[shares.shares[2 if number == 4 else 1], shares.slack] += 1
    assert min(fits.values()) >= 2
