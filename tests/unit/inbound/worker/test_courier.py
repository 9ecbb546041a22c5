"""The duty that sends messages that are no pages, on everything in memory."""

import asyncio

from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_claim_notices import due

from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.notice_sender import InMemoryNoticeSender
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.notifications.use_cases.record_notices import RecordNotices
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.testing.builders import START, a_contact_method, a_user
from hikeshi_server.inbound.worker.courier import Courier


async def _sent(notice, *, held=False):
    store, clock = Store(), FixedClock(START)
    transactions = InMemoryTransactions(store, clock, CountingIds())
    ana = a_user()
    mail = a_contact_method(user_id=ana.id, kind=ContactKind.EMAIL, address="ana@example.org")
    sender = InMemoryNoticeSender()

    async def write(work):
        await work.users.save_many([ana])
        await work.contact_methods.save_many([mail])
        await work.notices.add_many([notice(ana.id)])

    async def may_send():
        return not held

    await transactions.run(write)
    courier = Courier(
        transactions, clock, ClaimNotices(), RecordNotices(), sender, may_send=may_send
    )
    await courier.run_once()
    await courier.stop()
    (kept,) = store.notices.rows.values()
    return kept, sender.sent


def test_what_is_due_is_sent_to_the_person():
    """It goes to the address of their method, and its outcome is kept."""
    office = Office(page=False)
    now = {"due_at": START, "expires_at": START.replace(year=START.year + 1)}
    kept, sent = asyncio.run(_sent(lambda user: due(office, user_id=user, **now)))

    assert kept.status is NotificationStatus.SENT
    assert [(n.id, r.address) for n, r in sent] == [(kept.id, "ana@example.org")]


def test_a_hold_keeps_it_waiting():
    """While messages may not leave, nothing is begun."""
    office = Office(page=False)
    now = {"due_at": START, "expires_at": START.replace(year=START.year + 1)}
    kept, sent = asyncio.run(_sent(lambda user: due(office, user_id=user, **now), held=True))

    assert (kept.status, sent) == (NotificationStatus.PENDING, [])
