"""What happens to schedules."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import (
    OverrideId,
    ScheduleId,
    SwapId,
    TeamId,
    UnavailabilityId,
    UserId,
)


@frozen(kw_only=True)
class ScheduleEvent(Event):
    """Something that happened to one schedule."""

    schedule_id: ScheduleId


@frozen(kw_only=True)
class ScheduleCreated(ScheduleEvent):
    """A schedule was created."""

    key: str
    team_id: TeamId | None


@frozen(kw_only=True)
class ScheduleEdited(ScheduleEvent):
    """A schedule's name, owner or layers changed; other layers hold from the event's instant on.

    Args:
        fields: Which of `key`, `name`, `team_id`, `layers` and `revisions` changed.
        restores: Number of the revision whose layers were taken up again, where they were.
    """

    fields: tuple[str, ...]
    restores: int | None = None


@frozen(kw_only=True)
class ScheduleDeleted(ScheduleEvent):
    """A schedule was deleted."""

    key: str


@frozen(kw_only=True)
class OverrideAdded(ScheduleEvent):
    """An override was put on a schedule.

    Args:
        mode: `replace`, `remove` or `additional`.
        replaces: The person inside whose shifts it acts, where it is bound to one.
        swap_id: The swap that put it there, where one did.
    """

    override_id: OverrideId
    start: datetime
    end: datetime
    user_id: UserId
    mode: str
    replaces: UserId | None
    swap_id: SwapId | None = None


@frozen(kw_only=True)
class OverrideRemoved(ScheduleEvent):
    """An override was taken back; a running one ended with this instant."""

    override_id: OverrideId
    user_id: UserId


@frozen(kw_only=True)
class SwapEvent(ScheduleEvent):
    """Something that happened to a swap of a schedule.

    Args:
        giver_id: Who gives away.
        asked_id: Who was asked; nothing where it is offered to everybody.
        taker_id: Who accepted, where somebody has.
        start: The first instant that changes hands.
        end: The first instant after all that changes hands.
    """

    swap_id: SwapId
    giver_id: UserId
    asked_id: UserId | None
    taker_id: UserId | None
    start: datetime
    end: datetime


@frozen(kw_only=True)
class SwapOffered(SwapEvent):
    """Somebody offered time on call to their team, or asked one person to take it."""


@frozen(kw_only=True)
class SwapAccepted(SwapEvent):
    """Somebody took it: its overrides are in force."""


@frozen(kw_only=True)
class SwapDeclined(SwapEvent):
    """The person asked will not take it; the giver stays on call."""


@frozen(kw_only=True)
class SwapWithdrawn(SwapEvent):
    """It was taken back; of an accepted one what was to come went back to the giver."""


@frozen(kw_only=True)
class SwapBroken(SwapEvent):
    """The schedule changed so that somebody cannot give what the swap says any more."""

    reason: str


@frozen(kw_only=True)
class SwapIdled(SwapEvent):
    """The schedule changed so that an accepted swap stands in for somebody who is not there.

    Args:
        spans: When, as pairs of instants; empty once it acts everywhere again.
    """

    spans: tuple[tuple[datetime, datetime], ...]


@frozen(kw_only=True)
class UnavailabilityEvent(Event):
    """Something that happened to an unavailability; why somebody is away is nobody's to read."""

    unavailability_id: UnavailabilityId
    user_id: UserId
    start: datetime
    end: datetime


@frozen(kw_only=True)
class UnavailabilityAdded(UnavailabilityEvent):
    """Somebody cannot be on call for a while."""


@frozen(kw_only=True)
class UnavailabilityEdited(UnavailabilityEvent):
    """They cannot be on call at another time, or for another reason."""


@frozen(kw_only=True)
class UnavailabilityRemoved(UnavailabilityEvent):
    """They can be on call after all."""
