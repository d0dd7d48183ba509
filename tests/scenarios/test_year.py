"""Five weeks in the life of a company of forty, over the wire formats of Slack and Teams at once.

An assessment and the weekly pulses after it, moved through by the clock: a leaver, a newcomer, people who are away,
holidays in three countries. `make year` lives all 52 weeks, with summer time and the next assessments.
"""

from pathlib import Path

import pytest

from tests.scenarios.year.story import WEEKS, a_story


@pytest.mark.timeout(600)
async def test_five_weeks_from_an_assessment_on(tmp_path: Path) -> None:
    async with a_story(tmp_path, WEEKS) as story:
        await story.begins()
        await story.goes_on()
        waves = story.watch.waves()
        assert [wave.kind for wave in waves].count("assessment") == 1
        assert any(wave.exact for wave in waves)
        assert not all(wave.exact for wave in waves), "after somebody has left, figures are rounded"
        assert {"invitation", "again", "reminder", "result"} <= {each.kind for each in story.watch.posted}
