from collections.abc import Iterator

import pytest

from tests.contract.stage import Theatre


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    theatre = Theatre()
    yield theatre
    theatre.close()
