"""What happens to schedules."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import OverrideId, ScheduleId, TeamId, UserId


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
    """

    override_id: OverrideId
    start: datetime
    end: datetime
    user_id: UserId
    mode: str
    replaces: UserId | None


@frozen(kw_only=True)
class OverrideRemoved(ScheduleEvent):
    """An override was taken back; a running one ended with this instant."""

    override_id: OverrideId
    user_id: UserId
