"""The live objects everything else is made of."""

from attrs import frozen

from hikeshi.access.ports import RateLimits
from hikeshi.flow.work import Transactions
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.inbound.worker.handover import Handover
from hikeshi_server.inbound.worker.relay import Relay
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.plans import Waker
from hikeshi_server.outbound.secrets import Vault
from hikeshi_server.outbound.system.clock import SystemClock
from hikeshi_server.wiring.gate import Gate
from hikeshi_server.wiring.settings import Settings


@frozen(kw_only=True)
class Parts:
    """The live objects everything else is made of."""

    settings: Settings
    engine: PostgresEngine
    clock: SystemClock
    ids: MonotonicIds
    vault: Vault
    links: Links
    alarms: Alarms
    wakeups: Waker
    limits: RateLimits
    answers: Answers
    relay: Relay | None
    outages: tuple[Outages, ...]
    handover: Handover
    transactions: Transactions
    batcher: Batcher
    gate: Gate
