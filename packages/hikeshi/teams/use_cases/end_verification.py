"""Contact methods proved to be no way to their person any more."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import require_self_or_administer, save_edited


@frozen
class EndVerification:
    """Contact methods proved to be no way to their person any more."""

    async def __call__(self, work: TeamsWork, ids: Iterable[ContactMethodId], *, by: Actor) -> None:
        """Count the methods as not verified; those gone or not verified stay as they are.

        Raises:
            ForbiddenError: One is neither the actor's own nor theirs to administer.
        """
        for method in (await work.contact_methods.lock_many(sorted(ids))).values():
            require_self_or_administer(by, method.user_id)
            await save_edited(work, work.contact_methods, method, {"verified": False}, by=by)
