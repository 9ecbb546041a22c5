"""After a restore, what waits may be given up."""

from datetime import UTC, datetime

import pytest

from hikeshi.flow.work import Work
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind, Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.kernel.severity import Urgency
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.use_cases.drop_waiting import DropWaiting
from hikeshi.testing.builders import an_incident

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)


def waiting(ids: CountingIds) -> Notification:
    return Notification(
        id=NotificationId(ids()),
        incident_id=IncidentId(ids()),
        user_id=UserId(ids()),
        contact_method_id=None,
        kind="console",
        urgency=Urgency.HIGH,
        created_at=NOW,
        planned_at=NOW,
        due_at=NOW,
        expires_at=NOW.replace(hour=4),
    )


async def test_what_is_due_is_given_up() -> None:
    """Everything due is expired as dropped, and nothing is left for a second call."""
    ids = CountingIds()
    transactions = InMemoryTransactions(Store(), FixedClock(NOW), ids)
    notification = waiting(ids)

    async def keep(work: Work) -> None:
        await work.incidents.add_many([an_incident(id=notification.incident_id)])
        await work.notifications.add_many([notification])

    await transactions.run(keep)
    first = await transactions.run(lambda work: DropWaiting()(work, by=SYSTEM))
    second = await transactions.run(lambda work: DropWaiting()(work, by=SYSTEM))
    kept = await transactions.run(lambda work: work.notifications.get_many([notification.id]))

    assert (first, second) == (1, 0)
    assert kept[notification.id].reason == "dropped"


async def test_only_who_operates_may_drop() -> None:
    """A responder may not give up what waits for others."""
    responder = Actor(ActorKind.USER, CountingIds()(), Role.RESPONDER)
    transactions = InMemoryTransactions(Store(), FixedClock(NOW), CountingIds())

    with pytest.raises(ForbiddenError):
        await transactions.run(lambda work: DropWaiting()(work, by=responder))
