import random
from fractions import Fraction
from math import comb

import pytest

from bot.pulse.anonymity import SCOPES
from bot.pulse.custom import exact_shares, sorted_out
from bot.pulse.questions import Question
from bot.pulse.results import Asked, Result, compute
from bot.pulse.scoring import Side, Tally, Turnout, added_up
from bot.pulse.uncertainty import share_difference, share_interval
from tests.bot.pulse.table import asked

SCALE = Question(number=1, kind="scale", text="How well did the launch go?")
YES_NO = Question(number=2, kind="yes_no", text="Did you know the date?")
CHOICE = Question(number=3, kind="choice", text="What helped most?", options=("Kit", "Training", "Neither"))
RECOMMEND = Question(number=4, kind="recommend", text="Would you launch like this again?")
TEXT = Question(number=5, kind="text", text="What should we change?")
ALL = (SCALE, YES_NO, CHOICE, RECOMMEND, TEXT)

SALES: dict[int, dict[int, int]] = {1: {3: 2, 4: 4}, 2: {1: 4, 0: 2}, 3: {0: 6}, 4: {10: 3, 8: 2, 2: 1}}
MARKETING: dict[int, dict[int, int]] = {1: {2: 5}, 2: {0: 5}, 3: {1: 3, 2: 2}, 4: {6: 5}}


def about(*, exact: bool = True, questions: tuple[Question, ...] = ALL) -> Asked:
    return asked({"sales": 8, "marketing": 8}).model_copy(
        update={"kind": "survey", "questions": questions, "exact": exact}
    )


def survey(
    sales: dict[int, dict[int, int]] = SALES,
    marketing: dict[int, dict[int, int]] = MARKETING,
    remarks: dict[int, list[str]] | None = None,
    *,
    exact: bool = True,
    earlier: tuple[Result, ...] = (),
) -> Result:
    by_side: dict[Side, dict[int, dict[int, int]]] = {"sales": sales, "marketing": marketing}
    tallies: list[Tally] = [
        (side, False, question, value, n)
        for side, questions in by_side.items()
        for question, values in questions.items()
        for value, n in values.items()
    ]
    people: list[Turnout] = [
        (side, False, max((sum(values.values()) for values in questions.values()), default=0), 0, 0)
        for side, questions in by_side.items()
    ]
    answers = added_up(tallies, people)
    return compute(about(exact=exact), answers, earlier, remarks, random.Random(7))


def test_a_survey_counted_by_hand() -> None:
    scale, yes_no, choice, recommend, _ = survey().questions
    assert {scope: scale.mean(scope) for scope in SCOPES} == {
        "overall": Fraction(2 * 3 + 4 * 4 + 5 * 2, 11),
        "sales": Fraction(22, 6),
        "marketing": Fraction(2),
    }
    assert yes_no.shares["overall"].counts == (7, 4)
    assert yes_no.yes("sales") == Fraction(2, 3)
    assert choice.shares["overall"].counts == (6, 3, 2)
    assert recommend.shares["sales"].counts == (1, 2, 3)
    assert recommend.score("sales") == Fraction(100, 3)
    assert recommend.score("marketing") == -100
    assert (scale.score("sales"), recommend.yes("sales"), yes_no.mean("sales")) == (None, None, None)


def test_a_survey_has_no_total_and_no_picture() -> None:
    result = survey()
    assert (result.kind, result.statements, result.rolling, result.gap) == ("survey", (), None, None)
    assert {each.totals for each in result.groups.values()} == {None}
    assert (result.groups["sales"].answered, result.groups["sales"].partial) == (6, 0)


def test_each_question_is_cut_among_those_who_answered_it() -> None:
    result = survey({1: {3: 6}, 2: {1: 2, 0: 2}}, {1: {3: 5}, 2: {1: 3, 0: 2}})
    assert set(result.questions[0].scopes) == set(SCOPES)
    assert result.questions[1].scopes == ("overall",)
    assert result.questions[1].shares["overall"].counts == (4, 5)
    assert result.questions[2].scopes == ()


