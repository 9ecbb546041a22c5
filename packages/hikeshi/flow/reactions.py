"""What follows from what: the whole behaviour of Hikeshi on one screen.

`Within` follows in the same transaction: what must be true together so that no page is lost.
`After` follows once that has committed, at least once. Rows run in the order of this table.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from attrs import frozen

from hikeshi.alerts.events import AlertAcknowledged, AlertOpened, AlertRepeated, AlertResolved
from hikeshi.flow import consequences as then
from hikeshi.flow.work import Work
from hikeshi.incidents.events import (
    AcknowledgementConfirmed,
    IncidentAcknowledged,
    IncidentMitigated,
    IncidentResolved,
    IncidentSnoozed,
    PersonPaged,
    ResponderJoined,
)
from hikeshi.kernel.events import Event
from hikeshi.notifications.events import NotificationFailed

#: A consequence is plural: it gets every event of the kind a round brought.
Consequence = Callable[[Work, Sequence[Any]], Awaitable[None]]


@frozen
class Within:
    """This follows in the same transaction."""

    on: type[Event]
    consequence: Consequence


@frozen
class After:
    """This follows after the commit, in a transaction of its own."""

    on: type[Event]
    consequence: Consequence

    @property
    def name(self) -> str:
        """What the outbox calls this row."""
        return self.consequence.__name__


REACTIONS: tuple[Within | After, ...] = (
    Within(AlertOpened, then.trigger_incidents),
    Within(AlertRepeated, then.follow_repeats),
    Within(AlertAcknowledged, then.acknowledge_incidents),
    Within(AlertResolved, then.resolve_incidents),
    Within(PersonPaged, then.plan_notifications),
    Within(IncidentAcknowledged, then.stop_notifications),
    Within(ResponderJoined, then.stop_own_notifications),
    Within(AcknowledgementConfirmed, then.stop_own_notifications),
    Within(IncidentSnoozed, then.stop_all_notifications),
    Within(IncidentMitigated, then.stop_all_notifications),
    Within(IncidentResolved, then.stop_all_notifications),
    Within(NotificationFailed, then.fall_back),
    After(IncidentResolved, then.announce_resolved),
)
