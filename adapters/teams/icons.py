"""Truce's mark, drawn: two speech bubbles that meet, and what they share is light.

Drawn eight times as large and reduced, for smooth edges.
"""

import io
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

ACCENT: Final = "#22345A"
_SALES: Final = "#3FA7D6"
_MARKETING: Final = "#F59F5A"
_SHARED: Final = "#FFF8EC"
_FINE: Final = 8


def color(size: int = 192) -> bytes:
    """The full-colour icon: a PNG without transparency."""
    side = size * _FINE
    picture = Image.new("RGB", (side, side), ACCENT)
    left, right = _bubbles(side)
    picture.paste(_SALES, mask=left)
    picture.paste(_MARKETING, mask=right)
    picture.paste(_SHARED, mask=ImageChops.multiply(left, right))
    return _png(picture.resize((size, size), Image.Resampling.LANCZOS))


def outline(size: int = 32) -> bytes:
    """The outline icon: white on transparent, as Teams wants it."""
    side = size * _FINE
    left, right = (_stroke(bubble, side) for bubble in _bubbles(side, scale=1.6))
    line = ImageChops.lighter(left, right).resize((size, size), Image.Resampling.LANCZOS)
    picture = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    picture.putalpha(line)
    return _png(picture)


def _bubbles(side: int, scale: float = 1.0) -> tuple[Image.Image, Image.Image]:
    """Both bubbles as masks, centred; at scale 1 they keep to the part of an icon that Teams never cuts off."""
    left = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(left)

    def at(x: float, y: float) -> tuple[float, float]:
        """From the mark's own units, 100 wide around its middle, to pixels."""
        unit = side / 100 * scale
        return side / 2 + (x - 50) * unit, side / 2 + (y - 50) * unit

    draw.rounded_rectangle((*at(20, 27), *at(60, 56)), radius=side * 0.11 * scale, fill=255)
    draw.polygon([at(26, 46), at(25, 66), at(42, 53)], fill=255)
    lower = ImageChops.offset(left, 0, round(side * 0.09 * scale))
    return left, lower.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _stroke(mask: Image.Image, side: int) -> Image.Image:
    """The inner edge of a mask, two pixels wide in the finished icon."""
    width = side // 16 | 1
    return ImageChops.subtract(mask, mask.filter(ImageFilter.MinFilter(width)))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
