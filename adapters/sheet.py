"""What the kinds of charts share: the sheet that they are drawn on, its sizes, an axis, the legend."""

from dataclasses import dataclass
from typing import Final

from adapters.drawing import WIDTH, Page
from adapters.palette import Palette
from bot.conversation.cards import Chart
from bot.conversation.reading import Reader
from bot.conversation.words import T, number

PAD: Final = 44.0
TITLE, BODY, LABEL, SMALL, TICK = 31.0, 25.0, 22.0, 21.0, 20.0
TOO_FEW: Final = T("too few answers to show")


@dataclass(frozen=True)
class Axis:
    """Where the values lie: the low end at `start`, the high one at `end`, in pixels across or down."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


class Sheet:
    """A chart, who reads it, and the page that it is drawn on. `too_few` stands where nothing may be shown."""

    def __init__(self, chart: Chart, reader: Reader, too_few: str, palette: Palette) -> None:
        self.chart = chart
        self.reader = reader
        self.too_few = too_few
        self.palette = palette
        self.page = Page(palette)

    def said(self, value: float, decimals: int | None = None) -> str:
        decimals = self.chart.decimals if decimals is None else decimals
        percent = self.chart.unit == "%"
        written = number(float(value) / 100 if percent else float(value), decimals, percent=percent)
        return self.reader.plain(T("{value}", value=written))

    def tick(self, value: float) -> str:
        """A value as it stands at an axis: without decimals where it has none."""
        return self.said(value, 0 if float(value).is_integer() else max(self.chart.decimals, 1))

    def colour(self, series: int) -> str:
        colours = self.palette.series
        return colours[series % len(colours)] if len(self.chart.series) > 1 else self.palette.single

    def legend(self, top: float) -> float:
        """The series by mark and name, one after the other; on a new line where they don't fit."""
        x, y = PAD, top + 14
        for series, words in enumerate(self.chart.series):
            name = self.reader.plain(words)
            shown = any(series < len(row.values) and row.values[series] is not None for row in self.chart.rows)
            missing = "" if shown or self.chart.kind != "lines" else f" ({self.too_few})"
            width = self.page.width(name + missing, LABEL) + 70
            if x > PAD and x + width > WIDTH - PAD:
                x, y = PAD, y + 36
            self.page.dot(x + 12, y, self.colour(series), series)
            self.page.text(x + 34, y, name + missing, size=LABEL)
            x += width
        return y + 30
