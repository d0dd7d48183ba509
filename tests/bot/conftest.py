"""What handlers decide is the same on both kinds of database, so `make test` tries each test here on one of them.

Which one is settled by its name. `make year` has the other half. Storage, faults and servers that work side by side
are tried on both kinds always.
"""

from zlib import crc32

import pytest

ENGINES = ("sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        engine = (
            item.callspec.params.get("new_database") if isinstance(item, pytest.Function) and _is_here(item) else ""
        )
        name = item.nodeid.replace(str(engine), "")
        if engine in ENGINES and ENGINES.index(engine) != crc32(name.encode()) % len(ENGINES):
            item.add_marker(pytest.mark.long)


def _is_here(item: pytest.Function) -> bool:
    return item.nodeid.startswith("tests/bot/") and hasattr(item, "callspec")
