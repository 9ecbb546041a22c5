"""Every port kept in memory: for use without a database, and what rehearsals run on."""

from hikeshi.memory.clock import FixedClock
from hikeshi.memory.ids import CountingIds
from hikeshi.memory.notification_sender import InMemoryNotificationSender
from hikeshi.memory.store import Store
from hikeshi.memory.transactions import InMemoryTransactions

__all__ = [
    "CountingIds",
    "FixedClock",
    "InMemoryNotificationSender",
    "InMemoryTransactions",
    "Store",
]
