"""What became of a practice in a week, from the lines of the audit trail."""

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.folding import STEPS, Became, Line, fold

MIA, ADA = 1, 2


def lines(*what: str, name: str = "Big deals", person: int | None = MIA) -> list[Line]:
    return [Line(person, each, "rule", name, "hours: 8 -> 16" if each == "changed" else "") for each in what]


def became(*what: str) -> Became:
    (found,) = fold(lines(*what))
    return found


def test_a_single_change_says_what_it_was() -> None:
    assert became("changed") == Became("rule", "Big deals", (MIA,), changes=1, words="hours: 8 -> 16")


def test_repeated_changes_are_one_line() -> None:
    assert became(*["changed"] * 5) == Became("rule", "Big deals", (MIA,), changes=5)


def test_from_the_first_switch_to_the_last() -> None:
    assert became("switched on").switched == "on"
    assert became("switched off", "switched on", "switched off").switched == "off"
    assert became("switched on", "switched off").switched == "on and off"
    assert became("paused", "resumed").switched == "off and on"
    assert became("changed").switched == ""


def test_what_is_new_is_set_up_however_often_it_was_changed() -> None:
    assert became("created", "changed", "changed") == Became("rule", "Big deals", (MIA,), set_up=True)
    assert became("created", "switched off", "switched on").switched == ""
    assert became("created", "switched on", "switched off").switched == "off"


def test_what_is_gone_is_removed_and_nothing_else() -> None:
    assert became("changed", "switched off", "removed") == Became("rule", "Big deals", (MIA,), removed=True)
    gone = became("created", "ended")
    assert gone.set_up
    assert gone.removed


def test_refusals_and_what_changes_no_practice_are_left_out() -> None:
    assert fold(lines("refused", "forced", "read again", "dismissed")) == []


def test_several_people_and_several_practices_in_their_order() -> None:
    told = [*lines("changed", person=ADA), *lines("changed"), *lines("created", name="Print", person=None)]
    first, second = fold([*told, *lines("changed", person=ADA)])
    assert (first.people, first.changes) == ((ADA, MIA), 3)
    assert (second.name, second.people) == ("Print", (None,))


ANY = st.lists(
    st.builds(
        Line,
        person=st.sampled_from((None, MIA, ADA)),
        what=st.sampled_from((*STEPS, "refused", "forced")),
        kind=st.sampled_from(("rule", "pulse")),
        name=st.sampled_from(("a", "b")),
    )
)


@given(ANY)
def test_each_practice_that_changed_has_one_line_with_everybody_on_it(trail: list[Line]) -> None:
    counted = [each for each in trail if each.what in STEPS]
    found = {(each.kind, each.name): each for each in fold(trail)}
    assert len(found) == len(fold(trail)) == len({(each.kind, each.name) for each in counted})
    for each in counted:
        line = found[each.kind, each.name]
        assert each.person in line.people
        assert line.set_up or line.removed or line.switched or line.changes, "it says what was done"