def test_who_recommends() -> None:
    counts = {0: 1, 6: 2, 7: 4, 8: 8, 9: 16, 10: 32}
    assert sorted_out(RECOMMEND, counts) == (3, 12, 48)
    assert sorted_out(CHOICE, {2: 5}) == (0, 0, 5)


def test_a_share_of_ten_worked_out_by_hand() -> None:
    """7 of 10, Agresti and Coull: 13.84 people, middle 0.6445, margin 1.96 * sqrt(0.6445 * 0.3555 / 13.84) = 0.2522."""
    sure = share_interval(Fraction(7, 10), 10)
    assert [sure.low, sure.high] == pytest.approx([0.3923, 0.8967], abs=1e-4)
    wider = share_interval(Fraction(7, 10), 10, Fraction(1, 20))
    assert [wider.low, wider.high] == pytest.approx([0.3423, 0.9467], abs=1e-4)


def test_a_score_of_ten_worked_out_by_hand() -> None:
    """6 promoters, 2 detractors of 10: 6.75 and 2.75 of 13, 0.3077 less or more 1.96 * sqrt(0.6361 / 13) = 0.4335."""
    sure = share_difference(Fraction(6, 10), Fraction(2, 10), 10)
    assert [sure.low, sure.high] == pytest.approx([-0.1259, 0.7412], abs=1e-4)


@pytest.mark.parametrize("n", [8, 25])
@pytest.mark.parametrize(("up", "down"), [(0.5, 0.2), (0.2, 0.2), (0.8, 0.1), (0.3, 0.6)])
def test_a_score_lies_in_its_interval_about_as_often_as_it_says(n: int, up: float, down: float) -> None:
    """The exact chance, over all that `n` people can answer."""
    held = 0.0
    for promoters in range(n + 1):
        for detractors in range(n + 1 - promoters):
            chance = comb(n, promoters) * comb(n - promoters, detractors) * up**promoters * down**detractors
            chance *= (1 - up - down) ** (n - promoters - detractors)
            sure = share_difference(Fraction(promoters, n), Fraction(detractors, n), n)
            held += chance * (sure.low <= up - down <= sure.high)
    assert 0.92 < held <= 1


def test_the_interval_is_in_the_unit_of_the_figure() -> None:
    scale, yes_no, choice, recommend, _ = survey().questions
    for result, low, high in ((scale, 1, 5), (yes_no, 0, 1), (recommend, -100, 100)):
        sure = result.interval("overall")
        assert sure is not None
        assert low <= sure.low < sure.high <= high
    assert choice.interval("overall") is None


def test_rounded_shares_leave_nothing_over() -> None:
    _, yes_no, choice, recommend, _ = survey(exact=False).questions
    assert sum(yes_no.shares["sales"].shares) == 1
    assert yes_no.shares["sales"].counts is None
    assert all(each.shares["overall"].slack > 0 for each in (yes_no, choice, recommend))
    score, exact = recommend.score("sales"), survey().questions[3].score("sales")
    assert score is not None
    assert exact is not None
    assert abs(score - exact) <= 200 * recommend.shares["sales"].slack


def test_a_scale_takes_its_spread_from_the_exact_waves_before() -> None:
    first = survey()
    alone, after = survey(exact=False), survey(exact=False, earlier=(first,))
    variances = [each.questions[0].ratings["sales"].variance for each in (alone, after)]
    assert variances[1] is not None
    assert variances[0] is not None
    assert variances[1] < variances[0]


def test_texts_are_shuffled_and_of_everybody() -> None:
    written = [f"text {letter}" for letter in "abcdefghij"]
    result = survey(remarks={5: written, 0: ["thanks"]})
    texts = result.questions[4].texts
    assert sorted(texts) == written
    assert list(texts) != written
    assert result.comments == ("thanks",)


def test_no_text_is_shown_where_too_few_answered() -> None:
    few = survey({1: {3: 2}}, {1: {3: 2}}, {5: ["a"], 0: ["b"]})
    assert (few.questions[4].texts, few.comments) == ((), ())
    assert survey({}, {}, {5: list("abcde")}).questions[4].texts != ()


def test_shares_are_exact() -> None:
    assert exact_shares([1, 2]).shares == (Fraction(1, 3), Fraction(2, 3))
