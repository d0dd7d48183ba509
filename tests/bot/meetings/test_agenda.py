"""What a meeting talks about, by example and by property: nothing vanishes, and the time is never overdrawn."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.agenda import ADDED, Item, fit, gather, in_order, moved


def item(number: int, section: int = 0, **more: int | None) -> Item:
    return Item(number, section, **{"rank": number, **more})  # type: ignore[arg-type]


def numbers(items: list[Item]) -> list[int]:
    return [each.number for each in items]


a_number = st.integers(0, 6)
items = st.lists(
    st.builds(
        Item,
        number=st.just(0),
        section=a_number,
        rank=a_number,
        minutes=st.integers(0, 40),
        votes=a_number,
        position=st.none() | st.integers(1, 9),
        carried=st.booleans(),
    ),
    max_size=30,
).map(lambda some: [replace(each, number=at) for at, each in enumerate(some, 1)])
unordered = items.map(lambda some: [replace(each, position=None) for each in some])
names = st.tuples(st.sampled_from(["deals", "pulse", ADDED]), st.sampled_from("abcdefgh"))


def test_sections_in_order_and_within_them_votes_then_the_rank_of_their_source() -> None:
    some = [item(1, 2), item(2, 1, rank=2), item(3, 1, rank=1), item(4, 1, rank=3, votes=1), item(5, 3, votes=9)]
    assert numbers(in_order(some)) == [4, 3, 2, 1, 5]


def test_what_was_left_out_the_last_time_comes_first() -> None:
    some = [item(1, 0, votes=9), item(2, 5, carried=True), item(3, 3, carried=True)]
    assert numbers(in_order(some)) == [3, 2, 1]


def test_an_order_by_hand_beats_everything_and_what_is_new_comes_behind() -> None:
    some = [item(1, 0, votes=9), item(2, 1, position=1), item(3, 2, position=2), item(4, 0, carried=True)]
    assert numbers(in_order(some)) == [2, 3, 4, 1]


def test_what_does_not_fit_does_not_stop_a_shorter_one() -> None:
    agenda = fit([item(1, minutes=40), item(2, minutes=30), item(3, minutes=20)], 60)
    assert [(each.item.number, each.begins) for each in agenda.slots] == [(1, 0), (3, 40)]
    assert numbers(list(agenda.left_out)) == [2]
    assert agenda.minutes == 60


def test_what_takes_no_time_is_always_on() -> None:
    agenda = fit([item(1, minutes=60), *(item(each, minutes=0) for each in range(2, 50))], 60)
    assert len(agenda.slots) == 49
    assert agenda.left_out == ()


@given(items, st.integers(0, 120))
def test_every_item_is_on_or_left_out_and_the_time_is_enough(some: list[Item], length: int) -> None:
    agenda = fit(some, length)
    assert sorted(numbers(list(agenda.shown))) == numbers(some)
    assert agenda.minutes <= length
    begins = 0
    for slot in agenda.slots:
        assert slot.begins == begins
        begins += slot.item.minutes


@given(items, st.integers(0, 120))
def test_nothing_is_left_out_that_would_have_fitted_behind_the_last(some: list[Item], length: int) -> None:
    agenda = fit(some, length)
    assert all(agenda.minutes + each.minutes > length for each in agenda.left_out)


@given(items, st.randoms(use_true_random=False))
def test_the_order_is_the_same_whatever_order_they_come_in(some: list[Item], chance: object) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled) == in_order(some)


@given(unordered.filter(bool), st.data())
def test_a_vote_moves_an_item_up_within_its_section_and_no_further(some: list[Item], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(some))
    before = in_order(some)
    more = [replace(each, votes=each.votes + 1) if each.number == chosen.number else each for each in some]
    after = in_order(more)
    at, now = numbers(before).index(chosen.number), numbers(after).index(chosen.number)
    assert now <= at
    others = [number for number in numbers(before) if number != chosen.number]
    assert [number for number in numbers(after) if number != chosen.number] == others
    overtaken = before[now:at]
    assert all(each.carried == chosen.carried for each in overtaken)
    assert all(each.carried or each.section == chosen.section for each in overtaken)


@given(unordered.filter(bool), st.integers(0, 120), st.data())
def test_moving_an_item_by_hand_loses_none_and_moves_it_by_one(
    some: list[Item], length: int, data: st.DataObject
) -> None:
    shown = fit(some, length).shown
    at = data.draw(st.integers(0, len(shown) - 1))
    chosen = shown[at].number
    for step, to in (("earlier", max(0, at - 1)), ("later", min(len(shown) - 1, at + 1)), ("first", 0)):
        order = moved(shown, chosen, step)  # type: ignore[arg-type]
        assert sorted(order) == numbers(some)
        assert order.index(chosen) == to
        places = {number: place for place, number in enumerate(order, 1)}
        assert numbers(in_order([replace(each, position=places[each.number]) for each in some])) == order


def test_moving_what_is_not_there_changes_nothing() -> None:
    assert moved([item(1), item(2)], 7, "first") == [1, 2]


def test_what_waits_and_is_offered_again_is_there_once_and_what_is_settled_goes() -> None:
    waiting = [("deals", "1"), ("deals", "2"), (ADDED, "x")]
    found = gather(waiting, [("deals", "2"), ("deals", "3")], {"deals"})
    assert found.carried == (("deals", "2"), (ADDED, "x"))
    assert found.settled == (("deals", "1"),)
    assert found.new == (("deals", "3"),)
    assert found.beyond == 0


def test_a_source_that_may_have_more_settles_nothing() -> None:
    assert gather([("deals", "1")], [("deals", "2")], set()).carried == (("deals", "1"),)


@given(
    st.lists(names, max_size=12),
    st.lists(names.filter(lambda name: name[0] != ADDED), max_size=20),
    st.sets(st.sampled_from(["deals", "pulse"])),
    st.integers(0, 12),
)
def test_every_candidate_is_kept_settled_or_counted(
    waiting: list[tuple[str, str]], offered: list[tuple[str, str]], whole: set[str], most: int
) -> None:
    found = gather(waiting, offered, whole, most)
    kept = [*found.carried, *found.new]
    assert len(kept) == len(set(kept))
    assert set(kept) | set(found.settled) <= set(waiting) | set(offered)
    assert set(waiting) == set(found.carried) | set(found.settled)
    assert len(set(offered) - set(kept)) == found.beyond
    assert not set(found.settled) & set(offered)
    assert len(kept) <= max(most, len(found.carried))


@given(items, st.integers(1, 120), st.sets(st.integers(1, 30)))
def test_what_was_left_out_comes_first_next_time_unless_it_was_dropped(
    some: list[Item], length: int, dropped: set[int]
) -> None:
    left = [each for each in fit(some, length).left_out if each.number not in dropped]
    new = [Item(number, 0, votes=9) for number in range(100, 105)]
    carried = [replace(each, carried=True, position=None) for each in left]
    order = numbers(in_order([*new, *carried]))
    assert sorted(order[: len(left)]) == sorted(each.number for each in left)
