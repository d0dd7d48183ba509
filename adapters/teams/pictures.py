"""The pictures of a card, drawn and made small enough to travel within it."""

import asyncio
import io
import threading
from functools import lru_cache
from typing import Final

from PIL import Image as Pillow

from bot.conversation.cards import Card, Chart, Image
from bot.conversation.reading import Reader

TOGETHER: Final = 28_000
"""Bytes of all pictures of a card: as text they grow by a third, and Teams counts two bytes a character."""
_COLOURS: Final = 64
_SMALLEST: Final = 360  # pixels across; smaller than that nobody can read a chart
_ONE_AT_A_TIME = threading.Lock()


async def draw(card: Card, reader: Reader) -> dict[int, bytes]:
    """A PNG for each picture, by the index of its part. One that can't be made small enough is left out."""
    charts = {index: part.chart for index, part in enumerate(card.parts) if isinstance(part, Image)}
    if not charts:
        return {}
    return await asyncio.to_thread(_draw, charts, reader)


def _draw(charts: dict[int, Chart], reader: Reader) -> dict[int, bytes]:
    # Drawing takes half a second to load: only who shows a chart pays for it.
    from adapters import charts as drawing  # noqa: PLC0415

    left = TOGETHER
    found: dict[int, bytes] = {}
    for index, chart in charts.items():
        # First an equal share; rather one picture than none, though.
        for most in (TOGETHER // len(charts), left):
            png = _small(drawing.png(chart, reader, limit=most), most)
            if png and len(png) <= left:
                found[index] = png
                left -= len(png)
                break
    return found


def _small(png: bytes, most: int) -> bytes | None:
    """Made small once for all who get the same; those who ask meanwhile wait for it."""
    with _ONE_AT_A_TIME:
        return _shrunk(png, most)


def shrink(png: bytes, most: int) -> bytes | None:
    """The picture in at most so many bytes: fewer colours first, then fewer pixels; None if it would be unreadable."""
    if len(png) <= most:
        return png
    with Pillow.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGBA")
    while picture.width >= _SMALLEST:
        small = _written(picture.quantize(_COLOURS, method=Pillow.Quantize.FASTOCTREE))
        if len(small) <= most:
            return small
        size = (int(picture.width * 0.8), int(picture.height * 0.8))
        picture = picture.resize(size, Pillow.Resampling.LANCZOS)
    return None


_shrunk = lru_cache(maxsize=16)(shrink)


def _written(picture: Pillow.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
