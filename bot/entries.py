"""What entries of practices.yaml are made of, whichever section they stand in."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def _on_one_line(given: object) -> object:
    """What can't be seen is a space: files and chats disagree about what such characters are."""
    if not isinstance(given, str):
        return given
    return " ".join("".join(each if each.isprintable() else " " for each in given).split())


OnOneLine = Annotated[str, BeforeValidator(_on_one_line)]
"""A text as it would be typed on one line."""
