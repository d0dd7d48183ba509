"""The colours of a chart: on a light card, and on a dark one. After Okabe and Ito, safe for colour-blind readers.

What is written has at least 4.5 to 1 against what it stands on, marks have 3 to 1.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Palette:
    """`bands` are the stretches behind the marks, from the lowest on; `inside` is written within a bar."""

    card: str
    edge: str
    ink: str
    quiet: str
    grid: str
    link: str
    axis: str
    bands: tuple[str, ...]
    series: tuple[str, ...]
    single: str
    inside: str

    def band(self, index: int) -> str:
        return self.bands[min(index, len(self.bands) - 1)]


LIGHT: Final = Palette(
    card="#F8F9FB",
    edge="#D9DEE6",
    ink="#1F2733",
    quiet="#566170",
    grid="#E1E6ED",
    link="#B4BECB",
    axis="#8792A0",
    bands=("#ECEFF4", "#DFE6EE", "#D0DBE8", "#C1D0E2"),
    series=("#0068A8", "#C24E00", "#00735A", "#84487A"),
    single="#2F4B7C",
    inside="#FFFFFF",
)
DARK: Final = Palette(
    card="#22262B",
    edge="#3A414A",
    ink="#E4E7EB",
    quiet="#AAB3BE",
    grid="#363C44",
    link="#5A6470",
    axis="#8A94A1",
    bands=("#2B3037", "#313A44", "#384654", "#415365"),
    series=("#63B7EE", "#F2975A", "#52C6A4", "#D2A2CC"),
    single="#94B5F0",
    inside="#101A2C",
)
