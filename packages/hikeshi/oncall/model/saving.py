"""A schedule as it would be once an edit was saved, computed without saving anything."""

from datetime import datetime

from attrs import evolve

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.schedule import Schedule


def as_saved(before: Schedule, wanted: Schedule, now: datetime) -> Schedule:
    """Return what saving the wanted schedule in place of the one there is would make of it.

    Layers hold from now on and running turns keep their holders ("On-call 7"). Overrides are as
    wanted from now on; where the wanted schedule has none, those there are stay.

    Args:
        before: The schedule as it is.
        wanted: The schedule as somebody wants it; its revisions left out, or as they were read.
        now: When it would be saved.

    Raises:
        InvalidError: The wanted schedule changes what never changes.
        OverridePastError: A new override is over.
    """
    if wanted.time_zone != before.time_zone:
        raise InvalidError.at("/time_zone", "cannot change; create another schedule")
    if wanted.revisions and wanted.revisions != before.revisions:
        raise InvalidError.at("/revisions", "are made by edits; leave them out")
    saved = before
    if (wanted.layers, wanted.revisions) != (before.layers, before.revisions):
        saved = saved.edit(wanted.layers, now)
    if wanted.overrides:
        saved = _with_overrides(saved, wanted.overrides, now)
    return saved


def _with_overrides(schedule: Schedule, wanted: tuple[Override, ...], now: datetime) -> Schedule:
    known = {evolve(entry, id=None) for entry in schedule.overrides}
    named = {evolve(entry, id=None) for entry in wanted}
    staying = []
    for entry in schedule.overrides:
        if entry.end <= now or evolve(entry, id=None) in named:
            staying.append(entry)
        elif entry.start < now:
            staying.append(evolve(entry, end=now))
    schedule = evolve(schedule, overrides=tuple(staying))
    for entry in wanted:
        if evolve(entry, id=None) not in known:
            schedule = schedule.add_override(entry, now)
    return schedule
