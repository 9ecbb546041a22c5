"""A schedule as a file has it now, on top of the one that ran so far."""

from datetime import datetime

from attrs import evolve

from hikeshi.oncall import Schedule


def rescheduled(before: Schedule, wanted: Schedule, now: datetime) -> Schedule:
    """Return what the file wants from now on, with the past as it was.

    Name, owner, overrides and what is planned for later are as in the file; other layers come
    into force now ("On-call 7"). The version stays the one before.

    Args:
        before: The schedule so far.
        wanted: The schedule as the file has it.
        now: The instant from which the file holds.
    """
    if before.time_zone != wanted.time_zone:
        # Local times mean other instants now: nothing of the past could be kept as it was.
        return evolve(wanted, version=before.version)
    edited = before.edit(wanted.layers_at(now), now)
    past = (revision for revision in edited.revisions if revision.effective_at <= now)
    later = (revision for revision in wanted.revisions if revision.effective_at > now)
    return evolve(
        edited,
        key=wanted.key,
        name=wanted.name,
        team_id=wanted.team_id,
        overrides=wanted.overrides,
        revisions=(*past, *later),
        version=before.version,
    )
