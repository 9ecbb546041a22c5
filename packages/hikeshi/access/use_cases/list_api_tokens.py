"""Show a person the API tokens that act for them."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.access.errors import ApiTokenNotFoundError
from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import may_end
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId


@frozen
class ListApiTokens:
    """Show a person the API tokens that act for them."""

    async def __call__(self, work: AccessWork, user_id: UserId, *, by: Actor) -> Sequence[ApiToken]:
        """Return the person's living tokens, oldest first, without their secrets.

        Raises:
            ApiTokenNotFoundError: They are somebody else's, and `by` is no admin.
        """
        if not may_end(by, user_id):
            raise ApiTokenNotFoundError
        return [each for each in await work.api_tokens.of_user(user_id) if each.is_alive(work.now)]
