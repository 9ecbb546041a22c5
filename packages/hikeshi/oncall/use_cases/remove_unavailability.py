"""Say that somebody can be on call after all."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UnavailabilityId, UserId
from hikeshi.oncall.events import UnavailabilityRemoved
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._absence import (
    absence_facts,
    lock_unavailability,
    require_looking_after,
)


@frozen
class RemoveUnavailability:
    """Say that somebody can be on call after all."""

    async def __call__(
        self,
        work: OncallWork,
        user_id: UserId,
        unavailability_id: UnavailabilityId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Remove it.

        Raises:
            ForbiddenError: It is neither the actor's nor of a person of a team they configure.
            UnavailabilityNotFoundError: The person has none of that id.
            UnavailabilityOfCalendarError: It is changed where it comes from.
            StaleError: It has another version than the one expected.
        """
        await require_looking_after(work, by, user_id)
        found = await lock_unavailability(work, user_id, unavailability_id, expected_version)
        await work.unavailabilities.delete_many((found.id,))
        work.record(UnavailabilityRemoved(**absence_facts(work, found, by)))
