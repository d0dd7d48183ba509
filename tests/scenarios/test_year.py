"""A quarter in the life of a company of forty, over the wire formats of Slack and Teams at once.

Two assessments and the weekly pulses between them, moved through by the clock: joiners, leavers, people who change
sides, holidays in three countries, summer time that begins and ends. `make year` lives all 52 weeks.
"""

from pathlib import Path

import pytest

from tests.scenarios.year.story import QUARTER, a_story


@pytest.mark.timeout(900)
async def test_a_quarter_from_one_assessment_to_the_next(tmp_path: Path) -> None:
    async with a_story(tmp_path, QUARTER) as story:
        await story.begins()
        await story.goes_on()
        story.check_up()
        waves = story.watch.waves()
        assert [wave.kind for wave in waves].count("assessment") == 2
        assert sum(not wave.exact for wave in waves) > len(waves) / 2, "most groups have changed"
        assert {"invitation", "again", "reminder", "result"} <= {each.kind for each in story.watch.posted}
