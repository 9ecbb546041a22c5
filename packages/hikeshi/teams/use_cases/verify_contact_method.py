"""Vouch that a person receives what is sent to a contact method."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, save_edited


@frozen
class VerifyContactMethod:
    """Vouch that a person receives what is sent to a contact method."""

    async def __call__(
        self,
        work: TeamsWork,
        method_id: ContactMethodId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> ContactMethod:
        """Count the method as verified; doing it again changes nothing.

        Raises:
            ContactMethodNotFoundError: There is none.
            ForbiddenError: The actor may not vouch for others.
        """
        method = await lock_one(
            work.contact_methods, method_id, ContactMethodNotFoundError, expected_version
        )
        require(by, Permission.ADMINISTER)
        return await save_edited(work, work.contact_methods, method, {"verified": True}, by=by)
