"""Values over time on a sheet: soft bands for their intervals, lines that break where nothing may be shown, marks.

A filled mark was measured, a hollow one is an estimate. Where marks would run into one another, estimates keep their
line only, so that what was measured stands out. The newest value of each series is written beside it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from adapters.drawing import WIDTH, Align
from adapters.sheet import BODY, LABEL, PAD, SMALL, TICK, Axis, Sheet

HEIGHT: Final = 340.0
SMALL_HEIGHT: Final = 200.0
FEW: Final = 8
"""Of so many moments every value is written, where there is one series only."""
_INSET: Final = 26.0
_CROWDED: Final = 15.0  # pixels from mark to mark
_MARK: Final = 24.0
_GUTTER: Final = 170.0
_BETWEEN: Final = 3


@dataclass(frozen=True)
class _Point:
    """One value of a series: where it lies, and where its interval ends."""

    row: int
    x: float
    y: float
    value: float
    ends: tuple[float, float] | None
    solid: bool


Run = list[_Point]


def draw_lines(sheet: Sheet, top: float) -> float:
    """Draw the rows of the sheet's chart as moments, from `top` down; gives back where they end."""
    return _Lines(sheet, sheet.legend(top) + 6 if len(sheet.chart.series) > 1 else top + 10).draw()


