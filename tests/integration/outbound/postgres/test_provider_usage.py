"""What may be spent in a day, counted in PostgreSQL."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.outbound.envelopes import PAGE

from hikeshi.kernel.ids import NotificationId
from hikeshi.kernel.severity import Urgency
from hikeshi.memory.clock import FixedClock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.testing.builders import a_notification, new_id
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.provider_usage import KEPT, PostgresProviderUsage
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions

SMS = evolve(PAGE, kind="sms")
LOW = evolve(SMS, urgency=Urgency.LOW)


def usage_of(engine: PostgresEngine, clock: FixedClock, cap: int) -> PostgresProviderUsage:
    """Return the counter with that cap."""
    return PostgresProviderUsage(engine, clock, "twilio", ("sms", "voice"), cap)


async def brought(transactions: PostgresTransactions, envelope: Envelope) -> None:
    """Let another page about the same incident have reached the same person."""
    told = a_notification(
        incident_id=envelope.incident_id,
        user_id=envelope.recipient.user_id,
        kind="voice",
        urgency=Urgency.HIGH,
        status=NotificationStatus.SENT,
    )
    await transactions.run(lambda work: work.notifications.add_many([told]))


async def test_the_days_messages_are_counted(engine: PostgresEngine, clock: FixedClock) -> None:
    """At the cap nothing more leaves; the next UTC day begins anew."""
    usage = usage_of(engine, clock, 2)
    assert [await usage.may_spend(LOW) for _ in range(4)] == [True, True, False, False]
    clock.advance(timedelta(days=1))
    assert await usage.may_spend(LOW)


async def test_notices_leave_half_of_the_day_to_pages(
    engine: PostgresEngine, clock: FixedClock
) -> None:
    """Codes and reminders stop at half of the cap, where pages still pass."""
    usage = usage_of(engine, clock, 4)
    assert [await usage.may_spend_on_notice() for _ in range(3)] == [True, True, False]
    assert [await usage.may_spend(LOW) for _ in range(3)] == [True, True, False]
    assert not await usage_of(engine, clock, 1).may_spend_on_notice()


@pytest.mark.parametrize("cap", [0, 1])
async def test_the_first_urgent_page_to_a_person_is_never_held_back(
    engine: PostgresEngine, clock: FixedClock, transactions: PostgresTransactions, cap: int
) -> None:
    """It goes beyond the cap, and so do its repetitions; a second page does not."""
    usage = usage_of(engine, clock, cap)
    for _ in range(cap):
        await usage.may_spend(LOW)
    assert await usage.may_spend(SMS)
    assert await usage.may_spend(SMS)

    await brought(transactions, SMS)
    assert not await usage.may_spend(evolve(SMS, notification_id=NotificationId(new_id())))


async def test_a_callback_is_known_again_for_a_while(
    engine: PostgresEngine, clock: FixedClock
) -> None:
    """What was taken in once is seen; what is old is forgotten with the next one."""
    usage = usage_of(engine, clock, 1)
    assert not await usage.was_seen("SM1")
    await usage.mark_seen("SM1")
    await usage.mark_seen("SM1")
    assert await usage.was_seen("SM1")
    clock.advance(KEPT + timedelta(seconds=1))
    await usage.mark_seen("SM2")
    assert not await usage.was_seen("SM1")
