"""Ask for a code that shows who can read a contact method."""

from collections.abc import Callable

from attrs import field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError, NoCodeToSendError, TooManyCodesError
from hikeshi.teams.model.contact_method import CODE_KINDS, ContactMethod
from hikeshi.teams.model.verification import Verification
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, require_self_or_administer
from hikeshi.teams.use_cases._verifying import Digest, digested


@frozen
class CodeToSend:
    """A code and the method it goes to."""

    method: ContactMethod
    code: str = field(repr=False)


@frozen
class RequestVerification:
    """Ask for a code that shows who can read a contact method.

    Args:
        new_code: Makes codes.
        digest: Digests a text with a key of the installation.
    """

    new_code: Callable[[], str]
    digest: Digest

    async def __call__(
        self, work: TeamsWork, method_id: ContactMethodId, *, by: Actor
    ) -> CodeToSend:
        """Make a code; the one before is worth nothing any more.

        Raises:
            ContactMethodNotFoundError: There is none.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            NoCodeToSendError: Its kind takes no codes.
            ConflictError: It is verified already.
            TooManyCodesError: Enough were sent of late.
        """
        method = await lock_one(work.contact_methods, method_id, ContactMethodNotFoundError)
        require_self_or_administer(by, method.user_id)
        if method.verified:
            raise ConflictError("The contact method is verified already.")
        if method.kind not in CODE_KINDS:
            raise NoCodeToSendError
        known = (await work.verifications.lock_many((method_id,))).get(method_id)
        before = known or Verification(contact_method_id=method_id, expires_at=work.now)
        wait = before.wait(work.now)
        if wait is not None:
            raise TooManyCodesError(wait)
        code = self.new_code()
        after = before.renewed(digested(self.digest, method, code), work.now)
        await work.verifications.save_many((after,))
        return CodeToSend(method, code)
