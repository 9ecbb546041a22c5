"""A desk: subscriptions in memory, a clock, and whoever does something there."""

import asyncio
from functools import partial

from attrs import evolve

from hikeshi.flow.subscribing import tell_subscribers
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.queries import InMemoryJournalReader
from hikeshi.subscriptions.model.subscription import SubscriptionDraft
from hikeshi.subscriptions.model.subscription_message import PostReport
from hikeshi.subscriptions.use_cases.claim_messages import ClaimMessages
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription
from hikeshi.subscriptions.use_cases.record_posts import FinishedPost, RecordPosts
from hikeshi.testing.builders import START, a_subscription_message, a_user, an_incident, new_id

ARRIVED = PostReport(arrived=True, reason="It answered 204.")
REFUSED = PostReport(arrived=False, reason="It answered 500.")
GONE = PostReport(arrived=False, gone=True, reason="It answered 410: it is gone for good.")
DRAFT = SubscriptionDraft(
    name="Data lake", url="https://lake.example.org/hikeshi", types=("incident.*",)
)


class Desk:
    """Ada administers, Rosa responds."""

    def __init__(self):
        self.store, self.clock, self.happened = Store(), FixedClock(START), []
        self.transactions = InMemoryTransactions(
            self.store, self.clock, CountingIds(), self.happened.extend
        )
        secrets = iter(f"whsec_{n}" for n in range(99))
        self.new_secret = lambda: next(secrets)
        self.people = {
            "ada": Actor(ActorKind.USER, a_user().id, Role.ADMIN),
            "rosa": Actor(ActorKind.USER, a_user().id, Role.RESPONDER),
        }

    def run(self, do):
        """Do something in one work."""
        return asyncio.run(self.transactions.run(do))

    def do(self, use_case, *args, by="ada", **facts):
        """Run a verb on somebody's behalf."""
        return self.run(lambda work: use_case(work, *args, by=self.people[by], **facts))

    def subscribed(self, position=0, **changes):
        """Create a subscription."""
        draft = evolve(DRAFT, **changes)
        return self.do(CreateSubscription(self.new_secret), draft, position=position)

    def message(self, subscription, **changes):
        """Write a message to it."""
        made = a_subscription_message(subscription_id=subscription.id, **changes)
        self.run(lambda work: work.subscription_messages.add_many([made]))
        return made

    def claim(self, limit=9):
        """Begin what is due."""
        return self.run(lambda work: ClaimMessages()(work, limit))

    def report(self, claims, report):
        """Record what came of these attempts."""
        posts = [
            FinishedPost(
                message_id=claim.message.id,
                subscription_id=claim.subscription.id,
                report=report,
                at=self.clock.now(),
            )
            for claim in claims
        ]
        self.run(lambda work: RecordPosts()(work, posts))

    def tell(self):
        """Plan messages from the journal; return whether there is more."""
        reader = InMemoryJournalReader(self.store)
        return self.run(partial(tell_subscribers, reader=reader))

    def incident(self, *events, **facts):
        """Let something happen to a new incident."""
        incident = an_incident(**facts)

        async def happen(work):
            await work.incidents.add_many([incident])
            for event in events:
                work.record(
                    event(id=new_id(), at=START, by=self.people["rosa"], incident_id=incident.id)
                )

        self.run(happen)
        return incident

    def kept(self, subscription):
        """Return the subscription as it is."""
        return self.store.subscriptions.rows[subscription.id]

    def messages(self, subscription):
        """Return its messages in the order of the journal."""
        rows = self.store.subscription_messages.rows.values()
        own = [message for message in rows if message.subscription_id == subscription.id]
        return sorted(own, key=lambda message: message.position)

    def names(self):
        """Return the kinds of what happened."""
        return [type(event).__name__ for event in self.happened]
