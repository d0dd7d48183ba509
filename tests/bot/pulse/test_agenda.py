"""Which results a meeting should talk about: published since the last one, and never more than may be shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from bot.conversation.reading import Reader
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.practices.applying import working
from bot.pulse.agenda import PulseResults
from bot.pulse.results import compute
from bot.pulse.scoring import Response, gather
from storage.database import Database
from storage.meetings import DEALS_ABOVE
from storage.people import Organisations
from storage.pulse import Pulses, Wave
from tests.bot.pulse.table import asked, people

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
READ = Reader(now=NOW).plain


def waves(database: Database, *responses: list[Response], kind: str = "assessment") -> list[Candidate]:
    """What is offered once an assessment with each of these has closed, a week apart, the last one yesterday."""
    with database.write() as session:
        organisation = Organisations(session).add("Brightwater").id or 0
        work = working(session, organisation, NOW)
        for weeks, some in zip(range(len(responses) - 1, -1, -1), responses, strict=True):
            closed = NOW - timedelta(days=1 + 7 * weeks)
            result = compute(asked(), gather(some))
            said: dict[str, Any] = {
                "kind": kind,
                "state": "closed",
                "title": "Spring",
                "minimum": 5,
                "result": result.model_dump_json(),
            }
            said["family"] = "statements" if kind != "survey" else "pulse 1"
            work[Pulses].add(Wave(organisation=organisation, opened=closed, closes=closed, closed=closed, **said))
        found = list(
            PulseResults().candidates(AgendaOccasion(1, NOW, NOW - timedelta(days=30), DEALS_ABOVE), 300, work)
        )
        session.rollback()
    return found


def test_the_result_and_the_perception_gap(sqlite_database: Database) -> None:
    apart = [*people("sales", 9, "4" * 20), *people("marketing", 9, "2" * 20)]
    result, gap = waves(sqlite_database, apart)
    assert READ(result.title) == "Spring: Sales and Marketing are aligned, 60.0 of 100"
    assert READ(gap.title) == "Perception gap: the sides are 40.0 points apart"
    assert "Sales rates it 40.0 points higher than Marketing." in READ(gap.note)
    assert result.opens is not None


def test_where_the_sides_agree_there_is_no_gap_to_talk_about(sqlite_database: Database) -> None:
    alike = [*people("sales", 9), *people("marketing", 9)]
    assert [each.key for each in waves(sqlite_database, alike)] == ["wave 1"]


@pytest.mark.parametrize("sales", [0, 3, 4])
def test_a_side_below_the_smallest_group_is_never_told(sqlite_database: Database, sales: int) -> None:
    few = [*people("sales", sales, "5" * 20), *people("marketing", 9, "2" * 20)]
    found = waves(sqlite_database, few)
    told = " ".join(READ(each.title) + READ(each.note) for each in found)
    assert "gap" not in told
    assert "Sales rates" not in told


def test_too_few_of_all_is_nothing_at_all(sqlite_database: Database) -> None:
    assert waves(sqlite_database, people("sales", 2) + people("marketing", 2)) == []


def test_only_the_newest_pulse_but_every_assessment(sqlite_database: Database) -> None:
    everybody = [*people("sales", 9), *people("marketing", 9)]
    assert len(waves(sqlite_database, everybody, everybody, everybody)) == 3
    assert len(waves(sqlite_database, everybody, everybody, everybody, kind="pulse")) == 1


def test_a_survey_is_for_those_who_were_asked(sqlite_database: Database) -> None:
    assert waves(sqlite_database, [*people("sales", 9), *people("marketing", 9)], kind="survey") == []


def test_what_was_talked_about_already_is_not_told_again(sqlite_database: Database) -> None:
    everybody = [*people("sales", 9), *people("marketing", 9)]
    assert len(waves(sqlite_database, *[everybody] * 6)) == 5, "the sixth closed more than thirty days ago"


@settings(max_examples=20)
@given(sales=st.integers(0, 8), marketing=st.integers(0, 8))
def test_no_number_of_answers_tells_a_side_that_may_not_be_shown(sales: int, marketing: int) -> None:
    database = Database("sqlite://")
    try:
        SQLModel.metadata.create_all(database.engine)
        some = [*people("sales", sales, "5" * 20), *people("marketing", marketing, "1" * 20)]
        found = waves(database, some)
    finally:
        database.close()
    shows_sides = any(each.key.startswith("gap") for each in found)
    assert shows_sides == (min(sales, marketing) >= 5)
