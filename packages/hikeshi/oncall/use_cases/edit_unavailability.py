"""Change when, or why, somebody cannot be on call."""

from collections.abc import Callable

from attrs import asdict, evolve, fields, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UnavailabilityId, UserId
from hikeshi.oncall.events import UnavailabilityEdited
from hikeshi.oncall.model.unavailability import Unavailability, UnavailabilityDraft
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._absence import (
    absence_facts,
    lock_unavailability,
    require_looking_after,
)

Change = Callable[[UnavailabilityDraft], UnavailabilityDraft]


@frozen
class EditUnavailability:
    """Change when, or why, somebody cannot be on call."""

    async def __call__(
        self,
        work: OncallWork,
        user_id: UserId,
        unavailability_id: UnavailabilityId,
        change: Change,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Unavailability:
        """Turn it as it is into it as wanted.

        Raises:
            ForbiddenError: It is neither the actor's nor of a person of a team they configure.
            UnavailabilityNotFoundError: The person has none of that id.
            UnavailabilityOfCalendarError: It is changed where it comes from.
            StaleError: It has another version than the one expected.
        """
        await require_looking_after(work, by, user_id)
        found = await lock_unavailability(work, user_id, unavailability_id, expected_version)
        names = [entry.name for entry in fields(UnavailabilityDraft)]
        draft = UnavailabilityDraft(**{name: getattr(found, name) for name in names})
        wanted = change(draft)
        if wanted == draft:
            return found
        edited = evolve(found, version=found.version + 1, **asdict(wanted, recurse=False))
        await work.unavailabilities.save_many((edited,))
        work.record(UnavailabilityEdited(**absence_facts(work, edited, by)))
        return edited
