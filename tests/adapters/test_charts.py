"""The pictures themselves were looked at, on white and on dark; here is what a program can check of them."""

import io
import subprocess
import sys
from datetime import UTC, datetime
from gettext import NullTranslations
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from adapters.charts import png
from adapters.drawing import Page
from adapters.palette import DARK, LIGHT, Palette
from bot.conversation.cards import Band, Chart, Row
from bot.conversation.reading import Reader
from bot.conversation.words import T, number, verbatim

ENGLISH = Reader(now=datetime(2026, 3, 14, tzinfo=UTC), zone="Europe/London")
BAR = (0x2F, 0x4B, 0x7C)
SALES, MARKETING = (0x00, 0x68, 0xA8), (0xC2, 0x4E, 0x00)


def bars(*values: float | None, title: str = "Totals") -> Chart:
    bands = [(20, 40, "undefined"), (40, 60, "defined"), (60, 80, "aligned"), (80, 100, "integrated")]
    return Chart(
        kind="bars",
        title=verbatim(title),
        low=20,
        high=100,
        series=(T("Total"),),
        rows=tuple(Row(label=verbatim(f"Group {index}"), values=(value,)) for index, value in enumerate(values)),
        bands=tuple(Band(start=start, end=end, label=verbatim(name)) for start, end, name in bands),
    )


def dots(*rows: tuple[float | None, float | None]) -> Chart:
    return Chart(
        kind="dots",
        title=T("Statements"),
        low=1,
        high=5,
        series=(T("Sales"), T("Marketing")),
        rows=tuple(Row(label=verbatim(f"Statement {index}"), values=values) for index, values in enumerate(rows)),
    )


def moments(*rows: Row, series: int = 1, low: float = 20, high: float = 100, small: bool = False) -> Chart:
    names = (T("Everyone"), T("Sales"), T("Marketing"))[:series]
    return Chart(kind="lines", title=T("Over time"), low=low, high=high, series=names, rows=rows, small=small)


def moment(at: float, *values: float | None, reach: float = 0, solid: bool = True) -> Row:
    ranges = tuple((value - reach, value + reach) if reach and value is not None else None for value in values)
    return Row(label=verbatim(f"Day {at:g}"), values=values, ranges=ranges, solid=(solid,) * len(values), position=at)


def columns(picture: Image.Image, colour: tuple[int, int, int]) -> list[int]:
    """Where across a picture there is anything of about that colour."""
    away = np.abs(np.asarray(picture)[..., :3].astype(int) - colour).max(axis=2)
    return [int(at) for at in np.flatnonzero((away <= 12).any(axis=0))]


def drawn(chart: Chart) -> Image.Image:
    picture = Image.open(io.BytesIO(png(chart, ENGLISH)))
    assert picture.format == "PNG"
    return picture.convert("RGBA")


