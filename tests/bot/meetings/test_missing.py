"""Meetings in a row that did not take place: which count, and which say nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.meetings.missing import in_a_row
from storage.meetings import Meeting

BEGIN = datetime(2027, 1, 5, 8, tzinfo=UTC)


def row(*states: str) -> list[Meeting]:
    """Meetings in order; "off" was called off by somebody, "holiday" by the holidays."""
    found = []
    for number, state in enumerate(states):
        known = {"off": ("skipped", "Nobody is here."), "holiday": ("skipped", "")}.get(state, (state, ""))
        made = Meeting(id=number, organisation=1, series=1, occurrence=str(number), minutes=60)
        made.starts, (made.state, made.why) = BEGIN + timedelta(days=7 * number), known
        found.append(made)
    return found


@pytest.mark.parametrize(
    ("states", "missed"),
    [
        ((), []),
        (("held",), []),
        (("missed",), [0]),
        (("missed", "missed"), [0, 1]),
        (("missed", "off"), [0, 1]),
        (("missed", "holiday", "missed"), [0, 2]),
        (("missed", "holiday", "holiday"), [0]),
        (("missed", "held", "missed"), [2]),
        (("missed", "missed", "held"), []),
        (("missed", "missed", "open"), [0, 1]),
        (("missed", "missed", "over"), [0, 1]),
        (("held", "off", "missed", "missed"), [1, 2, 3]),
    ],
)
def test_which_count(states: tuple[str, ...], missed: list[int]) -> None:
    assert [each.id for each in in_a_row(row(*states))] == missed
