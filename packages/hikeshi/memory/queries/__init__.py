"""What is listed, read from memory."""

from hikeshi.memory.queries.alerts import InMemoryAlertQueries
from hikeshi.memory.queries.audit import InMemoryAuditQueries, InMemoryJournalReader
from hikeshi.memory.queries.drills import InMemoryDrillQueries
from hikeshi.memory.queries.incidents import InMemoryIncidentQueries
from hikeshi.memory.queries.notifications import InMemoryNotificationQueries
from hikeshi.memory.queries.subscriptions import InMemorySubscriptionQueries
from hikeshi.memory.queries.swaps import InMemorySwapQueries

__all__ = [
    "InMemoryAlertQueries",
    "InMemoryAuditQueries",
    "InMemoryDrillQueries",
    "InMemoryIncidentQueries",
    "InMemoryJournalReader",
    "InMemoryNotificationQueries",
    "InMemorySubscriptionQueries",
    "InMemorySwapQueries",
]
