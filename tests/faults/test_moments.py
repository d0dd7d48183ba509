"""Truce is killed while a company is invited, at seeded moments: five here, two hundred in `make faults`."""

import os
from pathlib import Path

import pytest

from tests.faults.run import make_template, moment, run

pytestmark = pytest.mark.xdist_group("moments")  # one company imported, and one process that servers are forked from
RUNS = int(os.environ.get("TRUCE_FAULT_RUNS", "5"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.mark.parametrize("seed", range(1, RUNS + 1))
async def test_a_killed_truce_invites_everyone_once_and_loses_no_click(
    seed: int, template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await run(moment(seed), template, tmp_path)
    if RUNS > 5:
        with capsys.disabled():
            print(f"\n{outcome}")  # noqa: T201  a long run says how it goes
    assert outcome.problems() == []
