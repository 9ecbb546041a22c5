"""Change a way to reach a person."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.model.contact_method import TOKEN_KINDS, ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft, draft_of, fields_of
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, require_self_or_administer, save_edited


@frozen
class EditContactMethod:
    """Change a way to reach a person; another address has to be verified anew."""

    async def __call__(
        self,
        work: TeamsWork,
        method_id: ContactMethodId,
        change: Callable[[ContactMethodDraft], ContactMethodDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> ContactMethod:
        """Turn the method as it is into the method as wanted.

        Raises:
            ContactMethodNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            InvalidError: Its kind or its person would change.
        """
        method = await lock_one(
            work.contact_methods, method_id, ContactMethodNotFoundError, expected_version
        )
        require_self_or_administer(by, method.user_id)
        values = fields_of(change(draft_of(ContactMethodDraft, method)))
        for name in ("kind", "user_id"):
            if values[name] != getattr(method, name):
                raise InvalidError.at(f"/{name}", "cannot change; create another contact method")
        token = values.pop("token")
        if values["address"] != method.address:
            values["verified"] = method.kind is ContactKind.CONSOLE
            # A token goes to the server it was made for and to no other.
            token = token or ""
        if method.kind in TOKEN_KINDS and token is not None:
            values["secret"] = token or None
        return await save_edited(work, work.contact_methods, method, values, by=by)