class _Lines:
    def __init__(self, sheet: Sheet, top: float) -> None:
        self.sheet, self.page, self.chart, self.palette = sheet, sheet.page, sheet.chart, sheet.palette
        self.top = top
        self.bottom = top + (SMALL_HEIGHT if self.chart.small else HEIGHT)
        self.up = Axis(self.chart.low, self.chart.high, self.bottom, self.top)
        self.ticks = self._ticks()
        self.names = self._band_names()
        gutter = max([self.page.width(said, TICK) for _, said in [*self.ticks, *self.names]], default=0.0)
        newest = [sheet.said(value) for row in self.chart.rows for value in row.values if value is not None]
        beside = max((self.page.width(said, LABEL, bold=True) for said in newest), default=0.0)
        self.left, self.right = PAD + gutter + 16, WIDTH - PAD - max(beside - 6, 0)
        self.xs = self._places()

    def draw(self) -> float:
        self._ground()
        every = [self._runs(series) for series in range(len(self.chart.series))]
        for series, runs in enumerate(every):
            self._intervals(runs, self.sheet.colour(series))
        for series, runs in enumerate(every):
            for run in runs:
                self.page.curve([(each.x, each.y) for each in run], self.sheet.colour(series), 4.5)
            self._marks([point for run in runs for point in run], runs, series)
        self._newest(every)
        if len(every) == 1 and len(self.xs) <= FEW and not self.chart.small:
            self._others(every[0])
        if not any(every):
            x, y, quiet = (self.left + self.right) / 2, (self.top + self.bottom) / 2, self.palette.quiet
            self.page.text(x, y, self.sheet.too_few, size=BODY, colour=quiet, italic=True, align="center")
        self._moments()
        return self.bottom + 38

    # -- where things are

    def _places(self) -> list[float]:
        """Where each moment stands across: true to time where every position is known."""
        rows = self.chart.rows
        known = [row.position for row in rows if row.position is not None]
        days = known if len(known) == len(rows) else [float(index) for index in range(len(rows))]
        if min(days) == max(days):
            return [(self.left + self.right) / 2] * len(rows)
        inset = _INSET if len(days) > FEW else 2 * _INSET
        across = Axis(min(days), max(days), self.left + inset, self.right - _INSET)
        return [across.at(day) for day in days]

    def _runs(self, series: int) -> list[Run]:
        """The values of a series, broken where one is missing."""
        runs: list[Run] = [[]]
        for index, (row, x) in enumerate(zip(self.chart.rows, self.xs, strict=True)):
            value = row.values[series] if series < len(row.values) else None
            if value is None:
                runs.append([])
                continue
            ends = row.ranges[series] if series < len(row.ranges) else None
            solid = row.solid[series] if series < len(row.solid) else True
            reach = (self.up.at(ends[0]), self.up.at(ends[1])) if ends else None
            runs[-1].append(_Point(index, x + self._aside(series), self.up.at(value), value, reach, solid))
        return [run for run in runs if run]

    def _aside(self, series: int) -> float:
        """Where there is one moment only, the series stand beside one another, so that their intervals can be told."""
        alone = min(self.xs) == max(self.xs)
        return (series - (len(self.chart.series) - 1) / 2) * 56 if alone else 0.0

    # -- what lies behind

    def _ticks(self) -> list[tuple[float, str]]:
        """The values at the axis; where bands are too low for numbers between their names, the names alone."""
        edges = sorted({edge for band in self.chart.bands for edge in (band.start, band.end)})
        values = [each for each in edges if self.chart.low <= each <= self.chart.high]
        values = values or self.page.ticks(self.chart.low, self.chart.high, most=3 if self.chart.small else 5)
        lines = [(self.up.at(value), self.sheet.tick(value)) for value in values]
        near = any(abs(b - a) < 2.8 * TICK for (a, _), (b, _) in pairwise(lines))
        return [(y, "") for y, _ in lines] if self.chart.bands and near else lines

    def _band_names(self) -> list[tuple[float, str]]:
        found = []
        for band in self.chart.bands:
            start, end = self.up.at(band.start), self.up.at(band.end)
            if start - end >= TICK:
                name = self.page.wrap(self.sheet.reader.plain(band.label), _GUTTER, TICK, lines=1)[0]
                found.append(((start + end) / 2, name))
        return found

    def _ground(self) -> None:
        for index, band in enumerate(self.chart.bands):
            start, end = self.up.at(band.start), self.up.at(band.end)
            colour = self.palette.band(index)
            self.page.block(self.left, end, self.right - self.left, max(start - end - 2, 0), colour)
        for y, said in self.ticks:
            if not self.chart.bands:
                self.page.line(self.left, y, self.right, y, self.palette.grid, 1.5)
            self.page.text(self.left - 14, y, said, size=TICK, colour=self.palette.quiet, align="right")
        for y, name in self.names:
            self.page.text(self.left - 14, y, name, size=TICK, colour=self.palette.quiet, align="right")
        if self.chart.low < 0 < self.chart.high:
            self.page.line(self.left, self.up.at(0), self.right, self.up.at(0), self.palette.axis, 2.5)

    # -- what is shown

    def _intervals(self, runs: list[Run], colour: str) -> None:
        for run in runs:
            known = [(each.x, *each.ends) for each in run if each.ends]
            if len(run) > 1 and len(known) == len(run):
                self.page.ribbon(known, colour)
                continue
            for x, low, high in known:
                self.page.line(x, low, x, high, colour, 2.5)
                for y in (low, high):
                    self.page.line(x - 9, y, x + 9, y, colour, 2.5)

    def _marks(self, points: list[_Point], runs: list[Run], series: int) -> None:
        shown = points
        if _nearest(points) < _CROWDED:
            alone = {run[0].row for run in runs if len(run) == 1}
            kept = [each for each in points if each.solid or each.row in alone or each is points[-1]]
            shown = kept if len(kept) < len(points) else points[-1:]
        scale = min(max((_nearest(shown) - 2) / _MARK, 0.4), 0.75 if self.chart.small else 1.0)
        for each in shown:
            self.page.dot(each.x, each.y, self.sheet.colour(series), series, scale=scale, hollow=not each.solid)

    # -- what is written

    def _newest(self, every: list[list[Run]]) -> None:
        """The last value of each series; those of the last moment side by side, pushed apart where they would touch."""
        last = [(runs[-1][-1], series) for series, runs in enumerate(every) if runs]
        beside = [(point, series) for point, series in last if point.row == len(self.xs) - 1]
        for point, series in last:
            if (point, series) not in beside:
                said, colour = self.sheet.said(point.value), self.sheet.colour(series)
                self.page.text(
                    point.x, point.y - 28, said, size=SMALL, bold=True, colour=colour, align="center", halo=True
                )
        beside.sort(key=lambda each: each[0].y)
        right = max((point.x for point, _ in beside), default=0.0)
        ys = _apart([point.y for point, _ in beside], LABEL * 1.15, self.top, self.bottom)
        for (point, series), y in zip(beside, ys, strict=True):
            said = self.sheet.said(point.value)
            self.page.text(right + 20, y, said, size=LABEL, bold=True, colour=self.sheet.colour(series))

    def _others(self, runs: list[Run]) -> None:
        """The values before the newest, each on the side of its mark from which the line turns away."""
        last = runs[-1][-1] if runs else None
        for run in runs:
            for index, each in enumerate(run):
                if each is last:
                    continue
                around = [run[at].y for at in (index - 1, index + 1) if 0 <= at < len(run)]
                above = not around or each.y <= sum(around) / len(around)
                x = each.x if around else each.x + 22
                y = each.y + ((-28 if above else 28) if around else 0)
                align: Align = "center" if around else "left"
                self.page.text(x, y, self.sheet.said(each.value), size=SMALL, align=align, halo=True)

    def _moments(self) -> None:
        """The dates of the last and the first moment, and of some between them that have room."""
        labels = [self.sheet.reader.plain(row.label) for row in self.chart.rows]
        count = 1 if self.chart.small else _BETWEEN
        first, last = self.xs[0], self.xs[-1]
        step = (last - first) / (count + 1)
        taken: list[tuple[float, float]] = []
        for target in [last, first, *(first + step * (number + 1) for number in range(count))]:
            near = sorted(range(len(labels)), key=lambda at: abs(self.xs[at] - target))
            for at in near:
                wide = self.page.width(labels[at], TICK)
                start = min(max(self.xs[at] - wide / 2, PAD), WIDTH - PAD - wide)
                if abs(self.xs[at] - target) > step * 0.6:
                    break
                if all(start > end + 26 or start + wide < begin - 26 for begin, end in taken):
                    taken.append((start, start + wide))
                    self.page.line(self.xs[at], self.bottom, self.xs[at], self.bottom + 7, self.palette.axis, 2)
                    self.page.text(start, self.bottom + 24, labels[at], size=TICK, colour=self.palette.quiet)
                    break


def _nearest(points: list[_Point]) -> float:
    """How far apart across the two nearest marks are, in pixels."""
    return min((b.x - a.x for a, b in pairwise(points)), default=float(WIDTH))


def _apart(ys: list[float], least: float, top: float, bottom: float) -> list[float]:
    """The same places, in their order and as near as can be, but none nearer than `least` to the next."""
    placed = list(ys)
    for _ in range(40):
        for at, (a, b) in enumerate(pairwise(list(placed))):
            if (short := least - (b - a)) > 0.01:
                placed[at] -= short / 2
                placed[at + 1] += short / 2
    over = max((placed[-1] if placed else bottom) - bottom, 0.0)
    under = max(top - (placed[0] if placed else top), 0.0)
    return [y - over + under for y in placed]
