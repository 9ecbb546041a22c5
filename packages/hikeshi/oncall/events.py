"""What happens to schedules."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import (
    HolidaySetId,
    OverrideId,
    ScheduleId,
    SubscribedCalendarId,
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


@frozen(kw_only=True)
class CalendarEvent(Event):
    """Something that happened to a subscribed calendar; where it is stays a secret.

    Args:
        user_id: Whose absences it tells; nothing where it tells holidays.
        holiday_set_id: Which set it tells the days of.
    """

    calendar_id: SubscribedCalendarId
    user_id: UserId | None
    holiday_set_id: HolidaySetId | None
    name: str


@frozen(kw_only=True)
class CalendarSubscribed(CalendarEvent):
    """A calendar elsewhere is read from now on."""


@frozen(kw_only=True)
class CalendarEdited(CalendarEvent):
    """It is read otherwise, or elsewhere."""

    fields: tuple[str, ...]


@frozen(kw_only=True)
class CalendarUnsubscribed(CalendarEvent):
    """It is read no more; absences it told of are gone, holidays stay as they are."""


@frozen(kw_only=True)
class AbsencesRead(CalendarEvent):
    """A calendar says otherwise than before when somebody is away.

    Args:
        added: How many absences are new.
        removed: How many are gone.
    """

    added: int
    removed: int


@frozen(kw_only=True)
class HolidaysRead(CalendarEvent):
    """A calendar was read that tells the days of a set of holidays.

    Args:
        dates: In ISO 8601.
    """

    dates: tuple[str, ...]


@frozen(kw_only=True)
class CalendarFailing(CalendarEvent):
    """Nothing could be read of a calendar for a day; its last good copy stays in force."""

    reason: str
    failing_since: datetime
