"""Whose unavailabilities are whose to see and to change."""

from typing import Any

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import EventId, UnavailabilityId, UserId
from hikeshi.oncall.errors import UnavailabilityNotFoundError, UnavailabilityOfCalendarError
from hikeshi.oncall.model.looking_after import looks_after_team
from hikeshi.oncall.model.unavailability import Unavailability
from hikeshi.oncall.ports import OncallWork


async def require_looking_after(work: OncallWork, by: Actor, user_id: UserId) -> None:
    """Refuse unless it is the person's own, or a person of a team the actor configures.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    may_write = by.scopes is None or Permission.OVERRIDE.value in by.scopes
    if by.id == user_id and may_write:
        return
    people = await work.people()
    if not looks_after_team(by, people.teams_of(user_id)):
        require(by, Permission.CONFIGURE)


async def lock_unavailability(
    work: OncallWork,
    user_id: UserId,
    unavailability_id: UnavailabilityId,
    expected_version: int | None,
) -> Unavailability:
    """Return the person's unavailability, locked until the work ends.

    Raises:
        UnavailabilityNotFoundError: The person has none of that id.
        UnavailabilityOfCalendarError: It is changed where it comes from.
        StaleError: It has another version than the one expected.
    """
    found = (await work.unavailabilities.lock_many((unavailability_id,))).get(unavailability_id)
    if found is None or found.user_id != user_id:
        raise UnavailabilityNotFoundError
    if found.is_from_calendar:
        raise UnavailabilityOfCalendarError
    if expected_version is not None and expected_version != found.version:
        raise StaleError
    return found


def absence_facts(work: OncallWork, found: Unavailability, by: Actor) -> dict[str, Any]:
    """Return what every event of an unavailability says; whole days as wide as they may be."""
    return {
        "id": EventId(work.ids()),
        "at": work.now,
        "by": by,
        "unavailability_id": found.id,
        "user_id": found.user_id,
        "start": found.bounds.start,
        "end": found.bounds.end,
    }
