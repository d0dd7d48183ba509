"""The figures of how well rules are kept add up, whatever they are made of."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.engagements.compliance import Occasion, by_row, figures, months_back, side_of

MAY = date(2027, 5, 1)


def occasion(state: str, *, late: bool = False, rule: int = 1) -> Occasion:
    return Occasion(rule=rule, side="marketing", month=MAY, state=state, late=late)


def test_what_counts_and_what_stands_beside_it() -> None:
    found = figures(
        [
            *(occasion("met"), occasion("met"), occasion("met", late=True), occasion("overdue", late=True)),
            *(occasion("open"), occasion("waived", late=True), occasion("cancelled")),
        ]
    )
    assert (found.in_time, found.counted, found.all) == (2, 4, 7)
    assert found.share == 0.5
    assert (found.of("met late"), found.of("overdue"), found.of("open")) == (1, 1, 1)


def test_where_nothing_counts_there_is_no_share() -> None:
    assert figures([occasion("open"), occasion("cancelled")]).share is None


def test_sides() -> None:
    assert side_of(["sales", "other", "sales"]) == "sales"
    assert side_of(["sales", "marketing"]) == "both"
    assert side_of(["other"]) == side_of([]) == "other"


def test_months() -> None:
    assert months_back(date(2027, 3, 31), 0) == date(2027, 3, 1)
    assert months_back(date(2027, 3, 31), 3) == date(2026, 12, 1)
    assert months_back(date(2027, 1, 1), 25) == date(2024, 12, 1)


OCCASIONS = st.lists(
    st.builds(
        Occasion,
        rule=st.integers(1, 3),
        side=st.sampled_from(("sales", "marketing", "both", "other")),
        month=st.sampled_from((date(2027, 4, 1), MAY)),
        state=st.sampled_from(("open", "met", "waived", "overdue", "cancelled")),
        late=st.booleans(),
    )
)


@given(OCCASIONS)
def test_the_parts_are_the_whole(occasions: list[Occasion]) -> None:
    rows, total = by_row(occasions), figures(occasions)
    assert sum(each.all for each in rows.values()) == total.all == len(occasions)
    assert sum(each.in_time for each in rows.values()) == total.in_time
    assert sum(each.counted for each in rows.values()) == total.counted
    beside = total.of("open") + total.of("waived") + total.of("cancelled")
    assert total.counted + beside == total.all
    assert 0 <= total.in_time <= total.counted


@given(OCCASIONS)
def test_the_newest_month_stands_first(occasions: list[Occasion]) -> None:
    months = [row.month for row in by_row(occasions)]
    assert months == sorted(months, reverse=True)
