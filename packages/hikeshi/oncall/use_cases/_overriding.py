"""Put overrides on a schedule, and who may."""

from collections.abc import Collection, Iterable, Sequence

from attrs import evolve

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed, require
from hikeshi.kernel.ids import EventId, OverrideId, TeamId, UserId
from hikeshi.oncall.events import OverrideAdded
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.ports import OncallWork


def require_part(by: Actor, people: Collection[UserId | None], team_id: TeamId | None) -> None:
    """Refuse unless the actor is one of the people it is about, or configures the schedule.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    if by.id is not None and by.id in people:
        if allowed(by, Permission.CONFIGURE, team_id):
            return
        require(by, Permission.OVERRIDE, team_id)
    else:
        require(by, Permission.CONFIGURE, team_id)


def require_override(by: Actor, override: Override, team_id: TeamId | None) -> None:
    """Refuse unless the actor takes part in the override or configures the schedule.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    require_part(by, (override.user, override.replaces), team_id)


async def put_overrides(
    work: OncallWork, schedule: Schedule, overrides: Iterable[Override], *, by: Actor
) -> Sequence[Override]:
    """Append overrides to a locked schedule as one edit; return them with their ids.

    Raises:
        OverridePastError: All of one is over.
    """
    named = [evolve(override, id=OverrideId(work.ids())) for override in overrides]
    edited = schedule.add_overrides(named, work.now)
    await work.schedules.save_many((edited,))
    added = edited.overrides[len(schedule.overrides) :]
    work.record(*(_added(work, schedule, override, by) for override in added))
    return added


def _added(work: OncallWork, schedule: Schedule, added: Override, by: Actor) -> OverrideAdded:
    return OverrideAdded(
        id=EventId(work.ids()),
        at=work.now,
        by=by,
        schedule_id=schedule.id,
        override_id=OverrideId(added.id or work.ids()),
        start=added.start,
        end=added.end,
        user_id=added.user,
        mode=added.mode.value,
        replaces=added.replaces,
        swap_id=added.swap_id,
    )