def area(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels have about that colour."""
    away = np.abs(np.asarray(picture)[..., :3].astype(int) - colour)
    return int((away.max(axis=2) <= 12).sum())


def test_the_card_is_a_thousand_wide_with_see_through_corners_and_nothing_else_see_through() -> None:
    picture = drawn(bars(62.6, 69.2, 55.4))
    assert picture.width == 1000
    clear = picture.getchannel("A")
    corners = [(0, 0), (999, 0), (0, picture.height - 1), (999, picture.height - 1)]
    assert [clear.getpixel(corner) for corner in corners] == [0, 0, 0, 0]
    inner = picture.crop((40, 40, 960, picture.height - 40))
    assert inner.getchannel("A").getextrema() == (255, 255)


def test_a_longer_bar_for_a_higher_total() -> None:
    assert area(drawn(bars(30)), BAR) < area(drawn(bars(60)), BAR) < area(drawn(bars(90)), BAR)


def test_a_hidden_total_has_no_bar_but_says_why() -> None:
    hidden = drawn(bars(None))
    assert area(hidden, BAR) == 0
    assert png(bars(None), ENGLISH) != png(bars(), ENGLISH)


def test_every_band_can_be_told_from_the_next() -> None:
    picture = drawn(bars(20))
    row = [picture.getpixel((x, 140)) for x in range(picture.width)]
    runs = [pixel for pixel, after in zip(row, row[12:], strict=False) if pixel == after]
    assert len(set(runs)) >= 5  # the card and four bands


def test_both_sides_have_their_colour() -> None:
    picture = drawn(dots((4.3, 2.2), (3.0, 3.1)))
    assert area(picture, SALES) > 100
    assert area(picture, MARKETING) > 100


def test_only_the_side_that_may_be_shown_has_a_dot() -> None:
    both, one = drawn(dots((4.3, 2.2))), drawn(dots((4.3, None)))
    assert area(one, SALES) == pytest.approx(area(both, SALES), rel=0.1)
    assert area(one, MARKETING) < area(both, MARKETING) * 0.6  # what remains is the legend


def test_a_line_leads_from_the_first_moment_to_the_last() -> None:
    there = set(columns(drawn(moments(moment(0, 50), moment(90, 62.5))), BAR))
    assert there >= set(range(250, 800))


def test_a_line_breaks_where_nothing_may_be_shown() -> None:
    rows = [moment(at, 50.0) for at in range(10)]
    whole = columns(drawn(moments(*rows)), BAR)
    broken = columns(drawn(moments(*rows[:5], moment(5, None), *rows[6:])), BAR)
    steps = [b - a for a, b in pairwise(broken) if b - a > 40]
    assert len(steps) == 1
    assert max(b - a for a, b in pairwise(whole)) < 40


def test_moments_stand_as_far_apart_as_the_days_between_them() -> None:
    def hole(end: float) -> int:
        """How wide the break is between the tenth day and this one."""
        picture = drawn(moments(*[moment(day, None if day == 11 else 50.0) for day in (0, 10, 11, end, 100)]))
        return max(b - a for a, b in pairwise(columns(picture, BAR)))

    assert hole(80) > 2.5 * hole(30)


def test_an_estimate_is_hollow_and_a_measured_value_filled() -> None:
    measured, estimate = (drawn(moments(moment(0, 50, solid=solid))) for solid in (True, False))
    assert area(measured, BAR) > area(estimate, BAR) * 1.15
    assert area(estimate, BAR) > 0


def test_an_interval_is_seen_alone_and_along_a_line() -> None:
    alone = [drawn(moments(moment(0, 50, reach=reach))) for reach in (0, 8)]
    assert area(alone[1], BAR) > area(alone[0], BAR)
    rows = [[moment(day, 50, reach=reach) for day in range(4)] for reach in (0, 8)]
    plain, soft = (np.asarray(drawn(moments(*each)))[..., 0] for each in rows)
    assert (soft.astype(int) - plain.astype(int) < -10).sum() > 20_000


def test_a_gap_over_time_has_a_line_at_zero() -> None:
    def level(low: float, high: float) -> int:
        rows = np.asarray(drawn(moments(moment(0, 10), low=low, high=high)))[:, 300:450, 0]
        return int((rows.max(axis=1) < 160).sum())

    assert level(-20, 20) > 0
    assert level(0, 20) == 0


@pytest.mark.parametrize("count", [1, 2, 12, 60])
@pytest.mark.parametrize("small", [False, True])
def test_three_series_fit_a_message_however_many_moments(count: int, small: bool) -> None:
    rows = [moment(7.0 * at, 60, None if at % 9 == 4 else 66, 55, reach=6, solid=at % 13 == 0) for at in range(count)]
    chart = moments(*rows, series=3, small=small)
    assert len(png(chart, ENGLISH, limit=28_000)) <= 28_000
    picture = drawn(chart)
    assert picture.width == 1000
    assert picture.height < (430 if small else 640)
    for colour in ((0x00, 0x68, 0xA8), (0xC2, 0x4E, 0x00), (0x00, 0x73, 0x5A)):
        assert area(picture, colour) > 100
    edge = picture.crop((975, 40, 990, picture.height - 40))
    assert len(edge.getcolors() or []) == 1


def test_moments_of_which_nothing_may_be_shown_say_so() -> None:
    hidden = moments(moment(0, None), moment(7, None))
    assert area(drawn(hidden), BAR) == 0
    assert png(hidden, ENGLISH) != png(moments(), ENGLISH)


def test_shares_have_a_percent_sign() -> None:
    shares = bars(62.0).model_copy(update={"low": 0, "bands": (), "decimals": 0})
    assert png(shares.model_copy(update={"unit": "%"}), ENGLISH) != png(shares, ENGLISH)


def test_a_label_too_long_for_its_bar_stands_above_it_in_full() -> None:
    long = "We meet every week and both sides bring their own numbers, so nobody is surprised by the forecast"

    def height(*labels: str) -> int:
        rows = tuple(Row(label=verbatim(each), values=(40.0,)) for each in labels)
        return drawn(bars().model_copy(update={"rows": rows, "bands": ()})).height

    assert height(long, "No") > height("Yes", "No") + 60
    left = columns(drawn(bars().model_copy(update={"rows": (Row(label=verbatim(long), values=(40.0,)),)})), BAR)
    assert left[0] < 60


def test_twenty_statements_fit_a_message() -> None:
    full = dots(*[(1 + index % 5, 5 - index * 0.2) for index in range(20)])
    assert len(png(full, ENGLISH)) <= 40_000
    smaller = png(full, ENGLISH, limit=24_000)
    assert len(smaller) <= 24_000
    assert Image.open(io.BytesIO(smaller)).width >= 600


def test_the_same_chart_is_the_same_picture() -> None:
    assert png(bars(62.6, 69.2), ENGLISH) == png(bars(62.6, 69.2), ENGLISH)


def test_values_are_written_as_the_reader_writes_them() -> None:
    german = Reader(now=ENGLISH.now, language="de", zone="Europe/Berlin")
    assert png(bars(62.6), german) != png(bars(62.6), ENGLISH)


@pytest.mark.parametrize(
    "title", ["From $2M to $3M_x^y", "Spring 🎉 \N{CJK UNIFIED IDEOGRAPH-6625}", "{name} **all**", ""]
)
def test_titles_are_text_whatever_they_hold(title: str) -> None:
    assert drawn(bars(62.6, title=title)).width == 1000


def test_a_long_title_and_long_labels_are_shortened_not_overdrawn() -> None:
    long = "A name that goes on " * 30
    chart = bars(62.6, title=long).model_copy(update={"rows": (Row(label=verbatim(long), values=(62.6,)),)})
    picture = drawn(chart)
    edge = picture.crop((975, 40, 990, picture.height - 40))
    assert len(edge.getcolors() or []) == 1


def test_an_empty_chart_is_a_card_that_says_so() -> None:
    assert drawn(bars()).width == 1000


def test_text_wraps_at_words_and_ends_in_an_ellipsis() -> None:
    page = Page()
    assert page.wrap("one two", 1000, 20, lines=2) == ["one two"]
    lines = page.wrap("one two three four five six seven", 100, 20, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(page.width(line, 20) <= 100 for line in lines)


def test_matplotlib_is_loaded_by_drawing_only_and_never_pyplot() -> None:
    code = (
        "import sys; from tests.adapters import test_charts as t; "
        "assert 'matplotlib' not in sys.modules, 'at import'; t.png(t.bars(50), t.ENGLISH); "
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own words


def test_numbers_are_written_as_in_the_text_beside_the_chart() -> None:
    """In Vienna a decimal has a comma, in English as well; in London a point."""
    vienna, german = (Reader(now=ENGLISH.now, language=language, zone="Europe/Vienna") for language in ("en", "de"))
    assert [each.plain(T("{n}", n=number(67.6, 1))) for each in (ENGLISH, vienna, german)] == ["67.6", "67,6", "67,6"]
    london, at_home = png(bars(67.6), ENGLISH), png(bars(67.6), vienna)
    assert london != at_home
    assert at_home == png(bars(67.6), german)
    assert london == png(bars(67.6), Reader(now=ENGLISH.now, zone="Europe/Dublin"))


def test_what_may_not_be_shown_is_said_in_the_readers_language() -> None:
    class German(NullTranslations):
        def gettext(self, message: str) -> str:
            return "zu wenige Antworten" if message == "too few answers to show" else message

    german = Reader(now=ENGLISH.now, zone="Europe/London", language="de", catalogues={"de": German()})
    assert png(bars(None), german) != png(bars(None), ENGLISH)


def test_a_dark_card_for_who_can_show_one() -> None:
    light, dark = (
        np.asarray(Image.open(io.BytesIO(png(bars(62.6), ENGLISH, dark=dark))).convert("RGBA"))
        for dark in (False, True)
    )
    assert light.shape == dark.shape
    assert light[60, 500, :3].min() > 220
    assert dark[60, 500, :3].max() < 50
    assert dark[0, 0, 3] == 0


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_what_is_written_on_a_card_can_be_read(palette: Palette) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(one: str, other: str) -> float:
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    written = [palette.ink, palette.quiet, *palette.series, palette.single]
    assert min(contrast(each, palette.card) for each in written) >= 4.5
    assert min(contrast(palette.ink, band) for band in palette.bands) >= 4.5
    assert contrast(palette.inside, palette.single) >= 4.5
    assert min(contrast(mark, band) for mark in (*palette.series, palette.single) for band in palette.bands) >= 3
