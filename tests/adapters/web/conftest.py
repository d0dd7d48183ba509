"""A playground without its page: the sample company, a clock to move, and hands to act with."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.clock import MovableClock
from adapters.postman import Postman
from adapters.waking import Waker
from adapters.web.client import WebClient
from adapters.web.happenings import Happenings
from adapters.web.playground.world import Bell, World
from adapters.web.travel import Travel
from bot.core import Truce
from storage.database import Database
from tests.browser.gallery import routes_with_gallery

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Vienna."""


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def until() -> datetime | None:
    """When a visitor meets a company with a past; None for one without."""
    return None


@pytest.fixture
def world(sqlite_database: Database, clock: MovableClock, until: datetime | None) -> Iterator[World]:
    bell = Bell()
    happenings = Happenings(bell.ring)
    truce = Truce(sqlite_database, clock, routes_with_gallery(), observer=happenings.note, detailed=True)
    postman = Postman(sqlite_database, {"web": WebClient(sqlite_database, bell.ring)}, clock, truce)
    travel = Travel(sqlite_database, clock, Waker(sqlite_database, clock, truce), postman)
    yield World(truce, sqlite_database, clock, travel, happenings, bell, until)
    truce.close()
