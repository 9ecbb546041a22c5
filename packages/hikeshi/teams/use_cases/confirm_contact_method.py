"""Show by a code that one reads what is sent to a contact method."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, require_self_or_administer, save_edited
from hikeshi.teams.use_cases._verifying import Digest, digested


@frozen
class ConfirmContactMethod:
    """Show by a code that one reads what is sent to a contact method.

    Args:
        digest: Digests a text with a key of the installation.
    """

    digest: Digest

    async def __call__(
        self,
        work: TeamsWork,
        method_id: ContactMethodId,
        code: str,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> ContactMethod | None:
        """Count the method as verified; nothing where the code is wrong.

        A wrong guess is counted, so it is an answer and no error: the work must be kept.

        Raises:
            ContactMethodNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
        """
        method = await lock_one(
            work.contact_methods, method_id, ContactMethodNotFoundError, expected_version
        )
        require_self_or_administer(by, method.user_id)
        found = (await work.verifications.lock_many((method_id,))).get(method_id)
        if found is None or not found.is_open(work.now):
            return None
        if not found.fits(digested(self.digest, method, code)):
            await work.verifications.save_many((found.tried(),))
            return None
        await work.verifications.save_many((found.used(),))
        return await save_edited(work, work.contact_methods, method, {"verified": True}, by=by)
