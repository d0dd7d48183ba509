"""A chart's data drawn as a PNG. Comes in: a `Chart` and its reader. Goes out: the bytes of a picture.

The picture is 1,000 pixels wide, meant to be shown at half that size. It brings its own card with rounded, transparent
corners: a light one, which looks the same on a light and on a dark theme, or a dark one for whoever can show either.
Series differ by shape as well as by colour, and every value is written beside its mark. Drawing takes some hundred
milliseconds: call it after the commit, off the event loop.
"""

import threading
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from adapters.drawing import WIDTH, Align
from adapters.over_time import draw_lines
from adapters.palette import DARK, LIGHT
from adapters.sheet import BODY, LABEL, PAD, SMALL, TICK, TITLE, TOO_FEW, Axis, Sheet
from bot.conversation.cards import Chart, Row
from bot.conversation.reading import Reader
from bot.conversation.words import Words, verbatim

MANY_BARS: Final = 6
BESIDE: Final = WIDTH * 0.36
BESIDE_LINES: Final = 2
ABOVE_LINES: Final = 4
"""What doesn't fit beside its bar stands above it, over the whole width; only what is longer still is cut."""
_ONE_AT_A_TIME = threading.Lock()  # matplotlib may not be used by several threads at once


def png(chart: Chart, reader: Reader, *, limit: int = 40_000, dark: bool = False) -> bytes:
    """Draw a chart; one without rows is a card that says so. Beyond `limit` bytes it is drawn smaller.

    `dark`: on a dark card, for who can show each of the two where it fits.
    """
    said = _said(chart, reader).model_dump_json()
    with _ONE_AT_A_TIME:
        return _drawn(said, str(reader.locale), reader.plain(TOO_FEW), limit, dark)


def _said(chart: Chart, reader: Reader) -> Chart:
    """The chart in the words of its reader: in whatever zone somebody reads, most of it reads the same."""

    def said(words: Words) -> Words:
        return verbatim(reader.plain(words))

    return chart.model_copy(
        update={
            "title": said(chart.title),
            "series": tuple(said(each) for each in chart.series),
            "rows": tuple(each.model_copy(update={"label": said(each.label)}) for each in chart.rows),
            "bands": tuple(each.model_copy(update={"label": said(each.label)}) for each in chart.bands),
        }
    )


@lru_cache(maxsize=64)
def _drawn(chart: str, locale: str, too_few: str, limit: int, dark: bool) -> bytes:
    """One picture goes to everybody who was asked, so it is drawn once for all who read alike."""
    reader = Reader(now=datetime(2000, 1, 1, tzinfo=UTC), language=locale, zone="UTC")  # numbers are as the locale's
    return _Drawing(Chart.model_validate_json(chart), reader, too_few, DARK if dark else LIGHT).png(limit)


