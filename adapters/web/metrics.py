"""Numbers for Prometheus, without a word about people.

Counters grow as the core reports each event (`observe`, and `committed` after each batch); what waits is counted when
somebody asks.
"""

import threading
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.trace import Trace
from storage.database import Database
from storage.waiting import waiting


class Metrics:
    """One program's numbers, in a registry of their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter("truce_events", "Events handled, by type.", ["event"], registry=self.registry)
        self._repeats = Counter("truce_events_repeated", "Events that had been handled before.", registry=self.registry)
        self._failures = Counter("truce_handler_failures", "Handlers that failed.", ["handler"], registry=self.registry)
        self._webhooks = Counter(
            "truce_webhooks",
            "Messages of other systems, by what became of them.",
            ["system", "became"],
            registry=self.registry,
        )
        self._batches = Histogram(
            "truce_batch_events", "Events in one commit.", buckets=(1, 2, 4, 8, 16, 32, 64), registry=self.registry
        )
        self._batch = threading.local()
        self.registry.register(_Waiting(database, clock))

    def observe(self, trace: Trace) -> None:
        """Count an event. Called in the writer's thread, before its commit."""
        self._events.labels(trace.event).inc()
        if trace.repeated:
            self._repeats.inc()
        if trace.trouble:
            self._failures.labels(trace.handler or "unknown").inc()
        self._batch.size = getattr(self._batch, "size", 0) + 1

    def webhook(self, system: str, became: str) -> None:
        """Count a message of another system: taken, repeated, unreadable, refused, too large, not stored, ..."""
        self._webhooks.labels(system, became).inc()

    def committed(self) -> None:
        """A batch is on disk. Called in the writer's thread."""
        size = getattr(self._batch, "size", 0)
        if size:
            self._batches.observe(size)
        self._batch.size = 0

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Waiting(Collector):
    """What waits in the database, read when it is asked for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def describe(self) -> Iterator[Metric]:
        """Told beforehand, so that registering does not read the database."""
        yield GaugeMetricFamily("truce_deliveries", "Deliveries, by state.", labels=["state"])
        yield GaugeMetricFamily("truce_timers", "Timers that are set.")

    def collect(self) -> Iterator[Metric]:
        with self._database.read() as session:
            found = waiting(session, self._clock.now())
        deliveries = GaugeMetricFamily("truce_deliveries", "Deliveries, by state.", labels=["state"])
        for state, count in sorted(found.deliveries.items()):
            deliveries.add_metric([state], count)
        yield deliveries
        yield GaugeMetricFamily("truce_timers", "Timers that are set.", value=found.timers)
        yield GaugeMetricFamily("truce_reports_unreadable", "Reports that could not be read.", value=found.unreadable)
        yield GaugeMetricFamily("truce_timers_due", "Timers that are due and not handled yet.", value=found.due)
        yield GaugeMetricFamily("truce_timers_parked", "Timers that failed for good.", value=found.parked)
        late = GaugeMetricFamily("truce_timer_lateness_seconds", "How late the most overdue timer is, in seconds.")
        late.add_metric([], found.lateness.total_seconds())
        yield late
