"""Add a way to reach a person."""

from collections.abc import Callable

from attrs import evolve, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft, fields_of
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create, require_self_or_administer


@frozen
class CreateContactMethod:
    """Add a way to reach a person.

    Nothing is sent there until it is verified; the console needs no proof.

    Args:
        new_secret: Makes the signing secret of a webhook, `whsec_…`.
    """

    new_secret: Callable[[], str]

    async def __call__(
        self, work: TeamsWork, draft: ContactMethodDraft, *, by: Actor
    ) -> ContactMethod:
        """Create the contact method of a draft; a webhook gets a signing secret.

        Raises:
            UserNotFoundError: There is no such person.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            ConflictError: The person has another method of that key.
        """
        user_id = draft.user_id or UserId(by.id or work.ids())
        require_self_or_administer(by, user_id)
        if user_id not in await work.users.get_many((user_id,)):
            raise UserNotFoundError
        values = fields_of(evolve(draft, user_id=user_id))
        token = values.pop("token") or None
        method = ContactMethod(
            id=ContactMethodId(work.ids()),
            verified=draft.kind is ContactKind.CONSOLE,
            secret=self.new_secret() if draft.kind is ContactKind.WEBHOOK else token,
            **values,
        )
        return await create(work, work.contact_methods, method, by=by)
