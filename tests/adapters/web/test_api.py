"""The pages for machines, asked over the real routes."""

from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from adapters.clock import MovableClock
from adapters.web.api import Check, routes
from adapters.web.checks import database_answers, database_is_migrated, writers_live
from adapters.web.files import FileLinks
from adapters.web.metrics import Metrics
from adapters.web.playground.world import World
from bot.core import Truce
from bot.trace import Trace
from storage.database import Database
from storage.deliveries import Delivery
from storage.migrating import upgrade
from tests.adapters.web.chatting import last, says, somebody
from tests.browser.gallery import routes_with_gallery


def _asks(
    database: Database, clock: MovableClock, checks: Sequence[Check], links: FileLinks | None = None
) -> httpx.AsyncClient:
    app = Starlette(routes=routes(checks, Metrics(database, clock), links))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://truce.example")


async def test_alive(sqlite_database: Database, clock: MovableClock) -> None:
    async with _asks(sqlite_database, clock, []) as asks:
        assert (await asks.get("/healthz")).json() == {"status": "alive"}


async def test_ready_once_the_database_is_migrated_and_the_core_runs(
    empty_database: Database, clock: MovableClock
) -> None:
    checks = [database_answers(empty_database), database_is_migrated(empty_database), writers_live]
    async with _asks(empty_database, clock, checks) as asks:
        answer = await asks.get("/readyz")
        assert answer.status_code == 503
        assert any("truce db upgrade" in reason for reason in answer.json()["reasons"])
        upgrade(empty_database)
        truce = Truce(empty_database, clock, routes_with_gallery())
        answer = await asks.get("/readyz")
        truce.close()
        assert (answer.status_code, answer.json()["reasons"]) == (200, [])


async def test_a_database_that_is_away_is_said_without_its_address(clock: MovableClock) -> None:
    away = Database("postgresql://somebody:secret@127.0.0.1:1/nothing")
    async with _asks(away, clock, [database_answers(away), database_is_migrated(away)]) as asks:
        answer = await asks.get("/readyz")
    away.close()
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert "127.0.0.1" not in answer.text


async def test_metrics_count_events_and_what_waits(sqlite_database: Database, clock: MovableClock) -> None:
    metrics = Metrics(sqlite_database, clock)
    for trouble in ("", "KeyError"):
        metrics.observe(Trace(clock.now(), "Clicked", "d", "pulse.rate", "Grace Okafor", {}, "quiet", trouble=trouble))
    metrics.committed()
    told = metrics.text().decode()
    assert 'truce_events_total{event="Clicked"} 2.0' in told
    assert 'truce_handler_failures_total{handler="pulse.rate"} 1.0' in told
    assert 'truce_batch_events_bucket{le="1.0"} 0.0' in told
    assert 'truce_batch_events_bucket{le="2.0"} 1.0' in told
    assert "Grace" not in told


async def test_metrics_show_deliveries_and_late_timers(world: World, clock: MovableClock) -> None:
    await says(world, somebody(world, "Helena"), "/truce gallery")
    clock.move(timedelta(hours=21))
    async with _asks(world.database, clock, []) as asks:
        told = (await asks.get("/metrics")).text
    assert 'truce_deliveries{state="sent"} 1.0' in told
    assert "truce_timers_due 1.0" in told
    assert "truce_timer_lateness_seconds 3600.0" in told


@pytest.fixture
def links(world: World, clock: MovableClock) -> FileLinks:
    return FileLinks("a secret of this test", "http://truce.example/", world.database, clock)


async def _file_of_gallery(world: World) -> tuple[str, int]:
    helena = somebody(world, "Helena")
    await says(world, helena, "/truce gallery")
    with world.database.read() as session:
        row = session.get(Delivery, last(world, helena).id)
    assert row is not None
    return row.id, 8


async def test_a_file_is_handed_over_by_its_link(world: World, clock: MovableClock, links: FileLinks) -> None:
    url = links.url(*await _file_of_gallery(world))
    assert url.startswith("http://truce.example/files/")
    async with _asks(world.database, clock, [], links) as asks:
        answer = await asks.get(url)
        assert answer.status_code == 200
        assert answer.text == "statement,sales,marketing\n"
        assert "results.csv" in answer.headers["content-disposition"]
        clock.move(timedelta(days=7, seconds=2))
        late = await asks.get(url)
        assert late.status_code == 404
        assert "expired" in late.text


async def test_a_made_up_link_or_one_to_another_part_opens_nothing(
    world: World, clock: MovableClock, links: FileLinks
) -> None:
    delivery, part = await _file_of_gallery(world)
    forged = FileLinks("another secret", "http://truce.example", world.database, clock).url(delivery, part)
    async with _asks(world.database, clock, [], links) as asks:
        for url in (forged, links.url(delivery, 0), links.url(delivery, 99), links.url("nothing", 0), "/files/x"):
            assert (await asks.get(url)).status_code == 404, url
