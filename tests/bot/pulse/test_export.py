import csv
import io

import pytest

from bot.pulse.export import COLUMNS, csv_text, safe
from bot.pulse.results import Result, compute
from bot.pulse.scoring import Response, gather
from tests.bot.pulse.table import asked, people


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
