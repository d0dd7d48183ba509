from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from bot.conversation.reading import Reader
from bot.pulse.questions import statements
from bot.pulse.results import Kind, Result, caveats, compute
from bot.pulse.scoring import Response, Side, added_up, gather
from tests.bot.pulse.table import SIX_PEOPLE, asked, people, table

ENGLISH = Reader(now=datetime(2026, 3, 14, tzinfo=UTC))


def said(result: Result) -> list[str]:
    return [ENGLISH.plain(words) for words in caveats(result)]


def assessed(*responses: Response, minimum: int = 5, previous: Result | None = None) -> Result:
    return compute(asked(minimum=minimum), gather(responses), [previous] if previous else [])


def test_six_people_with_gaps_worked_out_by_hand() -> None:
    """One marketer left statement 20 out: Marketing has two complete answers, so only everyone is shown."""
    result = compute(asked({"sales": 4, "marketing": 4}, minimum=3), gather(table()))
    assert set(result.groups) == {"overall"}
    overall = result.groups["overall"]
    assert (overall.invited, overall.answered, overall.partial, overall.partial_counted) == (8, 6, 1, 0)
    assert overall.response_rate == Fraction(3, 4)
    assert overall.mean == Fraction(80 + 50 + 60 + 40 + 100, 5) == 66
    assert overall.relationship == "aligned"
    assert overall.interval is not None
    assert (overall.interval.low, overall.interval.high) == pytest.approx((36.097, 95.903), abs=0.001)
    assert result.statements[0].mean("overall") == Fraction(4 + 3 + 1 + 2 + 5, 5)
    assert result.statements[19].mean("overall") == Fraction(4 + 2 + 5 + 2 + 5, 5)
    assert result.gap is None
    hidden, left_out = said(result)
    assert hidden.startswith("In Sales, in Marketing or in both, fewer than 3 people rated all twenty statements, so")
    assert left_out == (
        "1 person left statements out. Alone they would not be anonymous, so no mean has their ratings."
    )


def test_the_same_six_people_without_gaps() -> None:
    rows = (*SIX_PEOPLE[:5], ("marketing", "3" * 20))
    result = compute(asked({"sales": 3, "marketing": 5}, minimum=3), gather(table(rows)))
    sales, marketing = result.groups["sales"], result.groups["marketing"]
    assert (sales.mean, marketing.mean) == (Fraction(190, 3), Fraction(200, 3))
    assert (sales.response_rate, marketing.response_rate) == (Fraction(1), Fraction(3, 5))
    assert result.gap is not None
    assert result.gap.value == pytest.approx(-10 / 3)
    assert result.gap.direction == "level"
    first = result.statements[0]
    assert (first.mean("sales"), first.mean("marketing")) == (Fraction(8, 3), Fraction(10, 3))
    assert first.gap == Fraction(-2, 3)
    assert said(result) == []


def test_the_statements_are_ranked_by_gap_and_by_lowest_mean() -> None:
    result = assessed(*people("sales", 5, "15" + "3" * 18), *people("marketing", 5, "21" + "4" * 18))
    assert [each.number for each in result.by_gap()][:3] == [2, 1, 3]
    assert [each.number for each in result.by_lowest()][:2] == [1, 2]
    assert [each.number for each in result.by_lowest("marketing")][:2] == [2, 1]


def test_only_what_is_shown_can_be_ranked() -> None:
    hidden = assessed(*people("sales", 5), *people("marketing", 4))
    assert hidden.by_gap() == ()
    assert len(hidden.by_lowest()) == 20
    assert hidden.by_lowest("sales") == ()


def test_a_side_of_five_is_shown_and_one_of_four_leaves_no_trace() -> None:
    five = assessed(*people("sales", 9), *people("marketing", 5))
    four = assessed(*people("sales", 9), *people("marketing", 4))
    assert set(five.groups) == {"overall", "sales", "marketing"}
    assert set(four.groups) == {"overall"}
    assert "sales" not in four.model_dump_json().replace('"title":"Spring"', "")
    assert all(set(each.ratings) == {"overall"} for each in four.statements)


def test_nothing_is_shown_of_four_people() -> None:
    result = assessed(*people("sales", 2), *people("marketing", 2))
    assert (result.groups, result.statements) == ({}, ())
    assert said(result) == ["Fewer than 5 people answered, so nothing is shown."]


