from datetime import UTC, datetime

from bot.conversation.reading import Reader
from bot.pulse.pictures import chart, chart_alt, statements_alt, statements_chart
from bot.pulse.results import Result, compute
from bot.pulse.scoring import Response, gather
from tests.bot.pulse.table import asked, people

ENGLISH = Reader(now=datetime(2026, 3, 14, tzinfo=UTC), zone="Europe/London")


def assessed(*responses: Response) -> Result:
    return compute(asked(), gather(responses))


SPLIT = assessed(*people("sales", 5, "5" + "4" * 19), *people("marketing", 5, "223" + "4" * 17))
ONE_SIDE_SMALL = assessed(*people("sales", 5, "4" * 19 + "1"), *people("marketing", 4))


def test_the_totals_stand_over_the_four_types() -> None:
    drawn = chart(SPLIT)
    assert [(ENGLISH.plain(row.label), row.values) for row in drawn.rows] == [
        ("Everyone", (78.0,)),
        ("Sales", (81.0,)),
        ("Marketing", (75.0,)),
    ]
    assert [(band.start, band.end, band.label.text) for band in drawn.bands] == [
        (20, 40, "undefined"),
        (40, 60, "defined"),
        (60, 80, "aligned"),
        (80, 100, "integrated"),
    ]


def test_the_words_say_what_the_totals_show() -> None:
    assert ENGLISH.plain(chart_alt(SPLIT)) == (
        "How Sales and Marketing work together, as a total from 20 to 100. "
        "Everyone 78.0 (aligned), Sales 81.0 (integrated) and Marketing 75.0 (aligned)."
    )


def test_a_hidden_side_is_blank_in_the_picture_and_in_words() -> None:
    assert [row.values for row in chart(ONE_SIDE_SMALL).rows] == [(69.4,), (None,), (None,)]
    assert ENGLISH.plain(chart_alt(ONE_SIDE_SMALL)).endswith(
        "Everyone 69.4 (aligned), Sales (too few answers to show) and Marketing (too few answers to show)."
    )


def test_a_total_just_below_a_band_is_not_drawn_in_it() -> None:
    """33 people at 60 and one at 59 have a mean of 59.97: drawn and said as 59.9, which is defined."""
    nearly = assessed(*people("sales", 29, "3" * 20), *people("sales", 1, "3" * 19 + "2"), *people("marketing", 4))
    assert chart(nearly).rows[0].values == (59.9,)
    assert "Everyone 59.9 (defined)" in ENGLISH.plain(chart_alt(nearly))


def test_the_statements_that_split_the_sides_most_come_first() -> None:
    drawn = statements_chart(SPLIT)
    assert [words.text for words in drawn.series] == ["Sales", "Marketing"]
    assert [(row.label.text, row.values) for row in drawn.rows[:3]] == [
        ("Forecasts that hold", (5.0, 2.0)),
        ("No blame", (4.0, 2.0)),
        ("Marketers with customers", (4.0, 3.0)),
    ]
    assert len(drawn.rows) == 20
    assert ENGLISH.plain(statements_alt(SPLIT)).startswith(
        "All twenty statements, widest apart first: rated from 1 to 5. "
        "Forecasts that hold (Sales 5.0 and Marketing 2.0), No blame (Sales 4.0 and Marketing 2.0), "
    )


def test_with_the_sides_hidden_everyone_is_ranked_lowest_first() -> None:
    drawn = statements_chart(ONE_SIDE_SMALL)
    assert [words.text for words in drawn.series] == ["Everyone"]
    assert (drawn.rows[0].label.text, drawn.rows[0].values) == ("Plans presented together", (1.9,))
    assert "Plans presented together (Everyone 1.9)" in ENGLISH.plain(statements_alt(ONE_SIDE_SMALL))


def test_a_statement_too_few_rated_comes_last_and_blank() -> None:
    result = assessed(*people("sales", 6, "3" * 19 + "."), *people("marketing", 6, "3" * 19 + "."))
    last = statements_chart(result).rows[-1]
    assert (last.label.text, last.values) == ("Plans presented together", (None, None))
    assert "Plans presented together (too few answers to show)" in ENGLISH.plain(statements_alt(result))
