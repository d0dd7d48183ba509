"""`make year`: all 52 weeks over the wire formats, told week by week."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.scenarios.year.story import YEAR, a_story


def _tell(said: str) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


async def main(folder: Path) -> None:
    began = time.monotonic()
    async with a_story(folder, YEAR) as story:
        await story.begins()
        await story.goes_on(tell=_tell)
        story.check_up()
        _tell(story.summary())
    _tell(f"The year holds what it promises. {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(main(Path(made)))
