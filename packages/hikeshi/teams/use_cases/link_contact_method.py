"""Take on a way to reach a person whose provider has shown that it is theirs."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.teams.errors import ContactMethodNotFoundError, UserNotFoundError
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import (
    create,
    lock_one,
    require_self_or_administer,
    save_edited,
)


@frozen
class LinkContactMethod:
    """Take on a way to reach a person whose provider has shown that it is theirs."""

    async def __call__(
        self, work: TeamsWork, kind: ContactKind, address: str, *, by: Actor
    ) -> ContactMethod:
        """Return the actor's verified method of that address; one that is there is verified.

        Whether somebody else has the address is asked outside.

        Raises:
            UserNotFoundError: The actor is no person here.
            ForbiddenError: They may not change what is their own.
            BadAddressError: The address does not fit the kind.
        """
        if by.id is None or not await work.users.get_many((UserId(by.id),)):
            raise UserNotFoundError
        user_id = UserId(by.id)
        require_self_or_administer(by, user_id)
        kept = await work.contact_methods.list_of(user_id)
        for known in kept:
            if known.kind is kind and known.address.casefold() == address.casefold():
                method = await lock_one(work.contact_methods, known.id, ContactMethodNotFoundError)
                return await save_edited(
                    work, work.contact_methods, method, {"verified": True}, by=by
                )
        key = _free_key(kind.value.replace("_", "-"), {method.key for method in kept})
        draft = ContactMethodDraft(key=key, kind=kind, address=address)
        made = ContactMethod(
            id=ContactMethodId(work.ids()),
            user_id=user_id,
            key=draft.key,
            kind=draft.kind,
            address=draft.address,
            verified=True,
        )
        return await create(work, work.contact_methods, made, by=by)


def _free_key(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)
