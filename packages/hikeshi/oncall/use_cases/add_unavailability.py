"""Say that somebody cannot be on call for a while."""

from attrs import asdict, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UnavailabilityId, UserId
from hikeshi.oncall.events import UnavailabilityAdded
from hikeshi.oncall.model.unavailability import Unavailability, UnavailabilityDraft
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._absence import absence_facts, require_looking_after


@frozen
class AddUnavailability:
    """Say that somebody cannot be on call for a while."""

    async def __call__(
        self, work: OncallWork, user_id: UserId, draft: UnavailabilityDraft, *, by: Actor
    ) -> Unavailability:
        """Write it down; who is on call does not change by itself.

        Raises:
            ForbiddenError: It is neither the actor nor a person of a team they configure.
        """
        await require_looking_after(work, by, user_id)
        added = Unavailability(
            id=UnavailabilityId(work.ids()), user_id=user_id, **asdict(draft, recurse=False)
        )
        await work.unavailabilities.save_many((added,))
        work.record(UnavailabilityAdded(**absence_facts(work, added, by)))
        return added