def test_whether_the_one_above_both_sides_answered_cannot_be_told() -> None:
    sides = [*people("sales", 6), *people("marketing", 6)]
    with_, without = assessed(*sides, *people("other", 1)), assessed(*sides)
    assert with_.groups == without.groups
    assert with_.statements == without.statements


def test_the_change_since_the_last_assessment() -> None:
    before = assessed(*people("sales", 6, "2" * 20), *people("marketing", 5, "23" * 10), *people("sales", 5, "3" * 20))
    after = assessed(*people("sales", 6, "4" * 20), *people("marketing", 5, "23" * 10), previous=before)
    changes = {scope: group.change for scope, group in after.groups.items()}
    assert changes["sales"] is not None
    assert changes["marketing"] is not None
    assert (changes["sales"].direction, changes["sales"].since) == ("up", date(2026, 3, 13))
    assert changes["marketing"].direction == "level"
    assert changes["sales"].value == pytest.approx(80 - (6 * 40 + 5 * 60) / 11)


def test_there_is_no_change_where_either_assessment_hides_the_group() -> None:
    before = assessed(*people("sales", 6), *people("marketing", 4))
    after = assessed(*people("sales", 6), *people("marketing", 6), previous=before)
    assert after.groups["overall"].change is not None
    assert after.groups["sales"].change is None


def test_without_enough_complete_answers_there_is_no_total_and_it_says_so() -> None:
    result = assessed(*people("sales", 6, "3" * 19 + "."), *people("marketing", 6, "3" * 10 + "." * 10))
    overall = result.groups["overall"]
    assert (overall.mean, overall.relationship, overall.interval) == (None, None, None)
    assert (overall.answered, overall.partial) == (12, 12)
    assert result.statements[0].mean("marketing") == 3
    assert result.statements[19].mean("overall") is None
    assert said(result) == [
        "Too few people rated all twenty statements, so there is no total.",
        "A statement that fewer than 5 people of a side rated is left blank there.",
    ]


def test_it_says_what_became_of_those_who_left_statements_out() -> None:
    sides = [*people("sales", 6), *people("marketing", 6)]
    some = assessed(*sides, *people("sales", 5, "3" * 19 + "."), *people("marketing", 2, "3" * 19 + "."))
    assert said(some) == [
        "5 people left statements out: what they rated counts for the statements, not for the total.",
        "2 people left statements out. So few would not be anonymous, so no mean has their ratings.",
    ]


def test_a_result_survives_storage_exactly() -> None:
    before = assessed(*people("sales", 6, "4" * 20), *people("marketing", 7, "23" * 10))
    after = assessed(*people("sales", 6, "34" * 10), *people("marketing", 7, "2" * 20), previous=before)
    assert Result.model_validate_json(after.model_dump_json()) == after


def test_more_answers_than_invitations_are_refused() -> None:
    with pytest.raises(ValueError, match="More people on the side sales answered than were invited"):
        compute(asked({"sales": 4, "marketing": 9}), gather(people("sales", 5)))


def test_what_the_last_release_stored_is_still_read() -> None:
    stored = (Path(__file__).parent / "result_of_0_1.json").read_text("utf-8")
    result = Result.model_validate_json(stored)
    assert (result.kind, result.exact, result.questions, result.comments) == ("assessment", True, (), ())
    sales = result.groups["sales"]
    assert (sales.answered, sales.invited, sales.relationship) == (7, 8, "integrated")
    assert sales.mean == 80
    assert sales.change is not None
    assert sales.change.direction == "up"
    assert Result.model_validate_json(result.model_dump_json()) == result


def test_what_the_last_release_stored_counts_for_the_picture() -> None:
    before = Result.model_validate_json((Path(__file__).parent / "result_of_0_1.json").read_text("utf-8"))
    after = assessed(*people("sales", 6, "3" * 20), *people("marketing", 6, "23" * 10), previous=before)
    assert after.groups["sales"].change is not None
    assert after.rolling is not None
    assert [point.totals["sales"].value for point in after.rolling.points] == [80.0, 60.0]
    assert after.rolling.scopes["sales"].since_last == after.groups["sales"].change


