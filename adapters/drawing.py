"""A sheet of pixels to draw charts on, y growing downwards: texts, bars, dots, lines, and the card behind them.

Matplotlib's object-oriented way: no pyplot, no rcParams, nothing global; two threads may draw two pages. Imported
where it is used, because it takes a second and only who draws should pay for it.
"""
# ruff: noqa: PLC0415  see above

import io
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Literal

from adapters.palette import LIGHT, Palette

WIDTH = 1000
Align = Literal["left", "center", "right"]

_COLOURS = 48
_CLEAR_STEPS = 16
_DENSITIES = (100, 85, 72, 60)


class Page:
    """1,000 pixels wide, and as high as `png` is told."""

    def __init__(self, palette: Palette = LIGHT) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._palette = palette
        self._figure = Figure(figsize=(WIDTH / 100, 1), dpi=100)
        self._canvas = FigureCanvasAgg(self._figure)
        self._figure.patch.set_alpha(0)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)

    def text(  # noqa: PLR0913  where it stands and how it looks
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float,
        colour: str = "",
        bold: bool = False,
        italic: bool = False,
        align: Align = "left",
        halo: bool = False,
    ) -> None:
        """Write a line, its middle at `y`; `size` in pixels. With a `halo` it can be read across other lines."""
        from matplotlib.patheffects import withStroke

        drawn = self._axes.text(
            x,
            y,
            self._drawable(said),
            color=colour or self._palette.ink,
            ha=align,
            va="center_baseline",
            fontproperties=_font(size, bold, italic),
        )
        drawn.set_parse_math(False)  # "$2M to $3M" is money, not a formula
        drawn.set_zorder(5)
        if halo:
            drawn.set_path_effects([withStroke(linewidth=3.5, foreground=self._palette.card)])

    def lines(self, x: float, y: float, said: Sequence[str], *, size: float, align: Align) -> None:
        """Write lines around `y`."""
        for index, line in enumerate(said):
            self.text(x, y + (index - (len(said) - 1) / 2) * size * 1.1, line, size=size, align=align)

    def paragraph(self, x: float, y: float, said: str, *, width: float, size: float, bold: bool = False) -> float:
        """Write text that wraps, from `y` down; gives back where it ends."""
        lines = self.wrap(said, width, size, lines=3, bold=bold)
        for index, line in enumerate(lines):
            self.text(x, y + size * (0.5 + 1.25 * index), line, size=size, bold=bold)
        return y + size * 1.25 * len(lines)

    def wrap(self, said: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
        """Break text into at most so many lines of a width; what doesn't fit ends in an ellipsis."""
        done: list[str] = []
        line = ""
        for word in said.split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer, size, bold=bold) > width:
                done.append(line)
                line = word
            else:
                line = longer
        done.append(line)
        if len(done) > lines:
            done = [*done[: lines - 1], " ".join(done[lines - 1 :])]
        return [self._cut(line, width, size, bold=bold) for line in done]

    def _cut(self, line: str, width: float, size: float, *, bold: bool) -> str:
        if self.width(line, size, bold=bold) <= width:
            return line
        fits = bisect_right(range(len(line)), width, key=lambda end: self.width(f"{line[:end]}…", size, bold=bold))
        return f"{line[: max(fits - 1, 0)].rstrip()}…"

    def width(self, said: str, size: float, *, bold: bool = False) -> float:
        """How wide a line is, in pixels."""
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        return float(renderer.get_text_width_height_descent(self._drawable(said), _font(size, bold), ismath=False)[0])

    def widest(self, labels: Sequence[Sequence[str]], size: float) -> float:
        return max((self.width(line, size) for lines in labels for line in lines), default=0.0)

    def ticks(self, low: float, high: float, *, most: int = 5) -> list[float]:
        """Round values between the ends, both included; about `most` steps."""
        from matplotlib.ticker import MaxNLocator

        values = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        return [float(value) for value in values if low <= value <= high]

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none", zorder=1))

    def bar(self, left: float, right: float, y: float, thickness: float, colour: str) -> None:
        """A bar with rounded far corners, never thinner than a hair."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        right = max(right, left + 3)
        top, bottom, round_ = y - thickness / 2, y + thickness / 2, min(9.0, (right - left) / 2)
        corners = [(left, top), (right - round_, top), (right, top), (right, top + round_)]
        corners += [(right, bottom - round_), (right, bottom), (right - round_, bottom), (left, bottom), (left, top)]
        line, curve = Path.LINETO, Path.CURVE3
        codes = [Path.MOVETO, line, curve, curve, line, curve, curve, line, Path.CLOSEPOLY]
        self._axes.add_patch(PathPatch(Path(corners, codes), facecolor=colour, edgecolor="none", zorder=3))

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        self._axes.plot([x1, x2], [y1, y2], color=colour, linewidth=width * 0.72, solid_capstyle="butt", zorder=2)

    def curve(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """A line from point to point."""
        xs, ys = zip(*points, strict=True)
        self._axes.plot(xs, ys, color=colour, linewidth=width * 0.72, solid_joinstyle="round", zorder=3)

    def ribbon(self, ends: Sequence[tuple[float, float, float]], colour: str) -> None:
        """A soft band through (x, one end, the other)."""
        xs, lows, highs = zip(*ends, strict=True)
        self._axes.fill_between(xs, lows, highs, color=colour, alpha=0.15, linewidth=0, zorder=2)
        for edge in (lows, highs):
            self._axes.plot(xs, edge, color=colour, alpha=0.35, linewidth=1.1, zorder=2)

    def dot(self, x: float, y: float, colour: str, shape: int, *, scale: float = 1.0, hollow: bool = False) -> None:
        marker = ("o", "D", "s", "^")[shape % 4]
        size = (21.0, 17.0, 18.0, 20.0)[shape % 4] * 0.72 * scale
        if hollow:
            size -= 2.5 * scale  # the edge stands around the mark
        self._axes.plot(
            [x],
            [y],
            marker=marker,
            markersize=size,
            color=self._palette.card if hollow else colour,
            markeredgecolor=colour if hollow else self._palette.card,
            markeredgewidth=max(3.0 * scale, 1.5) if hollow else 1.5 * min(scale * 1.3, 1.0),
            zorder=4,
        )

    def _drawable(self, said: str) -> str:
        """Without what the font can't draw, such as emoji, which would come out as boxes."""
        from matplotlib.font_manager import findfont, get_font

        known = get_font(findfont(_font(20)))
        return " ".join(
            "".join(letter for letter in said if letter == " " or known.get_char_index(ord(letter))).split()
        )

    def png(self, height: float, limit: int) -> bytes:
        """The finished picture; one of more than `limit` bytes is drawn smaller, down to 600 pixels wide."""
        from matplotlib.patches import FancyBboxPatch

        self._figure.set_size_inches(WIDTH / 100, round(height) / 100)
        self._axes.set_ylim(round(height), 0)
        style = "round,pad=0,rounding_size=26"
        card = FancyBboxPatch((2, 2), WIDTH - 4, round(height) - 4, boxstyle=style)
        card.set(facecolor=self._palette.card, edgecolor=self._palette.edge)
        card.set_zorder(0)
        self._axes.add_patch(card)
        picture = b""
        for density in _DENSITIES:
            self._figure.set_dpi(density)
            picture = self._encoded()
            if len(picture) <= limit:
                break
        return picture

    def _encoded(self) -> bytes:
        """As few colours as look the same, and some more that are the card's edge, fading out."""
        import numpy as np
        from PIL import Image

        self._canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        clear = pixels[..., 3]
        card = [*_rgb(self._palette.card), 255]
        solid = Image.fromarray(np.where(clear[..., None] == 255, pixels, card)[..., :3].astype(np.uint8), "RGB")
        few = solid.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        fading = _COLOURS + clear.astype(np.uint16) * (_CLEAR_STEPS - 1) // 255
        picture = Image.fromarray(np.where(clear == 255, np.asarray(few), fading).astype(np.uint8), "P")
        palette = (few.getpalette() or [])[: _COLOURS * 3]
        palette += [0] * (_COLOURS * 3 - len(palette))
        picture.putpalette(palette + _rgb(self._palette.edge) * _CLEAR_STEPS)
        alphas = bytes([255] * _COLOURS + [step * 255 // (_CLEAR_STEPS - 1) for step in range(_CLEAR_STEPS)])
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=True, transparency=alphas)
        return out.getvalue()


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _font(size: float, bold: bool = False, italic: bool = False) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family="DejaVu Sans",
        size=size * 0.72,
        weight="bold" if bold else "normal",
        style="italic" if italic else "normal",
    )
