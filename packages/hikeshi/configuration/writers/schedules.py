"""On-call schedules as they are from an instant on."""

from datetime import datetime

from attrs import evolve

from hikeshi.configuration.writers.names import Names
from hikeshi.oncall import Schedule, ScheduleDocument, from_schedule


def from_now(
    schedule: Schedule, names: Names, now: datetime, *, overrides: bool
) -> ScheduleDocument:
    """Write a schedule with the layers in force, and what is planned for later.

    What was before is history: the server keeps it, and no file says it again.

    Args:
        schedule: What is written.
        names: How to name people and the owner.
        now: The layers in force then stand in `layers`.
        overrides: Write those that are not over too.
    """
    document = from_schedule(
        evolve(
            schedule,
            layers=schedule.layers_at(now),
            revisions=tuple(r for r in schedule.revisions if r.effective_at > now),
            overrides=tuple(o for o in schedule.overrides if o.end > now) if overrides else (),
        ),
        names.users,
        names.team(schedule.team_id),
    )
    return evolve(document, name=schedule.name)
