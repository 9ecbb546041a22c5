"""What was known of schedules: kept as they change, asked for an instant."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall import Schedule
from hikeshi.oncall.events import ScheduleDeleted, ScheduleEvent
from hikeshi.oncall.model.known_schedule import KnownSchedule, ScheduleVersion


async def keep_versions(work: Work, events: Sequence[ScheduleEvent]) -> None:
    """Keep the schedules as they are now known."""
    if not work.keeps_records:
        return
    changed = await work.schedules.get_many({event.schedule_id for event in events})
    await work.schedule_versions.add_many(
        [ScheduleVersion.of(each, work.now) for each in changed.values()]
    )


async def forget_versions(work: Work, events: Sequence[ScheduleDeleted]) -> None:
    """Forget what was known of schedules that are gone."""
    await work.schedule_versions.delete_many({event.schedule_id for event in events})


async def known_schedules(
    work: Work, schedules: Iterable[Schedule], known_at: datetime
) -> Sequence[KnownSchedule]:
    """Return the schedules as they were known at an instant, by key; none that was not known.

    Raises:
        InvalidError: Nobody knows yet.
    """
    if known_at > work.now:
        raise InvalidError.at("/known_at", "must not be in the future: nobody knows that yet")
    wanted = {each.id: each for each in schedules}
    versions = await work.schedule_versions.known(wanted, known_at)
    found = [
        KnownSchedule(now=wanted[found], then=version.schedule, known_at=known_at)
        for found, version in versions.items()
    ]
    return sorted(found, key=lambda each: each.now.key)


async def known_schedule(work: Work, schedule: Schedule, known_at: datetime) -> KnownSchedule:
    """Return a schedule as it was known at an instant.

    Raises:
        InvalidError: Nobody knows yet, or what was known then was not kept.
    """
    found = await known_schedules(work, (schedule,), known_at)
    if not found:
        raise InvalidError.at(
            "/known_at", "is before the schedule was made, or before what is known of it was kept"
        )
    return found[0]
