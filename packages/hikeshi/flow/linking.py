"""An account elsewhere becomes its person's: it is nobody else's, and their own page says so."""

from attrs import field, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ConflictError
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.use_cases.link_contact_method import LinkContactMethod


class AccountTakenError(ConflictError):
    """This account is somebody else's here; they have to remove it from their contact methods."""


@frozen
class LinkAccount:
    """Make an account elsewhere the verified contact method of whoever asks for it."""

    link_contact_method: LinkContactMethod = field(factory=LinkContactMethod)

    async def __call__(
        self, work: Work, kind: ContactKind, address: str, *, by: Actor
    ) -> ContactMethod:
        """Link it; linking it again changes nothing.

        Raises:
            AccountTakenError: A verified method of somebody else has that address.
            UserNotFoundError: The actor is no person here.
            ForbiddenError: They may not change what is their own.
        """
        directory = await work.directory()
        for method in directory.contact_methods:
            theirs = method.kind is kind and method.address.casefold() == address.casefold()
            if theirs and method.verified and method.user_id != by.id:
                raise AccountTakenError
        return await self.link_contact_method(work, kind, address, by=by)
