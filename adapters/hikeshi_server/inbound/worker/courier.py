"""Duty: send the messages that are no pages, in slots of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from attrs import define, field

from hikeshi.flow.noticing import Addressed, begin_notices
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NoticeSender
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.notifications.use_cases.record_notices import FinishedNotice, RecordNotices
from hikeshi_server.inbound.metrics import NOTICES
from hikeshi_server.inbound.worker.duty import SOON_SECONDS
from hikeshi_server.inbound.worker.slots import Slots

_log = structlog.get_logger(__name__)

#: Attempts under way at once in one worker: few, since pages go before.
SLOTS = 4
#: A send that takes longer is given up; its lease lasts longer still.
SEND_SECONDS = 30.0
_TOO_SLOW = DeliveryReport(
    outcome=Outcome.RETRYABLE, reason=f"no answer within {SEND_SECONDS:.0f} seconds"
)


@define
class Courier:
    """Sends the notices that are due, and records what came of them.

    Args:
        may_send: Says whether messages may leave at all; they wait while it says no.
    """

    transactions: Transactions
    clock: Clock
    claim_notices: ClaimNotices
    record_notices: RecordNotices
    sender: NoticeSender
    may_send: Callable[[], Awaitable[bool]]
    name: str = "notices"
    _slots: Slots = field(factory=lambda: Slots(SLOTS))

    async def run_once(self) -> float | None:
        """Begin what is due; return seconds until the next."""
        free = self._slots.free
        if free == 0 or not await self.may_send():
            return None
        begun, next_due_at = await self.transactions.run(partial(self._begin, limit=free))
        for notice, recipient in begun:
            self._slots.begin(self._send(notice, recipient))
        if begun:
            return SOON_SECONDS
        return None if next_due_at is None else (next_due_at - self.clock.now()).total_seconds()

    async def stop(self) -> None:
        """Let attempts under way finish and be recorded; what does not is repeated later."""
        await self._slots.finish()

    async def _begin(self, work: Work, limit: int) -> tuple[Sequence[Addressed], datetime | None]:
        begun = await begin_notices(work, self.claim_notices, limit)
        return begun, None if begun else await work.notices.next_due_at()

    async def _send(self, notice: Notice, recipient: Recipient) -> None:
        report = await self._attempt(notice, recipient)
        NOTICES.labels(notice.kind, report.outcome.value).inc()
        done = FinishedNotice(
            notice_id=notice.id, attempt=notice.attempts, report=report, at=self.clock.now()
        )
        try:
            await self.transactions.run(lambda work: self.record_notices(work, (done,)))
        except UnavailableError as error:
            # It is repeated after its lease, with the same identity.
            _log.warning("notice_outcome_lost", reason=error.detail)

    async def _attempt(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self.sender.send(notice, recipient)
        except TimeoutError:
            return _TOO_SLOW