def changed_group(*responses: Response, kind: Kind = "assessment") -> Result:
    answers = gather(responses)
    about = asked({side: each.answered for side, each in answers.items()})
    return compute(about.model_copy(update={"kind": kind, "exact": False}), answers)


def test_a_changed_group_is_told_why_figures_are_rounded() -> None:
    result = changed_group(*people("sales", 6), *people("marketing", 6))
    assert said(result) == [
        (
            "Who is asked has changed since exact figures were shown, so figures are rounded, and so is how many "
            "answered: nobody can work out what one person answered."
        ),
        "They are of the people who rated all twenty statements.",
    ]


def test_a_rounded_total_is_the_sum_of_its_rounded_statements() -> None:
    """Six of six rated everything 3: the middle of 3 to 3.5, less 3/4 of a tenth, as five at least are known of."""
    result = changed_group(*people("sales", 6), *people("marketing", 6))
    sales, first = result.groups["sales"], result.statements[0]
    assert (sales.answered, sales.band) == (None, "80_or_more")
    assert first.mean("sales") == Fraction(13, 4) - Fraction(3, 40)
    assert sales.mean == 20 * (first.mean("sales") or 0)
    assert sales.totals is not None
    assert sales.totals.n == 5
    assert float(sales.totals.slack) == pytest.approx(1.96 * (20 * 0.325**2 / 3) ** 0.5, abs=0.01)
    assert sales.interval is not None
    assert sales.interval.low < 60 < sales.interval.high


def test_few_answers_are_flagged_below_60_percent() -> None:
    enough, few = (
        compute(asked({"sales": 20}).model_copy(update={"exact": exact}), gather(people("sales", answered)))
        for exact, answered in ((False, 12), (False, 11))
    )
    assert (enough.groups["overall"].low_response, few.groups["overall"].low_response) == (False, True)
    exactly = compute(asked({"sales": 20}), gather(people("sales", 11)))
    assert exactly.groups["overall"].low_response


def test_who_could_not_be_reached_is_counted_apart() -> None:
    about = asked({"sales": 20, "marketing": 8}).model_copy(update={"unreachable": {"sales": 10}})
    result = compute(about, gather([*people("sales", 9), *people("marketing", 8)]))
    sales, overall = result.groups["sales"], result.groups["overall"]
    assert (sales.invited, sales.unreachable, sales.response_rate) == (20, 10, Fraction(9, 10))
    assert (overall.unreachable, overall.response_rate) == (10, Fraction(17, 18))


def test_a_pulse_says_nothing_of_totals() -> None:
    about = asked({"sales": 6, "marketing": 6}).model_copy(update={"kind": "pulse", "questions": statements((1, 6, 4))})
    sides: tuple[Side, ...] = ("sales", "marketing")
    rated = [Response(side, {1: 3, 6: 4, 4: 2}) for side in sides for _ in range(6)]
    result = compute(about, gather(rated))
    assert [each.number for each in result.statements] == [1, 6, 4]
    assert (result.groups["sales"].partial, result.groups["sales"].totals) == (0, None)
    assert said(result) == []


def test_a_statement_knows_its_change_since_it_was_asked_last() -> None:
    before = assessed(*people("sales", 6, "2" * 20), *people("marketing", 6, "2" * 20))
    after = assessed(*people("sales", 6, "4" * 20), *people("marketing", 6, "2" * 20), previous=before)
    changes = after.statements[0].changes
    assert (changes["sales"].value, changes["sales"].direction, changes["sales"].since) == (2, "up", before.closed)
    assert changes["marketing"].direction == "level"


def test_running_sums_add_up_to_the_same_as_the_answers_themselves() -> None:
    rows = [*people("sales", 3, "12345" * 4), *people("sales", 2, "4" * 19 + "."), *people("marketing", 2)]
    cells = Counter((each.side, each.complete, *pair) for each in rows for pair in each.ratings.items())
    tallies = [(*cell, n) for cell, n in cells.items()]
    turnouts = [
        ("sales", True, 3, 180, 3 * 3600),
        ("sales", False, 2, 152, 2 * 76 * 76),
        ("marketing", True, 2, 120, 7200),
    ]
    assert {
        side: each.model_copy(update={"counts": {}}) for side, each in added_up(tallies, turnouts).items()
    } == gather(rows)
