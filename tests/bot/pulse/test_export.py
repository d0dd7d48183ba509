import csv
import io

import pytest

from bot.pulse.export import COLUMNS, NAMED_COLUMNS, NamedAnswer, csv_text, named_csv
from bot.pulse.questions import statements
from bot.pulse.results import Result, compute
from bot.pulse.scoring import Response, gather
from bot.sheets import safe
from tests.bot.pulse.table import asked, people
from tests.bot.pulse.test_custom import CHOICE, survey


def assessed(*responses: Response) -> Result:
    return compute(asked({"sales": 8, "marketing": 8}), gather(responses))


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(result))))


BOTH = assessed(*people("sales", 6, "4" * 20), *people("marketing", 5, "12" * 10))


def test_each_total_and_each_statement_of_each_group_is_a_line() -> None:
    read = rows(BOTH)
    assert list(read[0]) == list(COLUMNS)
    assert len(read) == 3 + 20 * 3
    sales = next(row for row in read if row["scope"] == "assessment" and row["group"] == "sales")
    assert (sales["invited"], sales["answered"], sales["n"]) == ("8", "6", "6")
    assert (sales["total"], sales["relationship"]) == ("80.0000", "integrated")
    second = next(row for row in read if row["statement number"] == "2" and row["group"] == "overall")
    assert (second["n"], second["mean"]) == ("11", "3.0909")
    assert second["statement"].startswith("When results let us down, we look for the cause")


def test_the_table_is_rectangular() -> None:
    assert {len(line) for line in csv.reader(io.StringIO(csv_text(BOTH)))} == {len(COLUMNS)}


def test_what_may_not_be_shown_is_blank_with_a_note() -> None:
    read = rows(assessed(*people("sales", 6), *people("marketing", 4)))
    for row in read:
        figures = [row[name] for name in ("invited", "answered", "n", "mean", "total", "relationship")]
        assert any(figures) == (row["group"] == "overall")
        if row["group"] != "overall":
            assert row["note"] == "too few answers to show"


def test_a_missing_total_is_explained() -> None:
    read = rows(assessed(*people("sales", 6, "3" * 19 + "."), *people("marketing", 5, "3" * 19 + ".")))
    assert read[0]["total"] == ""
    assert read[0]["note"] == "no total: too few rated all twenty statements"


def test_with_nothing_to_show_there_are_three_blank_lines() -> None:
    assert [row["note"] for row in rows(assessed(*people("sales", 4)))] == ["too few answers to show"] * 3


def test_a_title_cannot_be_a_formula() -> None:
    named = BOTH.model_copy(update={"title": '=HYPERLINK("http://example.com","Spring")'})
    assert {row["wave"] for row in rows(named)} == {'\'=HYPERLINK("http://example.com","Spring")'}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_cells_that_a_spreadsheet_would_run_are_defused(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Spring", "80.0000", "a=b", "2026-03-13"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


def test_rounded_figures_say_how_far_they_may_be_off() -> None:
    changed = asked({"sales": 8, "marketing": 8}).model_copy(update={"exact": False})
    read = rows(compute(changed, gather([*people("sales", 6, "4" * 20), *people("marketing", 5, "12" * 10)])))
    assert [row["answered"] for row in read[:3]] == ["60 to 80 %"] * 3
    sales = next(row for row in read if row["statement number"] == "1" and row["group"] == "sales")
    assert (sales["n"], sales["mean"], sales["within"]) == ("5", "4.1750", "0.3250")
    assert sales["note"] == "rounded; n is the fewest that it can be"
    assert read[1]["note"] == "at least n rated all twenty statements"


def test_own_questions_and_comments_have_lines_of_their_own() -> None:
    read = rows(survey(remarks={5: ["=Start sooner"], 0: ["Thanks"]}))
    helped = [row for row in read if row["statement"] == CHOICE.text and row["group"] == "overall"]
    assert [(row["answer"], row["people"], row["n"]) for row in helped] == [
        ("Kit", "6", "11"),
        ("Training", "3", "11"),
        ("Neither", "2", "11"),
    ]
    yes = next(row for row in read if row["answer"] == "yes" and row["group"] == "sales")
    assert (yes["people"], yes["share"]) == ("4", "0.6667")
    score = next(row for row in read if row["score"] and row["group"] == "sales")
    assert (score["score"], score["likely from"] < score["score"]) == ("33.3", True)
    assert [row["group"] for row in read if row["answer"] == "'=Start sooner"] == ["overall"]
    assert (read[-1]["scope"], read[-1]["answer"]) == ("comment", "Thanks")


def test_a_question_too_few_answered_is_a_blank_line_with_a_note() -> None:
    read = rows(survey({1: {3: 6}, 2: {1: 2}}, {1: {3: 5}, 2: {0: 2}}))
    hidden = [row for row in read if row["statement number"] == "2"]
    assert [row["note"] for row in hidden] == ["too few answers to show"] * 3
    assert {row["share"] + row["people"] + row["n"] for row in hidden} == {""}


def test_names_are_written_down_only_where_the_survey_said_so() -> None:
    answers = [
        NamedAnswer("Ana", "sales", 2, 1),
        NamedAnswer("Ben", "marketing", 3, 2),
        NamedAnswer("Ana", "sales", 5, text="@more"),
        NamedAnswer("Ben", "marketing", 4, 9),
        NamedAnswer("Ben", "marketing", 0, text="Bye"),
    ]
    anonymous = survey()
    with pytest.raises(ValueError, match="anonymous"):
        named_csv(anonymous, answers)
    read = list(csv.DictReader(io.StringIO(named_csv(anonymous.model_copy(update={"named": True}), answers))))
    assert list(read[0]) == list(NAMED_COLUMNS)
    assert [(row["name"], row["answer"], row["text"]) for row in read] == [
        ("Ana", "yes", ""),
        ("Ben", "Neither", ""),
        ("Ana", "", "'@more"),
        ("Ben", "9", ""),
        ("Ben", "", "Bye"),
    ]
    assert read[4]["question"] == "comment"
    assert all(name not in csv_text(anonymous) for name in ("Ana", "Ben"))


def test_an_estimate_has_lines_of_its_own() -> None:
    pulse = asked({"sales": 8, "marketing": 8}).model_copy(update={"kind": "pulse", "questions": statements((1, 6, 4))})
    answers = gather([Response("sales", {1: 3, 6: 4, 4: 2})] * 6)
    rolling = [row for row in rows(compute(pulse, answers)) if row["scope"] == "rolling"]
    assert [(row["group"], row["n"], row["total"], row["relationship"]) for row in rolling] == [
        ("overall", "3", "60.0000", "")
    ]
