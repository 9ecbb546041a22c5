"""Take a way to reach a person away."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import delete, lock_one, require_self_or_administer


@frozen
class DeleteContactMethod:
    """Take a way to reach a person away; whether a rule still uses it is asked outside."""

    async def __call__(
        self,
        work: TeamsWork,
        method_id: ContactMethodId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the contact method.

        Raises:
            ContactMethodNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
        """
        method = await lock_one(
            work.contact_methods, method_id, ContactMethodNotFoundError, expected_version
        )
        require_self_or_administer(by, method.user_id)
        await work.verifications.delete_many((method_id,))
        await delete(work, work.contact_methods, method_id, method, by=by)