class _Drawing(Sheet):
    def png(self, limit: int) -> bytes:
        chart, width = self.chart, WIDTH - 2 * PAD
        size = BODY if chart.small else TITLE
        edge = PAD - 12 if chart.small else PAD
        top = self.page.paragraph(PAD, edge, self.reader.plain(chart.title), width=width, size=size, bold=True)
        if not chart.rows:
            bottom = self.page.paragraph(PAD, top + 24, self.too_few, width=width, size=BODY)
        elif chart.kind == "lines":
            bottom = draw_lines(self, top + (8 if chart.small else 18))
        elif chart.kind == "bars":
            bottom = self.bars(top + 18)
        else:
            bottom = self.dots(top + 18)
        return self.page.png(bottom + edge - 8, limit)

    def bars(self, top: float) -> float:
        chart, page = self.chart, self.page
        many, above = len(chart.series) > 1, self.labels_above()
        labels = self.labels(BODY, above=above)
        thickness = 34.0 if many else 36.0 if len(labels) > MANY_BARS else 48.0
        gap = 18.0 if len(labels) > MANY_BARS else 30.0
        heads = [len(label) * BODY * 1.2 + 6 if above else 0.0 for label in labels]
        height = sum(heads) + (thickness * len(chart.series) + gap) * len(labels) + 28
        start = PAD if above else PAD + page.widest(labels, BODY) + 26
        axis = Axis(chart.low, chart.high, start, WIDTH - PAD)
        top = self.bands(axis, self.legend(top) if many else top, height)
        y = top + 14
        for row, label, head in zip(chart.rows, labels, heads, strict=True):
            y += gap / 2
            if above:
                page.lines(axis.start + (8 if chart.bands else 0), y + head / 2 - 6, label, size=BODY, align="left")
            else:
                middle = y + thickness * len(chart.series) / 2
                page.lines(axis.start - 26, middle, label, size=BODY, align="right")
            self.bars_of(row, axis, y + head, thickness)
            y += head + thickness * len(chart.series) + gap / 2
        return self.ticks(axis, top + height)

    def bars_of(self, row: Row, axis: Axis, top: float, thickness: float) -> None:
        many = len(row.values) > 1
        for series, value in enumerate(row.values):
            y = top + (series + 0.5) * thickness
            if value is None:
                self.page.text(axis.start + 18, y, self.too_few, size=SMALL, colour=self.palette.quiet, italic=True)
            else:
                self.page.bar(axis.start, axis.at(value), y, thickness - (4 if many else 0), self.colour(series))
                self.beside(axis, y, value)

    def beside(self, axis: Axis, y: float, value: float) -> None:
        """Write a bar's value after its end, or within it where there is no room."""
        said, end = self.said(value), axis.at(value)
        if end + 14 + self.page.width(said, BODY, bold=True) <= axis.end:
            self.page.text(end + 14, y, said, size=BODY, bold=True)
        else:
            self.page.text(end - 14, y, said, size=BODY, bold=True, align="right", colour=self.palette.inside)

    def dots(self, top: float) -> float:
        chart, page = self.chart, self.page
        pitch = 46.0
        labels = self.labels(LABEL)
        axis = Axis(chart.low, chart.high, PAD + page.widest(labels, LABEL) + 90, WIDTH - PAD - 62)
        height = pitch * len(chart.rows)
        top = self.bands(axis, self.legend(top) if len(chart.series) > 1 else top, height)
        for tick in page.ticks(chart.low, chart.high):
            page.line(axis.at(tick), top, axis.at(tick), top + height, self.palette.grid, 1.5)
        for index, (row, label) in enumerate(zip(chart.rows, labels, strict=True)):
            y = top + pitch * (index + 0.5)
            if index:
                page.line(PAD, y - pitch / 2, WIDTH - PAD, y - pitch / 2, self.palette.grid, 1.5)
            page.lines(PAD, y, label, size=LABEL, align="left")
            self.dot_row(axis, y, row)
        return self.ticks(axis, top + height)

    def dot_row(self, axis: Axis, y: float, row: Row) -> None:
        there = sorted((value, series) for series, value in enumerate(row.values) if value is not None)
        if not there:
            self.page.text(axis.start, y, self.too_few, size=SMALL, colour=self.palette.quiet, italic=True)
            return
        (lowest, first), (highest, last) = there[0], there[-1]
        left, right = axis.at(lowest), axis.at(highest)
        self.page.line(left, y, right, y, self.palette.link, 6)
        for value, series in there:
            self.page.dot(axis.at(value), y, self.colour(series), series)
        if len(there) > 1:
            said = self.said(lowest)
            self.page.text(left - 20, y, said, size=SMALL, bold=True, align="right", colour=self.colour(first))
        self.page.text(right + 20, y, self.said(highest), size=SMALL, bold=True, colour=self.colour(last))
        if len(there) < len(row.values):
            self.beside_missing(axis, y, right)

    def beside_missing(self, axis: Axis, y: float, dot: float) -> None:
        """Say where there is most room that the row's other dot may not be shown."""
        x = dot - 24 if dot > (axis.start + axis.end) / 2 else axis.end + 62
        self.page.text(x, y, self.too_few, size=SMALL, colour=self.palette.quiet, italic=True, align="right")

    def bands(self, axis: Axis, top: float, height: float) -> float:
        """The named stretches behind the marks; gives back where the marks begin."""
        if not self.chart.bands:
            return top
        top += 34
        for index, band in enumerate(self.chart.bands):
            left, right = axis.at(band.start), axis.at(band.end)
            width = right - left - (0 if band is self.chart.bands[-1] else 3)
            self.page.block(left, top, width, height, self.palette.band(index))
            name = self.page.wrap(self.reader.plain(band.label), width, SMALL, lines=1)[0]
            self.page.text((left + right) / 2, top - 20, name, size=SMALL, colour=self.palette.quiet, align="center")
        return top

    def ticks(self, axis: Axis, top: float) -> float:
        edges = sorted({edge for band in self.chart.bands for edge in (band.start, band.end)})
        for value in edges or self.page.ticks(axis.low, axis.high):
            at, half = axis.at(value), self.page.width(self.tick(value), TICK) / 2
            align: Align = "left" if at - half < PAD else "right" if at + half > WIDTH - PAD else "center"
            # What would stand out of the margins stands within them.
            x = {"left": max(at - half, PAD), "center": at, "right": min(at + half, WIDTH - PAD)}[align]
            self.page.text(x, top + 22, self.tick(value), size=TICK, colour=self.palette.quiet, align=align)
        return top + 32

    def labels_above(self) -> bool:
        """Say whether a label needs more room than there is beside its bar."""
        told = [self.reader.plain(row.label) for row in self.chart.rows]
        return any(len(self.page.wrap(each, BESIDE, BODY, lines=99)) > BESIDE_LINES for each in told)

    def labels(self, size: float, *, above: bool = False) -> list[list[str]]:
        width, lines = (WIDTH - 2 * PAD, ABOVE_LINES) if above else (BESIDE, BESIDE_LINES)
        return [self.page.wrap(self.reader.plain(row.label), width, size, lines=lines) for row in self.chart.rows]
