"""Duty: tell programs elsewhere what happens."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from attrs import define, field

from hikeshi.audit.queries import JournalReader
from hikeshi.flow.subscribing import tell_subscribers
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import UnavailableError
from hikeshi.subscriptions.model.subscription_message import PostReport
from hikeshi.subscriptions.ports import SubscriptionSender
from hikeshi.subscriptions.use_cases.claim_messages import ClaimedMessage, ClaimMessages
from hikeshi.subscriptions.use_cases.record_posts import FinishedPost, RecordPosts
from hikeshi_server.inbound.metrics import SUBSCRIPTION_MESSAGES
from hikeshi_server.inbound.worker.duty import SOON_SECONDS
from hikeshi_server.inbound.worker.slots import Slots

_log = structlog.get_logger(__name__)

#: Attempts under way at once in one worker.
SLOTS = 20
#: A send that takes longer is given up; its lease lasts longer still.
SEND_SECONDS = 20.0
_TOO_SLOW = PostReport(arrived=False, reason=f"no answer within {SEND_SECONDS:.0f} seconds")


@define
class Subscriber:
    """Plans messages from the journal, sends those that are due, and records what came of them.

    Args:
        may_send: Says whether messages may leave at all; they wait while it says no.
    """

    transactions: Transactions
    reader: JournalReader
    clock: Clock
    claim_messages: ClaimMessages
    record_posts: RecordPosts
    sender: SubscriptionSender
    may_send: Callable[[], Awaitable[bool]]
    name: str = "subscriptions"
    _slots: Slots = field(factory=lambda: Slots(SLOTS))

    async def run_once(self) -> float | None:
        """Plan and begin what is due; return seconds until the next."""
        while await self.transactions.run(partial(tell_subscribers, reader=self.reader)):
            pass
        free = self._slots.free
        if free == 0 or not await self.may_send():
            return None
        claims, next_due_at = await self.transactions.run(partial(self._claim, limit=free))
        for claim in claims:
            self._slots.begin(self._send(claim))
        if claims:
            return SOON_SECONDS
        return None if next_due_at is None else self._seconds_until(next_due_at)

    async def stop(self) -> None:
        """Let attempts under way finish and be recorded; what does not is repeated later."""
        await self._slots.finish()

    async def _claim(
        self, work: Work, limit: int
    ) -> tuple[Sequence[ClaimedMessage], datetime | None]:
        claims = await self.claim_messages(work, limit)
        return claims, None if claims else await work.subscription_messages.next_due_at()

    async def _send(self, claim: ClaimedMessage) -> None:
        report = await self._attempt(claim)
        SUBSCRIPTION_MESSAGES.labels("arrived" if report.arrived else "failed").inc()
        post = FinishedPost(
            message_id=claim.message.id,
            subscription_id=claim.subscription.id,
            report=report,
            at=self.clock.now(),
        )
        try:
            await self.transactions.run(lambda work: self.record_posts(work, (post,)))
        except UnavailableError as error:
            # It is repeated after its lease, with the same identity.
            _log.warning("subscription_outcome_lost", reason=error.detail)

    async def _attempt(self, claim: ClaimedMessage) -> PostReport:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self.sender.send(claim.message, claim.subscription)
        except TimeoutError:
            return _TOO_SLOW

    def _seconds_until(self, due_at: datetime) -> float:
        # A due message may wait for room: its subscription is busy.
        return max(0.1, (due_at - self.clock.now()).total_seconds())
