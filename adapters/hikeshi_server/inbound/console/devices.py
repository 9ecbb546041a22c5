"""Browsers that show pages: subscribed by their person, and proved by a code pushed to them."""

from collections.abc import Awaitable, Callable

from attrs import evolve, field, frozen

from hikeshi.flow.usages import refuse_if_used, uses_of_contact_method
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.use_cases.edit_contact_method import EditContactMethod
from hikeshi_server.inbound.console.methods import MethodVerbs, free_key


@frozen
class Subscription:
    """What a browser says of its subscription (`PushSubscription.toJSON`).

    Args:
        endpoint: Where its push service takes messages for it.
        keys: `p256dh` and `auth` with a dot between them.
    """

    endpoint: str
    keys: str = field(repr=False)


@frozen(kw_only=True)
class Devices:
    """Subscribes, proves and forgets browsers, each for its own person alone.

    Args:
        push_key: The key browsers subscribe to, in base64url.
    """

    push_key: Callable[[], Awaitable[str]]
    methods: MethodVerbs
    edit_contact_method: EditContactMethod = EditContactMethod()

    async def subscribe(self, work: Work, subscription: Subscription, *, by: Actor) -> None:
        """Make the browser a way to reach the person, and have a code pushed to it.

        The same browser again gets its keys renewed; one that is verified needs no code.

        Raises:
            InvalidError: The endpoint or the keys are none.
            TooManyCodesError: Enough codes were sent to it of late.
        """
        kept = await _browsers(work, by)
        known = next((each for each in kept if each.address == subscription.endpoint), None)
        if known is None:
            draft = ContactMethodDraft(
                key=free_key("browser", {each.key for each in await _methods(work, by)}),
                kind=ContactKind.WEB_PUSH,
                address=subscription.endpoint,
                token=subscription.keys,
            )
            method = await self.methods.create(work, draft, by=by)
        else:
            method = await self.edit_contact_method(
                work, known.id, lambda draft: evolve(draft, token=subscription.keys), by=by
            )
        if not method.verified:
            await self.methods.send_code(work, method.id, by=by)

    async def send_code(self, work: Work, method_id: ContactMethodId, *, by: Actor) -> None:
        """Have another code pushed to the person's browser."""
        await _own(work, method_id, by)
        await self.methods.send_code(work, method_id, by=by)

    async def confirm(
        self, work: Work, method_id: ContactMethodId, code: str, *, by: Actor
    ) -> ContactMethod | None:
        """Count the browser as verified; nothing where the code is wrong, which is counted."""
        await _own(work, method_id, by)
        return await self.methods.confirm(work, method_id, code, by=by)

    async def forget(self, work: Work, method_id: ContactMethodId, *, by: Actor) -> None:
        """Take the browser away.

        Raises:
            ConflictError: A notification rule names it.
        """
        method = await _own(work, method_id, by)
        uses = uses_of_contact_method(await work.directory(), method_id)
        await self.methods.delete(work, method_id, by=by)
        refuse_if_used(f"Contact method {method.key}", uses)


async def _methods(work: Work, by: Actor) -> list[ContactMethod]:
    if by.id is None:
        return []
    return list(await work.contact_methods.list_of(UserId(by.id)))


async def _browsers(work: Work, by: Actor) -> list[ContactMethod]:
    return [each for each in await _methods(work, by) if each.kind is ContactKind.WEB_PUSH]


async def _own(work: Work, method_id: ContactMethodId, by: Actor) -> ContactMethod:
    """Return the person's browser; what is another's is not there for them."""
    for method in await _browsers(work, by):
        if method.id == method_id:
            return method
    raise ContactMethodNotFoundError
