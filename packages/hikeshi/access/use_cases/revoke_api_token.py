"""End an API token, one's own or, as an admin, anybody's."""

from attrs import frozen

from hikeshi.access.errors import ApiTokenNotFoundError
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import may_end
from hikeshi.access.use_cases._revoking import revoke_tokens
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ApiTokenId


@frozen
class RevokeApiToken:
    """End an API token, one's own or, as an admin, anybody's."""

    async def __call__(self, work: AccessWork, token_id: ApiTokenId, *, by: Actor) -> None:
        """End it; one that has ended already stays ended.

        Raises:
            ApiTokenNotFoundError: There is none, or it is not `by`'s to see.
        """
        token = (await work.api_tokens.lock_many([token_id])).get(token_id)
        if token is None or not may_end(by, token.user_id):
            raise ApiTokenNotFoundError
        await revoke_tokens(work, [token], by=by)
