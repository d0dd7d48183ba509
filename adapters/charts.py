"""A chart's data drawn as a PNG. Comes in: a `Chart` and its reader. Goes out: the bytes of a picture.

The picture is 1,000 pixels wide, meant to be shown at half that size. It brings its own light card with rounded,
transparent corners, so that it looks the same on a light and on a dark theme. Series differ by shape as well as by
colour (after Okabe and Ito's palette, safe for colour-blind readers), and every value is written beside its mark.
Drawing takes some hundred milliseconds: call it after the commit, off the event loop.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from adapters.drawing import WIDTH, Align, Page
from bot.conversation.cards import Chart, Row
from bot.conversation.reading import Reader
from bot.conversation.words import T, number

_PAD = 44.0
_QUIET, _GRID, _LINK = "#566170", "#E1E6ED", "#B4BECB"
_BANDS = ("#ECEFF4", "#DFE6EE", "#D0DBE8", "#BFCEE0")
_SERIES = ("#0068A8", "#C24E00", "#00735A", "#84487A")
_SINGLE = "#2F4B7C"
_TITLE, _BODY, _LABEL, _SMALL = 31.0, 25.0, 22.0, 21.0
_TOO_FEW = T("too few answers to show")
_ONE_AT_A_TIME = threading.Lock()  # matplotlib may not be used by several threads at once


def png(chart: Chart, reader: Reader, *, limit: int = 40_000) -> bytes:
    """Draw a chart; one without rows is a card that says so. Beyond `limit` bytes it is drawn smaller."""
    with _ONE_AT_A_TIME:
        return _drawn(chart.model_dump_json(), reader.language, reader.zone, limit)


@lru_cache(maxsize=64)
def _drawn(chart: str, language: str, zone: str, limit: int) -> bytes:
    """One picture goes to everybody who was asked, so it is drawn once for all who read alike."""
    reader = Reader(now=datetime(2000, 1, 1, tzinfo=UTC), language=language, zone=zone)
    return _Drawing(Chart.model_validate_json(chart), reader).png(limit)


@dataclass(frozen=True)
class _Axis:
    """Where the values lie: from `left` to `right` in pixels."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


