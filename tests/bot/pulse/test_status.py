from bot.pulse.status import Count, status


def test_both_sides_and_everybody_are_counted() -> None:
    assert status({"sales": 12, "marketing": 8, "other": 6}, {"sales": 7, "other": 1}, 5) == {
        "sales": Count(7, 12),
        "marketing": Count(0, 8),
        "overall": Count(8, 26),
    }


def test_beside_a_small_side_everybody_is_counted_together() -> None:
    assert status({"sales": 12, "marketing": 4}, {"sales": 7, "marketing": 2}, 5) == {"overall": Count(9, 16)}
    assert status({"sales": 2, "marketing": 2}, {"sales": 1}, 5) == {}


def test_where_the_group_has_changed_there_are_bands() -> None:
    counts = status({"sales": 12, "marketing": 8}, {"sales": 7, "marketing": 8}, 5, exact=False)
    assert counts == {
        "sales": Count(None, 12, "40_to_60"),
        "marketing": Count(None, 8, "80_or_more"),
        "overall": Count(None, 20, "60_to_80"),
    }


def test_who_could_not_be_written_to_is_told_apart() -> None:
    counts = status({"sales": 12, "marketing": 8}, {"sales": 7}, 5, exact=False, unreachable={"sales": 4})
    assert counts["sales"] == Count(None, 12, "80_or_more", 4)
    assert counts["overall"].unreachable == 4
