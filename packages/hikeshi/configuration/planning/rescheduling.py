"""A schedule as files want it from now on, on top of the one that runs."""

from datetime import datetime

from attrs import evolve

from hikeshi.kernel.errors import ConflictError
from hikeshi.oncall import Layer, Schedule


class TimeZoneFixedError(ConflictError):
    """A schedule's time zone cannot change: its past would move; make another schedule."""


def rescheduled(before: Schedule, wanted: Schedule, now: datetime) -> Schedule:
    """Return the running schedule as wanted from now on.

    Name, owner and what is planned for later are as wanted. Other layers come into force now, and
    the past stays ("On-call 7"). Overrides belong to the people who made them and stay.

    Args:
        before: The schedule so far.
        wanted: The schedule as the files have it, with the identity of the one that runs.
        now: The instant from which they hold.

    Raises:
        TimeZoneFixedError: The time zone differs.
    """
    if before.time_zone != wanted.time_zone:
        raise TimeZoneFixedError
    layers, current = wanted.layers_at(now), before.layers_at(now)
    edited = before if _same(current, layers) else before.edit(layers, now)
    past = (revision for revision in edited.revisions if revision.effective_at <= now)
    later = (revision for revision in wanted.revisions if revision.effective_at > now)
    return evolve(
        edited,
        key=wanted.key,
        name=wanted.name,
        team_id=wanted.team_id,
        revisions=(*past, *later),
        version=before.version,
    )


def _same(current: tuple[Layer, ...], wanted: tuple[Layer, ...]) -> bool:
    """Say whether layers are the same but for where in the list of people their first turn is.

    An edit turns the list so that the running turn stays with its holder; the files need not
    follow it.
    """
    return len(current) == len(wanted) and all(
        evolve(old, users=new.users) == new and _turned(old, new)
        for old, new in zip(current, wanted, strict=True)
    )


def _turned(old: Layer, new: Layer) -> bool:
    size = len(old.users)
    if size != len(new.users):
        return False
    twice = old.users * 2
    return any(twice[first : first + size] == new.users for first in range(size))
