"""What this process counts, for Prometheus. Labels are kinds of things, never people.

What the tables know better than any process, how much waits in the outbox, is read from them when it is asked for.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from sqlalchemy.pool import QueuePool

from storage import outbox, quarantine, rate_halt
from storage.database import Database
from storage.tables import Lane

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

UPDATES = Counter("wasl_updates", "Updates taken, by what came of them", ["result"], registry=REGISTRY)
HANDLED = UPDATES.labels("handled")
REFUSED = UPDATES.labels("refused")
"""By a rule of the mission: the person was told why."""
FAILED = UPDATES.labels("failed")
REPEATED = UPDATES.labels("repeated")
"""Seen before, and passed over."""
HANDLING = Histogram(
    "wasl_handling_seconds",
    "From taking an update up to the end of its handler",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=REGISTRY,
)
SENDS = Counter(
    "wasl_sends", "Calls of the outbox, by lane and by how they ended", ["lane", "result"], registry=REGISTRY
)
RETRIES = Counter("wasl_send_retries", "Attempts that Telegram did not answer", ["lane"], registry=REGISTRY)
TOO_MANY = Counter("wasl_too_many_requests", "Times that Telegram said 429", ["lane"], registry=REGISTRY)
HALTED_CHATS = Gauge("wasl_halted_chats", "Chats that Telegram's 429 halts alone", registry=REGISTRY)
_HALTED = Gauge("wasl_halted_seconds", "How long Telegram's 429 still halts everything", registry=REGISTRY)
JOB_SECONDS = Histogram(
    "wasl_job_seconds",
    "Runs of the clock's jobs",
    ["job"],
    buckets=(0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0),
    registry=REGISTRY,
)
JOB_FAILURES = Counter("wasl_job_failures", "Runs of the clock's jobs that failed", ["job"], registry=REGISTRY)
LEASE_HELD = Gauge("wasl_lease_held", "1 where this process holds the lease of a role", ["role"], registry=REGISTRY)
WEBHOOK_RIGHT = Gauge("wasl_webhook_right", "1 where Telegram brings updates here, as last asked", registry=REGISTRY)
WEBHOOK_PENDING = Gauge(
    "wasl_webhook_pending_updates", "Updates that wait at Telegram, as last asked", registry=REGISTRY
)
WEBHOOK_ERRORS = Counter("wasl_webhook_errors", "Times seen that Telegram could not post", registry=REGISTRY)
_WAITING = Gauge("wasl_outbox_waiting", "Calls that may be sent now", ["lane"], registry=REGISTRY)
_LATER = Gauge("wasl_outbox_later", "Calls that wait for their hour", ["lane"], registry=REGISTRY)
_AGE = Gauge(
    "wasl_outbox_oldest_seconds", "How long the oldest that may be sent has waited", ["lane"], registry=REGISTRY
)
_ASIDE = Gauge("wasl_outbox_set_aside", "Calls that somebody has to look at", ["state"], registry=REGISTRY)
_QUARANTINED = Gauge("wasl_rows_set_aside", "Rows that a loop could make nothing of", registry=REGISTRY)
_FAILED_UPDATES = Gauge("wasl_failed_updates", "Updates to be replayed once mended", registry=REGISTRY)
_READ = Gauge("wasl_outbox_read", "1 where the figures of the outbox are of this moment", registry=REGISTRY)
_CONNECTIONS = Gauge("wasl_database_connections", "Connections of the pool", ["state"], registry=REGISTRY)


def lane_name(lane: int) -> str:
    """A lane as labels call it."""
    return Lane(lane).name.lower()


async def exposition(database: Database) -> bytes:
    """All figures, as Prometheus reads them. Those of the outbox are the last ones known where the database is away."""
    _look_at_pool(database)
    try:
        await _look_at_outbox(database)
        _READ.set(1)
    except Exception:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
        _READ.set(0)
    return generate_latest(REGISTRY)


async def _look_at_outbox(database: Database) -> None:
    async with database.reading() as session:
        lanes = await outbox.waiting(session)
        aside = await outbox.set_aside(session)
        failed = await outbox.failed_updates(session)
        quarantined = await quarantine.count(session)
        halted = await rate_halt.left(await session.connection())
    for lane in Lane:
        name = lane_name(lane)
        _WAITING.labels(name).set(lanes[lane].now)
        _LATER.labels(name).set(lanes[lane].later)
        _AGE.labels(name).set(lanes[lane].oldest_seconds)
    for state, count in aside.items():
        _ASIDE.labels(state.value).set(count)
    _FAILED_UPDATES.set(failed)
    _QUARANTINED.set(quarantined)
    _HALTED.set(halted.total_seconds())


def _look_at_pool(database: Database) -> None:
    pool = database.engine.pool
    if isinstance(pool, QueuePool):
        _CONNECTIONS.labels("in_use").set(pool.checkedout())
        _CONNECTIONS.labels("idle").set(pool.checkedin())
        _CONNECTIONS.labels("most").set(pool.size())
