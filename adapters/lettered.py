"""Options too long for a button: each is told in full beside a letter, and the button holds the letter.

Slack cuts a button's text from about 30 characters on, Teams where the row ends; a menu on either cuts it too.
"""

from collections.abc import Sequence
from typing import Final

SHORT: Final = 30
LETTERS: Final = "ABCDEFGHIJ"
"""More options than these stay a menu: nobody reads so many paragraphs to press one button."""


def letters(labels: Sequence[str]) -> str:
    """A letter for each label, or nothing where the labels themselves are short enough, or too many."""
    needed = 1 < len(labels) <= len(LETTERS) and any(len(label) > SHORT for label in labels)
    return LETTERS[: len(labels)] if needed else ""
