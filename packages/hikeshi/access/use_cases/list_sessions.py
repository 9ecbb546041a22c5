"""Show a person where they are signed in."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.access.errors import SessionNotFoundError
from hikeshi.access.model.session import Session
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._ending import may_end
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId


@frozen
class ListSessions:
    """Show a person where they are signed in."""

    async def __call__(self, work: AccessWork, user_id: UserId, *, by: Actor) -> Sequence[Session]:
        """Return the person's living sessions, oldest first.

        Raises:
            SessionNotFoundError: They are somebody else's, and `by` is no admin.
        """
        if not may_end(by, user_id):
            raise SessionNotFoundError
        return [each for each in await work.sessions.of_user(user_id) if each.is_alive(work.now)]
