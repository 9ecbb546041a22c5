"""What `/metrics` shows (Prometheus text format)."""

from collections.abc import Iterator
from typing import Protocol

from attrs import define
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

#: Every metric of the process.
REGISTRY = CollectorRegistry()

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

SIGNALS = Counter(
    "hikeshi_signals_total", "Signals taken in, by wire format.", ["kind"], registry=REGISTRY
)
UNREADABLE = Counter(
    "hikeshi_unreadable_signals_total",
    "Messages with a valid key that could not be understood.",
    ["kind"],
    registry=REGISTRY,
)
UNKNOWN_KEYS = Counter(
    "hikeshi_unknown_keys_total", "Messages refused because of their key.", registry=REGISTRY
)
REFUSED_BUSY = Counter(
    "hikeshi_ingest_refused_total",
    "Messages refused because too much was waiting, or the database was away.",
    ["reason"],
    registry=REGISTRY,
)
INGEST_SECONDS = Histogram(
    "hikeshi_ingest_seconds",
    "From a message read to its commit.",
    buckets=_FAST,
    registry=REGISTRY,
)
INGEST_BATCH = Histogram(
    "hikeshi_ingest_batch_signals",
    "Signals in one commit.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
    registry=REGISTRY,
)
DELIVERIES = Counter(
    "hikeshi_deliveries_total",
    "Delivery attempts that ended, by channel and outcome.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
DELIVERY_LATENESS = Histogram(
    "hikeshi_delivery_lateness_seconds",
    "From the instant a notification was due to the begin of its attempt.",
    buckets=_FAST,
    registry=REGISTRY,
)
SUBSCRIPTION_MESSAGES = Counter(
    "hikeshi_subscription_messages_total",
    "Attempts to tell programs elsewhere what happens, by what came of them.",
    ["outcome"],
    registry=REGISTRY,
)
CALENDAR_READINGS = Counter(
    "hikeshi_calendar_readings_total",
    "Attempts to read calendars people named, by what came of them.",
    ["outcome"],
    registry=REGISTRY,
)
NOTICES = Counter(
    "hikeshi_notices_total",
    "Attempts to send messages that are no pages, by channel and by what came of them.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
TIMERS = Counter(
    "hikeshi_incident_timers_total",
    "Incidents looked at because a timer was due.",
    registry=REGISTRY,
)
TIMER_LATENESS = Gauge(
    "hikeshi_overdue_timer_seconds",
    "How long the oldest timer that is due has been waiting; 0 when none is.",
    registry=REGISTRY,
)
OVERDUE_PAGE = Gauge(
    "hikeshi_overdue_page_seconds",
    "How long the oldest page that is due has been waiting to be sent; 0 when none is.",
    registry=REGISTRY,
)
DEAD_LETTERS = Gauge(
    "hikeshi_dead_letters",
    "Pages of the last day that could not be brought to their person, and were not discarded.",
    registry=REGISTRY,
)
DUTY_FAILURES = Counter(
    "hikeshi_duty_failures_total", "Runs of a duty that failed.", ["duty"], registry=REGISTRY
)
OUTBOUND_HELD = Gauge(
    "hikeshi_outbound_held",
    "1 while nothing is sent until a person releases it.",
    registry=REGISTRY,
)
DONE_WITHOUT = Gauge(
    "hikeshi_done_without",
    "1 while something that is configured is away, and everything goes on without it.",
    ["what"],
    registry=REGISTRY,
)
UNDER_WAY = Gauge(
    "hikeshi_provider_under_way",
    "Messages being handed to a provider now.",
    ["provider"],
    registry=REGISTRY,
)
PASSED_OVER = Counter(
    "hikeshi_provider_failovers_total",
    "Messages another provider was asked to bring, by the one that did not take them.",
    ["provider"],
    registry=REGISTRY,
)
PROVIDER_RESTS = Gauge(
    "hikeshi_provider_down",
    "1 while a provider gets a rest, because it failed again and again.",
    ["provider"],
    registry=REGISTRY,
)
SWEPT = Counter(
    "hikeshi_swept_total",
    "Things removed because they ended long ago: access (sessions, API tokens), "
    "unreadable signals, dedup keys.",
    ["what"],
    registry=REGISTRY,
)
ANNOUNCED = Counter(
    "hikeshi_announced_pages_total", "Due pages announced through the queue.", registry=REGISTRY
)
HEARD = Counter(
    "hikeshi_heard_pages_total",
    "Announcements heard, by whether an attempt began.",
    ["outcome"],
    registry=REGISTRY,
)
QUEUE_DEPTH = Gauge(
    "hikeshi_page_queue",
    "Announcements in the queue: waiting, hidden (being worked on) or dead.",
    ["state"],
    registry=REGISTRY,
)
ANSWERS = Counter(
    "hikeshi_answers_total",
    "Answers that may be kept, by kind: kept, computed, or shared with who asked meanwhile.",
    ["kind", "outcome"],
    registry=REGISTRY,
)


class Spending(Protocol):
    """What a process has asked of the database since it started."""

    statements: int
    transactions: int


@define(eq=False)
class DatabaseMetrics(Collector):
    """Statements and transactions, read when somebody looks: counting them costs next to nothing.

    Args:
        spending: Where they are counted.
    """

    spending: Spending | None = None

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Return them as they are now."""
        found = self.spending
        yield CounterMetricFamily(
            "hikeshi_database_statements",
            "Statements this process has sent; writes sent together are one.",
            value=found.statements if found else 0,
        )
        yield CounterMetricFamily(
            "hikeshi_database_transactions",
            "Transactions this process has begun.",
            value=found.transactions if found else 0,
        )


DATABASE = DatabaseMetrics()
REGISTRY.register(DATABASE)
