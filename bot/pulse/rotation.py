"""Which statements come next: all twenty in a fixed round, so that each is asked equally often, give or take one.

A statement has one of five themes, four of each. The round goes from theme to theme, so up to five statements in a
row are all about something else, and of more no theme has more than it must.
"""

from typing import Final

from bot.pulse.statements import STATEMENTS

THEMES: Final = (
    (1, 16, 2, 12),  # what we sell, and how we take it
    (6, 9, 3, 13),  # customers
    (4, 11, 20, 8),  # planning
    (14, 5, 7, 15),  # the funnel and its tools
    (10, 18, 19, 17),  # people
)
ROUND: Final = tuple(theme[turn] for turn in range(len(STATEMENTS) // len(THEMES)) for theme in THEMES)


def take(cursor: int, count: int = 3) -> tuple[tuple[int, ...], int]:
    """The next statements from a place in the round, and the place after them; ValueError unless 1 to 20 of them."""
    if not 1 <= count <= len(ROUND):
        raise ValueError(f"A pulse asks 1 to {len(ROUND)} statements; {count} is not possible.")
    return tuple(ROUND[(cursor + turn) % len(ROUND)] for turn in range(count)), (cursor + count) % len(ROUND)
