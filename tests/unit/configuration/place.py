"""A store in memory to which files are applied."""

from datetime import UTC, datetime

from hikeshi.configuration.applying.apply import ApplyConfiguration
from hikeshi.configuration.applying.verbs import Verbs
from hikeshi.configuration.planning.plan import plan
from hikeshi.configuration.planning.wanted import read_wanted
from hikeshi.kernel.actor import SYSTEM
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store

#: Ana has the first week of the sample, from 09:00 in Tokyo on Monday the 5th.
NOW = datetime(2026, 1, 7, 3, tzinfo=UTC)


class Place:
    """A store whose clock can be moved."""

    def __init__(self):
        self.store = Store()
        self.clock = FixedClock(NOW)
        self.transactions = InMemoryTransactions(self.store, self.clock, CountingIds())
        keys = CountingIds()
        self.applies = ApplyConfiguration(
            Verbs(new_key=lambda: keys().hex, new_secret=lambda: f"whsec_{keys().hex}")
        )

    @property
    def directory(self):
        """What is configured."""
        return self.store.directory()

    def user(self, key):
        """The identity of the person of that key."""
        return next(user.id for user in self.directory.users.values() if user.key == key)

    def plan(self, document, **options):
        """What files would change now."""
        return plan(self.directory, read_wanted(document), self.clock.now(), **options)

    async def do(self, what):
        """Do something in a work of its own."""
        return await self.transactions.run(what)

    async def apply(self, document, *, by=SYSTEM, **options):
        """Let files hold."""
        wanted = read_wanted(document)
        return await self.do(lambda work: self.applies(work, wanted, by=by, **options))