class _Drawing:
    def __init__(self, chart: Chart, reader: Reader) -> None:
        self.chart = chart
        self.reader = reader
        self.page = Page()
        self.too_few = reader.plain(_TOO_FEW)

    def png(self, limit: int) -> bytes:
        width = WIDTH - 2 * _PAD
        top = self.page.paragraph(_PAD, _PAD, self.reader.plain(self.chart.title), width=width, size=_TITLE, bold=True)
        if not self.chart.rows:
            bottom = self.page.paragraph(_PAD, top + 24, self.too_few, width=width, size=_BODY)
        elif self.chart.kind == "bars":
            bottom = self.bars(top + 18)
        else:
            bottom = self.dots(top + 18)
        return self.page.png(bottom + _PAD - 8, limit)

    def bars(self, top: float) -> float:
        chart, page = self.chart, self.page
        many = len(chart.series) > 1
        thickness = 34.0 if many else 48.0
        pitch = thickness * len(chart.series) + 30
        labels = self.labels(_BODY)
        axis = _Axis(chart.low, chart.high, _PAD + page.widest(labels, _BODY) + 26, WIDTH - _PAD)
        top = self.bands(axis, self.legend(top) if many else top, pitch * len(chart.rows) + 28)
        for index, (row, label) in enumerate(zip(chart.rows, labels, strict=True)):
            middle = top + 14 + pitch * (index + 0.5)
            page.lines(axis.left - 26, middle, label, size=_BODY, align="right")
            for series, value in enumerate(row.values):
                y = middle + (series - (len(row.values) - 1) / 2) * thickness
                if value is None:
                    page.text(axis.left + 18, y, self.too_few, size=_SMALL, colour=_QUIET, italic=True)
                else:
                    page.bar(axis.left, axis.at(value), y, thickness - (4 if many else 0), self.colour(series))
                    self.beside(axis, y, value)
        return self.ticks(axis, top + pitch * len(chart.rows) + 28)

    def beside(self, axis: _Axis, y: float, value: float) -> None:
        """Write a bar's value after its end, or within it where there is no room."""
        said, end = self.said(value), axis.at(value)
        if end + 14 + self.page.width(said, _BODY, bold=True) <= axis.right:
            self.page.text(end + 14, y, said, size=_BODY, bold=True)
        else:
            self.page.text(end - 14, y, said, size=_BODY, bold=True, align="right", colour="white")

    def dots(self, top: float) -> float:
        chart, page = self.chart, self.page
        pitch = 46.0
        labels = self.labels(_LABEL)
        axis = _Axis(chart.low, chart.high, _PAD + page.widest(labels, _LABEL) + 90, WIDTH - _PAD - 62)
        height = pitch * len(chart.rows)
        top = self.bands(axis, self.legend(top) if len(chart.series) > 1 else top, height)
        for tick in page.ticks(chart.low, chart.high):
            page.line(axis.at(tick), top, axis.at(tick), top + height, _GRID, 1.5)
        for index, (row, label) in enumerate(zip(chart.rows, labels, strict=True)):
            y = top + pitch * (index + 0.5)
            if index:
                page.line(_PAD, y - pitch / 2, WIDTH - _PAD, y - pitch / 2, _GRID, 1.5)
            page.lines(_PAD, y, label, size=_LABEL, align="left")
            self.dot_row(axis, y, row)
        return self.ticks(axis, top + height)

    def dot_row(self, axis: _Axis, y: float, row: Row) -> None:
        there = sorted((value, series) for series, value in enumerate(row.values) if value is not None)
        if not there:
            self.page.text(axis.left, y, self.too_few, size=_SMALL, colour=_QUIET, italic=True)
            return
        (lowest, first), (highest, last) = there[0], there[-1]
        left, right = axis.at(lowest), axis.at(highest)
        self.page.line(left, y, right, y, _LINK, 6)
        for value, series in there:
            self.page.dot(axis.at(value), y, self.colour(series), series)
        if len(there) > 1:
            said = self.said(lowest)
            self.page.text(left - 20, y, said, size=_SMALL, bold=True, align="right", colour=self.colour(first))
        self.page.text(right + 20, y, self.said(highest), size=_SMALL, bold=True, colour=self.colour(last))
        if len(there) < len(row.values):
            self.beside_missing(axis, y, right)

    def beside_missing(self, axis: _Axis, y: float, dot: float) -> None:
        """Say where there is most room that the row's other dot may not be shown."""
        x = dot - 24 if dot > (axis.left + axis.right) / 2 else axis.right + 62
        self.page.text(x, y, self.too_few, size=_SMALL, colour=_QUIET, italic=True, align="right")

    def legend(self, top: float) -> float:
        """The series by mark and name, one after the other; on a new line where they don't fit."""
        x, y = _PAD, top + 14
        for series, words in enumerate(self.chart.series):
            name = self.reader.plain(words)
            width = self.page.width(name, _LABEL) + 70
            if x > _PAD and x + width > WIDTH - _PAD:
                x, y = _PAD, y + 36
            self.page.dot(x + 12, y, self.colour(series), series)
            self.page.text(x + 34, y, name, size=_LABEL)
            x += width
        return y + 30

    def bands(self, axis: _Axis, top: float, height: float) -> float:
        """The named stretches behind the marks; gives back where the marks begin."""
        if not self.chart.bands:
            return top
        top += 34
        for index, band in enumerate(self.chart.bands):
            left, right = axis.at(band.start), axis.at(band.end)
            width = right - left - (0 if band is self.chart.bands[-1] else 3)
            self.page.block(left, top, width, height, _BANDS[min(index, len(_BANDS) - 1)])
            name = self.page.wrap(self.reader.plain(band.label), width, _SMALL, lines=1)[0]
            self.page.text((left + right) / 2, top - 20, name, size=_SMALL, colour=_QUIET, align="center")
        return top

    def ticks(self, axis: _Axis, top: float) -> float:
        edges = sorted({edge for band in self.chart.bands for edge in (band.start, band.end)})
        for tick in edges or self.page.ticks(axis.low, axis.high):
            decimals = 0 if float(tick).is_integer() else self.chart.decimals
            align: Align = "right" if self.chart.bands and axis.at(tick) >= axis.right else "center"
            self.page.text(axis.at(tick), top + 22, self.said(tick, decimals), size=20, colour=_QUIET, align=align)
        return top + 32

    def labels(self, size: float) -> list[list[str]]:
        return [self.page.wrap(self.reader.plain(row.label), WIDTH * 0.36, size, lines=2) for row in self.chart.rows]

    def said(self, value: float, decimals: int | None = None) -> str:
        decimals = self.chart.decimals if decimals is None else decimals
        return self.reader.plain(T("{value}", value=number(float(value), decimals)))

    def colour(self, series: int) -> str:
        return _SERIES[series % len(_SERIES)] if len(self.chart.series) > 1 else _SINGLE
